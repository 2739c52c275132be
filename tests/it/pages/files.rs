//! What browsers ask for besides the pages, and how the policy makes the pages
//! its own.

use super::*;

/// The addresses of everything that a page loads.
fn loaded(page: &str) -> Vec<String> {
    let tags = page.split('<').filter(|tag| {
        tag.starts_with("img ") || (tag.starts_with("link ") && !tag.contains("\"search\""))
    });
    let address = |tag: &str| {
        let (_, rest) = tag
            .split_once("href=\"")
            .or_else(|| tag.split_once("src=\""))?;
        Some(rest.split('"').next()?.to_owned())
    };
    tags.filter_map(address).collect()
}

#[test]
fn pages_load_files_of_ours_that_may_be_kept() {
    let gateway = gateway();
    let page = browse(&gateway, "/", "").body();
    let files = loaded(&page);
    assert_eq!(files.len(), 3, "{files:?}");
    for (address, kind, keep) in [
        (
            "/-/style.css?v=",
            "text/css; charset=utf-8",
            "max-age=31536000, immutable",
        ),
        ("/-/icon.svg", "image/svg+xml", "max-age=3600"),
        ("/-/logo?v=", "image/svg+xml", "max-age=31536000, immutable"),
    ] {
        let file = files.iter().find(|file| file.starts_with(address));
        let file = gateway.get(file.expect(address));
        assert_eq!(file.status(), 200, "{address}");
        assert_eq!(file.header("content-type"), Some(kind), "{address}");
        assert_eq!(file.header("cache-control"), Some(keep), "{address}");
    }
    // Another version may come from another replica: it is not kept for good.
    let other = gateway.get("/-/style.css?v=0123456789abcdef");
    assert_eq!(other.header("cache-control"), Some("max-age=3600"));
}

#[test]
fn files_are_looked_at_and_nothing_else() {
    let gateway = gateway();
    for path in ["/-/style.css", "/robots.txt", "/opensearch.xml", "/-/logo"] {
        let head = gateway.send(gateway.request("HEAD", path, ""));
        assert_eq!((head.status(), &*head.body()), (200, ""), "{path}");
        for method in ["POST", "DELETE", "OPTIONS"] {
            let answer = gateway.send(gateway.request(method, path, "Content-Length: 0\r\n"));
            let found = (answer.status(), answer.header("allow"));
            assert_eq!(found, (405, Some("GET, HEAD")), "{method} {path}");
        }
    }
}

#[test]
fn pictures_run_nothing() {
    let gateway = gateway();
    for path in ["/-/logo", "/-/icon.svg", "/favicon.ico", "/go/standup.qr"] {
        let policy = gateway.get(path);
        let policy = policy.header("content-security-policy");
        let policy = policy.expect(path);
        assert!(policy.contains("default-src 'none'"), "{path}: {policy}");
        assert!(policy.contains("sandbox"), "{path}: {policy}");
    }
    assert_eq!(gateway.get("/-/logo").body(), LOGO);
}

#[test]
fn the_policy_names_the_gateway_and_gives_it_its_colour() {
    let gateway = gateway();
    for path in ["/", "/go/standup+", "/go/nothing", "/go/join/12", "/go/old"] {
        let page = browse(&gateway, path, "").body();
        for part in [
            " – Acme</title>",
            r#"<bdi>Acme</bdi></a>"#,
            r#"Contact: <a href="mailto:helpdesk@acme.example"><bdi>helpdesk@acme.example</bdi></a>"#,
            "<p><bdi>For employees only.</bdi></p>",
        ] {
            assert!(page.contains(part), "{path}: {part} in {page}");
        }
    }
    let style = gateway.get("/-/style.css").body();
    assert!(style.contains("--accent: #8a1c4a;"), "{style}");
    assert!(gateway.get("/-/icon.svg").body().contains("#8a1c4a"));
    let problem = ask(&gateway, "/go/nothing", "");
    assert_eq!(problem["contact"], "helpdesk@acme.example");
    // Without a brand there is none of it.
    let plain = Gateway::new();
    assert_eq!(plain.get("/-/logo").status(), 404);
    assert!(!plain.browse("/").body().contains("<img"));
}

#[test]
fn robots_and_browsers_are_told_what_they_look_for() {
    let gateway = gateway();
    let robots = gateway.get("/robots.txt");
    assert_eq!(robots.body(), "User-agent: *\nDisallow: /\n");
    insta::assert_snapshot!(gateway.get("/opensearch.xml").text(), @r#"
    HTTP/1.1 200 OK
    cache-control: max-age=3600
    referrer-policy: no-referrer
    x-content-type-options: nosniff
    cross-origin-resource-policy: same-origin
    x-request-id: [id]
    content-type: application/opensearchdescription+xml
    content-language: en
    vary: Accept-Language
    connection: close
    content-length: 544
    date: [date]

    <?xml version="1.0" encoding="UTF-8"?>
    <OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
    <ShortName>Acme</ShortName>
    <Description>Links of Acme</Description>
    <InputEncoding>UTF-8</InputEncoding>
    <Image width="32" height="32" type="image/svg+xml">https://go.acme.example/-/icon.svg</Image>
    <Url type="text/html" method="get" template="https://go.acme.example/-/go?q={searchTerms}"/>
    <Url type="application/x-suggestions+json" method="get" template="https://go.acme.example/-/suggest?q={searchTerms}"/>
    </OpenSearchDescription>
    "#);
    let german = gateway.request("GET", "/opensearch.xml", "Accept-Language: de\r\n");
    for _ in 0..2 {
        let file = gateway.send(german.clone());
        assert_eq!(file.header("content-language"), Some("de"));
        assert!(
            file.body()
                .contains("<Description>Links von Acme</Description>"),
            "{}",
            file.text()
        );
    }
    let api: serde_json::Value =
        serde_json::from_str(&gateway.get("/-/openapi.json").body()).expect("JSON");
    assert_eq!(api["openapi"], "3.1.0");
    // Even where the policy has a route for any name.
    let policy = crate::support::POLICY.replace("path: /go/room/{room}", "path: /{room}");
    let any = Gateway::with_policy(&policy);
    assert_eq!(any.get("/somebody").status(), 302);
    for path in ["/robots.txt", "/favicon.ico", "/opensearch.xml"] {
        assert_eq!(any.get(path).status(), 200, "{path}");
    }
}
