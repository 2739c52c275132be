//! Names, titles and searches that try to break a page.

use super::*;

/// Most bytes of a page.
const MOST: usize = 30 * 1024;

/// Texts that try to leave their place.
fn texts() -> Vec<String> {
    let mut texts: Vec<String> = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "</title><script>alert(1)</script>",
        "{{ 7 * 7 }} {% raw %} ${x}",
        "&lt;b&gt; &amp; &#60;",
        "\u{202E}evil\u{2066}\u{2069}\u{2069}",
        "👩🏽‍🚀🏳️‍🌈 𝕬𝖈𝖒𝖊",
        "مرحبا hello שלום",
        "-->]]><!--",
    ]
    .map(str::to_owned)
    .into();
    texts.push("w".repeat(4096));
    texts.push("<".repeat(4096));
    texts.push("🚀".repeat(1024));
    texts.push("a\u{301}".repeat(2048));
    texts
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a text")
}

/// Whether the markup of a page is only ours: every tag is one of a list.
#[track_caller]
fn assert_unbroken(page: &Response) {
    const TAGS: [&str; 27] = [
        "!doctype", "html", "head", "meta", "title", "link", "body", "header", "a", "img", "bdi",
        "main", "h1", "p", "div", "form", "label", "span", "input", "button", "ul", "li", "code",
        "nav", "footer", "dl", "dt",
    ];
    const MORE: [&str; 9] = [
        "dd", "svg", "path", "em", "wbr", "h2", "strong", "select", "option",
    ];
    let body = page.body();
    assert!(body.len() < MOST, "{} bytes", body.len());
    assert!(body.ends_with("</html>"), "{body}");
    for tag in body.split('<').skip(1) {
        let name = tag.trim_start_matches('/');
        let end = name.find([' ', '>']).expect("an end");
        let known = TAGS.iter().chain(&MORE).any(|known| *known == &name[..end]);
        assert!(known, "<{tag}");
    }
    for word in ["onerror=\"", "onmouseover=\"", "<script", "\u{202E}"] {
        assert!(!body.contains(word), "{word}");
    }
    for control in ['\u{202E}', '\u{2066}', '\0'] {
        assert!(!body.contains(control), "{control:?}");
    }
}

#[test]
fn no_title_or_owner_breaks_a_page() {
    for text in texts() {
        let title = quoted(&text);
        let links: String = (0..60)
            .map(|at| {
                format!("  hostile-{at}: {{ title: {title}, owner: {title}, route: delete, meeting_key: 123456789 }}\n")
            })
            .collect();
        let policy = format!("{}{links}", crate::support::POLICY);
        let policy = policy.replace("  delete:\n", &format!("  delete:\n    title: {title}\n"));
        let gateway = Gateway::with_policy(&policy);
        for path in [
            "/",
            "/?page=2",
            "/go/hostile-1+",
            "/go/hostile-1",
            "/?q=hostile",
            "/-/go?q=delete",
        ] {
            let page = gateway.browse(path);
            assert_eq!(page.status(), 200, "{path}");
            assert_unbroken(&page);
        }
        let told = gateway.get("/go/hostile-1+");
        let told: serde_json::Value = serde_json::from_str(&told.body()).expect("JSON");
        assert_eq!(told["title"], *text, "programs are told it as it is");
    }
}

/// As many routes as one likes take what was typed, and repeat it.
#[test]
fn no_choice_breaks_a_page() {
    let routes: String = (0..30)
        .map(|at| format!("  r{at}: {{ path: '/go/r{at}/{{meeting_key}}/{{attendee_name}}', command: meeting.join, allow: anyone }}\n"))
        .collect();
    let policy = crate::support::POLICY.replace("routes:\n", &format!("routes:\n{routes}"));
    let gateway = Gateway::with_policy(&policy);
    for name in ["日".repeat(128), "%3C".repeat(128), "Ada".to_owned()] {
        let address = format!("https://acme.webex.com/acme/m.php?AT=JM&MK=123456789&AN={name}");
        let typed: String = url::form_urlencoded::byte_serialize(address.as_bytes()).collect();
        let page = gateway.browse(&format!("/-/go?q={typed}"));
        assert_eq!(page.status(), 200, "{name}");
        assert!(page.main().contains("/go/r0/123456789/"), "{name}");
        assert_unbroken(&page);
    }
}

/// Routes without anything to put in, with the longest paths there can be.
#[test]
fn no_path_breaks_a_page() {
    let words = format!("/{}", "w".repeat(62)).repeat(15);
    let routes: String = (0..40)
        .map(|at| format!("  r{at}: {{ path: '{words}/{at}', command: meeting.join, constants: {{ meeting_key: 123456789 }}, allow: anyone }}\n"))
        .collect();
    let policy = crate::support::POLICY.replace("routes:\n", &format!("routes:\n{routes}"));
    let gateway = Gateway::with_policy(&policy);
    let mut shown = 0;
    for page in 1..=3 {
        let page = gateway.browse(&format!("/?page={page}"));
        shown += page.main().matches("href=\"/www").count();
        assert_unbroken(&page);
    }
    assert_eq!(shown, 40);
}

/// The longest of everything: titles, owners, tags, and a search for them that stands in the address
/// of every other page.
#[test]
fn no_search_for_much_breaks_a_page() {
    let word = "日".repeat(60);
    let owner = "<".repeat(200);
    let tags: Vec<String> = (0..8)
        .map(|at| format!("&{at}{}", "\"".repeat(20)))
        .collect();
    let (owner, tags) = (quoted(&owner), serde_json::to_string(&tags).expect("texts"));
    let links: String = (0..400)
        .map(|at| {
            let letter = char::from_u32(0x4e00 + at % 60).expect("a letter");
            let title = quoted(&format!("{letter} {word}{}", "<".repeat(99)));
            format!("  {letter}{at}: {{ title: {title}, route: join, meeting_key: 123456789 }}\n")
                + &format!("  {letter}x{at}: {{ title: {title}, owner: {owner}, tags: {tags}, until: 2999-01-01, route: join, meeting_key: 123456789 }}\n")
        })
        .collect();
    let gateway = Gateway::with_policy(&format!("{}{links}", crate::support::POLICY));
    for searched in ["", &word] {
        let typed: String = url::form_urlencoded::byte_serialize(searched.as_bytes()).collect();
        for page in [1, 9, 17, 20, 39, 99] {
            for language in ["en", "ja", "ar"] {
                let page = gateway.send(gateway.request(
                    "GET",
                    &format!("/?q={typed}&page={page}"),
                    &format!("Accept: text/html\r\nAccept-Language: {language}\r\n"),
                ));
                assert_eq!(page.status(), 200);
                assert!(page.main().contains("class=\"turns\""), "{}", page.main());
                assert_unbroken(&page);
            }
        }
    }
}

/// The longest names there are, each of them with the longest of everything else, and found by a
/// search that is as long as it can be.
#[test]
fn no_name_breaks_a_page() {
    const LETTERS: &str = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي";
    let letters: Vec<char> = LETTERS.chars().collect();
    let tags: Vec<String> = (0..8).map(|at| format!("&{at}")).collect();
    let tags = serde_json::to_string(&tags).expect("texts");
    let word = "🚀".repeat(11);
    let title = quoted(&format!("{word}{}", "<".repeat(99)));
    let owner = quoted(&"<".repeat(17));
    let links: String = (0..200)
        .map(|at| {
            let (first, second) = (letters[at % letters.len()], letters[at / letters.len()]);
            let name = format!("{first}{second}{}", "ب".repeat(30));
            format!("  {name}: {{ title: {title}, owner: {owner}, tags: {tags}, until: 2999-01-01, route: join, meeting_key: 123456789 }}\n")
        })
        .collect();
    let policy = format!("{}{links}", crate::support::POLICY);
    let long = format!("link_prefix: /{}/\nsites:\n", "w".repeat(62));
    let searched = [&*word; 8].join(" ");
    let searched: String = url::form_urlencoded::byte_serialize(searched.as_bytes()).collect();
    for policy in [policy.clone(), policy.replacen("sites:\n", &long, 1)] {
        let gateway = Gateway::with_policy(&policy);
        for path in ["/?page=6".to_owned(), format!("/?q={searched}&page=6")] {
            for language in ["en", "ja", "ar"] {
                let headers = format!("Accept: text/html\r\nAccept-Language: {language}\r\n");
                let page = gateway.send(gateway.request("GET", &path, &headers));
                assert_eq!(page.main().matches("<li>").count(), 20, "{path}");
                assert_unbroken(&page);
            }
        }
    }
}

#[test]
fn no_search_breaks_a_page() {
    let gateway = gateway();
    for text in texts() {
        let encoded: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
        for path in [
            format!("/?q={encoded}"),
            format!("/-/go?q={encoded}"),
            format!("/?page={encoded}"),
            format!("/-/suggest?q={encoded}"),
        ] {
            let page = gateway.browse(&path);
            match path.len() <= 8192 {
                true => assert_eq!(page.status(), 200, "{path}"),
                false => assert_eq!(page.status(), 414, "{path}"),
            }
            if page.header("content-type") == Some("text/html; charset=utf-8") {
                assert_unbroken(&page);
            }
        }
    }
}

#[test]
fn a_search_of_ten_thousand_characters_is_answered_briefly() {
    let gateway = gateway();
    for (length, status) in [(10_000, 414), (8_000, 200)] {
        for path in ["/?q=", "/-/go?q=", "/-/suggest?q="] {
            let page = gateway.browse(&format!("{path}{}", "x".repeat(length)));
            assert_eq!(page.status(), status, "{path}");
            assert!(page.bytes().len() < 12 * 1024, "{path}");
        }
    }
}
