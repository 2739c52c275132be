//! What the pages say that explain why somebody does not get on: with names and dates, and whom to
//! ask.

use super::*;

const LANGUAGES: [&str; 6] = ["en", "de", "fr", "es", "ja", "ar"];

fn at_host(gateway: &Gateway, host: &str, headers: &str) -> Response {
    gateway.send(format!(
        "GET /go/standup HTTP/1.1\r\nHost: {host}\r\n{headers}Connection: close\r\n\r\n"
    ))
}

#[test]
fn a_wrong_host_is_named_and_nobody_is_blamed() {
    let gateway = gateway();
    let longest = "x".repeat(253);
    for language in LANGUAGES {
        let headers = format!("Accept: text/html\r\nAccept-Language: {language}\r\n");
        let page = at_host(&gateway, "Intranet.acme.example:8080", &headers);
        assert_eq!(page.status(), 421);
        assert!(
            page.main().contains("Intranet.acme.example"),
            "{language}: {}",
            page.main()
        );
        // The directory of a wrong host is a wrong host again.
        assert!(!page.text().contains("<p><a href=\"/\">"), "{language}");
        let page = at_host(&gateway, &longest, &headers).main();
        assert!(page.contains(&longest[..160]), "{language}: {page}");
        assert!(!page.contains(&longest[..161]), "{language}: {page}");
        let headers = format!("Accept: application/json\r\nAccept-Language: {language}\r\n");
        let problem = at_host(&gateway, "intranet", &headers).body();
        assert!(problem.contains("intranet"), "{language}: {problem}");
    }
    let page = at_host(&gateway, "intranet", "Accept: text/html\r\n").main();
    insta::assert_snapshot!(page, @r#"
    <h1>Wrong address</h1>
    <p>This gateway does not answer under the name intranet.</p>
    <p>Open the link by the name that you were given. Which names are right is up to the administrator.</p>
    "#);
    // What is no host is not repeated.
    for host in ["<b>", "a\"b", "user@intranet", "intranet\u{202e}"] {
        let page = at_host(&gateway, host, "Accept: text/html\r\n");
        assert_eq!(page.status(), 400, "{host}");
        assert!(!page.body().contains(host), "{host}");
    }
}

#[test]
fn an_expired_link_says_until_when_and_whom_to_ask() {
    let gateway = gateway();
    for language in LANGUAGES {
        let headers = format!("Accept-Language: {language}\r\n");
        let page = browse(&gateway, "/go/old", &headers);
        assert_eq!(page.status(), 410);
        // The last day on which it was valid.
        assert!(page.main().contains("2020-01-01"), "{}", page.main());
        let problem = ask(&gateway, "/go/old", &headers);
        let detail = problem["detail"].as_str().expect("a detail");
        assert!(detail.contains("2020-01-01"), "{language}: {detail}");
    }
    insta::assert_snapshot!(browse(&gateway, "/go/old", "").main(), @r#"
    <h1>This link has expired</h1>
    <p>It was valid until 2020-01-01.</p>
    <p>Ask the person who gave it to you for a new one.</p>
    <p>Contact: <a href="mailto:ann@acme.example"><bdi>ann@acme.example</bdi></a></p>
    "#);
}

#[test]
fn an_owner_is_a_link_where_it_is_an_address() {
    let owners = [
        ("ann@acme.example", Some("mailto:ann@acme.example")),
        (" ann@acme.example ", Some("mailto:ann@acme.example")),
        (
            "https://wiki.acme.example/team",
            Some("https://wiki.acme.example/team"),
        ),
        ("Ann Lee", None),
        ("http://wiki.acme.example/", None),
        ("javascript:alert(1)", None),
        ("javascript://x.example/%0aalert(1)", None),
        ("data:text/html,x", None),
        ("mailto:ann@acme.example?cc=x", None),
        ("a@b@c", None),
        ("<b>Ann</b>", None),
    ];
    let links: String = owners
        .iter()
        .enumerate()
        .map(|(at, (owner, _))| {
            format!("  gone-{at}: {{ route: join, meeting_key: 123456789, until: 2020-01-01, owner: '{owner}' }}\n")
        })
        .collect();
    let policy = format!("{POLICY}{links}");
    let gateway = Gateway::with_files(&policy, &[("password.txt", SECRET), ("logo.svg", LOGO)]);
    for (at, (owner, href)) in owners.iter().enumerate() {
        let main = browse(&gateway, &format!("/go/gone-{at}"), "").main();
        let found = main
            .split_once("href=\"")
            .and_then(|(_, rest)| rest.split_once('"'));
        let found = found.map(|(href, _)| href.replace("&#38;", "&"));
        assert_eq!(found.as_deref(), *href, "{owner}: {main}");
        assert!(!main.contains("<b>"), "{main}");
    }
}

#[test]
fn the_number_of_a_request_says_whom_it_is_for() {
    let gateway = gateway();
    for (language, words) in LANGUAGES.into_iter().zip([
        "Request number for the help desk",
        "Nummer der Anfrage für den Helpdesk",
        "Numéro de la demande pour l’assistance",
        "Número de la solicitud para el servicio de asistencia",
        "ヘルプデスク用のリクエスト番号",
        "رقم الطلب لمكتب المساعدة",
    ]) {
        let headers = format!("Accept-Language: {language}\r\n");
        let page = browse(&gateway, "/go/nothing", &headers);
        let id = page.header("x-request-id").expect("an id");
        let body = page.body();
        let (_, foot) = body.split_once("class=\"request\">").expect("a number");
        let (foot, _) = foot.split_once("</p>").expect("an end");
        assert!(foot.contains(words) && foot.contains(id), "{foot}");
    }
}
