//! What takes a text that somebody typed: the box of the directory and the
//! address bar of a browser.

use super::*;

#[path = "../../../src/text/confidential/cases.rs"]
mod cases;

use cases::CONFIDENTIAL;

/// A text as the form of a browser sends it.
fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[test]
fn whatever_a_person_has_at_hand_leads_to_the_right_route() {
    let gateway = gateway();
    let meeting = "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789&BU=https%3A%2F%2Fportal.acme.example%2Fmeetings";
    let policy = POLICY.replace("  named:", "  nobody:").replace(
        "path: /go/named/{meeting_key}\n    command: meeting.join\n    query: [attendee_name]",
        "path: /go/named/{meeting_key}\n    command: meeting.start",
    );
    let single = Gateway::with_files(&policy, &[("password.txt", SECRET), ("logo.svg", LOGO)]);
    for text in [
        "123456789",
        "123 456 789",
        "123-456-789",
        " 123 456 789> ",
        "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789",
        "acme.webex.com/acme/m.php?AT=JM&MK=123456789&BU=https%3A%2F%2Fevil.example%2F",
        "standup",
        "Stand-Up",
        "go/standup",
        "/go/standup",
        "https://go.acme.example/go/standup",
        "join 123 456 789",
        "join/123-456-789",
    ] {
        let answer = browse(&single, &format!("/-/go?q={}", encoded(text)), "");
        assert_eq!(answer.location(), Some(meeting), "{text}");
        assert_eq!(answer.status(), 302, "{text}");
    }
    // Two routes join a meeting: the person says which one is meant.
    let choice = browse(&gateway, "/-/go?q=123+456+789", "");
    assert_eq!(choice.status(), 200);
    insta::assert_snapshot!(choice.main(), @r#"
    <h1>Which one do you mean?</h1>
    <p>You entered a meeting number or a Webex link. Choose what to do with it.</p>
    <ul class="entries" role="list">

    <li><a class="entry" href="/go/join/123456789"><bdi>Join a meeting</bdi></a> <code dir="ltr">/go/join/123456789</code></li>

    <li><a class="entry" href="/go/named/123456789"><bdi>Join a meeting</bdi></a> <code dir="ltr">/go/named/<wbr>123456789</code></li>

    </ul>
    "#);
    assert_eq!(gateway.log_line()["outcome"], "choice_shown");
}

#[test]
fn what_nothing_takes_is_searched_for() {
    let gateway = gateway();
    let page = browse(&gateway, "/-/go?q=everybody", "");
    assert_eq!(page.status(), 200);
    assert!(page.main().contains("/go/all-hands"));
    let page = browse(&gateway, "/-/go", "");
    assert_eq!(page.status(), 200);
    for text in [
        "https://evil.example/",
        "https://acme.webex.com.evil.example/acme/m.php?AT=JM&MK=123456789",
        "javascript:alert(1)",
        "//evil.example/",
        "/-/style.css",
        "\u{202E}pudnats",
    ] {
        let page = browse(&gateway, &format!("/-/go?q={}", encoded(text)), "");
        assert_eq!((page.status(), page.location()), (200, None), "{text}");
    }
}

/// An old address of a search goes on listing what it finds; what no link can have in it is opened.
#[test]
fn a_search_opens_numbers_and_addresses() {
    let policy = POLICY.replace("  named:", "  nobody:").replace(
        "path: /go/named/{meeting_key}\n    command: meeting.join\n    query: [attendee_name]",
        "path: /go/named/{meeting_key}\n    command: meeting.start",
    );
    let gateway = Gateway::with_files(&policy, &[("password.txt", SECRET), ("logo.svg", LOGO)]);
    for text in [
        "123 456 789",
        "Meeting number: 123-456-789",
        "join 123 456 789",
        "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789",
        "https://go.acme.example/go/standup",
    ] {
        for path in ["/", "/go/"] {
            let answer = browse(&gateway, &format!("{path}?q={}", encoded(text)), "");
            assert_eq!(answer.status(), 302, "{text}");
            let location = answer.location().expect("a call");
            assert!(location.contains("AT=JM&MK=123456789"), "{location}");
        }
    }
    for text in [
        "standup",
        "go/standup",
        "Stand-Up",
        "daily",
        "/go/standup",
        "123 456",
    ] {
        for path in ["/?q=", "/?page=1&q="] {
            let answer = browse(&gateway, &format!("{path}{}", encoded(text)), "");
            assert_eq!(answer.status(), 200, "{text}");
            assert!(answer.main().contains("Searched for"), "{text}");
        }
    }
    let page = browse(&gateway, "/?page=1&q=123+456+789", "");
    assert_eq!(page.status(), 200, "a page of a search is a list");
}

/// The answer says whether a text was opened or searched for.
#[test]
fn the_answer_says_what_was_done_with_a_text() {
    let gateway = gateway();
    for (language, searched, recognised) in [
        (
            "en",
            "Searched for “daily”: 1 link",
            "You entered a meeting number",
        ),
        (
            "de",
            "Gesucht nach „daily“: 1 Link",
            "Sie haben eine Meeting-Nummer",
        ),
        (
            "fr",
            "Recherche de « daily » : 1 lien",
            "Vous avez saisi un numéro",
        ),
        (
            "es",
            "Búsqueda de «daily»: 1 enlace",
            "Ha introducido un número",
        ),
        (
            "ja",
            "「daily」の検索結果: 1 件のリンク",
            "会議番号または Webex リンクが入力されました",
        ),
        (
            "ar",
            "نتائج البحث عن «daily»: رابط واحد",
            "لقد أدخلت رقم اجتماع",
        ),
    ] {
        let headers = format!("Accept-Language: {language}\r\n");
        let shown = |path| {
            let main = browse(&gateway, path, &headers).main();
            let main = main.replace(['\u{2068}', '\u{2069}'], "");
            main.replace("<bdi>", "").replace("</bdi>", "")
        };
        let list = shown("/-/go?q=daily");
        assert!(list.contains(searched), "{list}");
        let choice = shown("/-/go?q=123456789");
        assert!(choice.contains(recognised), "{choice}");
    }
}

/// A secret may stand in what somebody pastes, and others may look on.
#[test]
fn an_address_that_leads_nowhere_is_not_repeated() {
    let gateway = gateway();
    for text in [
        "https://acme.webex.com/x?PW=hunter3&MK=1",
        "acme.webex.com/x?PW=hunter3&MK=1",
        "Join https://evil.example/?PW=hunter3 now",
        &format!("https://evil.example/?PW=hunter3{}", "x".repeat(2100)),
    ] {
        let path = format!("/-/go?q={}", encoded(text));
        let page = browse(&gateway, &path, "");
        assert_eq!(page.status(), 200, "{text}");
        let main = page.main();
        assert!(
            main.contains("No link here leads to that address."),
            "{main}"
        );
        assert!(!page.text().contains("hunter3"), "{main}");
        let told = ask(&gateway, &path, "");
        assert_eq!((&told["total"], &told["page"]), (&0.into(), &1.into()));
        assert!(!told.to_string().contains("hunter3"), "{told}");
    }
}

/// Not on a page, in its title, in the address of a login, to programs, and not in the log.
#[test]
fn nothing_confidential_is_repeated() {
    let gateway = gateway();
    let number = "Meeting number: 123 456 789";
    for text in CONFIDENTIAL {
        for text in [
            (*text).to_owned(),
            encoded(text),
            format!("{number}\r\n{text}\r\n2026-11-28"),
            format!("{text} everybody"),
        ] {
            for path in ["/", "/-/go", "/-/suggest", "/go/join/123456789"] {
                let path = format!("{path}?q={}", encoded(&text));
                for answer in [browse(&gateway, &path, ""), gateway.get(&path)] {
                    assert!(answer.status() < 500, "{path}");
                    assert!(
                        !answer.text().contains("hunter3"),
                        "{path} {}",
                        answer.text()
                    );
                    let line = gateway.log_line().to_string();
                    assert!(!line.contains("hunter3"), "{line}");
                }
            }
        }
    }
}

/// What a person has typed before the login is answered after it.
#[test]
fn a_login_keeps_what_was_typed() {
    let policy = POLICY.replace("allow: anyone", "allow: [{ group: staff }]");
    let gateway = Gateway::with_files(&policy, &[("password.txt", SECRET), ("logo.svg", LOGO)]);
    for (path, after) in [
        ("/-/go?q=123456789", "/-/go?q=123456789"),
        ("/-/go?q=123+456+789", "/-/go?q=123%20456%20789"),
        ("/-/go?q=%20board%20meeting%20", "/-/go?q=board%20meeting"),
        (
            "/-/go?q=Number:+123456789,+password:+hunter3",
            "/-/go?q=123456789",
        ),
        ("/-/go?q=https://acme.webex.com/meet/ada", "/"),
        ("/-/go?q=PW%3Dhunter3", "/"),
        ("/-/go?q=", "/"),
        ("/-/go", "/"),
        ("/?q=board", "/?q=board"),
        ("/?q=PW%3Dhunter3", "/"),
        ("/", "/"),
    ] {
        let page = browse(&gateway, path, "");
        assert_eq!(page.status(), 200, "{path}");
        let back = encoded(&format!("https://go.acme.example{after}"));
        let back = back.replace('+', "%20");
        let main = page.main();
        assert!(
            main.contains(&format!("start?rd={back}\"")),
            "{path} {main}"
        );
    }
    let known = browse(&gateway, "/-/go?q=123456789", STAFF);
    assert_eq!(known.status(), 200, "{}", known.text());
    assert!(known.main().contains("/go/join/123456789"));
}

#[test]
fn to_type_is_no_more_than_to_ask() {
    let gateway = gateway();
    // Who may not use it is told so, as by the link itself.
    let refused = browse(&gateway, "/-/go?q=secret-plan", STAFF);
    assert_eq!(refused.status(), 403);
    assert_eq!(gateway.log_line()["link"], "secret-plan");
    // What changes something is asked first.
    let asked = browse(&gateway, "/-/go?q=delete+123456789", STAFF);
    assert_eq!((asked.status(), asked.location()), (200, None));
    assert_eq!(gateway.log_line()["outcome"], "confirmation_shown");
    // What a browser asks for in advance is not done.
    let early = "Sec-Purpose: prefetch;prerender\r\n";
    assert_eq!(browse(&gateway, "/-/go?q=standup", early).status(), 403);
}

#[test]
fn an_address_bar_is_told_what_a_word_could_become() {
    let gateway = gateway();
    let suggested = |typed: &str, headers: &str| {
        let path = format!("/-/suggest?q={}", encoded(typed));
        ask(&gateway, &path, headers).to_string()
    };
    insta::assert_snapshot!(suggested("st", ""), @r#"["st",["standup"],["Platform team stand-up"],["https://go.acme.example/go/standup"]]"#);
    insta::assert_snapshot!(suggested("e", ""), @r#"["e",["standup","all-hands"],["Platform team stand-up","Everybody"],["https://go.acme.example/go/standup","https://go.acme.example/go/all-hands"]]"#);
    insta::assert_snapshot!(suggested("board", STAFF), @r#"["board",["board"],["Board"],["https://go.acme.example/go/board"]]"#);
    for nothing in ["secret", "old", "soon", "boa", "<script>"] {
        let told = suggested(nothing, "");
        assert!(told.ends_with(r#"",[],[],[]]"#), "{told}");
    }
}

#[test]
fn what_a_sentence_leaves_behind_an_address_of_ours_means_nothing() {
    let gateway = Gateway::new();
    for path in [
        "/-/go?q=standup",
        "/-/go/?q=standup",
        "/-/go.?q=standup",
        "/-/go)?q=standup",
    ] {
        assert_eq!(gateway.browse(path).status(), 302, "{path}");
    }
    for path in ["/-/%67o?q=standup", "/-/go/x?q=standup", "/-/Go?q=standup"] {
        assert_eq!(gateway.browse(path).status(), 404, "{path}");
    }
}
