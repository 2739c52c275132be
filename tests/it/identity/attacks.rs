//! An attack on every kind of identity source: what a visitor adds to a request, alone or beside
//! what the proxy sets, changes nothing, or the request is refused.

mod forwarded;
mod names;
mod secrecy;
mod source;
mod values;
mod wire;

use super::*;
use source::{Kind, Peer, Source, sources};
use std::collections::BTreeMap;

/// What becomes of a request by what a visitor adds to it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Effect {
    /// Answer and log line are the same to the byte.
    Nothing,
    /// 400 `conflicting_identity`, with this reason; the client is the same.
    Refused(&'static str),
    /// 400, for what is no HTTP: nobody has read a header of it.
    NoHttp,
    /// 431; the client is the same.
    TooLarge,
    /// Whatever else: the log line.
    Something(String),
}

const DUPLICATE: Effect = Effect::Refused("header_duplicate");
const ALIAS: Effect = Effect::Refused("header_alias");

/// A request with what a visitor adds, and what has to become of it.
struct Attempt {
    what: String,
    request: Vec<u8>,
    expected: Effect,
}

/// A gateway, and how it answers a request to which nobody has added anything.
struct Target {
    gateway: Gateway,
    path: &'static str,
    /// What the proxy sets on each request.
    own: Vec<u8>,
    answer: String,
    line: Value,
}

impl Target {
    fn new(gateway: Gateway, path: &'static str, own: &str) -> Self {
        let response = gateway.send(request(&gateway, path, own.as_bytes()));
        Self {
            answer: bare(&response),
            line: timeless(gateway.log_line()),
            gateway,
            path,
            own: own.as_bytes().to_owned(),
        }
    }

    /// A request with lines before those of the proxy.
    fn before_own(&self, lines: &[u8]) -> Vec<u8> {
        self.alone(&[lines, &self.own].concat())
    }

    /// A request with lines behind those of the proxy.
    fn behind_own(&self, lines: &[u8]) -> Vec<u8> {
        self.alone(&[&self.own, lines].concat())
    }

    /// A request with these lines only.
    fn alone(&self, lines: &[u8]) -> Vec<u8> {
        request(&self.gateway, self.path, lines)
    }

    /// Tries all of them, then reads the log: its writer gathers lines.
    fn try_all(&self, attempts: Vec<Attempt>, tally: &mut Tally) {
        let requests = attempts.iter().map(|attempt| &attempt.request);
        let responses: Vec<Response> = requests.map(|one| self.gateway.send(one)).collect();
        for (attempt, response) in attempts.into_iter().zip(responses) {
            let effect = match response.header("x-request-id") {
                Some(_) => self.effect(&response, &timeless(self.gateway.log_line())),
                None => Effect::NoHttp,
            };
            tally.add(&attempt, &effect);
        }
    }

    fn effect(&self, response: &Response, line: &Value) -> Effect {
        if bare(response) == self.answer && *line == self.line {
            return Effect::Nothing;
        }
        let is_nobodys = response.location().is_none() && line["caller"].is_null();
        let is_from_there = line["client"] == self.line["client"];
        let reasons = ["header_duplicate", "header_alias", "header_invalid_text"];
        let reason = reasons.into_iter().find(|reason| line["reason"] == *reason);
        match (response.status(), said(line, "outcome"), reason) {
            (400, "conflicting_identity", Some(reason)) if is_nobodys && is_from_there => {
                Effect::Refused(reason)
            }
            (400, "malformed", None) if is_nobodys => Effect::NoHttp,
            (431, _, None) if is_nobodys && is_from_there => Effect::TooLarge,
            _ => Effect::Something(line.to_string()),
        }
    }
}

/// A request with lines that need not be text.
fn request(gateway: &Gateway, path: &str, lines: &[u8]) -> Vec<u8> {
    let host = gateway.address();
    let head = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{BROWSER}");
    [head.as_bytes(), lines, b"Connection: close\r\n\r\n"].concat()
}

/// A header line out of bytes.
fn line(name: &[u8], value: &[u8]) -> Vec<u8> {
    [name, b": ", value, b"\r\n"].concat()
}

/// How often each effect was seen, and which should not have been.
#[derive(Debug, Default)]
struct Tally {
    counts: BTreeMap<String, usize>,
    wrong: Vec<String>,
}

impl Tally {
    fn add(&mut self, attempt: &Attempt, effect: &Effect) {
        let word = match effect {
            Effect::Nothing => "nothing",
            Effect::Refused(reason) => reason,
            Effect::NoHttp => "no HTTP",
            Effect::TooLarge => "too large",
            Effect::Something(_) => "SOMETHING",
        };
        *self.counts.entry(word.to_owned()).or_default() += 1;
        if attempt.expected != *effect {
            self.wrong.push(format!("{}: {effect:?}", attempt.what));
        }
    }

    /// The counts, if all is as it should be.
    #[track_caller]
    fn end(self) -> String {
        let first: Vec<&String> = self.wrong.iter().take(10).collect();
        assert!(first.is_empty(), "{} wrong: {first:#?}", self.wrong.len());
        let counts = self.counts.iter();
        let counts = counts.map(|(word, count)| format!("{count} {word}"));
        counts.collect::<Vec<_>>().join(", ")
    }
}
