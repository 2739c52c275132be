//! The same page in another language.

use super::*;

const TAGS: [&str; 6] = ["en", "de", "fr", "es", "ja", "ar"];

/// The addresses of a page in other languages, relative to it, by language.
fn others(page: &Response) -> Vec<(String, String)> {
    let frame = page.body();
    let nav = frame.split_once("class=\"languages\"");
    let nav = nav.and_then(|(_, rest)| rest.split_once("</nav>"));
    let links = nav.map_or("", |(nav, _)| nav).split("href=\"").skip(1);
    let links = links.filter_map(|rest| {
        let (href, rest) = rest.split_once('"')?;
        let tag = rest.split('"').nth(1)?;
        Some((tag.to_owned(), href.replace("&#38;", "&")))
    });
    links.collect()
}

#[test]
fn every_page_leads_to_itself_in_other_languages() {
    let gateway = gateway();
    for path in [
        "/",
        "/?q=daily",
        "/?q=%E4%BC%9A+%26&page=1",
        "/go/?page=2",
        "/-/go?q=daily",
        "/-/go?q=123+456+789",
        "/-/route/join",
        "/go/standup+",
        "/go/old",
        "/go/nowhere",
        "/go/join/12",
        "/go/delete/123456789",
        "/go/robot",
        "/-/back/join/x?ST=FAIL&RS=MeetingLocked",
    ] {
        let headers = format!("{STAFF}Accept-Language: fr\r\n");
        let page = browse(&gateway, path, &headers);
        let found = others(&page);
        let tags: Vec<&str> = found.iter().map(|(tag, _)| tag.as_str()).collect();
        assert_eq!(tags, ["en", "de", "es", "ja", "ar"], "{path}");
        let bare = path.split('?').next().expect("a path");
        for (tag, href) in found {
            assert!(href.starts_with('?') && href.is_ascii(), "{href}");
            let other = browse(&gateway, &format!("{bare}{href}"), &headers);
            assert_eq!(other.status(), page.status(), "{path} {tag}");
            assert_eq!(other.header("content-language"), Some(&*tag), "{path}");
            let cookie = format!("linkgate_language={tag}; Path=/; HttpOnly; SameSite=Lax");
            assert_eq!(other.header("set-cookie"), Some(&*cookie), "{path}");
            // From there, it leads back.
            let back = others(&other).into_iter().find(|(tag, _)| tag == "fr");
            assert!(back.is_some_and(|(_, href)| href.matches("page.lang").count() == 1));
        }
    }
}

#[test]
fn the_next_page_is_in_the_language_that_was_chosen() {
    let gateway = gateway();
    for tag in TAGS {
        let headers = format!("Accept-Language: fr\r\nCookie: a=b; linkgate_language={tag}\r\n");
        let page = browse(&gateway, "/go/standup+", &headers);
        assert_eq!(page.header("content-language"), Some(tag));
        assert_eq!(page.header("set-cookie"), None);
    }
    for (path, cookie) in [
        ("/", "linkgate_language=xx"),
        ("/", "linkgate_language="),
        ("/?page.lang=", ""),
        ("/?page.lang=../de", ""),
        ("/?page.lang=DE", ""),
        ("/?lang=de", ""),
    ] {
        let headers = format!("Accept-Language: fr\r\nCookie: {cookie}\r\n");
        let page = browse(&gateway, path, &headers);
        assert_eq!(
            page.header("content-language"),
            Some("fr"),
            "{path} {cookie}"
        );
    }
    // Shared caches keep the description of the search engine.
    let file = gateway.send(gateway.request(
        "GET",
        "/opensearch.xml?page.lang=de",
        "Accept-Language: fr\r\nCookie: linkgate_language=de\r\n",
    ));
    assert_eq!(file.header("content-language"), Some("fr"));
    // A link leads on, whatever the language.
    let link = browse(&gateway, "/go/standup?page.lang=de", "");
    assert_eq!((link.status(), link.header("set-cookie")), (302, None));
}

/// Where the address would not lead to the same page, or holds a secret, there are no links.
#[test]
fn nothing_is_repeated_that_may_be_a_secret() {
    let gateway = gateway();
    for path in [
        "/go/join/12?PW=hunter3",
        "/go/join/12?attendee_name=hunter3",
        "/go/nowhere?q=hunter3",
        "/-/back/join/x?ST=FAIL&RS=hunter3",
        "/-/back/join/x?ST=FAIL&ST=hunter3",
        "/go/join/12?x=%ff",
        "/-/route/join?meeting_key=12",
        "/-/route/named?attendee_name=hunter3",
    ] {
        let page = browse(&gateway, path, "");
        assert!(page.status() >= 400, "{path}");
        assert_eq!(others(&page), [], "{path}");
        assert!(!page.text().contains("hunter3"), "{path}");
    }
    let page = browse(
        &gateway,
        "/-/back/join/x?ST=FAIL&RS=meetinglocked&TK=hunter3",
        "",
    );
    assert_eq!(others(&page)[0].1, "?ST=FAIL&RS=MeetingLocked&page.lang=de");
    assert!(!page.text().contains("hunter3"));
    // Without what was typed, it is the directory.
    let page = browse(&gateway, "/-/go?q=PW%3Dhunter3", "");
    assert_eq!(others(&page)[0].1, "?page.lang=de");
    let long = format!("/?q={}", "x".repeat(4000));
    assert_eq!(others(&browse(&gateway, &long, ""))[0].1, "?page.lang=de");
    // What was posted cannot be asked for again.
    let post = gateway.request(
        "POST",
        "/-/confirm/delete/x",
        "Accept: text/html\r\nContent-Length: 0\r\n",
    );
    let page = gateway.send(post);
    assert!(page.status() >= 400);
    assert_eq!(others(&page), []);
}

/// The empty form is another page than the answer to what was filled in.
#[test]
fn the_answer_to_a_form_has_no_other_languages() {
    let gateway = gateway();
    let asked = browse(&gateway, "/-/route/delete?meeting_key=123456789", STAFF);
    assert!(asked.main().contains("/-/confirm/delete/"));
    assert_eq!(others(&asked), []);
}

/// What a route does with its query is not known here, also where the directory would be without it.
#[test]
fn a_route_in_place_of_the_directory_repeats_no_search() {
    let routes = "routes:\n  here: { path: /go, command: room.meet, constants: { room: ann }, allow: [{ network: office }] }\n";
    let policy = crate::support::POLICY.replace("routes:\n", routes);
    let gateway = Gateway::with_policy(&policy);
    let page = browse(&gateway, "/go?q=hunter3", "");
    assert_eq!((page.status(), others(&page).len()), (403, 0));
    assert_eq!(others(&browse(&gateway, "/?q=x", "")).len(), 5);
}
