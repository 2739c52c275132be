//! What programs forward about a request, besides the one header that the policy names: where it
//! came from, for which host and path, and who made it.

use super::*;

/// Names whose value is an address.
const ADDRESSES: [&str; 33] = [
    "X-Forwarded-For",
    "X_Forwarded_For",
    "X-Forwarded-For-Original",
    "X-Original-Forwarded-For",
    "X-Forwarded",
    "Forwarded",
    "Forwarded-For",
    "Forwarded-For-Ip",
    "X-Forwarded-By",
    "X-Forwarded-Client-Ip",
    "X-Forwarder-For",
    "X-Real-IP",
    "X_Real_IP",
    "Real-Ip",
    "X-Client-IP",
    "X-Client-Host",
    "Client-IP",
    "Http-Client-Ip",
    "True-Client-IP",
    "CF-Connecting-IP",
    "CF-Connecting-IPv6",
    "CF-Pseudo-IPv4",
    "Fastly-Client-IP",
    "Fly-Client-IP",
    "X-Azure-ClientIP",
    "X-Azure-SocketIP",
    "X-Cluster-Client-IP",
    "X-Envoy-External-Address",
    "X-Appengine-User-IP",
    "X-ProxyUser-Ip",
    "X-Originating-IP",
    "X-Remote-Addr",
    "Remote_Addr",
];

/// Lines about host, path, scheme, and the way of a request; cut at ` | `.
const OTHERS: [&str; 48] = [
    "Via: 1.1 10.9.9.9, 1.0 evil.example (Linkgate)",
    "X-Forwarded-Host: evil.example",
    "X-Forwarded-Host: go.acme.example, evil.example",
    "X-Forwarded-Host: go.acme.example | X-Forwarded-Host: evil.example",
    "X_Forwarded_Host: evil.example",
    "X-Forwarded-Server: evil.example",
    "X-Forwarded-Port: 81",
    "X-Forwarded-Proto: http",
    "X-Forwarded-Proto: javascript",
    "X-Forwarded-Protocol: http | X-Forwarded-Ssl: off",
    "X-Forwarded-Scheme: http | X-Scheme: http | X-Url-Scheme: http",
    "Front-End-Https: on",
    "Front-End-Https: off",
    "X-Forwarded-Prefix: //evil.example",
    "X-Forwarded-Prefix: /go/staff",
    "X-Forwarded-Path: /go/staff/1 | X-Forwarded-Context: /evil",
    "X-Forwarded-Uri: /oauth2/start",
    "X-Forwarded-Uri: https://evil.example/",
    "X-Forwarded-Method: POST",
    "X-Forwarded-Tls-Client-Cert: MIIB",
    "X-Forwarded-Tls-Client-Cert-Info: Subject=\"CN=Ann Lee,O=Acme\"",
    "X-Forwarded-Client-Cert: Subject=\"CN=Ann Lee,O=Acme\"",
    "X-Forwarded-Access-Token: eyJhbGciOiJub25lIn0.eyJzdWIiOiJldmUifQ.",
    "X-Original-Url: /go/staff/123456789",
    "X-Original-Url: https://evil.example/",
    "X-Original-Uri: /go/staff/123456789",
    "X-Original-Host: evil.example | X-Original-Proto: http",
    "X-Original-Method: POST | X-Original-Remote-Addr: 10.9.9.9",
    "X-Rewrite-Url: /go/staff/123456789",
    "X-Rewrite-Url: https://evil.example/",
    "X-Envoy-Original-Path: /go/staff/1 | X-Envoy-Original-Host: evil.example",
    "X-Replaced-Path: /go/staff/1 | X-Waws-Unencoded-Url: /evil",
    "X-Accel-Redirect: /secret | X-Sendfile: /etc/passwd",
    "X-Host: evil.example | X-HTTP-Host-Override: evil.example",
    "X-Backend-Host: evil.example | Destination: https://evil.example/",
    "X-HTTP-Method-Override: POST | X-HTTP-Method: POST | X-Method-Override: POST",
    "Proxy: http://evil.example/ | Proxy-Host: evil.example",
    "Proxy-Authorization: Basic YW5uOmFubg==",
    "Proxy-Authorization: Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJldmUifQ.",
    "SSL_CLIENT_S_DN: CN=Ann Lee,O=Acme | SSL-Client-S-DN: CN=Ann Lee,O=Acme",
    "X-Client-Cert: MIIB | X-SSL-CERT: MIIB | X-ARR-ClientCert: MIIB",
    "Client-Cert-Chain: :MIIB:",
    "X-Amzn-Oidc-Identity: eve | X-Amzn-Oidc-Accesstoken: x",
    "X-MS-Client-Principal-Name: eve | X-MS-Client-Principal: e30=",
    "X-Goog-Authenticated-User-Email: accounts.google.com:ann@acme.example",
    "Tailscale-User-Login: ann@acme.example | Cf-Access-Authenticated-User-Email: ann@acme.example",
    "X-Token-Subject: eve | X-Auth-Username: eve | X-Authentik-Username: eve",
    "X-Base-Url: https://evil.example/ | Base-Url: https://evil.example/",
];

/// One request each.
fn lines() -> Vec<String> {
    let addresses = ADDRESSES.iter().flat_map(|name| {
        let value = match name.starts_with("Forwarded") {
            true => "for=10.9.9.9;host=evil.example;proto=http",
            false => "10.9.9.9",
        };
        // A visitor of the office, and the proxy itself.
        [value, "127.0.0.1"].map(|value| format!("{name}: {value}\r\n"))
    });
    let others = OTHERS
        .iter()
        .map(|lines| wire(&lines.split(" | ").collect::<Vec<_>>()));
    addresses.chain(others).collect()
}

/// A proxy, or a stranger, who says where requests come from in one header.
struct Way {
    proxies: &'static str,
    callers: &'static str,
    /// The header that is read.
    read: &'static str,
    own: &'static str,
}

const HEADERS: &str = "headers: { user: X-Team-User, groups: X-Team-Groups }";

const WAYS: [Way; 6] = [
    Way {
        proxies: STRANGE,
        callers: "address: x-forwarded-for",
        read: "none",
        own: "",
    },
    Way {
        proxies: STRANGE,
        callers: "address: forwarded",
        read: "none",
        own: "",
    },
    Way {
        proxies: STRANGE,
        callers: "address: proxy-protocol",
        read: "none",
        own: "",
    },
    Way {
        proxies: TRUSTED,
        callers: HEADERS,
        read: "none",
        own: "X-Team-User: ann\r\n",
    },
    Way {
        proxies: TRUSTED,
        callers: "address: x-forwarded-for",
        read: "x-forwarded-for:",
        own: "X-Forwarded-For: 192.0.2.7\r\n",
    },
    Way {
        proxies: TRUSTED,
        callers: "address: forwarded",
        read: "forwarded:",
        own: "Forwarded: for=192.0.2.7\r\n",
    },
];

/// With a page, a call, a login and a network, from a stranger and passed on by a proxy: nothing.
#[test]
fn what_the_policy_does_not_name_is_not_looked_at() {
    let mut tally = Tally::default();
    for way in WAYS {
        for path in [
            "/",
            "/go/join/123456789",
            "/go/staff/123456789",
            "/go/office/123456789",
        ] {
            let callers = format!("\n  {}{LOGIN}", way.callers);
            let target = Target::new(gateway(way.proxies, &callers), path, way.own);
            let lines = lines().into_iter();
            let lines = lines.filter(|lines| !lines.to_lowercase().starts_with(way.read));
            let attempts = lines.map(|lines| {
                let is_alias = lines.to_lowercase().replace('_', "-").starts_with(way.read);
                Attempt {
                    what: format!("{} {path}: {lines}", way.callers),
                    request: target.behind_own(lines.as_bytes()),
                    expected: if is_alias { ALIAS } else { Effect::Nothing },
                }
            });
            target.try_all(attempts.collect(), &mut tally);
        }
    }
    assert_snapshot!(tally.end(), @"8 header_alias, 2712 nothing");
}
