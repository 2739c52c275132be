//! Values that programs might read otherwise than the gateway.

use super::*;

/// Long enough for no field, and too long for all of them.
const LONG: usize = 9_000;
const TOO_LONG: usize = 70_000;

/// Values of a header, as they go over the wire.
fn values(claim: &str) -> Vec<Vec<u8>> {
    let claim = claim.as_bytes();
    let around = |front: &[u8], end: &[u8]| [front, claim, end].concat();
    let mut all: Vec<Vec<u8>> = [
        &b""[..],
        b" ",
        b"\t",
        b" \t ",
        b",",
        b",,",
        b";",
        b"-",
        b"unknown",
        b"_hidden",
        b"null",
        b"\xff\xfe",
        b"\xc0\xaf",
        b"\xed\xa0\x80",
        b"Ren\xe9",
        b"\xc2\x85",
        b"\xc2\xa0",
        b"\xe2\x80\x8b",
        b"=?utf-8?B?ZXZl?=",
        b"=?utf-8?Q?=65ve?=",
        b"UTF-8''%65ve",
        b"%65ve",
        b"&#101;ve",
        b"\\u0065ve",
        "\u{ff45}\u{ff56}\u{ff45}".as_bytes(),
        "\u{202e}eve".as_bytes(),
        "eve\u{301}".as_bytes(),
        b"<script>",
        b"${jndi:ldap://x}",
        b"{secret}",
        b"CN=eve,O=Acme",
        b"for=10.9.9.9",
        b"10.9.9.9",
    ]
    .map(<[u8]>::to_owned)
    .to_vec();
    all.extend([
        around(b"", b""),
        around(b"", b",staff"),
        around(b"ann, ", b""),
        around(b",", b","),
        around(b"\"", b"\""),
        around(b"\"", b""),
        around(b"'", b"'"),
        around(b"", b";q=1"),
        around(b"", b"\\"),
        around(b"", b"\0"),
        around(b"\0", b""),
        around(b"", b"\x0b"),
        around(b"", b"\x7f"),
        around(b"", b"\r"),
        around(b"", b"\rX-A: b"),
        around(b"", b"\r\n folded"),
        around(b"\r\n\t", b""),
        around(b"", b"\xe9"),
        around(b"", b"\xc2\x85"),
        claim.repeat(LONG / claim.len()),
        claim.repeat(TOO_LONG / claim.len()),
    ]);
    all
}

fn is_http(value: &[u8]) -> bool {
    let is_control = |byte: &u8| byte.is_ascii_control() && *byte != b'\t';
    !value.iter().any(is_control)
}

fn shown(value: &[u8]) -> String {
    value[..value.len().min(40)].escape_ascii().to_string()
}

/// What becomes of a value whose header is allowed to have this effect.
fn expected(value: &[u8], effect: Effect) -> Effect {
    match value.len() > TOO_LONG / 2 {
        _ if !is_http(value) => Effect::NoHttp,
        true => Effect::TooLarge,
        false => effect,
    }
}

/// From a stranger nothing, and beside the line of a proxy a contradiction, whatever it is.
#[test]
fn a_second_line_is_never_believed() {
    let mut table = String::new();
    for peer in [Peer::Stranger, Peer::TrustedProxy] {
        let mut tally = Tally::default();
        for source in sources() {
            let target = source.target(peer);
            let effect = match source.kind == Kind::Address || !source.counts_from(peer) {
                true => Effect::Nothing,
                false => DUPLICATE,
            };
            let values = values(source.claim);
            let attempts = values.iter().flat_map(|value| {
                let lines = line(source.names[0].as_bytes(), value);
                // What stands behind an address is what the next proxy has seen.
                let is_twice = peer == Peer::TrustedProxy && source.kind != Kind::Address;
                let behind = is_twice.then(|| target.behind_own(&lines));
                let requests = [target.before_own(&lines)].into_iter().chain(behind);
                requests.map(|request| Attempt {
                    what: format!("{peer:?} {}: {}", source.names[0], shown(value)),
                    request,
                    expected: expected(value, effect.clone()),
                })
            });
            target.try_all(attempts.collect(), &mut tally);
        }
        writeln!(table, "{peer:?}: {}", tally.end()).expect("a String");
    }
    assert_snapshot!(table, @"
    Stranger: 270 header_duplicate, 160 no HTTP, 630 nothing, 20 too large
    TrustedProxy: 1620 header_duplicate, 304 no HTTP, 90 nothing, 38 too large
    ");
}

/// Alone, a value is the text that it is, or nobody's: nothing is decoded.
#[test]
fn a_value_is_taken_as_it_stands() {
    let gateway = gateway(TRUSTED, "\n  headers: { user: X-Team-User }\n");
    let mut counts = BTreeMap::new();
    for value in values("eve") {
        let lines = line(b"X-Team-User", &value);
        let response = gateway.send(request(&gateway, "/go/join/123456789", &lines));
        let log = gateway.log_line();
        let word = match log["caller"].as_str() {
            Some(caller) => {
                assert_eq!(caller.as_bytes(), value.trim_ascii(), "{}", shown(&value));
                "as it stands"
            }
            None => log["reason"].as_str().unwrap_or("nobody"),
        };
        let count: &mut usize = counts
            .entry((response.status(), word.to_owned()))
            .or_default();
        *count += 1;
    }
    assert_snapshot!(format!("{counts:?}"), @r#"{(302, "as it stands"): 28, (302, "nobody"): 4, (400, "header_duplicate"): 5, (400, "header_invalid_text"): 8, (400, "invalid_header"): 8, (431, "headers_too_large"): 1}"#);
}

/// Programs on the way may join the lines of a header (RFC 9110, section 5.3): as one line it is
/// no better than as two.
#[test]
fn a_list_of_user_ids_is_a_contradiction() {
    let gateway = gateway(
        TRUSTED,
        "\n  headers: { user: X-Team-User, name: X-Team-Name }\n",
    );
    for (user, expected) in [
        ("ann", "ann"),
        ("CN=Ann Lee,O=Acme", "CN=Ann Lee,O=Acme"),
        ("cn=ann, ou=people, dc=acme", "cn=ann, ou=people, dc=acme"),
        ("CN=Lee\\, Ann,O=Acme", "CN=Lee\\, Ann,O=Acme"),
        ("eve, ann", "header_duplicate"),
        ("ann, eve", "header_duplicate"),
        ("eve,ann", "header_duplicate"),
        (",ann", "header_duplicate"),
        ("ann,", "header_duplicate"),
        (", ,", "header_duplicate"),
        ("a=b, ann", "header_duplicate"),
        ("a=b\\, ann", "header_duplicate"),
        ("ann, a=b", "header_duplicate"),
        ("eve, CN=Ann Lee,O=Acme", "header_duplicate"),
    ] {
        let headers = format!("X-Team-User: {user}\r\nX-Team-Name: Lee, Ann\r\n");
        let (_, line) = ask(&gateway, "/go/join/123456789", &headers);
        let told = line["caller"].as_str().unwrap_or(said(&line, "reason"));
        assert_eq!(told, expected, "{user}");
    }
}

/// What a visitor writes to the left of a proxy in the same line, however it looks.
#[test]
fn nothing_changes_an_address_that_a_proxy_adds() {
    let mut tally = Tally::default();
    for source in sources().iter().filter(|one| one.kind == Kind::Address) {
        let target = source.target(Peer::TrustedProxy);
        let (name, own) = source.own_line();
        let values = values(source.claim);
        let attempts = values.iter().map(|value| {
            let both = [&value[..], b", ", own.as_bytes()].concat();
            Attempt {
                what: format!("{name}: {}", shown(value)),
                request: target.alone(&line(name.as_bytes(), &both)),
                expected: expected(value, Effect::Nothing),
            }
        });
        target.try_all(attempts.collect(), &mut tally);
    }
    assert_snapshot!(tally.end(), @"16 no HTTP, 90 nothing, 2 too large");
}
