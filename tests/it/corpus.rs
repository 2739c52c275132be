//! Public payload lists, in every place where a visitor can put something. `LINKGATE_CORPUS` names the folder that has them.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::Write as _;
use std::net::IpAddr;

use crate::support::corpus::{cases, corpus, encoded, payloads, rows};
use crate::support::findings::{now, policy_of};
use linkgate::decision::{Caller, Delivery, LinkRequest, Outcome, decide};
use linkgate::policy::Policy;
use linkgate::webex::{BackUrl, HttpsUrl, Site};
use url::Url;

const POLICY: &str = r#"version: 1
public_url: https://go.acme.example/
sites:
  acme: https://acme.webex.com/acme/
back_urls:
  meetings: https://portal.acme.example/meetings
  desk: https://desk.acme.example/
  page: https://learn.acme.example/{course}/end?note={note}
routes:
  join:
    path: /go/join/{meeting_key}
    command: meeting.join
    query: [attendee_name, attendee_email, registration_id]
    back: [meetings, desk]
    allow: anyone
  noted:
    path: /go/noted/{course}/{note}
    command: meeting.join
    parameters: { course: { type: name }, note: { type: text } }
    constants: { meeting_key: 123456789 }
    query: [attendee_name]
    back: page
    allow: anyone
  named:
    path: /go/named/{attendee_name}/{meeting_key}
    command: meeting.join
    back: meetings
    allow: anyone
  room:
    path: /go/room/{room}
    command: room.meet
    allow: anyone
links:
  standup: { route: join, meeting_key: 123456789 }
"#;

/// The paths with queries in which a payload is tried.
fn requests(payload: &str) -> Vec<String> {
    let once = encoded(payload);
    let twice = encoded(&once);
    let mut requests = vec![
        payload.to_owned(),
        format!("/{payload}"),
        format!("/{once}"),
        format!("/go/join/123456789{payload}"),
        format!("/go/join/123456789?{payload}"),
        format!("/go/join/123456789&{payload}"),
        format!("/go/join/123456789%00{payload}"),
        format!("{payload}/go/join/123456789"),
        format!("/{once}/go/join/123456789"),
    ];
    for text in [payload, &once, &twice] {
        requests.extend([
            format!("/go/join/{text}"),
            format!("/go/{text}"),
            format!("/go/standup?{text}"),
            format!("/go/standup?attendee_name={text}"),
            format!("/go/join/123456789?attendee_name={text}&attendee_email={text}"),
            format!("/go/join/123456789?registration_id={text}"),
            format!("/go/join/123456789?next={text}"),
            format!("/go/join/123456789?back={text}"),
            format!("/go/join/123456789?BU={text}"),
            format!("/go/join/123456789?{text}=1"),
            format!("/go/join/123456789?{text}"),
            format!("/go/noted/{text}/x"),
            format!("/go/noted/rust/{text}"),
            format!("/go/noted/rust/x?attendee_name={text}"),
            format!("/go/named/{text}/123456789"),
            format!("/go/room/{text}"),
            format!("/go/room/ada?{text}"),
        ]);
    }
    requests
}

/// The address to which the policy sends the person who asks like this.
fn target(policy: &Policy, asked: &str) -> Option<String> {
    let caller = Caller::unknown(IpAddr::from([192, 0, 2, 1]));
    let ask = LinkRequest::parse(asked).ok()?;
    match decide(policy, &ask, &caller, now()).outcome {
        Outcome::Send(Delivery::Redirect(call)) | Outcome::Confirm(Delivery::Redirect(call), _) => {
            Some(call.as_str().to_owned())
        }
        _ => None,
    }
}

/// The call is the policy's in every part that a browser would act on.
#[track_caller]
fn assert_the_policys(asked: &str, target: &str) {
    let about = || format!("{asked:?} led to {target}");
    assert!(target.bytes().all(|b| b.is_ascii_graphic()), "{}", about());
    let url = Url::parse(target).expect(target);
    assert_eq!(url.as_str(), target, "{}", about());
    assert_eq!(
        url.origin().ascii_serialization(),
        "https://acme.webex.com",
        "{}",
        about()
    );
    assert_eq!(
        (url.username(), url.password(), url.fragment()),
        ("", None, None),
        "{}",
        about()
    );
    if let Some(room) = url.path().strip_prefix("/meet/") {
        assert!(
            !room.is_empty() && !room.contains(['/', '%', '\\', ';']),
            "{}",
            about()
        );
        assert_eq!(url.query(), None, "{}", about());
        return;
    }
    assert_eq!(url.path(), "/acme/m.php", "{}", about());
    let pairs: Vec<(Cow<'_, str>, Cow<'_, str>)> = url.query_pairs().collect();
    let mut expected = ["AT", "MK", "AN", "AE", "RID", "BU"].iter();
    for (name, value) in &pairs {
        // Each name at most once, and all in the order of the command.
        assert!(expected.any(|known| known == name), "{}", about());
        match &**name {
            "AT" => assert_eq!(value, "JM", "{}", about()),
            "MK" => assert!(is_key(value), "{}", about()),
            "BU" => assert!(is_back(value), "{}", about()),
            _ => assert!(!value.is_empty(), "{}", about()),
        }
    }
    for needed in ["AT", "MK", "BU"] {
        assert!(pairs.iter().any(|(name, _)| name == needed), "{}", about());
    }
}

fn is_key(value: &str) -> bool {
    (7..=20).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_digit())
}

fn is_back(value: &str) -> bool {
    if matches!(
        value,
        "https://portal.acme.example/meetings" | "https://desk.acme.example/"
    ) {
        return true;
    }
    let url = Url::parse(value).expect(value);
    let path = url
        .path()
        .strip_prefix("/")
        .and_then(|path| path.strip_suffix("/end"));
    url.as_str() == value
        && url.origin().ascii_serialization() == "https://learn.acme.example"
        && path.is_some_and(|course| !course.contains(['/', '%', '\\']))
        && url.query_pairs().count() == 1
        && url
            .query_pairs()
            .all(|(name, value)| name == "note" && !value.is_empty())
}

#[test]
fn no_payload_in_any_place_leads_anywhere_but_to_the_policys_target() {
    let Some(folder) = corpus() else { return };
    let policy = policy_of(POLICY);
    let payloads = payloads(&folder);
    let (mut tried, mut sent) = (0, 0);
    for payload in &payloads {
        for asked in requests(payload) {
            tried += 1;
            if let Some(target) = target(&policy, &asked) {
                sent += 1;
                assert_the_policys(&asked, &target);
            }
        }
    }
    let line = format!(
        "corpus: {} payloads in {tried} places, {sent} calls, all the policy's\n",
        payloads.len()
    );
    std::io::stderr()
        .write_all(line.as_bytes())
        .expect("stderr");
    assert!(payloads.len() > 1000, "{}", payloads.len());
    assert!(tried > 1000 * 60, "{tried}");
    assert!(
        sent > 1000,
        "hardly anything got through to be looked at: {sent}"
    );
}

/// What a payload may become as an address of the policy: itself, or nothing.
#[track_caller]
fn assert_canonical_or_refused(text: &str) -> bool {
    let Ok(address) = text.parse::<HttpsUrl>() else {
        return false;
    };
    let url = Url::parse(text).expect(text);
    assert_eq!(url.as_str(), text);
    assert_eq!(address.as_str(), text);
    assert_eq!(
        (url.scheme(), url.username(), url.password(), url.fragment()),
        ("https", "", None, None),
        "{text}"
    );
    assert_eq!(Some(address.host()), url.host_str(), "{text}");
    assert_eq!(
        text.split('/').nth(2),
        address.origin().split('/').nth(2),
        "{text}"
    );
    assert!(text.starts_with(address.origin()), "{text}");
    assert!(
        text.is_ascii() && !address.host().contains(['*', '%', '@', '\\']),
        "{text}"
    );
    true
}

#[test]
fn a_payload_is_an_address_of_the_policy_only_as_it_stands() {
    let Some(folder) = corpus() else { return };
    let mut accepted = 0;
    for payload in payloads(&folder) {
        let address = assert_canonical_or_refused(&payload);
        accepted += usize::from(address);
        if let Ok(back) = BackUrl::parse(&payload) {
            assert!(
                payload.starts_with(&format!("{}/", back.origin())),
                "{payload}"
            );
            assert!(address || back.places().count() > 0, "{payload}");
        }
        if let Ok(site) = Site::parse("x", &payload) {
            assert!(address, "{payload}");
            assert_eq!(payload, format!("{}/{}/", site.origin(), site.segment()));
        }
    }
    assert!(accepted > 20, "{accepted}");
}

/// A policy that declares what another project's table allows never leads to
/// what that table rejects: names are compared, and addresses never taken.
#[test]
fn rows_that_other_projects_reject_are_never_a_back_url() {
    let Some(folder) = corpus() else { return };
    for file in [
        "oauth2_proxy_redirects.txt",
        "django_redirects.txt",
        "keycloak_redirects.txt",
    ] {
        let rows = rows(&folder, file);
        let listed = rows
            .iter()
            .filter_map(|row| serde_json::from_str::<Vec<String>>(row.columns.last()?).ok())
            .flatten();
        let allowed = rows
            .iter()
            .filter(|row| row.allowed)
            .map(|row| row.text.clone());
        let rejected: BTreeSet<&str> = rows
            .iter()
            .filter(|row| !row.allowed)
            .map(|row| &*row.text)
            .collect();
        let backs: BTreeSet<String> = allowed
            .chain(listed)
            .chain(
                [
                    "https://portal.acme.example/meetings",
                    "https://desk.acme.example/",
                ]
                .map(str::to_owned),
            )
            .filter(|text| BackUrl::parse(text).is_ok() && !text.contains('{'))
            .filter(|text| !rejected.contains(&**text))
            .collect();
        let names: Vec<String> = (0..backs.len()).map(|n| format!("b{n}")).collect();
        let declared: Vec<String> = names
            .iter()
            .zip(&backs)
            .map(|(name, url)| format!("  {name}: {url:?}\n"))
            .collect();
        let text = format!(
            "version: 1\npublic_url: https://go.acme.example/\nsites: {{ acme: \"https://acme.webex.com/acme/\" }}\n\
             back_urls:\n{}routes:\n  join: {{ path: \"/go/join/{{meeting_key}}\", command: meeting.join, back: [{}], allow: anyone }}\n",
            declared.concat(),
            names.join(", "),
        );
        let policy = policy_of(&text);
        for row in rows.iter().filter(|row| !row.allowed) {
            for asked in [
                format!("/go/join/123456789?back={}", encoded(&row.text)),
                format!("/go/join/123456789?BU={}", encoded(&row.text)),
                format!("/go/join/123456789?x={}", encoded(&row.text)),
                format!("/go/join/123456789?back={}", row.text),
            ] {
                let Some(target) = target(&policy, &asked) else {
                    continue;
                };
                let url = Url::parse(&target).expect("a target");
                let back = url.query_pairs().find(|(name, _)| name == "BU");
                let back = back
                    .map(|(_, value)| value.into_owned())
                    .expect("a back URL");
                assert!(backs.contains(&back) && back != row.text, "{asked}: {back}");
            }
        }
    }
}

#[test]
fn no_host_is_accepted_that_the_url_standard_writes_differently() {
    let Some(folder) = corpus() else { return };
    let mut tried = 0;
    for case in cases(&folder, "url_toascii.json") {
        let input = case["input"].as_str().expect("an input");
        tried += 1;
        let text = format!("https://{input}/x");
        let Ok(address) = text.parse::<HttpsUrl>() else {
            assert!(BackUrl::parse(&text).is_err(), "{text}");
            continue;
        };
        assert_eq!(case["output"].as_str(), Some(input));
        assert_eq!(address.host(), input);
    }
    assert!(tried > 40, "{tried}");
}

#[test]
fn the_url_standards_own_cases_are_taken_as_they_stand_or_not_at_all() {
    let Some(folder) = corpus() else { return };
    let mut taken = 0;
    for case in cases(&folder, "url_testdata.json") {
        let input = case["input"].as_str().expect("an input");
        if assert_canonical_or_refused(input) {
            taken += 1;
            assert_eq!(case["href"].as_str(), Some(input), "{case}");
            assert!(case["failure"].is_null(), "{case}");
        }
    }
    assert!(taken > 0, "{taken}");
}

/// Byte for byte, over a socket: in the request line, in `Host`, and in
/// headers that claim to know better.
#[test]
fn no_payload_in_any_part_of_a_request_adds_a_header_or_another_target() {
    let Some(folder) = corpus() else {
        return;
    };
    let gateway = crate::support::Gateway::new();
    let host = gateway.address();
    let target = "location: https://acme.webex.com/acme/m.php?AT=JM&MK=123456789&BU=https%3A%2F%2Fportal.acme.example%2Fmeetings";
    let mut tried = 0;
    for payload in payloads(&folder) {
        let path = "/go/join/123456789";
        let own = format!("Host: {host}");
        let heads = [
            format!("GET {payload} HTTP/1.1\r\n{own}"),
            format!("GET /{payload} HTTP/1.1\r\n{own}"),
            format!("GET {path}{payload} HTTP/1.1\r\n{own}"),
            format!("GET {path}?back={payload} HTTP/1.1\r\n{own}"),
            format!("GET {path}?x={payload} HTTP/1.1\r\n{own}"),
            format!("GET {path} HTTP/1.1\r\nHost: {payload}"),
            format!("GET http://{payload}{path} HTTP/1.1\r\n{own}"),
            format!("GET {path} HTTP/1.1\r\n{own}\r\nX-Forwarded-Host: {payload}"),
            format!("GET {path} HTTP/1.1\r\n{own}\r\nReferer: {payload}"),
        ];
        for head in heads {
            let response = gateway.send(format!("{head}\r\nConnection: close\r\n\r\n"));
            let text = String::from_utf8_lossy(response.bytes());
            let (headers, _) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
            let locations: Vec<&str> = headers
                .split(['\r', '\n'])
                .filter(|line| line.to_lowercase().starts_with("location:"))
                .collect();
            match response.status() {
                302 => assert_eq!(locations, [target], "{head}"),
                // Some ask for the root with a query: that is the directory.
                200 => assert!(
                    locations.is_empty() && text.contains("{\"entries\":["),
                    "{head}\n{text}"
                ),
                status => assert!(
                    locations.is_empty() && (status == 0 || (400..500).contains(&status)),
                    "{head}\n{text}"
                ),
            }
            tried += 1;
        }
    }
    assert!(tried > 9_000, "only {tried} requests");
}
