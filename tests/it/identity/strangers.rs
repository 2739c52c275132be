//! What strangers say about themselves: it changes nothing.

use super::*;

/// Ways to say who or where one is, and to lead somebody elsewhere: one
/// request each, the lines cut at ` | `.
const ATTEMPTS: [&str; 69] = [
    "X-Forwarded-User: eve",
    "x-forwarded-USER: eve",
    "X-Forwarded-Email: eve@acme.example",
    "X-Forwarded-Groups: staff",
    "X-Forwarded-Preferred-Username: Eve",
    "X-Forwarded-User: eve | X-Forwarded-Groups: staff",
    "X-Forwarded-User:",
    "X-Forwarded-User: ann | X-Forwarded-User: eve",
    "X-Forwarded-User: ann | x-forwarded-user: ann",
    "X-Forwarded-User: | X-Forwarded-User: eve",
    "X-Forwarded-User: ann | X-Forwarded-Groups: a | X-Forwarded-Groups: staff",
    "X-Forwarded-Email: a@acme.example | X-Forwarded-Email: e@acme.example",
    "X_Forwarded_User: eve",
    "X_FORWARDED_USER: eve",
    "x.forwarded.user: eve",
    "X-Forwarded_User: eve",
    "X-Forwarded.User: eve",
    "X~Forwarded~User: eve",
    "X!Forwarded!User: eve",
    "X_Forwarded_User:",
    "X-Forwarded-User: ann | X_Forwarded_User: eve",
    "X_Forwarded_Email: eve@acme.example",
    "x.forwarded.groups: staff",
    "X-Forwarded-Preferred_Username: Eve",
    "X-Forwarded-User: an\tn",
    "X-Forwarded-User: an\u{85}n",
    "X-Forwarded-User: eve, ann",
    "X-Forwarded-Email: eve",
    "X-Forwarded-Email: eve@evil.example@acme.example",
    "X-Forwarded-Email: @acme.example",
    "X-Forwarded-Groups: staff, | X-Forwarded-User: \u{20}",
    "X-Auth-Request-User: eve | X-Auth-Request-Groups: staff",
    "X-Auth-Request-Email: eve@acme.example",
    "X-Auth-Request-Preferred-Username: Eve",
    "X-Auth-Request-Redirect: https://evil.example/",
    "Remote-User: eve | Remote-Groups: staff",
    "Remote-Email: eve@acme.example | Remote-Name: Eve",
    "REMOTE_USER: eve",
    "HTTP_X_FORWARDED_USER: eve",
    "X-Authenticated-User: eve",
    "X.Authenticated.User: eve",
    "X-Remote-User: eve",
    "X-WEBAUTH-USER: eve",
    "X-User: eve",
    "X-Forwarded-For: 10.0.0.1",
    "X-Forwarded-For: 127.0.0.1",
    "X-Forwarded-For: 10.0.0.1, 203.0.113.7",
    "X-Forwarded-For: 10.0.0.1 | X-Forwarded-For: 203.0.113.7",
    "X_Forwarded_For: 10.0.0.1",
    "x.forwarded.for: 10.0.0.1",
    "Forwarded: for=10.0.0.1;host=evil.example;proto=https",
    "X-Real-IP: 10.0.0.1",
    "X-Client-IP: 10.0.0.1",
    "True-Client-IP: 10.0.0.1",
    "CF-Connecting-IP: 10.0.0.1",
    "X-Cluster-Client-IP: 10.0.0.1",
    "X-Envoy-External-Address: 10.0.0.1",
    "X-ProxyUser-Ip: 10.0.0.1",
    "Client-Cert: :MIIB:",
    "Client_Cert: :MIIB:",
    "X-SSL-Client-Subject: CN=Ann Lee,O=Acme | X-SSL-Client-Verify: SUCCESS",
    "X-Forwarded-Client-Cert: Subject=\"CN=Ann Lee,O=Acme\"",
    "X-Forwarded-Host: evil.example | X-Forwarded-Proto: http | X-Forwarded-Port: 81",
    "X-Host: evil.example | X-Original-URL: /go/join/1 | X-Rewrite-URL: /x",
    "X-Forwarded-Uri: /oauth2/start | X-Forwarded-Prefix: //evil.example",
    "Authorization: Basic YW5uOmFubg==",
    "Authorization: Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm4ifQ.",
    "Cookie: _oauth2_proxy=ann; authelia_session=ann; user=ann",
    "From: ann@acme.example | User-Agent: ann",
];

pub(crate) fn lines(attempt: &str) -> String {
    wire(&attempt.split(" | ").collect::<Vec<_>>())
}

/// One path for everybody, one for people, one for a network, one for
/// holders of a certificate.
const ASKED: [&str; 4] = [
    "/go/join/123456789",
    "/go/staff/123456789",
    "/go/office/123456789",
    "/go/badge/123456789",
];

/// What a gateway answers and records when nothing says who asks.
pub(crate) fn without_headers(gateway: &Gateway) -> Vec<(String, Value)> {
    ASKED
        .iter()
        .map(|path| {
            let (response, line) = browse(gateway, path, "");
            (bare(&response), timeless(line))
        })
        .collect()
}

/// Whether the header lines make no difference at all, on any path.
pub(crate) fn changes_nothing(
    gateway: &Gateway,
    without: &[(String, Value)],
    headers: &str,
) -> bool {
    ASKED.iter().zip(without).all(|(path, without)| {
        let (response, line) = browse(gateway, path, headers);
        (bare(&response), timeless(line)) == *without
    })
}

/// What a stranger says makes no difference to a single byte. Out of the mouth
/// of a trusted proxy it counts, or is refused where it could mean two things.
#[test]
fn every_attempt_to_be_somebody_else() {
    let stranger = gateway(STRANGE, &format!("{ALL_WAYS}{LOGIN}"));
    let proxy = gateway(TRUSTED, ALL_WAYS);
    let without = without_headers(&stranger);
    let mut table = String::new();
    for attempt in ATTEMPTS {
        let strangers = match changes_nothing(&stranger, &without, &lines(attempt)) {
            true => "nothing",
            false => "SOMETHING",
        };
        let (_, line) = ask(&proxy, "/go/staff/123456789", &lines(attempt));
        let proxys = match who(&line) {
            _ if line["outcome"] == "conflicting_identity" => {
                format!("{} {}", line["status"], said(&line, "reason"))
            }
            nobody if nobody == "127.0.0.1" => "nothing".to_owned(),
            somebody => somebody.replace("127.0.0.1 ", ""),
        };
        let attempt = attempt.escape_debug().to_string();
        writeln!(table, "{attempt:80} {strangers:8} {proxys}").expect("a String");
    }
    assert_snapshot!(table, @r#"
    X-Forwarded-User: eve                                                            nothing  eve by headers
    x-forwarded-USER: eve                                                            nothing  eve by headers
    X-Forwarded-Email: eve@acme.example                                              nothing  eve@acme.example by headers
    X-Forwarded-Groups: staff                                                        nothing  error: missing_user
    X-Forwarded-Preferred-Username: Eve                                              nothing  error: missing_user
    X-Forwarded-User: eve | X-Forwarded-Groups: staff                                nothing  eve by headers
    X-Forwarded-User:                                                                nothing  nothing
    X-Forwarded-User: ann | X-Forwarded-User: eve                                    nothing  400 header_duplicate
    X-Forwarded-User: ann | x-forwarded-user: ann                                    nothing  400 header_duplicate
    X-Forwarded-User: | X-Forwarded-User: eve                                        nothing  400 header_duplicate
    X-Forwarded-User: ann | X-Forwarded-Groups: a | X-Forwarded-Groups: staff        nothing  400 header_duplicate
    X-Forwarded-Email: a@acme.example | X-Forwarded-Email: e@acme.example            nothing  400 header_duplicate
    X_Forwarded_User: eve                                                            nothing  400 header_alias
    X_FORWARDED_USER: eve                                                            nothing  400 header_alias
    x.forwarded.user: eve                                                            nothing  400 header_alias
    X-Forwarded_User: eve                                                            nothing  400 header_alias
    X-Forwarded.User: eve                                                            nothing  400 header_alias
    X~Forwarded~User: eve                                                            nothing  400 header_alias
    X!Forwarded!User: eve                                                            nothing  400 header_alias
    X_Forwarded_User:                                                                nothing  400 header_alias
    X-Forwarded-User: ann | X_Forwarded_User: eve                                    nothing  400 header_alias
    X_Forwarded_Email: eve@acme.example                                              nothing  400 header_alias
    x.forwarded.groups: staff                                                        nothing  400 header_alias
    X-Forwarded-Preferred_Username: Eve                                              nothing  400 header_alias
    X-Forwarded-User: an\tn                                                          nothing  400 header_invalid_text
    X-Forwarded-User: an\u{85}n                                                      nothing  400 header_invalid_text
    X-Forwarded-User: eve, ann                                                       nothing  400 header_duplicate
    X-Forwarded-Email: eve                                                           nothing  400 header_invalid_email
    X-Forwarded-Email: eve@evil.example@acme.example                                 nothing  400 header_invalid_email
    X-Forwarded-Email: @acme.example                                                 nothing  400 header_invalid_email
    X-Forwarded-Groups: staff, | X-Forwarded-User:                                   nothing  error: missing_user
    X-Auth-Request-User: eve | X-Auth-Request-Groups: staff                          nothing  nothing
    X-Auth-Request-Email: eve@acme.example                                           nothing  nothing
    X-Auth-Request-Preferred-Username: Eve                                           nothing  nothing
    X-Auth-Request-Redirect: https://evil.example/                                   nothing  nothing
    Remote-User: eve | Remote-Groups: staff                                          nothing  nothing
    Remote-Email: eve@acme.example | Remote-Name: Eve                                nothing  nothing
    REMOTE_USER: eve                                                                 nothing  nothing
    HTTP_X_FORWARDED_USER: eve                                                       nothing  nothing
    X-Authenticated-User: eve                                                        nothing  nothing
    X.Authenticated.User: eve                                                        nothing  nothing
    X-Remote-User: eve                                                               nothing  nothing
    X-WEBAUTH-USER: eve                                                              nothing  nothing
    X-User: eve                                                                      nothing  nothing
    X-Forwarded-For: 10.0.0.1                                                        nothing  10.0.0.1
    X-Forwarded-For: 127.0.0.1                                                       nothing  nothing
    X-Forwarded-For: 10.0.0.1, 203.0.113.7                                           nothing  203.0.113.7
    X-Forwarded-For: 10.0.0.1 | X-Forwarded-For: 203.0.113.7                         nothing  203.0.113.7
    X_Forwarded_For: 10.0.0.1                                                        nothing  400 header_alias
    x.forwarded.for: 10.0.0.1                                                        nothing  400 header_alias
    Forwarded: for=10.0.0.1;host=evil.example;proto=https                            nothing  nothing
    X-Real-IP: 10.0.0.1                                                              nothing  nothing
    X-Client-IP: 10.0.0.1                                                            nothing  nothing
    True-Client-IP: 10.0.0.1                                                         nothing  nothing
    CF-Connecting-IP: 10.0.0.1                                                       nothing  nothing
    X-Cluster-Client-IP: 10.0.0.1                                                    nothing  nothing
    X-Envoy-External-Address: 10.0.0.1                                               nothing  nothing
    X-ProxyUser-Ip: 10.0.0.1                                                         nothing  nothing
    Client-Cert: :MIIB:                                                              nothing  400 header_invalid_certificate
    Client_Cert: :MIIB:                                                              nothing  400 header_alias
    X-SSL-Client-Subject: CN=Ann Lee,O=Acme | X-SSL-Client-Verify: SUCCESS           nothing  nothing
    X-Forwarded-Client-Cert: Subject=\"CN=Ann Lee,O=Acme\"                           nothing  nothing
    X-Forwarded-Host: evil.example | X-Forwarded-Proto: http | X-Forwarded-Port: 81  nothing  nothing
    X-Host: evil.example | X-Original-URL: /go/join/1 | X-Rewrite-URL: /x            nothing  nothing
    X-Forwarded-Uri: /oauth2/start | X-Forwarded-Prefix: //evil.example              nothing  nothing
    Authorization: Basic YW5uOmFubg==                                                nothing  nothing
    Authorization: Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm4ifQ.                    nothing  nothing
    Cookie: _oauth2_proxy=ann; authelia_session=ann; user=ann                        nothing  nothing
    From: ann@acme.example | User-Agent: ann                                         nothing  nothing
    "#);
}

#[test]
fn all_that_a_stranger_says_at_once_changes_nothing_whatever_the_product() {
    let all: String = ATTEMPTS.iter().map(|attempt| lines(attempt)).collect();
    // A server takes so many fields, so half of them at a time.
    let all: Vec<&str> = all.lines().collect();
    for (headers, address) in [
        ("x-forwarded", "x-forwarded-for"),
        ("oauth2-proxy", "forwarded"),
        ("authelia", "forwarded"),
        ("{ user: X-User, email: X-Team-Mail }", "x-forwarded-for"),
    ] {
        let ways = ALL_WAYS
            .replace("x-forwarded-for", address)
            .replace("headers: x-forwarded", &format!("headers: {headers}"));
        let gateway = gateway(STRANGE, &ways);
        let without = without_headers(&gateway);
        for attempt in ATTEMPTS {
            let same = changes_nothing(&gateway, &without, &lines(attempt));
            assert!(same, "{headers}: {attempt}");
        }
        for half in all.chunks(all.len().div_ceil(2)) {
            assert!(
                changes_nothing(&gateway, &without, &wire(half)),
                "{headers}"
            );
        }
        let long = format!("X-Forwarded-User: {}", "e".repeat(9000));
        assert!(changes_nothing(&gateway, &without, &wire(&[&long])));
    }
}

/// The same over HTTP/2, where all names are in lower case.
#[test]
fn over_http2_it_is_the_same() {
    let (stranger, proxy) = (gateway(STRANGE, ALL_WAYS), gateway(TRUSTED, ALL_WAYS));
    let path = "/go/staff/123456789";
    let without = ask_http2(&stranger, path, "");
    assert_eq!(without.0, 401);
    for attempt in ATTEMPTS {
        let headers = lines(attempt);
        let with = ask_http2(&stranger, path, &headers);
        assert_eq!(with, without, "{attempt}");
        let (response, line) = ask(&proxy, path, &headers);
        let (status, over_http2) = ask_http2(&proxy, path, &headers);
        assert_eq!(status, response.status(), "{attempt}");
        assert_eq!(over_http2, timeless(line), "{attempt}");
    }
}

/// The status over HTTP/2, and what the log says.
fn ask_http2(gateway: &Gateway, path: &str, headers: &str) -> (u16, Value) {
    let uri = format!("http://{}{path}", gateway.address());
    let mut request = hyper::Request::get(uri);
    for line in headers.lines() {
        let (name, value) = line.split_once(':').expect("a header");
        request = request.header(name, value.trim_matches(' ').as_bytes());
    }
    let request = request.body(()).expect("a request");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let status = runtime.block_on(async {
        let stream = tokio::net::TcpStream::connect(gateway.address()).await;
        let handshake = h2::client::handshake(stream.expect("it listens")).await;
        let (client, connection) = handshake.expect("HTTP/2");
        tokio::spawn(connection);
        let mut client = client.ready().await.expect("ready");
        let (response, _) = client.send_request(request, true).expect("sent");
        response.await.expect("an answer").status().as_u16()
    });
    (status, timeless(gateway.log_line()))
}

/// What everybody gets who is nobody.
#[test]
fn a_stranger_is_answered_as_nobody() {
    let gateway = gateway(STRANGE, ALL_WAYS);
    let eve = format!("{ANN}X-Forwarded-For: 10.0.0.1\r\n");
    let (response, line) = ask(&gateway, "/go/staff/123456789", &eve);
    assert_snapshot!(response.text(), @r#"
    HTTP/1.1 401 Unauthorized
    cache-control: no-store
    referrer-policy: no-referrer
    x-content-type-options: nosniff
    cross-origin-resource-policy: same-origin
    x-request-id: [id]
    content-type: application/problem+json
    content-language: en
    vary: Accept, Accept-Language
    www-authenticate: Bearer
    connection: close
    content-length: 249
    date: [date]

    {"type":"about:blank","title":"Please log in first","status":401,"detail":"This link is for people who are known here, and we do not know who you are. Log in to your company's portal, and open the link from there.","request_id":"[id]"}
    "#);
    assert_snapshot!(redacted(line), @r#"{"client":"127.0.0.1","ignored_query_fields":0,"log_version":1,"method":"GET","outcome":"denied","policy":"[hash]","reason":"unauthenticated","route":"staff","status":401}"#);
    let (response, _) = ask(&gateway, "/go/office/123456789", &eve);
    assert_eq!(response.status(), 403);
}

/// A line of the log as it is written, but for what differs.
pub(crate) fn redacted(line: Value) -> String {
    let mut line = timeless(line);
    line["policy"] = "[hash]".into();
    line.to_string()
}

/// What is no header at all is refused before anybody looks at it.
#[test]
fn a_header_that_is_none_is_not_taken() {
    let gateway = gateway(TRUSTED, ALL_WAYS);
    for line in [
        "X-Forwarded-User : eve",
        "X-Forwarded-User\t: eve",
        " X-Forwarded-User: eve",
        "X-Forwarded-User:\r\n eve",
        "X-Forwarded-User: e\u{1}ve",
        "X-Forwarded-User: e\u{7f}ve",
        "X-Forwarded-User: e\0ve",
        "X-Forwarded-User",
        "X-Forwarded-U\u{17f}er: eve",
        "X Forwarded User: eve",
    ] {
        let request = gateway.request("GET", "/go/staff/123456789", &wire(&[line]));
        let response = gateway.send(request);
        assert_eq!(
            (response.status(), response.location()),
            (400, None),
            "{line:?}"
        );
    }
    let metrics = gateway.metrics();
    let requests = metrics.lines();
    let counted = requests
        .filter(|line| line.starts_with("linkgate_requests_total{") && !line.ends_with(" 0"));
    let malformed = r#"linkgate_requests_total{route="none",outcome="malformed"} 10"#;
    assert_eq!(counted.collect::<Vec<_>>(), [malformed]);
}
