use super::{assert_meant, load, meaning, policy};

#[test]
fn a_pasted_link_goes_through_the_route_that_makes_it() {
    let token = "mcd77c9718249ee0fdde541ee7e5b6c88";
    let webinar = format!("/go/webinar/{token}");
    let own = "m0123456789abcdef0123456789abcdef";
    let both = format!("webinar /go/webinar/{own}, assembly /go/assembly");
    assert_meant(&[
        (
            "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789",
            "/go/join/123456789",
        ),
        (
            "https://acme.webex.com/ACME/m.php?at=jm&mk=123456789",
            "/go/join/123456789",
        ),
        (
            "https://acme.webex.com/acme/m.php?AT=HM&MK=123456789",
            "/go/start/123456789",
        ),
        (
            "https://acme.webex.com/acme/m.php?AT=DM&MK=123456789&SM=0",
            "/go/delete/123456789",
        ),
        (
            "https://acme.webex.com/acme/w.php?AT=GS&MK=123456789",
            "/go/status/123456789",
        ),
        ("https://acme.webex.com/meet/ada.l", "/go/room/ada.l"),
        ("acme.webex.com/meet/ada.l", "/go/room/ada.l"),
        (
            "come to <acme.webex.com/meet/ada.l>, please",
            "/go/room/ada.l",
        ),
        ("https://beta.webex.com:8443/meet/ada", "/rooms/ada"),
        (
            &format!("https://beta.webex.com:8443/b.1/j.php?MTID={token}"),
            &webinar,
        ),
        (
            &format!("beta.webex.com:8443/b.1/j.php?mtid={token}%3E#join"),
            &webinar,
        ),
        (
            &format!("Join: https://beta.webex.com:8443/b.1/j.php?x=1&amp;MTID={token}."),
            &webinar,
        ),
        (
            &format!("https://beta.webex.com:8443/b.1/j.php?MTID={own}"),
            &both,
        ),
        (
            "https://beta.webex.com:8443/b.1/j.php?RGID=r8a9b287593ba0f614b4a19813ba07b14",
            "/go/register/r8a9b287593ba0f614b4a19813ba07b14",
        ),
        (
            "see https://portal.acme.example/x and https://acme.webex.com/meet/ada",
            "/go/room/ada",
        ),
    ]);
}

#[test]
fn nothing_else_of_a_pasted_link_survives() {
    let join = "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789";
    for more in [
        "&BU=https://evil.example/",
        "&bu=https%3A%2F%2Fevil.example%2F",
        "&MU=https://evil.example/",
        "&PW=canary&TK=canary&PID=canary&CSRF=canary",
        "&AN=Bob&AE=bob@acme.example&RID=1",
        "&attendee_name=Bob&back=course&meeting_key=7654321",
        "#BU=x",
    ] {
        assert_meant(&[(&format!("{join}{more}"), "/go/join/123456789")]);
    }
}

#[test]
fn a_pasted_link_goes_to_those_routes_that_the_caller_may_use() {
    let delete = "https://acme.webex.com/acme/m.php?AT=DM&MK=123456789";
    assert_eq!(meaning(policy(), delete, &["delete"]), "-");
    let room = "https://acme.webex.com/meet/ada";
    assert_eq!(meaning(policy(), room, &["room"]), "-");
}

#[test]
fn a_pasted_link_agrees_with_what_the_policy_sets() {
    let policy = load(
        r#"version: 1
public_url: https://go.acme.example/
sites: { acme: https://acme.webex.com/acme/ }
routes:
  tour:
    path: /go/{meeting_key}
    command: meeting.join
    constants: { sharing: web_tour }
    allow: anyone
  asked: { path: /go/asked, command: meeting.join, query: [meeting_key, attendee_name], allow: anyone }
links:
  7654321: { route: asked, meeting_key: 123456789 }
"#,
    );
    let base = "https://acme.webex.com/acme/m.php?AT=JM&AN=Bob&MK";
    let asked = "/go/asked?meeting_key=123456789";
    for (text, expected) in [
        (
            "=123456789&AS=WebTour",
            &*format!("tour /go/123456789, asked {asked}"),
        ),
        ("=123456789", &format!("tour /go/123456789, asked {asked}")),
        ("=123456789&AS=AppView", asked),
        ("=123456789&AS=Other", asked),
        ("=123456789&AS=WebTour&AS=AppView", asked),
        // A link has the path that the other route would need.
        ("=7654321", "/go/asked?meeting_key=7654321"),
    ] {
        assert_eq!(
            meaning(&policy, &format!("{base}{text}"), &[]),
            expected,
            "{text}"
        );
    }
    // The number itself is the name of a link here, and one route takes it.
    assert_eq!(meaning(&policy, "7654321", &[]), "/go/7654321");
    assert_eq!(meaning(&policy, "7654 322", &[]), "/go/7654322");
}

const ROOM: &str = "https%3A%2F%2Facme.webex.com%2Fmeet%2Fada";

#[test]
fn a_link_that_was_wrapped_goes_where_it_went_before() {
    for (wrapper, behind) in [
        (
            "https://eur03.safelinks.protection.outlook.com/?url=",
            "&data=05&reserved=0",
        ),
        ("https://slack-redir.net/link?url=", ""),
        ("https://l.facebook.com/l.php?u=", "&h=AT0"),
        ("https://linkprotect.cudasvc.com/url?a=", "&c=E,1,x"),
        ("https://www.google.com/url?q=", "&sa=D"),
    ] {
        for (inner, expected) in [
            (ROOM, "/go/room/ada"),
            (
                "https%3A%2F%2Fgo.acme.example%2Fgo%2Fstandup",
                "/go/standup",
            ),
            ("https%3A%2F%2Fgo.acme.example%2Fgo%2Funknown", "-"),
            ("https%3A%2F%2Fevil.example%2Fgo%2Fstandup", "-"),
            (
                "https%3A%2F%2Facme.webex.com.evil.example%2Fmeet%2Fada",
                "-",
            ),
            (
                "https%3A%2F%2Fslack-redir.net%2Flink%3Furl%3Dhttps%253A%252F%252Facme.webex.com%252Fmeet%252Fada",
                "-",
            ),
            ("standup", "-"),
            ("%2Fgo%2Fstandup", "-"),
        ] {
            let text = format!("Join: {wrapper}{inner}{behind} now");
            assert_eq!(meaning(policy(), &text, &[]), expected, "{text}");
        }
    }
    assert_meant(&[
        (
            "https://urldefense.proofpoint.com/v2/url?u=https-3A__acme.webex.com_meet_ada&d=DwMFaQ",
            "/go/room/ada",
        ),
        (
            "https://urldefense.com/v3/__https://acme.webex.com/meet/ada__;!!AbC!x$",
            "/go/room/ada",
        ),
        (
            "<https://urldefense.com/v3/__https:/acme.webex.com/meet/ada__;!!AbC!x$>.",
            "/go/room/ada",
        ),
    ]);
}

#[test]
fn an_address_without_encryption_is_one_with_it() {
    assert_meant(&[
        ("http://acme.webex.com/meet/ada", "/go/room/ada"),
        ("http://acme.webex.com:80/meet/ada", "/go/room/ada"),
        (
            "http://acme.webex.com/acme/m.php?AT=JM&MK=123456789",
            "/go/join/123456789",
        ),
        ("HTTP://ACME.WEBEX.COM/meet/ada", "/go/room/ada"),
        ("http://acme.webex.com:8080/meet/ada", "-"),
        ("http://evil.example/meet/ada", "-"),
    ]);
}

#[test]
fn the_source_of_a_mail_has_a_code_behind_each_sign() {
    let own = "m0123456789abcdef0123456789abcdef";
    let token = "mcd77c9718249ee0fdde541ee7e5b6c88";
    let webinar = format!("/go/webinar/{token}");
    let at = "https://beta.webex.com:8443/b.1/j.php?";
    assert_meant(&[
        (&format!("{at}MTID=3D{token}"), &webinar),
        (
            &format!("{at}MTID=3D{own}"),
            &format!("webinar /go/webinar/{own}, assembly /go/assembly"),
        ),
        (
            "https://acme.webex.com/acme/m.php?AT=3DJM&MK=3D123456789",
            "/go/join/123456789",
        ),
        (&format!("{at}MTID=3D3D{token}"), "-"),
        (&format!("{at}MTID=3D{token}="), "-"),
        (&format!("{at}MTID=3d{token}"), "-"),
        (&format!("{at}x=1&MTID=3D{token}"), "-"),
    ]);
}

/// Pages on the way to a meeting carry it; those of other hosts, and of telephone numbers, do not count.
#[test]
fn a_page_that_carries_a_meeting_leads_to_it() {
    let token = "ma1b2c3d4e5f60718293a4b5c6d7e8f90";
    let policy = load(
        r#"version: 1
public_url: https://go.acme.example/
sites: { acme: https://acme.webex.com/acme/ }
routes:
  link: { path: "/go/link/{meeting}", command: link.join, allow: anyone }
  about: { path: "/go/about/{meeting}", command: link.information, allow: anyone }
  lobby: { path: /go/lobby, command: room.meet, constants: { room: lobby }, allow: anyone }
  page: { path: "/go/page/{meeting}", command: webapp.join_page, allow: anyone }
  older: { path: "/go/older/{event}/{user}", command: link.join_older, allow: anyone }
  phone: { path: "/go/phone/{event}", command: link.call_in_older, constants: { service: meetings, toll_free: yes }, allow: anyone }
  pmr: { path: "/go/pmr/{room}", command: webapp.room, allow: anyone }
"#,
    );
    let hex = "d0e1941446bd9a64471ab29c58599b98";
    let link = format!("/go/link/{token}");
    for (address, expected) in [
        (format!("/acme/j.php?MTID={token}"), &*link),
        (format!("/acme-en/j.php?MTID={token}"), &link),
        (
            format!("/webappng/sites/acme/meeting/info/{hex}?siteurl=acme&MTID={token}"),
            &link,
        ),
        (
            format!("/other/k2/x.php?mtid={token}&AT=XX&PW=canary&BU=https://evil.example/"),
            &link,
        ),
        (
            format!("/webappng/sites/acme/meeting/home?MTID=3D{token}"),
            &link,
        ),
        (
            format!("/acme/e.php?MTID={token}"),
            &format!("/go/about/{token}"),
        ),
        (format!("/acme/x.php?MTID={token}&MTID={token}"), &link),
        (
            format!("/acme/x.php?MTID={token}&MTID=m0123456789abcdef0123456789abcdef"),
            "-",
        ),
        (format!("/acme/x.php?MTID={hex}"), "-"),
        (format!("/acme/x.php?MTID={token}0"), "-"),
        ("/acme/x.php?MTID=".to_owned(), "-"),
        (format!("/acme/globalcallin.php?MTID={token}"), "-"),
        (format!("/acme-en/GlobalCallIn.php?MTID={token}"), "-"),
        (
            format!(
                "/wbxmjs/joinservice/sites/acme/meeting/download/{hex}?siteurl=acme&MTID={token}"
            ),
            &format!("/go/page/{hex}"),
        ),
        (
            "/acme/j.php?ED=123456789&UID=234567890&RT=MiMxMQ%3D%3D".to_owned(),
            "/go/older/123456789/234567890",
        ),
        (
            "/acme/j.php?ED=123456789&UID=234567890&PW=Ncanary&RT=MiMxMQ%3D%3D".to_owned(),
            "/go/older/123456789/234567890",
        ),
        (
            "/acme/globalcallin.php?serviceType=MC&ED=1234567&tollFree=1".to_owned(),
            "/go/phone/1234567",
        ),
        (
            "/webappng/sites/acme/dashboard/pmr/ada.lovelace".to_owned(),
            "/go/pmr/ada.lovelace",
        ),
    ] {
        let text = format!("https://acme.webex.com{address}");
        assert_eq!(meaning(&policy, &text, &[]), expected, "{text}");
    }
    for host in [
        "evil.example",
        "beta.webex.com",
        "acme.webex.com:8443",
        "acme.webex.com.evil.example",
    ] {
        let text = format!("https://{host}/acme-en/j.php?MTID={token}");
        assert_eq!(meaning(&policy, &text, &[]), "-", "{text}");
    }
}
