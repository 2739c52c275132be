//! What an operator is told about sites whose servers the gateway asks itself, and about routes that do.

use insta::assert_snapshot;

use crate::support::findings::Report;
use crate::support::service::Folder;

const HEAD: &str = "version: 1
public_url: https://go.acme.example/
callers: { trusted_proxies: [10.0.0.1], header_secret: { file: part }, headers: { user: \"X-Gate-{secret}-User\", email: \"X-Gate-{secret}-Email\", groups: \"X-Gate-{secret}-Groups\" } }
";

/// What lies beside the policy. Whatever must not be shown is a canary.
const FILES: [(&str, &str); 7] = [
    ("part", "a1b2c3d4e5f60718\n"),
    ("keys", "canary-key-of-these-tests-0123456789\n"),
    ("id", "canary-id\n"),
    ("secret", "canary-secret\n"),
    ("refresh", "canary-refresh\n"),
    ("empty", "\n"),
    ("broken", "canary-\u{1}\n"),
];

const REPORT: Report = Report::behind(HEAD);

const REST: &str = "rest: { client_id: { file: id }, client_secret: { file: secret }, refresh_token: { file: refresh } }";
const XML: &str = "xml: { web_id: { file: id }, password: { file: secret } }";

#[track_caller]
fn found(sections: &str) -> String {
    let folder = Folder::with(&FILES);
    folder.write("policy.yaml", &format!("{HEAD}{sections}\n"));
    REPORT.of_files(&folder, "policy.yaml")
}

/// The findings about a site with these keys, which a route uses.
#[track_caller]
fn found_in_site(keys: &str) -> String {
    found(&format!(
        "sites: {{ acme: {{ url: https://acme.webex.com/acme/, {keys} }} }}
routes: {{ join: {{ path: \"/go/join/{{meeting_key}}\", command: meeting.join, allow: anyone }} }}"
    ))
}

/// The findings about a route with these keys, at a site that has everything.
#[track_caller]
fn found_in_route(keys: &str) -> String {
    found(&format!(
        "sites: {{ acme: {{ url: https://acme.webex.com/acme/, {REST}, {XML} }} }}
routes: {{ one: {{ path: \"/go/one/{{meeting_key}}\", {keys} }} }}"
    ))
}

#[test]
fn a_profile_is_one_of_three_words() {
    assert_snapshot!(found_in_site("profile: url-api"), @"1:62 error: unknown value `url-api` for `profile` | did you mean `url_api`?");
    assert_snapshot!(found_in_site("profile: links"), @"2:60 error: no link form of today does `meeting.join` | No link takes a meeting number. The page on which people enter one takes none in its address.");
    assert_snapshot!(found_in_route("profile: soap, command: meeting.join, allow: anyone"), @"2:58 error: unknown value `soap` for `profile` | known here: url_api, rest, links");
}

#[test]
fn a_site_needs_what_its_profile_asks_with() {
    assert_snapshot!(found_in_site("profile: rest"), @"2:11 error: the site has no `rest`, with which the gateway would call the REST API | add `rest: { client_id: { file: PATH }, client_secret: { file: PATH }, refresh_token: { file: PATH } }` to the site");
    assert_snapshot!(found_in_site(&format!("profile: rest, {REST}")), @"");
    assert_snapshot!(found_in_site("profile: rest, rest: { client_id: { file: id } }"), @"
    1:74 error: `rest` has no `client_secret` | add `client_secret:`
    1:74 error: `rest` has no `refresh_token` | add `refresh_token:`
    ");
    assert_snapshot!(found_in_site("profile: rest, rest: { client_id: me, client_secret: { file: empty }, refresh_token: { file: gone } }"), @"
    1:87 error: a client id must not be in the policy | say where it is: `{ file: PATH }` or `{ variable: NAME }`
    1:114 error: a client secret is empty | write its text there
    1:146 error: the file of a refresh token `FOLDER/•••` cannot be read: No such file or directory (os error 2) | name a file relative to this one, saved as UTF-8
    ");
}

#[test]
fn the_address_of_an_api_is_checked_like_any_other() {
    for api in [
        "http://webexapis.com/v1/",
        "https://webexapis.com/v1",
        "https://user@webexapis.com/v1/",
        "https://webexapis.com/v1/?x=1",
        "http://127.0.0.1:8081/v1/",
    ] {
        let rest = REST.replace("rest: {", &format!("rest: {{ api: \"{api}\","));
        let found = found_in_site(&format!("profile: rest, {rest}"));
        assert!(
            found.contains("api") || found.contains("address"),
            "{api}: {found}"
        );
        assert!(!found.contains("canary"), "{found}");
    }
}

#[test]
fn what_the_gateway_does_with_its_own_rights_is_for_people_who_are_named() {
    assert_snapshot!(found_in_route("profile: rest, command: meeting.start, allow: anyone"), @r#"
    2:11 error: Webex does this for a host, and nobody says for whom | add `as: host@acme.example` or `as: "{caller.email}"` to the route, or `host` to the `rest` of the site
    2:11 error: Webex does this with the rights of the gateway, and `allow` lets in anyone | name people in each rule of `allow`: `user`, `group`, `mail_domain` or `certificate`
    "#);
    assert_snapshot!(found_in_route("profile: rest, command: meeting.delete, allow: [{ days: [mon] }]"), @r#"
    2:11 error: Webex does this for a host, and nobody says for whom | add `as: host@acme.example` or `as: "{caller.email}"` to the route, or `host` to the `rest` of the site
    2:11 error: Webex does this with the rights of the gateway, and `allow` lets in people whom it does not name | name people in each rule of `allow`: `user`, `group`, `mail_domain` or `certificate`
    "#);
    assert_snapshot!(found_in_route("profile: rest, command: meeting.start, as: host@acme.example, allow: [{ group: hosts }]"), @"");
    // That somebody is known says nothing about who that is.
    assert_snapshot!(found_in_route("profile: rest, command: meeting.delete, as: \"{caller.email}\", allow: [{ from: headers }]"), @"2:11 error: Webex does this with the rights of the gateway, and `allow` lets in people whom it does not name | name people in each rule of `allow`: `user`, `group`, `mail_domain` or `certificate`");
    assert_snapshot!(found_in_route("profile: rest, command: meeting.join, as: host@acme.example, personal: yes, allow: anyone"), @"2:11 error: people get into any meeting of the host by this, under their own name, and `allow` lets in anyone | name people in each rule of `allow`: `user`, `group`, `mail_domain` or `certificate`");
    assert_snapshot!(found_in_route("command: meeting.start, login: ticket, allow: anyone"), @r#"
    2:11 error: whoever may use this route is logged in to Webex by it, and `allow` lets in anyone | name people in each rule of `allow`: `user`, `group`, `mail_domain` or `certificate`
    2:11 error: a ticket logs somebody in, and nobody says whom | add `as: host@acme.example` or `as: "{caller.email}"` to the route
    "#);
    assert_snapshot!(found_in_route("command: meeting.start, login: ticket, allow: [{ group: hosts }]"), @r#"2:11 error: a ticket logs somebody in, and nobody says whom | add `as: host@acme.example` or `as: "{caller.email}"` to the route"#);
}

#[test]
fn keys_for_calls_of_the_gateway_need_such_a_call() {
    assert_snapshot!(found_in_route("command: meeting.join, as: host@acme.example, personal: yes, allow: anyone"), @"
    2:76 error: `as` is for calls that the gateway makes itself | remove it, or add `login: ticket` or `profile: rest`
    2:105 error: `personal` is for calls to the REST API | remove it, or add `profile: rest`
    ");
    assert_snapshot!(found_in_route("profile: rest, command: meeting.join, personal: true, as: me, allow: anyone"), @"
    2:97 error: `personal` is `yes` or `no` | write `personal: yes`, or leave it out
    2:107 error: `me` is no e-mail address | write the e-mail address of a host of the site, like host@acme.example
    ");
    assert_snapshot!(found_in_route("profile: rest, command: meeting.start, as: \"{caller.user}\", personal: yes, allow: [{ group: hosts }]"), @r#"
    2:92 error: `as` cannot be `{caller.user}` | write "{caller.email}", or the e-mail address of a host
    2:119 error: `personal` is for `meeting.join` only | remove it
    "#);
    assert_snapshot!(found_in_route("command: meeting.join, login: password, allow: anyone"), @"2:79 error: unknown value `password` for `login` | known here: ticket");
    assert_snapshot!(found_in_route("profile: rest, command: meeting.join, login: ticket, allow: [{ group: hosts }]"), @"
    2:94 error: a ticket is for the pages of the URL API, which this route does not use | remove `login`, or write `profile: url_api`
    ");
}

#[test]
fn nobody_comes_back_from_the_links_of_today() {
    let found = |keys: &str| {
        found(&format!(
            "back_urls: {{ meetings: https://portal.acme.example/meetings }}
signing_keys: {{ file: keys }}
sites: {{ acme: {{ url: https://acme.webex.com/acme/, profile: rest, {REST} }} }}
routes: {{ join: {{ path: \"/go/join/{{meeting_key}}\", command: meeting.join, back: meetings, {keys} allow: anyone }} }}"
        ))
    };
    assert_snapshot!(found(""), @"4:80 warning: Webex's links of today take no back URL: nobody is sent back | add `return: gateway`: a page then offers the way back, beside the meeting");
    assert_snapshot!(found("return: gateway,"), @"");
}

#[test]
fn a_site_without_a_ticket_service_gives_no_tickets() {
    assert_snapshot!(found("sites: { acme: https://acme.webex.com/acme/ }
routes: { start: { path: \"/go/start/{meeting_key}\", command: meeting.start, login: ticket, allow: [{ group: hosts }] } }"), @"2:84 error: the site has no `xml`, from which tickets come | add `xml: { web_id: { file: PATH }, password: { file: PATH } }` to the site");
    assert_snapshot!(found("sites: { acme: { url: https://acme.webex.com/acme/, xml: { web_id: { file: broken }, password: { file: secret } } } }
routes: { start: { path: \"/go/start/{meeting_key}\", command: meeting.start, login: ticket, allow: [{ group: hosts }] } }"), @r#"
    1:58 error: a text of these credentials must not contain control characters | correct the text in its file or variable
    2:11 error: a ticket logs somebody in, and nobody says whom | add `as: host@acme.example` or `as: "{caller.email}"` to the route
    "#);
}
