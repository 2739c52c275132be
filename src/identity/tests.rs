//! Which identity sources count, and every known way to impersonate another person.

mod certificates;
mod handshakes;
mod spoofs;
mod unix;

use std::fmt::Write as _;

use hyper::header::{HeaderName, HeaderValue};

use super::*;
use crate::compile::load_text;
use crate::decision::Groups;

/// All identity sources at once, so that each of them can be spoofed.
const ALL_WAYS: &str = "
  trusted_proxies: [10.1.0.0/16, edge]
  networks: { edge: [2001:db8:1::/48, 127.0.0.1] }
  address: x-forwarded-for
  headers: x-forwarded
  certificates: { header: Client-Cert }
  tokens:
    portal:
      from: cloudflare
      issuer: https://acme.cloudflareaccess.com
      audience: go
    api:
      from: oidc
      issuer: https://auth.acme.example
      audience: go
      algorithms: [ES256]
      keys: { url: https://auth.acme.example/jwks }
";

const PROXY: &str = "10.1.0.1";
const STRANGER: &str = "192.0.2.66";

fn policy(callers: &str) -> Policy {
    let text = format!(
        "version: 1
public_url: https://go.acme.example/
sites: {{ acme: https://acme.webex.com/acme/ }}
routes: {{ join: {{ path: \"/go/join/{{meeting_key}}\", command: meeting.join, allow: anyone }} }}
callers:{callers}"
    );
    let loaded = load_text("test.yaml", &text, Timestamp::UNIX_EPOCH);
    let policy = loaded.policy;
    policy.unwrap_or_else(|| panic!("{:#?}", loaded.problems))
}

/// Header lines, `Name: value`.
fn headers(lines: &[&str]) -> HeaderMap {
    let mut map = HeaderMap::new();
    for line in lines {
        let (name, value) = line.split_once(':').expect("a header");
        let name: HeaderName = name.parse().expect("a name");
        let value = HeaderValue::from_bytes(value.trim_matches(' ').as_bytes());
        map.append(name, value.expect("a value"));
    }
    map
}

/// The caller in one line: address, identity source, person, certificate.
fn told(policy: &Policy, peer: &str, headers: &HeaderMap) -> String {
    told_of(
        policy,
        &Peer::at(peer.parse().expect("an address")),
        headers,
    )
}

fn told_of(policy: &Policy, peer: &Peer, headers: &HeaderMap) -> String {
    let identity = Identity::new(policy).expect("keys");
    let now = Timestamp::UNIX_EPOCH;
    let identified = match identity.identify(policy.trust(), headers, peer, now) {
        Err(conflict) => return format!("refused: {}", conflict.as_str()),
        Ok(identified) => identified,
    };
    let caller = identified.caller;
    let mut text = format!("{}", caller.address());
    if let Some(person) = caller.person() {
        write!(text, " {}:", person.identity_provider).expect("a String");
        for part in [&person.user, &person.name, &person.email]
            .into_iter()
            .flatten()
        {
            write!(text, " {part}").expect("a String");
        }
        if person.groups != Groups::default() {
            write!(text, " {:?}", person.groups).expect("a String");
        }
    }
    if let Some(error) = identified.auth_error {
        write!(text, " auth_error: {}", error.as_str()).expect("a String");
    }
    if let Some(certificate) = caller.certificate() {
        write!(text, " [{}]", certificate.subject).expect("a String");
    }
    text
}

#[test]
fn callers_are_anonymous_unless_the_policy_has_an_identity_source() {
    let policy = policy(" {}");
    let all = headers(&spoofs::EVERY_HEADER);
    assert_eq!(told(&policy, STRANGER, &all), STRANGER);
    assert_eq!(told(&policy, "::ffff:192.0.2.66", &all), STRANGER);
}

#[test]
fn a_policy_that_follows_another_has_its_own_identity_sources() {
    let callers = |user: &str| {
        policy(&format!(
            "\n  trusted_proxies: 10.1.0.0/16\n  headers: {{ user: {user} }}\n"
        ))
    };
    let (old, new) = (callers("X-Old"), callers("X-New"));
    let identity = Identity::new(&old).expect("keys");
    let identity = Identity::following(&new, &identity).expect("keys");
    let (peer, now) = (Peer::at([10, 1, 0, 1].into()), Timestamp::UNIX_EPOCH);
    for (line, expected) in [("X-Old: ann", None), ("X-New: ann", Some("ann"))] {
        let headers = headers(&[line]);
        let identified = identity.identify(new.trust(), &headers, &peer, now);
        let caller = identified.expect("no conflict").caller;
        assert_eq!(caller.person().and_then(Person::id), expected, "{line}");
    }
}

#[test]
fn a_trusted_proxy_names_the_person() {
    for (preset, lines, expected) in [
        (
            "x-forwarded",
            [
                "X-Forwarded-User: ann",
                "X-Forwarded-Preferred-Username:  Ann Lee ",
                "X-Forwarded-Email: ann@acme.example",
                "X-Forwarded-Groups: staff, hosts",
            ],
            "10.1.0.1 headers: ann Ann Lee ann@acme.example Joined(\"staff, hosts\")",
        ),
        (
            "oauth2-proxy",
            [
                "X-Auth-Request-User: ann",
                "X-Auth-Request-Preferred-Username: Ann Lee",
                "X-Auth-Request-Email: ann@acme.example",
                "X-Auth-Request-Groups: staff",
            ],
            "10.1.0.1 headers: ann Ann Lee ann@acme.example Joined(\"staff\")",
        ),
        (
            "authelia",
            [
                "Remote-User: ann",
                "Remote-Name: Ånn Lee",
                "Remote-Email: ann@acme.example",
                "Remote-Groups:",
            ],
            "10.1.0.1 headers: ann Ånn Lee ann@acme.example Joined(\"\")",
        ),
        (
            "{ email: X-Team-Mail }",
            [
                "x-team-mail: ann@acme.example",
                "X-Forwarded-User: eve",
                "X-Forwarded-User: eve",
                "X_Forwarded_User: eve",
            ],
            "10.1.0.1 headers: ann@acme.example",
        ),
    ] {
        let policy = policy(&format!(
            "\n  trusted_proxies: 10.1.0.0/16\n  headers: {preset}\n"
        ));
        assert_eq!(told(&policy, PROXY, &headers(&lines)), expected, "{preset}");
        assert_eq!(
            told(&policy, STRANGER, &headers(&lines)),
            STRANGER,
            "{preset}"
        );
    }
}

/// A probe compares it with that of the gateway, which may be of another version.
#[test]
fn the_digest_of_header_names_stays_as_it_is() {
    let policy = policy(
        "\n  trusted_proxies: 10.1.0.0/16\n  headers: { user: X-Team-User, email: X-Team-Mail }\n",
    );
    let id = "0123456789abcdef0011223344556677".parse().expect("an id");
    assert_eq!(
        header_names(policy.trust(), id),
        "0b71df00da1821d6ec51edf2d383d61d91c93d242be11e3cb4d0b3a3fd1ac13b"
    );
}

#[test]
fn groups_alone_name_nobody() {
    let policy = policy(ALL_WAYS);
    for (line, expected) in [
        (
            "X-Forwarded-Groups: staff",
            "10.1.0.1 auth_error: missing_user",
        ),
        (
            "X-Forwarded-Preferred-Username: Ann",
            "10.1.0.1 auth_error: missing_user",
        ),
        ("X-Forwarded-User:", "10.1.0.1"),
        ("X-Forwarded-User: ann", "10.1.0.1 headers: ann"),
    ] {
        assert_eq!(told(&policy, PROXY, &headers(&[line])), expected, "{line}");
    }
}

#[test]
fn a_token_that_does_not_hold_is_not_made_good_by_a_weaker_proof() {
    let policy = policy(ALL_WAYS);
    for (line, fails) in [
        ("Cf-Access-Jwt-Assertion: x.y.z", true),
        ("Authorization: Bearer x.y.z", true),
        ("authorization: bearer  x", true),
        ("Cf-Access-Jwt-Assertion:", false),
        ("Authorization: Basic YW5uOng=", false),
        ("Authorization: Bearer", false),
    ] {
        let both = headers(&["X-Forwarded-User: ann", line]);
        let text = told(&policy, PROXY, &both);
        assert_eq!(text.contains("auth_error: "), fails, "{line}: {text}");
        assert_eq!(text.contains("headers: ann"), !fails, "{line}: {text}");
    }
}
