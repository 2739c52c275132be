//! Joining by number where no link here takes one: the page says so, and offers the site's own page.

use super::*;

/// A policy of today's links: the commands of the URL API are not in it.
const TODAY: &str = r#"
version: 1
public_url: https://go.acme.example/
hosts: [127.0.0.1]
callers: { networks: { far: [10.0.0.0/8] } }
signing_keys: { file: keys }
back_urls: { meetings: https://portal.acme.example/meetings }
sites:
  acme: { url: https://acme.webex.com/acme/, join_page: "https://acme.webex.com/webappng/sites/acme/dashboard?a=b&c" }
  labs: { url: https://labs.webex.com/labs/, join_page: https://labs.webex.com/ }
  secret: { url: https://secret.webex.com/secret/, join_page: https://secret.webex.com/ }
  plain: https://plain.webex.com/plain/
routes:
  room: { path: "/go/room/{room}", site: acme, command: room.join, allow: anyone }
  meet: { path: "/go/meet/{room}", site: acme, command: room.meet, allow: anyone }
  labs: { path: "/go/labs/{room}", site: labs, command: room.join, allow: anyone }
  secret: { path: "/go/secret/{room}", site: secret, command: room.join, allow: [{ network: far }] }
  plain: { path: "/go/plain/{room}", site: plain, command: room.join, allow: anyone }
"#;

const FILES: [(&str, &str); 1] = [("keys", "join-page-key-of-the-tests-0123456789\n")];

const LANGUAGES: [&str; 6] = ["en", "de", "fr", "es", "ja", "ar"];

#[test]
fn a_number_that_nothing_takes_is_explained_and_led_to_the_site() {
    let gateway = Gateway::with_files(TODAY, &FILES);
    let main = browse(&gateway, "/-/go?q=123+456+789", "").main();
    let (_, told) = main.split_once("role=\"status\">").expect("a status");
    insta::assert_snapshot!(told, @r#"
    Searched for “<bdi>123 456 789</bdi>”: nothing found.</p>
    <p>No link here opens a meeting by its number. Open the link in the invitation, or enter the number on the Webex site itself.</p>
    <p class="offers"><a href="https://acme.webex.com/webappng/sites/acme/dashboard?a=b&#38;c">Enter the number at acme.webex.com</a> <a href="https://labs.webex.com/">Enter the number at labs.webex.com</a> </p>
    "#);
    for typed in [
        "123456789",
        "123-456-789",
        "%EF%BC%91%EF%BC%92%EF%BC%93+%EF%BC%94%EF%BC%95%EF%BC%96+%EF%BC%97%EF%BC%98%EF%BC%99",
        "Meeting+number:+123+456+789",
        "Meeting+number:+123+456+789+password:+hunter2",
    ] {
        for path in ["/-/go?q=", "/?q="] {
            for language in LANGUAGES {
                let headers = format!("Accept-Language: {language}\r\n");
                let page = browse(&gateway, &format!("{path}{typed}"), &headers);
                let main = page.main();
                assert_eq!(page.status(), 200, "{path}{typed}");
                let href =
                    "href=\"https://acme.webex.com/webappng/sites/acme/dashboard?a=b&#38;c\"";
                assert!(main.contains(href), "{path}{typed} {language}: {main}");
                // A site to which the caller gets by nothing stays unknown, and no number is in an
                // address.
                assert!(!main.contains("secret.webex.com"), "{main}");
                for address in main.split("href=\"https://").skip(1) {
                    let (address, _) = address.split_once('"').expect("an end");
                    assert!(!address.contains("456"), "{address}");
                }
            }
        }
    }
}

#[test]
fn other_texts_are_not_about_numbers() {
    let gateway = Gateway::with_files(TODAY, &FILES);
    for typed in ["standdup", "2026-11-28", "zebra+12", "%2B49+30+123456"] {
        let main = browse(&gateway, &format!("/-/go?q={typed}"), "").main();
        assert!(!main.contains("webex.com"), "{typed}: {main}");
    }
    // Where a route takes numbers, nothing is said of those that are gone.
    let with_join = TODAY.replace(
        "routes:\n",
        "routes:\n  join: { path: \"/go/join/{meeting_key}\", site: acme, command: meeting.join, allow: anyone }\n",
    );
    let gateway = Gateway::with_files(&with_join, &FILES);
    let answer = browse(&gateway, "/-/go?q=123456789", "");
    assert_eq!(answer.status(), 302);
}

/// Without a page in the policy, the sentence stands alone.
#[test]
fn without_a_page_the_words_remain() {
    let policy = TODAY
        .lines()
        .map(|line| match line.split_once(", join_page") {
            Some((before, _)) => format!("{before} }}\n"),
            None => format!("{line}\n"),
        })
        .collect::<String>();
    let gateway = Gateway::with_files(&policy, &FILES);
    let main = browse(&gateway, "/-/go?q=123456789", "").main();
    assert!(
        main.contains("No link here opens a meeting by its number"),
        "{main}"
    );
    assert!(!main.contains("webex.com"), "{main}");
}

/// What Webex does not take from a link, it may take on its own page.
#[test]
fn a_failure_of_the_url_api_offers_the_page_too() {
    let policy = TODAY.replace(
        "routes:\n",
        "routes:\n  join: { path: \"/go/join/{meeting_key}\", site: acme, command: meeting.join, back: meetings, return: gateway, allow: anyone }\n",
    );
    let gateway = Gateway::with_files(&policy, &FILES);
    for (answer, offered) in [
        ("AT=JM&ST=FAIL&RS=DoNotSupportAPI", true),
        ("AT=JM&ST=FAIL&RS=AutoLoginDisabled", true),
        ("AT=JM&ST=FAIL&RS=NeverHeardOf", true),
        ("AT=LI&ST=SUCCESS", true),
        ("AT=JM&ST=FAIL&RS=MeetingLocked", false),
        ("AT=JM&ST=FAIL&RS=InvalidMeetingKey", false),
    ] {
        let there = browse(&gateway, "/go/join/123456789", "");
        let location = url::Url::parse(there.location().expect("a call")).expect("an address");
        let mut fields = location.query_pairs();
        let back = fields.find(|(code, _)| code == "BU").expect("a way back").1;
        let back = url::Url::parse(&back).expect("an address");
        let page = browse(&gateway, &format!("{}?{answer}", back.path()), "");
        let main = page.main();
        let is_offered = main.contains("href=\"https://acme.webex.com/webappng/");
        assert_eq!(is_offered, offered, "{answer}: {main}");
        assert!(!main.contains("123456789\">Enter"), "{main}");
    }
}
