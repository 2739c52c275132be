//! Links that are called as their people call things.

use super::*;

const NAMES: [&str; 5] = ["münchen", "全体会議", "приём", "اجتماع", "データ-2026"];

fn gateway() -> Gateway {
    let links = NAMES.map(|name| {
        format!("  {name}: {{ title: {name}, route: join, meeting_key: 123 456 789 }}\n")
    });
    let policy = format!(
        "{POLICY}{}  приём-б: {{ route: host, meeting_key: 222 333 449 }}\n",
        links.concat()
    );
    Gateway::with_files(&policy, &[("password.txt", SECRET), ("logo.svg", LOGO)])
}

fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

#[test]
fn a_name_in_another_script_leads_where_it_should() {
    let gateway = gateway();
    let call = "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789&BU=https%3A%2F%2Fportal.acme.example%2Fmeetings";
    for asked in [
        "münchen",
        "MÜNCHEN",
        "mu\u{308}nchen",
        "MU\u{308}nchen",
        "mün-chen",
        "münchen.",
        "münchen”",
        "全体会議",
        "全体会議。",
        "приём",
        "ПРИЁМ",
        "прие\u{308}м",
        "اجتماع",
        "データ2026",
        "テ\u{3099}ータ-2026",
    ] {
        let answer = browse(&gateway, &format!("/go/{}", encoded(asked)), "");
        assert_eq!(answer.location(), Some(call), "{asked}");
        let typed: String = url::form_urlencoded::byte_serialize(asked.as_bytes()).collect();
        let answer = browse(&gateway, &format!("/-/go?q={typed}"), "");
        assert_eq!(answer.location(), Some(call), "{asked}");
        let own = format!("https://go.acme.example/go/{}", encoded(asked));
        let typed: String = url::form_urlencoded::byte_serialize(own.as_bytes()).collect();
        let answer = browse(&gateway, &format!("/-/go?q={typed}"), "");
        assert_eq!(answer.location(), Some(call), "{own}");
    }
    for asked in [
        "munchen",
        "ｍünchen",
        "münchen\u{200b}",
        "mün\u{202e}chen",
        "прием",
        "全体会议",
        "пpиём",
    ] {
        let answer = browse(&gateway, &format!("/go/{}", encoded(asked)), "");
        assert_eq!(answer.status(), 404, "{asked}");
    }
    for (asked, near) in [
        ("munchen", "/go/m%C3%BCnchen"),
        ("munchn", "/go/m%C3%BCnchen"),
        ("прием", "/go/%D0%BF%D1%80%D0%B8%D1%91%D0%BC"),
    ] {
        let problem = ask(&gateway, &format!("/go/{}", encoded(asked)), "");
        assert_eq!(problem["did_you_mean"][0], near, "{problem}");
    }
}

/// As addresses, they have nothing but ASCII.
#[test]
fn a_name_in_another_script_is_encoded_where_it_leaves() {
    let gateway = gateway();
    for name in NAMES {
        let path = format!("/go/{}", encoded(name).replace("%2D", "-"));
        let told = ask(&gateway, &format!("{path}+"), "");
        assert_eq!(told["name"], name);
        assert_eq!(told["path"], *path);
        assert_eq!(told["url"], format!("https://go.acme.example{path}"));
        assert_eq!(told["code"], format!("{path}.qr"));
        let page = browse(&gateway, &format!("{path}+"), "");
        assert!(
            page.main()
                .contains(&format!("\"https://go.acme.example{path}\""))
        );
        let directory = browse(&gateway, "/", "");
        for page in [&page, &directory] {
            let main = page.main();
            let hrefs = main
                .split("href=\"")
                .skip(1)
                .filter_map(|rest| rest.split('"').next());
            assert!(hrefs.clone().any(|href| href == path), "{main}");
            assert!(hrefs.into_iter().all(str::is_ascii), "{main}");
        }
        assert!(directory.main().contains(&format!("{path}+")));
        let code = gateway.get(&format!("{path}.qr"));
        assert_eq!(code.status(), 200, "{name}");
        let lines = [0; 4].map(|_| gateway.log_line()["link"].clone());
        assert_eq!(
            lines,
            [
                name.into(),
                name.into(),
                serde_json::Value::Null,
                name.into()
            ]
        );
    }
    // The way back from a login.
    let path = format!("/go/{}", encoded("приём-б").replace("%2D", "-"));
    let login = browse(&gateway, &path, "");
    let location = login.location().expect("a login");
    assert!(
        location.is_ascii()
            && location.ends_with(&encoded(&path).replace("%2D", "-").replace("%2E", ".")),
        "{location}"
    );
}

/// A title that runs in both directions is kept together, whatever stands around it.
#[test]
fn a_title_of_two_directions_is_isolated() {
    let title = "اجتماع فريق Platform مع Ada Lovelace";
    let link = format!(
        "  mixed: {{ title: {title}, owner: {title}, route: delete, meeting_key: 123456789 }}\n"
    );
    let gateway = Gateway::with_policy(&format!("{}{link}", crate::support::POLICY));
    let typed: String = url::form_urlencoded::byte_serialize(title.as_bytes()).collect();
    for language in ["en", "de", "fr", "es", "ja", "ar"] {
        let headers = format!("Accept-Language: {language}\r\n");
        for path in [
            "/",
            "/go/mixed+",
            "/go/mixed",
            &format!("/?q={typed}"),
            &format!("/-/go?q={typed}"),
        ] {
            let page = browse(&gateway, path, &headers);
            assert_eq!(page.status(), 200, "{path}");
            let body = page.body();
            let found: Vec<_> = body.match_indices(title).collect();
            assert!(!found.is_empty(), "{path}: {body}");
            for (at, _) in found {
                let tag = &body[body[..at].rfind('<').expect("a tag")..at];
                // Nobody sees what is read out only, and tabs have one line for a title.
                let is_apart = tag == "<bdi>"
                    || tag.ends_with('\u{2068}')
                    || tag.ends_with(" value=\"")
                    || tag.starts_with("<title>")
                    || tag.starts_with("<span class=\"aloud\">");
                assert!(is_apart, "{path} {language}: {tag}");
            }
        }
    }
    let found = browse(&gateway, &format!("/?q={typed}"), "").main();
    let sentence = format!("Searched for “<bdi>{title}</bdi>”: 1 link");
    assert!(found.contains(&sentence), "{found}");
}
