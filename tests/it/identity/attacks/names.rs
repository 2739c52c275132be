//! Names that programs might take for that of an identity header.

use super::source::{NEW_SECRET, SECRET};
use super::*;
use std::collections::BTreeSet;

/// What may stand in the name of a header beside letters and digits (RFC 9110, 5.6.2).
const SIGNS: &str = "!#$%&'*+-.^_`|~";

/// Names that somebody somewhere might take for this one.
fn variants(name: &str) -> Vec<String> {
    let mut all = few_variants(name);
    for sign in SIGNS.chars().map(String::from) {
        all.push(name.replace('-', &sign));
        all.push(name.replacen('-', &sign, 1));
        all.extend(["-", &sign].map(|with| replace_last(name, &format!("{with}{sign}"))));
        all.push(format!("{sign}{name}"));
        all.push(format!("{name}{sign}"));
    }
    let cgi = name.to_uppercase().replace('-', "_");
    let in_front = ["REDIRECT_HTTP_", "HTTP_X_", "X_"];
    all.extend(in_front.map(|with| format!("{with}{cgi}")));
    let in_front = ["HTTP-", "X-", "X-Original-", "Proxy-", "X-Forwarded-"];
    all.extend(in_front.map(|with| format!("{with}{name}")));
    let behind = ["s", "1", "*0*", "%00", "%20", "%0d%0a", "__"];
    all.extend(behind.map(|with| format!("{name}{with}")));
    let between = ["%2d", "%5F", "%20", "- ", " ", "\t", "-\0"];
    let unicode = ["\u{2010}", "\u{2212}", "\u{ff0d}", "\u{ad}-"];
    all.extend(between.map(|with| name.replace('-', with)));
    all.extend(unicode.map(|with| name.replace('-', with)));
    let behind = [
        "\t", "\0", "\r", "\u{b}", "\u{7f}", "\u{200b}", "\u{a0}", "[]",
    ];
    all.extend(behind.map(|with| format!("{name}{with}")));
    let in_front = [" ", "\t", "\u{feff}", "\0", ":", "("];
    all.extend(in_front.map(|with| format!("{with}{name}")));
    let alike = [("k", "\u{212a}"), ("e", "\u{435}"), ("i", "\u{131}")];
    let digits = [("o", "0"), ("l", "1"), ("e", "3"), ("s", "5")];
    let lower = name.to_lowercase();
    let letters = alike.into_iter().chain(digits);
    all.extend(letters.map(|(letter, like)| lower.replace(letter, like)));
    all
}

/// One name of each kind.
fn few_variants(name: &str) -> Vec<String> {
    let lower = name.to_lowercase();
    vec![
        name.to_owned(),
        name.to_uppercase(),
        name.replace('-', "_"),
        name.replace('-', "."),
        name.replacen('-', "~", 1),
        replace_last(name, "_"),
        name.replace('-', "--"),
        name.replace('-', ""),
        name.replace('-', "%2D"),
        format!("_{name}"),
        format!("{name}-"),
        format!("HTTP_{}", name.to_uppercase().replace('-', "_")),
        format!("{name} "),
        lower.replace('s', "\u{17f}"),
        lower,
    ]
}

fn replace_last(name: &str, with: &str) -> String {
    let cut = name.rsplit_once('-');
    cut.map_or_else(
        || name.to_owned(),
        |(front, end)| format!("{front}{with}{end}"),
    )
}

/// What somebody might send who knows the template, or a part of the secret.
fn guesses(name: &str) -> Vec<String> {
    if !name.contains(SECRET) {
        return Vec::new();
    }
    let with = |secret: &str| name.replace(SECRET, secret);
    let mut wrong = SECRET.to_owned();
    wrong.replace_range(15.., "0");
    let mut all: Vec<String> = (0..SECRET.len())
        .flat_map(|at| [with(&SECRET[..at]), with(&SECRET[at..][1..])])
        .collect();
    all.extend([
        SECRET.to_owned(),
        SECRET.to_uppercase(),
        with("secret"),
        with("{secret}"),
        with("%7Bsecret%7D"),
        with("header-secret"),
        with(&wrong),
        with(&SECRET.chars().rev().collect::<String>()),
        with(&format!("{SECRET}{SECRET}")),
        with(&format!("{SECRET}{NEW_SECRET}")),
        with(&format!("{SECRET}-{NEW_SECRET}")),
        with(&format!("{SECRET}\\n{NEW_SECRET}")),
        with("0123456789abcdef"),
        with("*"),
        with("."),
    ]);
    all
}

/// What has to become of a header beside those of the proxy.
fn expected(source: &Source, peer: Peer, name: &str) -> Effect {
    let is_sign = |c: char| SIGNS.contains(c);
    let is_name = |c: char| c.is_ascii_alphanumeric() || is_sign(c);
    let folded = |name: &str| name.to_ascii_lowercase().replace(is_sign, "_");
    let mut own = source.names.iter();
    if !name.chars().all(is_name) {
        Effect::NoHttp
    } else if !source.counts_from(peer) {
        Effect::Nothing
    } else if source.is_own(name) {
        DUPLICATE
    } else if own.any(|own| folded(own) == folded(name)) {
        ALIAS
    } else {
        Effect::Nothing
    }
}

pub fn tried(source: &Source) -> BTreeSet<String> {
    let names = source.names.iter();
    let names = names.flat_map(|own| match source.is_tried_in_full {
        true => [variants(own), guesses(own)].concat(),
        false => [few_variants(own), guesses(own)].concat(),
    });
    names.collect()
}

fn attempts(source: &Source, peer: Peer, target: &Target) -> Vec<Attempt> {
    let mut attempts = Vec::new();
    for name in tried(source) {
        let is_own = source.is_own(&name);
        // Several lines with addresses are one list, which has a test of its own.
        if source.kind == Kind::Address && is_own && peer == Peer::TrustedProxy {
            continue;
        }
        let lines = line(name.as_bytes(), source.claim.as_bytes());
        // Their order can make a difference only between lines of one name.
        let before = is_own.then(|| target.before_own(&lines));
        attempts.extend(
            before
                .into_iter()
                .chain([target.behind_own(&lines)])
                .map(|request| Attempt {
                    what: format!("{peer:?} {name:?}"),
                    request,
                    expected: expected(source, peer, &name),
                }),
        );
    }
    attempts
}

#[test]
fn no_other_name_is_taken_for_that_of_an_identity_header() {
    let mut table = String::new();
    for peer in [Peer::Stranger, Peer::TrustedProxy] {
        let mut tally = Tally::default();
        for source in sources() {
            let target = source.target(peer);
            target.try_all(attempts(&source, peer, &target), &mut tally);
        }
        writeln!(table, "{peer:?}: {}", tally.end()).expect("a String");
    }
    assert_snapshot!(table, @"
    Stranger: 45 header_alias, 36 header_duplicate, 155 no HTTP, 898 nothing
    TrustedProxy: 202 header_alias, 120 header_duplicate, 155 no HTTP, 645 nothing
    ");
}
