//! The directory: what a caller may use, and only that.

use super::*;

/// The names of all that is listed for a caller.
fn listed(gateway: &Gateway, path: &str, headers: &str) -> Vec<String> {
    let directory = ask(gateway, path, headers);
    let entries = directory["entries"].as_array().expect("entries");
    let name = |entry: &serde_json::Value| {
        let (kind, name) = (&entry["kind"], &entry["name"]);
        format!(
            "{} {}",
            kind.as_str().expect("a kind"),
            name.as_str().expect("a name")
        )
    };
    entries.iter().map(name).collect()
}

#[test]
fn everybody_sees_what_they_may_use_and_nothing_else() {
    let gateway = gateway();
    let anyone = [
        "link all-hands",
        "link standup",
        "route join",
        "route named",
    ];
    assert_eq!(listed(&gateway, "/", ""), anyone);
    assert_eq!(listed(&gateway, "/go", ""), anyone);
    assert_eq!(listed(&gateway, "/go/", "X-User: eve\r\n"), anyone);
    let board = [
        "link all-hands",
        "link board",
        "link standup",
        "route join",
        "route host",
        "route named",
    ];
    let member = "X-User: bob\r\nX-Groups: board\r\n";
    assert_eq!(listed(&gateway, "/", member), board);
    let denied = "X-User: mallory\r\nX-Groups: board\r\n";
    assert_eq!(listed(&gateway, "/", denied), anyone);
    let staff = [
        "link all-hands",
        "link board",
        "link robot",
        "link standup",
        "route join",
        "route host",
        "route named",
        "link remove-test",
        "route delete",
    ];
    assert_eq!(listed(&gateway, "/", STAFF), staff);
}

#[test]
fn the_page_is_for_people() {
    let page = browse(&gateway(), "/", "");
    insta::assert_snapshot!(page.page(), @r#"
    HTTP/1.1 200 OK
    cache-control: no-store
    referrer-policy: no-referrer
    x-content-type-options: nosniff
    cross-origin-resource-policy: same-origin
    x-request-id: [id]
    content-type: text/html; charset=utf-8
    content-language: en
    vary: Accept, Accept-Language
    content-security-policy: default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self' https:; frame-ancestors 'none'
    cross-origin-opener-policy: same-origin
    connection: close
    date: [date]

    <title>Links – Acme</title>
    <h1>Links</h1>
    <form class="box" action="/-/go" method="get" role="search">
    <label for="box">Open a meeting or find a link</label>
    <span class="line"><input id="box" name="q" type="search" maxlength="2048" value="" required autocomplete="off" autocapitalize="none" spellcheck="false" enterkeyhint="go" dir="auto" aria-describedby="hint"><button type="submit">Go</button></span>
    <span class="hint" id="hint">A meeting number, a Webex link or the name of a link is opened. Anything else is searched for.</span>
    </form>

    <p class="found" role="status">2 links and 2 routes</p>


    <ul class="entries" role="list">

    <li>

    <a class="entry" href="/go/all-hands"><bdi>Everybody</bdi></a>
    <a class="more" href="/go/all-hands+">+<span class="aloud"> About Everybody</span></a>
    <code dir="ltr">/go/all-hands</code>




    </li>

    <li>

    <a class="entry" href="/go/standup"><bdi>Platform team stand-up</bdi></a>
    <a class="more" href="/go/standup+">+<span class="aloud"> About Platform team stand-up</span></a>
    <code dir="ltr">/go/standup</code>
    <span class="fact"><bdi>platform@acme.example</bdi></span>
    <span class="fact">Valid until <bdi>2999-06-30</bdi></span>
    <a class="tag" href="/?q=platform&#38;page=1"><bdi>platform</bdi></a>
    <a class="tag" href="/?q=daily&#38;page=1"><bdi>daily</bdi></a>


    </li>

    </ul>

    <h2>Routes</h2>
    <ul class="entries" role="list">

    <li>

    <span class="entry" id="r2"><bdi>Join a meeting</bdi></span>

    <code dir="ltr">/go/join/‹meeting number›</code>

    <form class="fields" action="/-/route/join" method="get" autocomplete="off">

    <label>meeting number<input name="meeting_key" aria-describedby="r2" inputmode="numeric" required>
    </label>

    <button type="submit">Go<span class="aloud"> Join a meeting</span></button>
    </form>


    </li>

    <li>

    <span class="entry" id="r3"><bdi>Join a meeting</bdi></span>
    <a class="more" href="/-/route/named">+<span class="aloud"> About Join a meeting</span></a>
    <code dir="ltr">/go/named/‹meeting number›</code>

    <form class="fields" action="/-/route/named" method="get" autocomplete="off">

    <label>meeting number<input name="meeting_key" aria-describedby="r3" inputmode="numeric" required>
    </label>

    <button type="submit">Go<span class="aloud"> Join a meeting</span></button>
    </form>


    </li>

    </ul>



    <p class="offers"><a href="https://auth.acme.example/start?rd=https%3A%2F%2Fgo.acme.example%2F">Log in to see more</a></p>
    "#);
}

#[test]
fn words_are_looked_for_in_names_titles_owners_and_tags() {
    let gateway = gateway();
    for (searched, expected) in [
        ("standup", &["link standup"][..]),
        ("STAND-UP", &["link standup"]),
        ("all+hands", &["link all-hands"]),
        ("everybody", &["link all-hands"]),
        ("platform@", &["link standup"]),
        ("daily", &["link standup"]),
        ("team+daily", &["link standup"]),
        ("daily+everybody", &[]),
        ("board", &[]),
        ("plan", &[]),
        ("old", &[]),
        ("join", &["route join", "route named"]),
        (
            "",
            &[
                "link all-hands",
                "link standup",
                "route join",
                "route named",
            ],
        ),
    ] {
        let found = listed(&gateway, &format!("/?q={searched}"), "");
        assert_eq!(found, expected, "{searched}");
    }
    let page = browse(&gateway, "/?q=nowhere%3Cb%3E", "").main();
    assert!(
        page.contains("Searched for “<bdi>nowhere&#60;b&#62;</bdi>”: nothing found."),
        "{page}"
    );
    assert!(page.contains(r#"value="nowhere&#60;b&#62;""#), "{page}");
}

#[test]
fn routes_are_found_by_what_the_reader_calls_them() {
    let gateway = gateway();
    for (language, searched, expected) in [
        ("de", "teilnehmen", &["route join", "route named"][..]),
        ("de", "Join", &["route join", "route named"]),
        ("en", "teilnehmen", &[]),
        (
            "ar",
            "%D8%A7%D9%84%D8%A7%D9%86%D8%B6%D9%85%D8%A7%D9%85",
            &["route join", "route named"],
        ),
    ] {
        let headers = format!("Accept-Language: {language}\r\n");
        let found = listed(&gateway, &format!("/?q={searched}"), &headers);
        assert_eq!(found, expected, "{language} {searched}");
    }
}

#[test]
fn whoever_is_not_known_is_offered_the_login() {
    let gateway = gateway();
    let login = r#"<a href="https://auth.acme.example/start?rd=https%3A%2F%2Fgo.acme.example%2F">Log in to see more</a>"#;
    assert!(browse(&gateway, "/", "").main().contains(login));
    assert!(!browse(&gateway, "/", STAFF).main().contains("Log in"));
}

#[test]
fn a_long_directory_is_turned_page_by_page() {
    let links: String = (0..1000)
        .map(|at| format!("  team-{at:03}: {{ route: join, meeting_key: 123456789 }}\n"))
        .collect();
    let gateway = Gateway::with_policy(&format!("{}{links}", crate::support::POLICY));
    let hrefs = |page: &str| -> Vec<String> {
        let rest = page.split("<a class=\"entry\" href=\"").skip(1);
        let hrefs = rest.filter_map(|rest| rest.split('"').next());
        hrefs.map(str::to_owned).collect()
    };
    let mut seen = Vec::new();
    let mut path = "/?q=team".to_owned();
    for page in 1..=60 {
        let response = gateway.browse(&path);
        let main = response.main();
        seen.extend(hrefs(&main));
        let turn = main.split("rel=\"next\" href=\"").nth(1);
        match turn.and_then(|rest| rest.split('"').next()) {
            Some(next) => path = next.replace("&#38;", "&"),
            None => {
                assert_eq!(page, 51, "1,000 links and a title on pages of 20");
                break;
            }
        }
    }
    let teams: Vec<_> = seen.iter().filter(|href| href.contains("team-")).collect();
    assert_eq!(teams.len(), 1000);
    assert!(teams.is_sorted());
    for (page, shown) in [
        ("0", 1),
        ("-1", 1),
        ("999", 51),
        ("18446744073709551615", 51),
        ("99999999999999999999", 1),
        ("x", 1),
        ("", 1),
    ] {
        let response = gateway.browse(&format!("/?q=team&page={page}"));
        let main = response.main();
        assert!(
            main.contains(&format!("<strong aria-current=\"page\">{shown}</strong>")),
            "{page}: {main}"
        );
    }
}

#[test]
fn what_deletes_stands_apart() {
    let main = browse(&gateway(), "/", STAFF).main();
    let at = |text: &str| main.find(text).unwrap_or_else(|| panic!("{text}: {main}"));
    assert!(main.contains("5 links and 4 routes"), "{main}");
    let order = [
        "/go/standup\"",
        "<h2>Routes</h2>",
        "/-/route/join\"",
        "<h2 class=\"danger\">Deletes or ends something</h2>",
        "/go/remove-test\"",
        "/-/route/delete\"",
    ];
    assert!(order.map(at).is_sorted(), "{main}");
    let buttons = main.matches("<button type=\"submit\" class=\"danger\">");
    assert_eq!(buttons.count(), 1, "{main}");
}

/// The addresses of a page's links, each with its words.
fn links_of(main: &str) -> Vec<(String, String)> {
    let links = main.split("<a href=\"").skip(1).filter_map(|rest| {
        let (href, rest) = rest.split_once("\">")?;
        let words = rest
            .split("</a>")
            .next()?
            .replace("<bdi>", "")
            .replace("</bdi>", "");
        Some((words, href.replace("&#38;", "&")))
    });
    links.collect()
}

#[test]
fn pages_are_turned_by_number_and_by_letter() {
    let names = [
        "Anton",
        "beate",
        "Čestmír",
        "über",
        "zoe",
        "全体会議",
        "2027-plan",
    ];
    let links = names.map(|name| -> String {
        let line = |at| format!("  {name}-{at}: {{ route: join, meeting_key: 123456789 }}\n");
        (10..40).map(line).collect()
    });
    let gateway = Gateway::with_policy(&format!("{}{}", crate::support::POLICY, links.concat()));
    let main = gateway.browse("/").main();
    let turns = links_of(main.split_once("class=\"turns\"").expect("turns").1);
    let page = |words: &str| {
        let turn = turns.iter().find(|(found, _)| found == words);
        turn.map(|(_, href)| href.as_str())
    };
    assert_eq!(page("2"), Some("/?page=2"));
    assert_eq!(page("1"), None, "it is this page");
    for letter in ["2", "A", "B", "C", "U", "Z", "全"] {
        let href = if letter == "2" {
            "/"
        } else {
            page(letter).expect(letter)
        };
        let main = gateway.browse(href).main();
        let first = names.iter().find(|name| {
            let first = name.to_lowercase().replace('č', "c").replace('ü', "u");
            first.starts_with(&letter.to_lowercase())
        });
        let first = format!("/go/{}", first.expect(letter));
        let shown = percent_encoding::percent_decode_str(&main).decode_utf8_lossy();
        assert!(
            shown.contains(&format!("<bdi>{}-", &first[4..])),
            "{letter}: {shown}"
        );
    }
    let routes = gateway.browse(page("Routes").expect("routes")).main();
    assert!(routes.contains("<h2>Routes</h2>"), "{routes}");
    // Any page is one number away.
    assert!(main.contains("<input name=\"page\""), "{main}");
    let searched = gateway.browse("/?q=-&page=2").main();
    assert!(
        searched.contains("<input type=\"hidden\" name=\"q\" value=\"-\">"),
        "{searched}"
    );
}

#[test]
fn a_page_of_the_policy_comes_before_the_directory() {
    let policy = crate::support::POLICY.replace("path: /go/room/{room}", "path: /go/{room}");
    let policy = policy.replace(
        "routes:\n",
        "routes:\n  here: { path: /go, command: room.meet, constants: { room: ann }, allow: anyone }\n",
    );
    let gateway = Gateway::with_policy(&policy);
    assert_eq!(gateway.browse("/go").status(), 302);
    assert_eq!(gateway.browse("/").status(), 200);
    // Links keep their pages beside a route that takes any name.
    assert_eq!(gateway.browse("/go/standup+").status(), 200);
    assert_eq!(gateway.browse("/go/somebody").status(), 302);
}

#[test]
fn looking_is_recorded_and_nothing_else_than_looking_is_done() {
    let gateway = gateway();
    for (path, outcome) in [
        ("/", "directory_shown"),
        ("/go/standup+", "link_shown"),
        ("/go/standup.qr", "link_shown"),
        ("/-/suggest?q=st", "suggestions_shown"),
        ("/-/go?q=nothing+like+it", "directory_shown"),
    ] {
        gateway.browse(path);
        let line = gateway.log_line();
        assert_eq!(line["outcome"], outcome, "{path}");
        let post = gateway.request("POST", path, "Content-Length: 0\r\n");
        let answer = gateway.send(post);
        assert_eq!(answer.status(), 405, "{path}");
        assert_eq!(answer.header("allow"), Some("GET, HEAD"), "{path}");
        assert_eq!(
            gateway.log_line()["outcome"],
            "method_not_allowed",
            "{path}"
        );
        let head = gateway.send(gateway.request("HEAD", path, "Accept: text/html\r\n"));
        assert_eq!((head.status(), &*head.body()), (200, ""), "{path}");
        assert_eq!(gateway.log_line()["outcome"], outcome, "{path}");
    }
}

/// However a person, or the machine that a name is copied from, writes it.
#[test]
fn accents_and_forms_of_letters_do_not_count_in_a_search() {
    let links = [
        ("stammtisch", "Stammtisch München"),
        ("office", "Büro der Zukunft"),
        ("cv", "Le résumé"),
        ("sofia", "Η σοφός"),
        ("visit", "Приём гостей"),
        ("board-jp", "ＡＢＣ会議ガイド"),
        ("fine", "ﬁnal Straße Øre"),
    ];
    let links: String = links
        .map(|(name, title)| {
            format!("  {name}: {{ title: \"{title}\", route: join, meeting_key: 123456789 }}\n")
        })
        .concat();
    let policy = format!("{POLICY}{links}");
    let gateway = Gateway::with_files(&policy, &[("password.txt", SECRET), ("logo.svg", LOGO)]);
    for (searched, expected) in [
        ("munchen", "stammtisch"),
        ("muenchen", "stammtisch"),
        ("MÜNCHEN", "stammtisch"),
        ("mu\u{308}nchen", "stammtisch"),
        ("buero", "office"),
        ("buro", "office"),
        ("bu\u{308}ro", "office"),
        ("resume", "cv"),
        ("RÉSUMÉ", "cv"),
        ("re\u{301}sume\u{301}", "cv"),
        ("ΣΟΦΟΣ", "sofia"),
        ("σοφοσ", "sofia"),
        ("прием", "visit"),
        ("прие\u{308}м", "visit"),
        ("abc", "board-jp"),
        ("カ\u{3099}イト\u{3099}", "board-jp"),
        ("ｶﾞｲﾄﾞ", "board-jp"),
        ("final strasse", "fine"),
        ("øre", "fine"),
        ("oere", "fine"),
    ] {
        let encoded: String = url::form_urlencoded::byte_serialize(searched.as_bytes()).collect();
        let found = listed(&gateway, &format!("/?q={encoded}"), "");
        assert_eq!(found, [format!("link {expected}")], "{searched}");
        let suggested = ask(&gateway, &format!("/-/suggest?q={encoded}"), "");
        assert_eq!(suggested[1][0], expected, "{searched} {suggested}");
    }
}

/// A search for a number opens a meeting, and a tag only lists what has it.
#[test]
fn a_tag_that_is_a_number_lists_its_links() {
    let links: String = (0..30)
        .map(|at| {
            format!(
                "  room-{at:02}: {{ route: join, meeting_key: 222333444, tags: [\"5556667\"] }}\n"
            )
        })
        .collect();
    let files = [("password.txt", SECRET), ("logo.svg", LOGO)];
    let gateway = Gateway::with_files(&format!("{POLICY}{links}"), &files);
    let first = "href=\"/?q=5556667&#38;page=1\"";
    for path in ["/?q=5556667&page=2", "/go/room-07+"] {
        let page = browse(&gateway, path, "");
        assert!(page.main().contains(first), "{path}: {}", page.main());
    }
    assert!(
        browse(&gateway, "/?q=room&page=2", "")
            .main()
            .contains("class=\"tag\" href=\"/?q=5556667&#38;page=1\""),
    );
    let listed = ask(&gateway, "/?q=5556667&page=1", "");
    assert_eq!(listed["total"], 30);
    assert!(ask(&gateway, "/?q=5556667", "")["total"].is_null());
}

/// As with the fields of a route, no one of two is taken for the other.
#[test]
fn two_searches_in_one_address_are_refused() {
    let gateway = gateway();
    for path in [
        "/?q=a&q=123456789",
        "/?q=123456789&q=a",
        "/go?q=a&q=a",
        "/?q=a&page=1&page=2",
        "/-/go?q=standup&q=board",
        "/-/suggest?q=a&q=b",
    ] {
        let answer = gateway.get(path);
        assert_eq!(answer.status(), 400, "{path}");
        let line = gateway.log_line();
        assert_eq!(line["reason"], "duplicate_field", "{path}: {line}");
    }
    assert_eq!(gateway.get("/go/standup?q=a&q=b").status(), 302);
}
