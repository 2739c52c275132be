//! What stands around the contents of every page.

use super::*;
use crate::support;

#[test]
fn the_frame_has_the_brand_and_whom_to_ask() {
    let page = browse(&gateway(), "/go/standup+", "");
    insta::assert_snapshot!(page.frame(), @r#"
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex">
    <title>[title] – Acme</title>
    <link rel="stylesheet" href="/-/style.css?v=[version]">
    <link rel="icon" href="/-/icon.svg" type="image/svg+xml">
    <link rel="search" href="/opensearch.xml" type="application/opensearchdescription+xml" title="Acme">
    </head>
    <body>
    <header>
    <a class="brand" href="/"><img src="/-/logo?v=[version]" alt="" height="32"> <bdi>Acme</bdi></a>
    </header>
    <main>[main]</main>
    <footer>

    <p>Contact: <a href="mailto:helpdesk@acme.example"><bdi>helpdesk@acme.example</bdi></a></p>


    <p><bdi>For employees only.</bdi></p>

    <p><a href="/">All links</a></p>

    <nav class="languages" aria-label="Languages"><a href="?page.lang=de" lang="de" hreflang="de">Deutsch</a> <a href="?page.lang=fr" lang="fr" hreflang="fr">Français</a> <a href="?page.lang=es" lang="es" hreflang="es">Español</a> <a href="?page.lang=ja" lang="ja" hreflang="ja">日本語</a> <a href="?page.lang=ar" lang="ar" hreflang="ar">العربية</a> </nav>
    <p class="request">Request number for the help desk: [id]</p>
    </footer>
    </body>
    </html>
    "#);
}

#[test]
fn without_a_brand_it_has_a_name() {
    let gateway = Gateway::with_policy(support::POLICY);
    let page = browse(&gateway, "/go/standup+", "");
    insta::assert_snapshot!(page.frame(), @r#"
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex">
    <title>[title] – Linkgate</title>
    <link rel="stylesheet" href="/-/style.css?v=[version]">
    <link rel="icon" href="/-/icon.svg" type="image/svg+xml">
    <link rel="search" href="/opensearch.xml" type="application/opensearchdescription+xml" title="Linkgate">
    </head>
    <body>
    <header>
    <a class="brand" href="/"><bdi>Linkgate</bdi></a>
    </header>
    <main>[main]</main>
    <footer>


    <p><a href="/">All links</a></p>

    <nav class="languages" aria-label="Languages"><a href="?page.lang=de" lang="de" hreflang="de">Deutsch</a> <a href="?page.lang=fr" lang="fr" hreflang="fr">Français</a> <a href="?page.lang=es" lang="es" hreflang="es">Español</a> <a href="?page.lang=ja" lang="ja" hreflang="ja">日本語</a> <a href="?page.lang=ar" lang="ar" hreflang="ar">العربية</a> </nav>
    <p class="request">Request number for the help desk: [id]</p>
    </footer>
    </body>
    </html>
    "#);
}

/// A link, a refusal, a question, a form and a choice.
#[test]
fn every_page_has_the_same_frame() {
    let gateway = gateway();
    // The links to other languages keep what was typed.
    let typed = "q=123%20456%20789&#38;";
    let of = |path: &str| browse(&gateway, path, STAFF).frame().replace(typed, "");
    let frame = of("/go/standup+");
    for path in [
        "/go/nowhere",
        "/go/delete/123456789",
        "/go/robot",
        "/-/go?q=123+456+789",
    ] {
        assert_eq!(of(path), frame, "{path}");
    }
    let directory = frame.replace("<p><a href=\"/\">All links</a></p>", "");
    assert_eq!(of("/"), directory, "it is all links");
}
