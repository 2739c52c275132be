//! The same gateway over HTTP/2, where the request line is made of fields.

use crate::support::Gateway;
use crate::support::tool::tool;
use h2::client;
use hyper::http::{Request, Response};
use tokio::net::TcpStream;
use tokio::runtime::Builder;

/// Asks over HTTP/2; `None` when the gateway refuses the stream or ends the
/// connection.
fn ask(gateway: &Gateway, request: Request<()>) -> Option<Response<h2::RecvStream>> {
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let stream = TcpStream::connect(gateway.address())
            .await
            .expect("it listens");
        let (client, connection) = client::handshake(stream).await.expect("HTTP/2");
        tokio::spawn(connection);
        let mut client = client.ready().await.expect("ready");
        let (response, _) = client.send_request(request, true).ok()?;
        response.await.ok()
    })
}

fn status(gateway: &Gateway, request: Request<()>) -> u16 {
    let response = ask(gateway, request);
    if let Some(response) = &response {
        let led = response.headers().get("location");
        assert_eq!(led.is_some(), response.status() == 302, "{response:?}");
    }
    response.map_or(0, |response| response.status().as_u16())
}

fn get(uri: &str) -> Request<()> {
    Request::get(uri).body(()).expect("a request")
}

#[test]
fn a_link_works_over_http2() {
    let gateway = Gateway::new();
    let host = gateway.address();
    let uri = format!("http://{host}/go/join/123456789");
    let response = ask(&gateway, get(&uri)).expect("an answer");
    assert_eq!(response.status(), 302);
    assert_eq!(
        response.headers()["location"],
        "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789\
         &BU=https%3A%2F%2Fportal.acme.example%2Fmeetings"
    );
    assert_eq!(response.headers()["cache-control"], "no-store");
    assert_eq!(response.headers()["referrer-policy"], "no-referrer");
}

#[test]
fn the_authority_is_checked_as_the_host_is() {
    let gateway = Gateway::new();
    let host = gateway.address();
    for (uri, expected) in [
        (format!("http://{host}/go/join/123456789"), 302),
        ("https://go.acme.example/go/join/123456789".to_owned(), 302),
        ("https://evil.example/go/join/123456789".to_owned(), 421),
        (format!("http://user@{host}/go/join/123456789"), 400),
        ("http://127.0.0.1:99999/go/join/123456789".to_owned(), 400),
        (format!("javascript://{host}/go/join/123456789"), 400),
        (format!("ftp://{host}/go/join/123456789"), 400),
        (format!("http://{host}/go/join/123456789?AT=DM"), 400),
        (format!("http://{host}/go/join/%0d%0a"), 400),
    ] {
        assert_eq!(status(&gateway, get(&uri)), expected, "{uri}");
    }
}

#[test]
fn host_and_authority_must_agree() {
    let gateway = Gateway::new();
    let uri = format!("http://{}/go/join/123456789", gateway.address());
    let with = |hosts: &[&str]| {
        let mut request = Request::get(&uri);
        for host in hosts {
            request = request.header("host", *host);
        }
        status(&gateway, request.body(()).expect("a request"))
    };
    let own = gateway.address().to_string();
    assert_eq!(with(&[&own]), 302);
    assert_eq!(with(&["evil.example"]), 400);
    assert_eq!(with(&["go.acme.example"]), 400);
    assert_eq!(with(&[&own, &own]), 400);
    assert_eq!(with(&[&own, "evil.example"]), 400);
}

#[test]
fn other_methods_do_not_get_through() {
    let gateway = Gateway::new();
    let host = gateway.address();
    for (method, uri, expected) in [
        ("POST", format!("http://{host}/go/join/123456789"), 405),
        ("OPTIONS", format!("http://{host}/go/join/123456789"), 405),
        ("CONNECT", host.to_string(), 400),
        ("HEAD", format!("http://{host}/go/join/123456789"), 302),
    ] {
        let request = Request::builder().method(method).uri(&uri);
        let request = request.body(()).expect("a request");
        assert_eq!(status(&gateway, request), expected, "{method}");
    }
}

#[test]
fn too_large_header_lists_are_refused() {
    let gateway = Gateway::new();
    let uri = format!("http://{}/go/join/123456789", gateway.address());
    let sized = |bytes: usize| {
        let request = Request::get(&uri).header("x-long", "x".repeat(bytes));
        status(&gateway, request.body(()).expect("a request"))
    };
    assert_eq!(sized(20 * 1024), 431);
    // Far beyond the limit the connection ends: ENHANCE_YOUR_CALM.
    assert_eq!(sized(64 * 1024), 0);
    let mut many = Request::get(&uri);
    for n in 0..150 {
        many = many.header(format!("x-{n}"), "1");
    }
    assert_eq!(status(&gateway, many.body(()).expect("a request")), 431);
}

/// RFC 9113 section 8.2.1.
#[test]
fn a_field_value_has_no_blanks_around_it() {
    let gateway = Gateway::new();
    let uri = format!("http://{}/go/join/123456789", gateway.address());
    let with = |name: &str, value: &str| {
        let request = Request::get(&uri).header(name, value);
        status(&gateway, request.body(()).expect("a request"))
    };
    for name in ["x-any", "accept", "cookie", "x-forwarded-for", "host"] {
        for value in [" ", "\t", " a", "\ta", "a ", "a\t", " a b ", "\t\t"] {
            assert_eq!(with(name, value), 400, "{name}: {value:?}");
        }
    }
    for value in ["", "a", "a b", "a\tb", "\u{e4}"] {
        assert_eq!(with("x-any", value), 302, "{value:?}");
    }
}

/// curl waits for `100 Continue` before it sends a body, and is answered in its place.
#[test]
fn a_body_is_not_asked_for_and_the_answer_is_understood() {
    let gateway = Gateway::new();
    let uri = format!("http://{}/go/join/123456789", gateway.address());
    for version in ["--http1.1", "--http2-prior-knowledge"] {
        for expects in ["Expect: 100-continue", "Expect:"] {
            for body in [2, 40_000] {
                let Some(mut curl) = tool("curl") else {
                    return;
                };
                let said = curl
                    .args(["-sS", "-o", "/dev/null", "-w", "%{http_code}", version])
                    .args(["-H", expects, "-d", &"x".repeat(body), &uri])
                    .output()
                    .expect("it runs");
                assert_eq!(said.stdout, b"405", "{version} {expects} {body}: {said:?}");
            }
        }
    }
}
