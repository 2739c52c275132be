//! Pasted links of a site from before it was renamed.

use super::*;

const RENAMED: &str = r#"
version: 1
public_url: https://go.acme.example/
hosts: [127.0.0.1]
sites:
  acme:
    url: https://acme.webex.com/acme/
    formerly:
      - { url: https://oldacme.webex.com/oldacme/, until: 9998-12-31 }
      - { url: https://olderacme.webex.com/olderacme/, until: 2020-12-31 }
back_urls: { meetings: https://portal.acme.example/meetings }
routes:
  join: { path: "/go/join/{meeting_key}", command: meeting.join, back: meetings, allow: anyone }
  room: { path: "/go/room/{room}", command: room.meet, allow: anyone }
  webinar: { path: "/go/webinar/{meeting}", command: link.join, allow: anyone }
"#;

const TOKEN: &str = "mcd77c9718249ee0fdde541ee7e5b6c88";

#[test]
fn a_link_of_a_former_name_leads_to_the_site_of_today() {
    let gateway = Gateway::with_policy(RENAMED);
    let token = format!("https://acme.webex.com/acme/j.php?MTID={TOKEN}");
    for (typed, target) in [
        (
            "https://oldacme.webex.com/oldacme/m.php?AT=JM&MK=123456789&PW=canary&BU=https://oldacme.webex.com/".to_owned(),
            "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789&BU=https%3A%2F%2Fportal.acme.example%2Fmeetings",
        ),
        (
            "http://oldacme.webex.com/meet/ada".to_owned(),
            "https://acme.webex.com/meet/ada",
        ),
        (
            format!("https://oldacme.webex.com/oldacme/j.php?MTID={TOKEN}"),
            &token,
        ),
        (
            format!("https://oldacme.webex.com/webappng/sites/oldacme/meeting/info/1?siteurl=oldacme&MTID={TOKEN}"),
            &token,
        ),
        (
            "123456789@oldacme.webex.com".to_owned(),
            "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789&BU=https%3A%2F%2Fportal.acme.example%2Fmeetings",
        ),
    ] {
        for path in ["/-/go?q=", "/?q="] {
            let answer = browse(&gateway, &format!("{path}{}", encoded(&typed)), "");
            assert_eq!(answer.location(), Some(target), "{path}{typed}");
            assert_eq!(answer.status(), 302, "{path}{typed}");
        }
    }
}

#[test]
fn a_link_of_a_name_that_is_over_is_foreign() {
    let gateway = Gateway::with_policy(RENAMED);
    for typed in [
        "https://olderacme.webex.com/olderacme/m.php?AT=JM&MK=123456789&PW=canary",
        "https://olderacme.webex.com/meet/ada",
        "123456789@olderacme.webex.com",
        "https://oldestacme.webex.com/meet/ada",
    ] {
        let page = browse(&gateway, &format!("/-/go?q={}", encoded(typed)), "");
        assert_eq!(page.status(), 200, "{typed}");
        assert_eq!(page.location(), None, "{typed}");
        let main = page.main();
        assert!(
            !main.contains("canary") && !main.contains("olderacme.webex.com/"),
            "{main}"
        );
    }
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
