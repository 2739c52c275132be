//! What is read from flags, and what is not.

use clap::Parser;

use super::values::time;
use super::*;
use crate::gateway::RateLimit;
use crate::server::Limits;

#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    serve: ServeArgs,
}

fn parse(arguments: &[&str]) -> Result<ServeArgs, String> {
    let arguments = [&["linkgate"], arguments].concat();
    let parsed = Cli::try_parse_from(arguments);
    parsed
        .map(|cli| cli.serve)
        .map_err(|error| error.to_string())
}

#[test]
fn the_defaults_are_those_of_the_server() {
    let limits = parse(&[]).expect("defaults").limits;
    let (said, meant) = (limits.limits(), Limits::default());
    assert_eq!(format!("{said:?}"), format!("{meant:?}"));
    assert_eq!(limits.rate(), Some(RateLimit::DEFAULT));
}

#[test]
fn what_can_be_switched_off_is_off_with_nothing() {
    let off = [
        "--rate-limit",
        "0",
        "--strict-transport",
        "0s",
        "--watch-interval",
        "0s",
    ];
    let args = parse(&off).expect("off");
    assert_eq!(args.limits.rate(), None);
    assert!(args.tls.strict_transport.is_zero());
    assert!(args.watch_interval.is_zero());
}

#[test]
fn a_time_has_a_unit_and_is_longer_than_nothing() {
    for (text, expected) in [
        ("500ms", Ok(Duration::from_millis(500))),
        ("5s", Ok(Duration::from_secs(5))),
        ("1h 30m", Ok(Duration::from_secs(5400))),
        ("0s", Err("has to be longer than nothing")),
        ("-1s", Err("cannot be negative")),
        ("5", Err("write it like 500ms, 5s or 1h 30m")),
        ("", Err("write it like 500ms, 5s or 1h 30m")),
        ("200000h", Err("is longer than ten years")),
    ] {
        assert_eq!(time(text), expected.map_err(str::to_owned), "{text}");
    }
}

#[test]
fn who_may_connect_to_sockets_is_said() {
    let rights = |arguments: &[&str]| parse(arguments).map(|args| args.sockets.rights());
    assert_eq!(rights(&[]), Ok(SocketRights::default()));
    let all = "--socket-mode=666 --socket-owner=root --socket-group=33";
    let all: Vec<&str> = all.split(' ').collect();
    let expected = SocketRights {
        mode: 0o666,
        owner: Some(0),
        group: Some(33),
    };
    assert_eq!(rights(&all), Ok(expected));
    for wrong in ["", "0", "8", "1000", "0o660", "+660", "u=rw"] {
        let said = rights(&["--socket-mode", wrong]).expect_err(wrong);
        assert!(said.contains("write octal digits up to 0777"), "{said}");
    }
}

#[test]
fn every_certificate_has_a_key() {
    let files = |arguments: &[&str]| parse(arguments).map(|args| args.tls.files());
    assert!(matches!(files(&[]), Ok(Ok(None))));
    let two = ["--tls-cert", "a,b", "--tls-key", "c", "--tls-key", "d"];
    let pairs = files(&two)
        .expect("flags")
        .expect("pairs")
        .expect("TLS")
        .pairs;
    let pair = |cert: &str, key: &str| (cert.into(), key.into());
    assert_eq!(pairs, [pair("a", "c"), pair("b", "d")]);
    let one_key = files(&["--tls-cert", "a,b", "--tls-key", "c"]).expect("flags");
    assert_eq!(
        one_key.expect_err("one key is missing"),
        "each --tls-cert needs its --tls-key: there are 2 certificates and 1 keys"
    );
    assert!(files(&["--tls-cert", "a"]).is_err());
    assert!(files(&["--tls-client-ca", "a"]).is_err());
}
