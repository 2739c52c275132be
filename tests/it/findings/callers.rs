//! What an operator is told about identity sources, and about
//! conditions that ask for them: every mistake, with its place and what to do.

use std::net::IpAddr;

use insta::assert_snapshot;
use linkgate::compile::{Loaded, Severity, load_text};
use linkgate::policy::{AddressFrom, CertificatesFrom, JwtIssuer, KeySource, Policy, TokenForm};
use secrecy::ExposeSecret;

use crate::support::findings::{Report, load_from, now};
use crate::support::service::Folder;

const PLAIN_NAMES: &str =
    "if the proxy lets a visitor send one of these headers, the visitor can pretend to be anyone";

const HEAD: &str = "version: 1
public_url: https://go.acme.example/
sites: { acme: https://acme.webex.com/acme/ }
";

const ROUTES: &str = "routes:
  join: { path: \"/go/join/{meeting_key}\", command: meeting.join, allow: anyone }
";

const REPORT: Report = Report::behind(HEAD).without(PLAIN_NAMES);

/// The findings about these lines under `callers:`.
#[track_caller]
fn found(callers: &str) -> String {
    let text = format!("{HEAD}callers:\n{callers}\n{ROUTES}");
    REPORT.of_text(&text)
}

/// The findings about these rules of a route, with these lines under
/// `callers:`.
#[track_caller]
fn found_in_rules(callers: &str, rules: &str) -> String {
    let route = "path: \"/go/join/{meeting_key}\", command: meeting.join";
    let text = format!("{HEAD}callers:\n{callers}\nroutes:\n  join: {{ {route},\n    {rules} }}\n");
    REPORT.of_text(&text)
}

#[track_caller]
fn good(callers: &str) -> Policy {
    let text = format!("{HEAD}callers:\n{callers}\n{ROUTES}");
    let loaded = load_text("policy.yaml", &text, now());
    assert_eq!(REPORT.of(&loaded), "");
    loaded.policy.expect("a policy")
}

/// Some tokens with one line replaced, or one more.
fn tokens(line: &str) -> String {
    let key = line.split(':').next().unwrap_or_default();
    let lines = [
        "from: oidc",
        "issuer: https://auth.acme.example",
        "audience: go.acme.example",
        "algorithms: [ES256]",
        "keys: { url: https://auth.acme.example/jwks }",
    ];
    let others = lines
        .into_iter()
        .filter(|other| !other.starts_with(&format!("{key}:")));
    let lines: Vec<&str> = others
        .chain([line])
        .filter(|line| !line.ends_with("~"))
        .collect();
    format!("  tokens:\n    portal:\n      {}", lines.join("\n      "))
}

#[test]
fn nobody_is_trusted_unless_named() {
    assert_snapshot!(found("  headers: x-forwarded"), @"2:12 error: `headers` would be trusted from any client: there are no `trusted_proxies` | name the proxies to trust: `trusted_proxies: [10.1.0.0/16]`");
    assert_snapshot!(found("  headers: { user: X-User }\n  address: forwarded\n  certificates: { header: Client-Cert }"), @"
    2:12 error: `headers` would be trusted from any client: there are no `trusted_proxies` | name the proxies to trust: `trusted_proxies: [10.1.0.0/16]`
    3:12 error: `address` would be trusted from any client: there are no `trusted_proxies` | name the proxies to trust: `trusted_proxies: [10.1.0.0/16]`
    4:17 error: `certificates` would be trusted from any client: there are no `trusted_proxies` | name the proxies to trust: `trusted_proxies: [10.1.0.0/16]`
    ");
    assert_snapshot!(found("  trusted_proxies:\n  headers: x-forwarded"), @"2:3 error: `trusted_proxies` has no value | give it one, or remove the line");
    assert_snapshot!(found("  trusted_proxies: []\n  headers: x-forwarded"), @"2:20 error: this list is empty | list ranges like 10.1.0.0/16, or names of networks");
    assert_snapshot!(found("  trusted_proxies: [0.0.0.0/0]\n  headers: x-forwarded"), @"2:20 error: this trusts a large part of the internet: any client there could claim any identity | name the addresses of your own proxies only");
    assert_snapshot!(found("  trusted_proxies: [\"::/0\"]\n  headers: x-forwarded"), @"2:20 error: this trusts a large part of the internet: any client there could claim any identity | name the addresses of your own proxies only");
    assert_snapshot!(found("  trusted_proxies: [0.0.0.0/1, 10.0.0.0/8, 128.0.0.0/1]\n  headers: x-forwarded"), @"2:20 error: this trusts a large part of the internet: any client there could claim any identity | name the addresses of your own proxies only");
    assert_snapshot!(found("  trusted_proxies: [10.1.0.0/16]"), @"2:20 warning: these proxies are trusted, but for nothing | configure what they provide: `headers`, `certificates` or `address`");
    assert_snapshot!(found("  trusted_proxies: [edge, 10.1.0.1/16, proxy.acme.example]\n  networks: { egde: 10.2.0.0/16 }\n  address: x-forwarded-for"), @r#"
    2:21 error: there is no network `edge` | did you mean `egde`?
    2:27 error: `10.1.0.1/16` has bits set after its prefix | write 10.1.0.0/16
    2:40 error: `proxy.acme.example` is not an address range | write it like 10.0.0.0/8, "2001:db8::/32" or 192.0.2.7
    "#);
}

#[test]
fn unix_sockets_are_trusted_by_a_word() {
    let proxies = |proxies: &str| {
        found(&format!(
            "  trusted_proxies: {proxies}\n  headers: x-forwarded"
        ))
    };
    assert_eq!(proxies("unix"), "");
    assert_eq!(proxies("[unix, 10.1.0.0/16]"), "");
    assert_snapshot!(proxies("Unix"), @"2:20 error: `Unix` cannot be a trusted proxy | write `unix`, which means all Unix sockets");
    assert_snapshot!(proxies("[unxi, \"unix:/run/linkgate.sock\", linux]"), @"
    2:21 error: `unxi` cannot be a trusted proxy | write `unix`, which means all Unix sockets
    2:27 error: `unix:/run/linkgate.sock` cannot be a trusted proxy | write `unix`, which means all Unix sockets
    2:54 error: there is no network `linux`
    ");
    assert_snapshot!(found("  networks: { unix: 10.1.0.0/16 }\n  trusted_proxies: unix\n  headers: x-forwarded"), @"3:20 error: `unix` means Unix sockets, but there is a network of that name | rename the network");
    assert_snapshot!(found("  trusted_proxies: unix"), @"2:20 warning: these proxies are trusted, but for nothing | configure what they provide: `headers`, `certificates` or `address`");
    let unix = good("  trusted_proxies: unix\n  headers: x-forwarded");
    assert!(unix.trust().trusts_unix_sockets);
    assert!(unix.trust().trusted_proxies.is_empty());
    let ranges = good("  trusted_proxies: 10.1.0.0/16\n  headers: x-forwarded");
    assert!(!ranges.trust().trusts_unix_sockets);
}

#[test]
fn the_certificates_of_handshakes_need_no_proxy() {
    for callers in [
        "  certificates: tls",
        "  trusted_proxies: 10.1.0.0/16\n  address: proxy-protocol\n  certificates: tls",
        "  trusted_proxies: 10.1.0.0/16\n  headers: x-forwarded\n  certificates: tls",
    ] {
        let from = good(callers).trust().certificates.clone();
        assert_eq!(from, Some(CertificatesFrom::Handshake), "{callers}");
    }
    let header = good("  trusted_proxies: unix\n  certificates: { header: Client-Cert }");
    let from = header.trust().certificates.clone();
    let Some(CertificatesFrom::Header(header)) = from else {
        panic!("{from:?}");
    };
    assert_eq!(header.written(), "Client-Cert");
    assert_snapshot!(found("  certificates: tsl"), @"2:17 error: unknown source of certificates: `tsl` | did you mean `tls`?");
    assert_snapshot!(found("  certificates: mTLS"), @"2:17 error: unknown source of certificates: `mTLS` | did you mean `tls`?");
    assert_snapshot!(found("  certificates: [tls]"), @"
    2:17 error: `certificates` would be trusted from any client: there are no `trusted_proxies` | name the proxies to trust: `trusted_proxies: [10.1.0.0/16]`
    2:17 error: `certificates` must be a mapping, but this is a list | write it as `key: value` lines, indented
    ");
    assert_snapshot!(found("  certificates:"), @"2:3 error: `certificates` has no value | give it one, or remove the line");
    assert_snapshot!(found("  trusted_proxies: 10.1.0.0/16\n  certificates: tls"), @"2:20 warning: these proxies are trusted, but for nothing | configure what they provide: `headers`, `certificates` or `address`");
    assert_eq!(
        found_in_rules(
            "  certificates: tls",
            "allow: [{ certificate: CN=Ann }, { user: CN=Ann }, { mail_domain: acme.example }]"
        ),
        ""
    );
    assert_snapshot!(found_in_rules("  certificates: tls", "allow: [{ group: staff }]"), @"5:22 warning: no identity source provides the `group` of callers | configure an identity source under `callers`: `headers`, `tokens` or `certificates`");
}

#[test]
fn every_header_has_one_meaning_and_a_plain_name() {
    let headers = |headers: &str| {
        found(&format!(
            "  trusted_proxies: 10.1.0.0/16\n  headers: {headers}"
        ))
    };
    assert_snapshot!(headers("oauth2_proxy"), @"3:12 error: there is no preset `oauth2_proxy` | did you mean `oauth2-proxy`?");
    assert_snapshot!(headers("nginx"), @"3:12 error: there is no preset `nginx` | known here: x-forwarded, oauth2-proxy, auth-request, authelia");
    assert_snapshot!(headers("[x-forwarded]"), @"3:12 error: `headers` must be a mapping, but this is a list | write it as `key: value` lines, indented");
    assert_snapshot!(headers("{}"), @"3:12 error: none of these headers identifies a caller | add `user` or `email`, or name a preset: `headers: oauth2-proxy`");
    assert_snapshot!(headers("{ groups: X-Groups }"), @"3:12 error: none of these headers identifies a caller | add `user` or `email`, or name a preset: `headers: oauth2-proxy`");
    assert_snapshot!(headers("{ usr: X-User }"), @"3:14 error: unknown key `usr` in `headers` | did you mean `user`?");
    assert_snapshot!(headers("{ user: X User }"), @"3:20 error: `X User` is not a header name | write it like X-Forwarded-User");
    assert_snapshot!(headers("{ user: \"\" }"), @"3:20 error: `` is not a header name | write it like X-Forwarded-User");
    assert_snapshot!(headers("{ user: X_Forwarded_User }"), @"3:20 error: programs read `X_Forwarded_User` as X-Forwarded-User, so a visitor could send one for the other | let the proxy send X-Forwarded-User, and use that name here");
    assert_snapshot!(headers("{ user: X.Forwarded.User }"), @"3:20 error: programs read `X.Forwarded.User` as X-Forwarded-User, so a visitor could send one for the other | let the proxy send X-Forwarded-User, and use that name here");
    assert_snapshot!(headers("{ user: X-User, email: x-user }"), @"3:35 error: the header `x-user` is already used | use each header for one source only: name another one with `header`");
    assert_snapshot!(headers("{ user: Cookie, email: Host, name: Authorization, groups: X-Forwarded-For }"), @"
    3:20 error: `Cookie` cannot identify callers: any client may send it | name a header that the proxy sets itself, and deletes from requests of visitors
    3:35 error: `Host` cannot identify callers: any client may send it | name a header that the proxy sets itself, and deletes from requests of visitors
    3:47 error: `Authorization` cannot identify callers: any client may send it | name a header that the proxy sets itself, and deletes from requests of visitors
    3:70 error: `X-Forwarded-For` cannot identify callers: any client may send it | name a header that the proxy sets itself, and deletes from requests of visitors
    ");
    // Read by the gateway itself, sent by browsers, or about addresses and hosts.
    for name in [
        "X-Request-Id",
        "Traceparent",
        "Sec-Purpose",
        "X-Moz",
        "Priority",
        "Upgrade-Insecure-Requests",
        "X-Requested-With",
        "Content-Location",
        "Proxy-Authorization",
        "True-Client-IP",
        "CF-Connecting-IP",
        "X-Forwarded-Uri",
        "X-HTTP-Method-Override",
    ] {
        let found = headers(&format!("{{ user: {name} }}"));
        let expected = format!("`{name}` cannot identify callers");
        assert!(found.contains(&expected), "{found}");
    }
    assert_snapshot!(found("  trusted_proxies: 10.1.0.0/16\n  headers: { user: Client-Cert }\n  certificates: { header: client-cert }"), @"4:27 error: the header `client-cert` is already used | use each header for one source only: name another one with `header`");
    assert_snapshot!(found("  trusted_proxies: 10.1.0.0/16\n  certificates: { }"), @"3:17 error: `certificates` has no `header` | add `header:`");
    assert_snapshot!(found("  trusted_proxies: 10.1.0.0/16\n  certificates: Client-Cert"), @"
    2:20 warning: these proxies are trusted, but for nothing | configure what they provide: `headers`, `certificates` or `address`
    3:17 error: unknown source of certificates: `Client-Cert` | write `tls` for the gateway's own TLS connections, or name the header of a proxy: `{ header: Client-Cert }`
    ");
    assert_snapshot!(found("  trusted_proxies: 10.1.0.0/16\n  address: x-real-ip"), @"3:12 error: unknown value `x-real-ip` for `address` | known here: x-forwarded-for, forwarded, proxy-protocol");
}

#[test]
fn tokens_say_all_that_makes_them_safe() {
    assert_snapshot!(found("  tokens:\n    portal: {}"), @"3:13 error: the tokens `portal` has no `from` | add `from:`");
    assert_snapshot!(found("  tokens:\n    portal: { from: oidc }"), @"
    3:13 error: the tokens `portal` has no `issuer` | add `issuer:`
    3:13 error: the tokens `portal` has no `audience` | add `audience:`
    3:13 error: the tokens `portal` has no `algorithms` | add `algorithms:`
    3:13 error: the tokens `portal` has no `keys` | add `keys:`
    ");
    assert_snapshot!(found("  tokens:\n    portal: { from: pomerium }"), @"
    3:13 error: the tokens `portal` has no `issuer` | add `issuer:`
    3:13 error: the tokens `portal` has no `audience` | add `audience:`
    3:13 error: the tokens `portal` has no `keys` | add `keys:`
    ");
    assert_snapshot!(found("  tokens:\n    portal: { from: cloudflare, issuer: acme.cloudflareaccess.com, audience: x }"), @"3:13 error: the keys of this issuer cannot be found: it must be an https address without a path | write it like https://TEAM.cloudflareaccess.com");
    assert_snapshot!(found("  tokens:\n    portal: { from: google-iap }"), @"3:13 error: the tokens `portal` has no `audience` | add `audience:`");
    assert_snapshot!(found("  tokens:\n    portal: { from: aws-alb, issuer: x, audience: go, keys: { url: https://keys.example } }"), @"
    3:51 error: `go` is not an audience | write the ARN of the load balancer
    3:68 error: programs read this address as https://keys.example/: write that | write it like https://public-keys.auth.elb.eu-central-1.amazonaws.com/
    ");
    assert_snapshot!(found(&tokens("from: odic")), @"8:13 error: unknown product `odic` | did you mean `oidc`?");
    // A list without a product would leave the issuer out in silence.
    for products in ["[]", "[oidc]", "[oidc, pomerium]"] {
        let found = found(&tokens(&format!("from: {products}")));
        assert_eq!(
            found,
            "8:13 error: `from` must be a text, but this is a list\n"
        );
    }
    assert_snapshot!(found(&tokens("algorithms: [HS256, none, ES512, RS256]")), @"
    8:20 error: everyone who can verify a token signed with HS256 can also sign one: its key is shared | let the issuer sign with a private key: ES256, RS256 or EdDSA
    8:27 error: an unsigned token proves nothing | name the algorithms with which the issuer signs, like `[ES256]`
    8:33 error: unknown algorithm `ES512` | known here: RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, EdDSA
    ");
    assert_snapshot!(found(&tokens("algorithms: []")), @"8:19 error: this list is empty | name the algorithms with which the issuer signs, like `[ES256]`");
    assert_snapshot!(found(&tokens("audience: []")), @"8:17 error: this list is empty | without an audience, tokens for other services would be accepted");
    assert_snapshot!(found(&tokens("issuer: \" x\"")), @"8:15 error: this is not an issuer | write the `iss` of its tokens, byte for byte");
    assert_snapshot!(found(&tokens("header: Cookie")), @"9:15 error: `Cookie` cannot identify callers: any client may send it | name a header that the proxy sets itself, and deletes from requests of visitors");
    assert_snapshot!(found(&tokens("claims: { users: sub, name: \"\" }")), @"
    9:17 error: unknown key `users` in `claims` | did you mean `user`?
    9:35 error: `` is not a claim | write its name as in the tokens
    ");
    assert_snapshot!(found(&tokens("secret: x")), @"9:7 error: unknown key `secret` in the tokens `portal` | known here: from, issuer, audience, algorithms, header, keys, claims");
    assert_snapshot!(found(&tokens("from: oidc").replace("portal", "headers")), @"3:5 error: `headers` is the name of another identity source in the log | name these tokens after their issuer");
    let two = tokens("from: oidc");
    let second = two.replace("  tokens:\n    portal", "\n    other");
    assert_snapshot!(found(&format!("{two}{second}")), @"10:7 error: the header `authorization` is already used | use each header for one source only: name another one with `header`");
}

#[test]
fn keys_come_from_one_safe_place() {
    let keys = |keys: &str| found(&tokens(&format!("keys: {keys}")));
    assert_snapshot!(keys("{}"), @"8:13 error: `keys` needs a `url` or a `file` | write `{ url: https://… }`, or `{ file: keys.json }`");
    assert_snapshot!(keys("https://auth.acme.example/jwks"), @"8:13 error: `keys` must be a mapping, but this is a text | write it as `key: value` lines, indented");
    assert_snapshot!(keys("{ url: http://auth.acme.example/jwks }"), @"8:20 error: an address must begin with https://, not http: | write it like https://auth.acme.example/.well-known/jwks.json: without TLS, anyone could replace the keys");
    assert_snapshot!(keys("{ url: https://auth.acme.example/jwks, file: keys.json }"), @"8:20 error: keys come from one source only | keep `file` or `url`");
    assert_snapshot!(keys("{ file: keys.json, authorities: ca.pem }"), @"8:45 error: `authorities` applies to keys from a `url` only | remove it");
    assert_snapshot!(keys("{ file: keys.json }"), @"8:21 error: only a policy in a file can name another file | put the policy into a file, next to the one that it names");
}

/// The findings about a policy with the key set, and with the authorities.
#[track_caller]
fn found_in_files(keys: &str, authorities: &str) -> String {
    let set = tokens("keys: { file: keys.json }");
    let url = tokens("keys: { url: https://auth.acme.example/jwks, authorities: ca.pem }");
    let url = url.replace(
        "  tokens:\n    portal:",
        "\n    other:\n      header: X-Token",
    );
    let policy = format!("{HEAD}callers:\n{set}{url}\n{ROUTES}");
    let files = [
        ("policy.yaml", &*policy),
        ("keys.json", keys),
        ("ca.pem", authorities),
    ];
    REPORT.of_files(&Folder::with(&files), "")
}

#[test]
fn key_files_hold_public_keys_and_nothing_else() {
    let ca = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    let key = "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"a\",\"y\":\"b\"}";
    let set = |keys: &str| found_in_files(&format!("{{\"keys\":[{keys}]}}"), ca);
    assert_snapshot!(set(key), @"");
    assert_snapshot!(set(""), @r#"8:21 error: keys.json: it has no keys | a key set is JSON like {"keys": [{"kty": "EC", …}]}"#);
    assert_snapshot!(set(&format!("{key},{{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}}")), @"8:21 error: keys.json: one of its 2 keys is a shared key (`oct`): everyone who can verify a token with it can also sign one | list public keys only: EC, RSA or OKP");
    assert_snapshot!(set("{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}"), @"8:21 error: keys.json: its one key is a shared key (`oct`): everyone who can verify a token with it can also sign one | list public keys only: EC, RSA or OKP");
    assert_snapshot!(set("{\"kty\":\"EC\",\"d\":\"c2VjcmV0\"}"), @"8:21 error: keys.json: its one key is private: everyone who reads it can sign tokens | list public keys only, and replace this one: it has been exposed");
    assert_snapshot!(set("{\"alg\":\"ES256\"}"), @r#"8:21 error: keys.json: its one key has no `kty` | a key set is JSON like {"keys": [{"kty": "EC", …}]}"#);
    assert_snapshot!(found_in_files(key, ca), @r#"8:21 error: keys.json: it has no list `keys` | a key set is JSON like {"keys": [{"kty": "EC", …}]}"#);
    assert_snapshot!(found_in_files("not JSON c2VjcmV0", "no PEM c2VjcmV0"), @r#"
    8:21 error: keys.json: this is not JSON | a key set is JSON like {"keys": [{"kty": "EC", …}]}
    15:65 error: there is no certificate in ca.pem | it is a PEM file: a text with `-----BEGIN CERTIFICATE-----`
    "#);
}

#[test]
fn a_login_address_has_a_way_back() {
    let sources = "  trusted_proxies: 10.1.0.0/16\n  headers: x-forwarded\n";
    let login = |url: &str| found(&format!("{sources}  login_url: \"{url}\""));
    assert_snapshot!(login("https://auth.acme.example/start?rd={back}"), @"");
    assert_snapshot!(login("https://auth.acme.example/start"), @"4:14 error: a login address needs one `{back}` in its query: the address of the requested link | write it like https://auth.acme.example/oauth2/start?rd={back}");
    assert_snapshot!(login("https://auth.acme.example/{back}"), @"4:14 error: a login address needs one `{back}` in its query: the address of the requested link | write it like https://auth.acme.example/oauth2/start?rd={back}");
    assert_snapshot!(login("https://auth.acme.example/?rd={back}&x={user}"), @"4:14 error: a login address needs one `{back}` in its query: the address of the requested link | write it like https://auth.acme.example/oauth2/start?rd={back}");
    assert_snapshot!(login("http://auth.acme.example/?rd={back}"), @"4:14 error: an address must begin with https://, not http: | write it like https://auth.acme.example/oauth2/start?rd={back}");
    assert_snapshot!(login("https://{back}/"), @"4:14 error: a {place} must be after the host: in the path or the query | write it like https://auth.acme.example/oauth2/start?rd={back}");
    assert_snapshot!(found("  login_url: https://auth.acme.example/start?rd={back}"), @"2:14 warning: callers who log in there stay anonymous | configure an identity source under `callers`: `headers`, `tokens` or `certificates`");
}

#[test]
fn conditions_are_said_so_that_they_can_hold() {
    let sources = "  trusted_proxies: [edge]\n  networks: { edge: 10.1.0.0/16, lab: 10.9.0.0/16 }\n  headers: x-forwarded\n  certificates: { header: Client-Cert }\n";
    let rules = |rules: &str| found_in_rules(sources, &rules.replace("LAB", "{ network: lab }"));
    assert_snapshot!(rules("allow: [LAB, { usr: ann }]"), @"9:33 error: unknown key `usr` in a condition | did you mean `user`?");
    assert_snapshot!(rules("allow: [LAB, { user: [] }, { group: \"\" }, { user: { name: ann } }]"), @"
    9:39 error: this list is empty | write it like `{ user: NAME }`
    9:54 error: a name must not be empty or have spaces around it | write it like `group: [staff, hosts]`
    9:68 error: `user` must be a text, but this is a mapping
    ");
    assert_snapshot!(rules("allow: [LAB, { mail_domain: \"@acme.example\" }, { mail_domain: [\"*.acme.example\", .example] }]"), @"
    9:46 error: a mail domain is the full domain after the @ | write it like `mail_domain: acme.example`
    9:81 error: a mail domain is the full domain after the @ | write it like `mail_domain: acme.example`
    9:99 error: a mail domain is the full domain after the @ | write it like `mail_domain: acme.example`
    ");
    assert_snapshot!(rules("allow: [LAB, { days: [monday, mo, mon-fri] }, { days: [] }]"), @"
    9:40 error: unknown day `monday` | did you mean `mon`?
    9:48 error: unknown day `mo` | did you mean `mon`?
    9:52 error: unknown day `mon-fri` | known here: mon, tue, wed, thu, fri, sat, sun
    9:72 error: this list is empty | list days like `[mon, tue]`
    ");
    assert_snapshot!(rules("allow: [LAB, { hours: \"8-18\" }, { hours: \"08:00-08:00\" }, { hours: \"08:00-25:00\" }]"), @r#"
    9:40 error: `8-18` is not a range of hours | write it like "08:00-18:00", or "22:00-06:00" for a night
    9:59 error: `08:00-08:00` is not a range of hours | write it like "08:00-18:00", or "22:00-06:00" for a night
    9:85 error: `08:00-25:00` is not a range of hours | write it like "08:00-18:00", or "22:00-06:00" for a night
    "#);
    assert_snapshot!(rules("allow: [LAB, { time_zone: UTC }, { days: mon, time_zone: Berlin }]"), @"
    9:44 error: a time zone alone is not a condition | add `days` or `hours`, or remove it
    9:75 error: there is no time zone `Berlin` | write an IANA name like Europe/Berlin
    ");
    assert_snapshot!(rules("allow: [LAB, { link: in_dates }, { link: tomorrow }]"), @"
    9:39 error: unknown value `in_dates` for `link` | did you mean `within_dates`?
    9:59 error: unknown value `tomorrow` for `link` | known here: within_dates, before_dates, after_dates
    ");
    assert_snapshot!(rules("allow: [LAB, { user: }]"), @"9:33 error: `user` has no value | give it one, or remove the line");
    assert_snapshot!(rules("allow: [LAB, {}]"), @"9:31 error: this condition is empty | write it like `{ network: NAME }`");
    assert_snapshot!(rules("allow: [LAB, [ann]]"), @"9:31 error: a condition must be a mapping, but this is a list | write it as `key: value` lines, indented");
}

#[test]
fn conditions_about_people_need_an_identity_source() {
    let rules = "allow: [{ user: ann }, { group: staff }, { mail_domain: acme.example }, { certificate: CN=x }]";
    assert_snapshot!(found_in_rules("  {}", rules), @"5:21 warning: every caller is anonymous: `callers` has no identity source | configure an identity source under `callers`: `headers`, `tokens` or `certificates`");
    let sources = |headers: &str| {
        found_in_rules(
            &format!("  trusted_proxies: 10.1.0.0/16\n  headers: {headers}"),
            rules,
        )
    };
    assert_snapshot!(sources("x-forwarded"), @"6:92 warning: no identity source provides the `certificate` of callers | configure an identity source under `callers`: `headers`, `tokens` or `certificates`");
    assert_snapshot!(sources("{ user: X-User }"), @"
    6:37 warning: no identity source provides the `group` of callers | configure an identity source under `callers`: `headers`, `tokens` or `certificates`
    6:61 warning: no identity source provides the `mail_domain` of callers | configure an identity source under `callers`: `headers`, `tokens` or `certificates`
    6:92 warning: no identity source provides the `certificate` of callers | configure an identity source under `callers`: `headers`, `tokens` or `certificates`
    ");
    assert_snapshot!(found_in_rules(&tokens("from: oidc"), "allow: [{ group: staff }]"), @"");
}

#[test]
fn a_deny_by_person_asks_everybody_to_log_in() {
    let sources = "  trusted_proxies: 10.1.0.0/16\n  headers: x-forwarded\n  networks: { office: 10.0.0.0/8, lab: 10.9.0.0/16, home: 192.0.2.0/24 }";
    let rules = |rules: &str| {
        let all = format!(
            "{rules}, title: x }}\n  other: {{ path: /x, command: meeting.join, constants: {{ meeting_key: 1234567 }}, allow: [{{ network: [office, lab, home] }}]"
        );
        found_in_rules(sources, &all)
    };
    assert_snapshot!(rules("allow: anyone, deny: { user: eve }"), @"
    7:26 warning: the route `join` has a `deny` on identity: callers have to log in, although `allow` does not require it | require an identity in every alternative of `allow`, e.g. with `group` or `from`
    8:102 warning: the network `office` has trusted proxies in it: a request for which they report no client counts as theirs | configure how they report the client: `address: x-forwarded-for`
    ");
    assert_snapshot!(rules("allow: [{ group: staff }, { network: office }], deny: [{ network: lab, group: guests }]"), @"
    7:42 warning: the network `office` has trusted proxies in it: a request for which they report no client counts as theirs | configure how they report the client: `address: x-forwarded-for`
    7:59 warning: the route `join` has a `deny` on identity: callers have to log in, although `allow` does not require it | require an identity in every alternative of `allow`, e.g. with `group` or `from`
    ");
    assert_snapshot!(rules("allow: [{ group: staff }], deny: { user: eve }"), @"8:102 warning: the network `office` has trusted proxies in it: a request for which they report no client counts as theirs | configure how they report the client: `address: x-forwarded-for`");
    assert_snapshot!(rules("allow: [{ group: staff }, { network: office }], deny: { user: eve, network: home }"), @"7:42 warning: the network `office` has trusted proxies in it: a request for which they report no client counts as theirs | configure how they report the client: `address: x-forwarded-for`");
}

/// Never a false alarm: only what `deny` covers for certain is nobody's.
#[test]
fn a_route_for_nobody_is_found() {
    let sources = "  trusted_proxies: 10.1.0.0/16\n  headers: x-forwarded\n  networks: { office: [10.0.0.0/9, 10.128.0.0/9], low: 10.0.0.0/9, high: 10.128.0.0/9, part: 10.1.0.0/16 }";
    let nobody = |rules: &str| {
        let all = format!(
            "{rules}, title: x }}\n  other: {{ path: /x, command: meeting.join, constants: {{ meeting_key: 1234567 }}, allow: [{{ network: [office, low, high, part] }}]"
        );
        found_in_rules(sources, &all).contains("nobody can use")
    };
    for rules in [
        "allow: anyone, deny: anyone",
        "allow: { user: ann }, deny: anyone",
        "allow: { user: ann }, deny: { user: [ann, bob] }",
        "allow: { user: ann, network: part }, deny: { user: ann }",
        "allow: { user: ann, network: part }, deny: { network: low }",
        "allow: { group: a, network: part }, deny: { network: low, group: [a, b] }",
        "allow: { network: office }, deny: [{ network: low }, { network: high }]",
        "allow: [{ network: low }, { user: ann }], deny: [{ user: ann }, { network: office }]",
        "allow: { mail_domain: acme.example }, deny: { mail_domain: ACME.example }",
        "allow: { hours: \"08:00-18:00\" }, deny: { hours: \"08:00-18:00\" }",
        "allow: { link: within_dates }, deny: { link: within_dates }",
    ] {
        assert!(nobody(rules), "not found: {rules}");
    }
    for rules in [
        "allow: anyone, deny: { network: office }",
        "allow: { user: [ann, bob] }, deny: { user: ann }",
        "allow: { user: ann }, deny: { group: ann }",
        "allow: { user: ann }, deny: { user: ann, network: part }",
        "allow: { network: office }, deny: [{ network: low }, { network: high, user: ann }]",
        "allow: { network: low }, deny: { network: part }",
        "allow: { hours: \"08:00-18:00\" }, deny: { hours: \"08:00-17:00\" }",
        "allow: { hours: \"08:00-18:00\" }, deny: { hours: \"08:00-18:00\", days: mon }",
        "allow: [{ network: low }, { nework: high, x: y }], deny: { network: low }",
        "allow: { network: low }, deny: { network: low, hours: \"8-18\" }",
        "allow: { network: low }, deny: { network: low, usr: }",
    ] {
        assert!(!nobody(rules), "false alarm: {rules}");
    }
}

fn token(policy: &Policy) -> JwtIssuer {
    policy.trust().tokens[0].as_ref().clone()
}

#[test]
fn products_fill_in_what_they_fix() {
    let cloudflare = token(&good(
        "  tokens: { cf: { from: cloudflare, issuer: https://acme.cloudflareaccess.com, audience: [a, b] } }",
    ));
    assert_eq!(&*cloudflare.header, "cf-access-jwt-assertion");
    assert_eq!(cloudflare.audiences, ["a".into(), "b".into()]);
    let url = |token: &JwtIssuer| match &token.keys {
        KeySource::Url { url, .. } => url.as_str().to_owned(),
        KeySource::Set(_) => String::new(),
    };
    assert_eq!(
        url(&cloudflare),
        "https://acme.cloudflareaccess.com/cdn-cgi/access/certs"
    );
    let google = token(&good(
        "  tokens: { iap: { from: google-iap, audience: /projects/1/apps/x } }",
    ));
    assert_eq!(&*google.issuer, "https://cloud.google.com/iap");
    assert_eq!(
        url(&google),
        "https://www.gstatic.com/iap/verify/public_key-jwk"
    );
    let alb = token(&good(
        "  tokens: { alb: { from: aws-alb, issuer: https://idp.example, audience: \"arn:aws:elasticloadbalancing:x\", keys: { url: https://public-keys.auth.elb.x.amazonaws.com/ } } }",
    ));
    assert_eq!(alb.form, TokenForm::AwsAlb);
    let oidc = token(&good(&tokens("from: oidc")));
    assert_eq!(
        (&*oidc.header, oidc.form),
        ("authorization", TokenForm::Bearer)
    );
    let own = token(&good(&tokens("header: X-Token")));
    assert_eq!((&*own.header, own.form), ("x-token", TokenForm::Plain));
    let trust = good("  trusted_proxies: [10.1.0.0/16, edge, 127.0.0.1]\n  networks: { edge: \"2001:db8::/32\" }\n  address: forwarded").trust().clone();
    assert_eq!(trust.address, AddressFrom::Forwarded);
    for (peer, trusted) in [
        ("10.1.2.3", true),
        ("::ffff:10.1.2.3", true),
        ("2001:db8::1", true),
        ("127.0.0.1", true),
        ("127.0.0.2", false),
        ("10.2.0.1", false),
    ] {
        assert_eq!(
            trust.trusts(peer.parse::<IpAddr>().expect("an address").into()),
            trusted,
            "{peer}"
        );
    }
}

#[test]
fn what_may_stand_once_stands_in_one_file() {
    let folder = Folder::new();
    let second = "callers: { trusted_proxies: 10.2.0.1, headers: authelia, address: forwarded, tokens: { } }\n";
    folder.write(
        "1.yaml",
        &format!("{HEAD}callers: {{ trusted_proxies: 10.1.0.1, headers: x-forwarded }}\n{ROUTES}"),
    );
    folder.write("2.yaml", second);
    let loaded = load_from(&folder, "");
    let found: Vec<&str> = loaded
        .problems
        .sorted()
        .iter()
        .map(|p| &*p.message)
        .collect();
    assert_eq!(found, [PLAIN_NAMES, "`headers` is in two files"]);
    folder.write("2.yaml", &second.replace("headers: authelia, ", ""));
    let policy = load_from(&folder, "").policy.expect("a policy");
    assert_eq!(policy.trust().trusted_proxies.len(), 2);
}

/// Behind the PROXY protocol the peer is the client, whose headers are nobody's
/// word.
#[test]
fn headers_are_not_believed_behind_the_proxy_protocol() {
    assert_snapshot!(found("  trusted_proxies: [10.1.0.0/16]\n  address: proxy-protocol\n  headers: oauth2-proxy"), @"4:12 error: behind the PROXY protocol, clients could set these headers themselves | identify callers by `tokens` or `certificates: tls`, or take the address from a header");
}

/// What looks like a pattern, or is written as another program writes it,
/// would hold for nobody.
#[test]
fn conditions_that_could_never_hold_are_found() {
    let with = "  trusted_proxies: 10.1.0.0/16\n  headers: x-forwarded\n  certificates: { header: Client-Cert }";
    assert_snapshot!(found_in_rules(with, "allow: [{ user: \"*\" }, { group: \"staff, admins\" }, { certificate: \"O = Acme, CN = Ann Lee\" }, { certificate: /O=Acme/CN=Ann }, { certificate: \"yes\" }]"), @r#"
    7:21 error: `*` matches no caller: conditions have no patterns | write it like `user: NAME`
    7:37 error: write several groups as a list | write it like `group: [staff, hosts]`
    7:71 error: certificates do not write a subject like this | write it like `certificate: "CN=Ann Lee,O=Acme"`
    7:114 error: certificates do not write a subject like this | write it like `certificate: "CN=Ann Lee,O=Acme"`
    7:147 error: name a certificate by its subject, or by an e-mail address in it | write it like `certificate: "CN=Ann Lee,O=Acme"`
    "#);
    assert_snapshot!(found_in_rules(with, "allow: [{ mail_domain: [acme..example, \"acme;example\", \"evil\\u200b.example\"] }, { certificate: '\"ann lee\"@acme.example' }]"), @r#"
    7:29 error: a mail domain is the full domain after the @ | write it like `mail_domain: acme.example`
    7:44 error: a mail domain is the full domain after the @ | write it like `mail_domain: acme.example`
    7:60 error: a mail domain is the full domain after the @ | write it like `mail_domain: acme.example`
    7:100 error: name a certificate by its subject, or by an e-mail address in it | write it like `certificate: "CN=Ann Lee,O=Acme"`
    "#);
    assert_snapshot!(found_in_rules(with, "allow: [{ user: \"CN=Ann Lee,O=Acme\", from: certificate }, { certificate: [\"CN=Ann Lee,O=Acme\", \"CN=M\\\\, M,O=Acme\", ann@acme.example] }, { group: hosts }]"), @"");
}

/// What the warning about plain names proposes, a line each.
fn plain_names(callers: &str) -> String {
    let text = format!("{HEAD}callers:\n{callers}\n{ROUTES}");
    let loaded = load_text("policy.yaml", &text, now());
    assert!(loaded.policy.is_some(), "{:#?}", loaded.problems);
    let sorted = loaded.problems.sorted();
    let plain = sorted
        .iter()
        .filter(|problem| problem.message == PLAIN_NAMES);
    let proposals = plain.map(|problem| {
        assert_eq!(problem.severity, Severity::Warning);
        problem.help.as_deref().expect("a proposal")
    });
    proposals.collect::<Vec<_>>().join("\n")
}

#[test]
fn headers_that_a_visitor_can_guess_are_listed_for_the_proxy() {
    let proxies = "  trusted_proxies: 10.1.0.0/16\n";
    assert_snapshot!(plain_names(&format!("{proxies}  headers: oauth2-proxy")), @"the proxy must set or delete each of them on every request: X-Auth-Request-User, X-Auth-Request-Preferred-Username, X-Auth-Request-Email, X-Auth-Request-Groups; test it with `linkgate probe`, or add a part to their names that visitors cannot guess: `X-Gate-{secret}-User`");
    assert_snapshot!(plain_names(&format!("{proxies}  headers: {{ email: X-Team-Mail }}\n  certificates: {{ header: Client-Cert }}")), @"
    the proxy must set or delete each of them on every request: X-Team-Mail; test it with `linkgate probe`, or add a part to their names that visitors cannot guess: `X-Gate-{secret}-User`
    the proxy must set or delete each of them on every request: Client-Cert; test it with `linkgate probe`, or add a part to their names that visitors cannot guess: `X-Gate-{secret}-User`
    ");
    assert_eq!(
        plain_names(&format!("{proxies}  address: x-forwarded-for")),
        ""
    );
    assert_eq!(plain_names("  certificates: tls"), "");
}

/// A policy with names that have a secret part, and the file with the secrets.
fn with_secret(headers: &str, secrets: &str) -> Loaded {
    let callers = format!(
        "  trusted_proxies: 10.1.0.0/16\n  header_secret: {{ file: header-secret }}\n  {headers}"
    );
    let text = format!("{HEAD}callers:\n{callers}\n{ROUTES}");
    let files = [("header-secret", secrets), ("policy.yaml", &*text)];
    load_from(&Folder::with(&files), "policy.yaml")
}

#[test]
fn a_secret_part_makes_a_name_that_no_visitor_can_guess() {
    let headers = "headers: { user: \"X-Gate-{secret}-User\", groups: \"X-Gate-{secret}-Groups\" }";
    let loaded = with_secret(headers, "0123456789ABCDEF\n\n  fedcba9876543210  \n");
    assert!(loaded.problems.is_empty(), "{:#?}", loaded.problems);
    let policy = loaded.policy.expect("a policy");
    let named = policy.trust().headers.as_ref().expect("headers");
    let user = named.user.as_ref().expect("a user");
    let names: Vec<&str> = user
        .names()
        .iter()
        .map(ExposeSecret::expose_secret)
        .collect();
    assert_eq!(
        names,
        [
            "x-gate-0123456789abcdef-user",
            "x-gate-fedcba9876543210-user"
        ]
    );
    assert!(
        !format!("{policy:?}")
            .to_lowercase()
            .contains("0123456789abcdef")
    );
    let one_plain = headers.replace("X-Gate-{secret}-Groups", "X-Gate-Groups");
    let loaded = with_secret(&one_plain, "0123456789abcdef");
    let proposals = loaded
        .problems
        .sorted()
        .into_iter()
        .filter_map(|one| one.help.clone());
    let proposals: Vec<String> = proposals.collect();
    assert!(
        proposals[0].contains("on every request: X-Gate-Groups;"),
        "{proposals:?}"
    );
}

#[test]
fn a_secret_part_that_protects_nothing_is_an_error() {
    let named = "headers: { user: \"X-Gate-{secret}-User\" }";
    let found = |headers: &str, secrets: &str| {
        let loaded = with_secret(headers, secrets);
        let problems = loaded.problems.sorted();
        let lines = problems.iter().map(|one| {
            let proposal = one.help.as_deref().unwrap_or("-");
            format!("{} | {proposal}\n", one.message)
        });
        lines.collect::<String>()
    };
    let many = (0..5).map(|number| format!("{number}123456789abcdef\n"));
    let many: String = many.collect();
    assert_snapshot!(found(named, ""), @"a header secret is empty | write its text there");
    assert_snapshot!(found(named, "\n \n"), @"it has no header secret | write one per line, from `openssl rand -hex 16`");
    assert_snapshot!(found(named, "short"), @"a header secret has 16 to 40 letters and digits, but line 1 does not | write one per line, from `openssl rand -hex 16`");
    assert_snapshot!(found(named, "0123456789-abcdef"), @"a header secret has 16 to 40 letters and digits, but line 1 does not | write one per line, from `openssl rand -hex 16`");
    assert_snapshot!(found(named, "0123456789abcdef\n0123456789ABCDEF\n"), @"the header secret in line 2 is a duplicate | write one per line, from `openssl rand -hex 16`");
    assert_snapshot!(found(named, "abcabcabcabcabcabc"), @"the header secret in line 1 is repetitive and can be guessed | write one per line, from `openssl rand -hex 16`");
    assert_snapshot!(found(named, &many), @"there are 5 header secrets, but the maximum is 4 | write one per line, from `openssl rand -hex 16`");
    assert_snapshot!(found("headers: { user: \"X-{secret}-{secret}\" }", "0123456789abcdef"), @"`X-{secret}-{secret}` has more than one `{secret}` | write it like X-Gate-{secret}-User");
    assert_snapshot!(found("headers: { user: \"X-Gate-{secret}-The-Name-Of-A-Header-That-Is-Far-Too-Long-For-Us\" }", "0123456789abcdef"), @"with its secret, `X-Gate-{secret}-The-Name-Of-A-Header-That-Is-Far-Too-Long-For-Us` is longer than 63 characters | shorten the name or the secret");
    assert_snapshot!(found("headers: { user: \"X_Gate_{secret}\" }", "0123456789abcdef"), @"programs read `X_Gate_{secret}` as X-Gate-{secret}, so a visitor could send one for the other | let the proxy send X-Gate-{secret}, and use that name here");
    assert_snapshot!(found("headers: { user: X-User }", "0123456789abcdef"), @"
    no header name has a secret part | write `{secret}` in a name: `user: X-Gate-{secret}-User`
    if the proxy lets a visitor send one of these headers, the visitor can pretend to be anyone | the proxy must set or delete each of them on every request: X-User; test it with `linkgate probe`, or add a part to their names that visitors cannot guess: `X-Gate-{secret}-User`
    ");
    assert_snapshot!(self::found("  trusted_proxies: 10.1.0.0/16\n  headers: { user: \"X-Gate-{secret}-User\" }"), @"3:20 error: there is no `header_secret` to replace `{secret}` | add `header_secret: { file: header-secret }` under `callers`");
    assert_snapshot!(self::found("  trusted_proxies: 10.1.0.0/16\n  header_secret: 0123456789abcdef\n  headers: { user: \"X-Gate-{secret}-User\" }"), @"3:18 error: a header secret must not be in the policy | say where it is: `{ file: PATH }` or `{ variable: NAME }`");
}
