//! Ways for a header to come along that are none: trailers, folded lines, `Connection`, and what
//! HTTP/2 can say and HTTP/1.1 cannot.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use super::*;
use crate::support::frames::{
    END_HEADERS, END_STREAM, GOAWAY, HEADERS, RST_STREAM, fields, frame, hello,
};

const TEAM: &str = "\n  headers: { user: X-Team-User, groups: X-Team-Groups }\n";
const OWN: &str = "X-Team-User: ann\r\nX-Team-Groups: staff\r\n";
const PATH: &str = "/go/join/123456789";

/// A stranger, a proxy that sets nothing, and one that says who comes.
const WAYS: [(&str, &str); 3] = [(STRANGE, ""), (TRUSTED, ""), (TRUSTED, OWN)];

/// Fields behind a body are no part of the head.
#[test]
fn trailers_are_not_headers() {
    let mut tally = Tally::default();
    for (proxies, own) in WAYS {
        let target = Target::new(gateway(proxies, TEAM), PATH, own);
        let fields = [
            "X-Team-User: eve",
            "X_Team_User: eve",
            "X-Team-Groups: staff",
            "X-Forwarded-For: 10.9.9.9",
        ];
        let bodies = ["0\r\n", "5\r\nhello\r\n0\r\n"];
        let each = fields
            .iter()
            .flat_map(|field| bodies.map(|body| (field, body)));
        let attempts = each.map(|(field, body)| {
            let (name, _) = field.split_once(':').expect("a field");
            let head = format!("Transfer-Encoding: chunked\r\nTE: trailers\r\nTrailer: {name}\r\n");
            let head = target.behind_own(head.as_bytes());
            Attempt {
                what: format!("{own:?} {field}"),
                request: [&head[..], body.as_bytes(), field.as_bytes(), b"\r\n\r\n"].concat(),
                expected: Effect::Nothing,
            }
        });
        target.try_all(attempts.collect(), &mut tally);
    }
    assert_snapshot!(tally.end(), @"24 nothing");
}

/// Nothing is passed on from here, and so no header is for this hop alone.
#[test]
fn connection_takes_no_header_away() {
    let mut tally = Tally::default();
    for (proxies, own) in WAYS {
        let target = Target::new(gateway(proxies, TEAM), PATH, own);
        let values = [
            "X-Team-User",
            "close, X-Team-Groups",
            "x_team_user",
            "X-Forwarded-For, Host",
            "keep-alive, close",
        ];
        let names = ["Connection", "Keep-Alive", "Proxy-Connection"];
        let lines = names
            .iter()
            .flat_map(|name| values.map(|value| format!("{name}: {value}\r\n")));
        let attempts = lines.map(|lines| Attempt {
            what: format!("{own:?} {lines}"),
            request: target.before_own(lines.as_bytes()),
            expected: Effect::Nothing,
        });
        target.try_all(attempts.collect(), &mut tally);
    }
    assert_snapshot!(tally.end(), @"45 nothing");
}

/// A visitor may have the proxy take its own headers away (`Connection: X-Team-Groups`): a `deny`
/// does not pass because of it.
#[test]
fn a_header_that_is_missing_opens_nothing() {
    let guarded = "  guarded:
    path: /go/guarded/{meeting_key}
    command: meeting.join
    allow: anyone
    deny: [{ group: banned }, { user: mallory }, { mail_domain: lab.example }]
  tidy:
";
    let headers = "headers: { user: X-Team-User, email: X-Team-Email, groups: X-Team-Groups }";
    let text = policy(TRUSTED, &format!("\n  {headers}\n")).replace("  tidy:\n", guarded);
    let gateway = Gateway::with_policy(&text);
    let all = [
        "X-Team-User: mallory",
        "X-Team-Email: m@lab.example",
        "X-Team-Groups: banned",
    ];
    for kept in 0..1 << all.len() {
        let is_kept = |number: &usize| kept >> number & 1 == 1;
        let lines: Vec<&str> = (0..all.len())
            .filter(is_kept)
            .map(|number| all[number])
            .collect();
        let (response, line) = ask(&gateway, "/go/guarded/123456789", &wire(&lines));
        let status = response.status();
        assert!([401, 403].contains(&status), "{lines:?}: {line}");
        assert_eq!(response.location(), None, "{lines:?}");
    }
}

/// Where an end of line could be read two ways.
#[test]
fn no_line_is_hidden_in_another() {
    let mut tally = Tally::default();
    for (proxies, own) in [(STRANGE, ""), (TRUSTED, OWN)] {
        let target = Target::new(gateway(proxies, TEAM), PATH, own);
        // A bare LF ends a line here as it does in most programs (RFC 9112, section 2.2).
        let second = if own.is_empty() {
            Effect::Nothing
        } else {
            DUPLICATE
        };
        let attempts = [
            ("X-Note: a\nX-Team-User: eve\r\n", second),
            ("X-Note: a\rX-Team-User: eve\r\n", Effect::NoHttp),
            ("X-Note: a\r\rX-Team-User: eve\r\n", Effect::NoHttp),
            ("X-Note: a\n\rX-Team-User: eve\r\n", Effect::NoHttp),
            ("X-Note: a\r\n X-Team-User: eve\r\n", Effect::NoHttp),
            ("X-Note: a\r\n\tX-Team-User: eve\r\n", Effect::NoHttp),
            ("X-Note: a\0\r\nX-Team-User: eve\r\n", Effect::NoHttp),
            ("X-Note: a\u{2028}X-Team-User: eve\r\n", Effect::Nothing),
            ("X-Note: a\u{85}X-Team-User: eve\r\n", Effect::Nothing),
            ("X-Note: a%0d%0aX-Team-User: eve\r\n", Effect::Nothing),
            ("X-Note: a\\r\\nX-Team-User: eve\r\n", Effect::Nothing),
        ]
        .map(|(lines, expected)| Attempt {
            what: format!("{own:?} {lines:?}"),
            request: target.before_own(lines.as_bytes()),
            expected,
        });
        target.try_all(attempts.into(), &mut tally);
    }
    assert_snapshot!(tally.end(), @"1 header_duplicate, 12 no HTTP, 9 nothing");
}

/// A field that is no header in HTTP/1.1 ends the stream in HTTP/2.
#[test]
fn what_is_no_field_in_http2_reaches_nobody() {
    let gateway = gateway(TRUSTED, TEAM);
    for (name, value) in [
        (&b"X-Team-User"[..], &b"eve"[..]),
        (b"x-Team-user", b"eve"),
        (b":x-team-user", b"eve"),
        (b":user", b"eve"),
        (b"x-team-user:", b"eve"),
        (b"x-team-user ", b"eve"),
        (b"x team user", b"eve"),
        (b"x-team-user\0", b"eve"),
        (b"a: b\r\nx-team-user", b"eve"),
        (b"a\nx-team-user", b"eve"),
        (b"x\xe2\x80\x90team\xe2\x80\x90user", b"eve"),
        (b"", b"eve"),
        (b"x-note", b"a\r\nx-team-user: eve"),
        (b"x-note", b"a\nx-team-user: eve"),
        (b"x-note", b"a\0"),
        (b"connection", b"x-team-user"),
        (b"transfer-encoding", b"chunked"),
        (b"keep-alive", b"x-team-user"),
        (b"proxy-connection", b"x-team-user"),
    ] {
        let field = [
            &[0, u8::try_from(name.len()).expect("short")],
            name,
            &[u8::try_from(value.len()).expect("short")],
            value,
        ]
        .concat();
        let block = [fields(PATH), field].concat();
        let bytes = [hello(), frame(HEADERS, END_HEADERS | END_STREAM, 1, &block)].concat();
        let kind = first_answer(&gateway, &bytes);
        let name = name.escape_ascii();
        assert!([RST_STREAM, GOAWAY].contains(&kind), "{name}: frame {kind}");
    }
}

/// The kind of the first frame that answers a request.
fn first_answer(gateway: &Gateway, bytes: &[u8]) -> u8 {
    let mut stream = TcpStream::connect(gateway.address()).expect("it listens");
    let patience = Some(Duration::from_secs(20));
    stream.set_read_timeout(patience).expect("a timeout");
    stream.write_all(bytes).expect("it reads");
    loop {
        let mut head = [0; 9];
        if stream.read_exact(&mut head).is_err() {
            return GOAWAY;
        }
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        let mut payload = vec![0; length as usize];
        stream.read_exact(&mut payload).expect("a whole frame");
        if [HEADERS, RST_STREAM, GOAWAY].contains(&head[3]) {
            return head[3];
        }
    }
}
