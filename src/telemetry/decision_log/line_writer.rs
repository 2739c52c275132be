//! Writes a line as JSON, byte for byte as `serde_json` would, but that nothing is hidden in it.
//!
//! Each request has a line. A writer that knows its fields needs a third of the instructions.

use std::borrow::Cow;
use std::cell::Cell;
use std::io::Write as _;
use std::net::IpAddr;
use std::str;

use jiff::Timestamp;

use super::line::{Detail, FurtherCaller, LOG_VERSION, Line, Would};
use super::record::Replay;
use crate::text::{escape_hidden, is_plain};

/// What stands before the value of a field, in one piece.
macro_rules! name {
    ($name:literal) => {
        concat!(",\"", $name, "\":")
    };
}

/// Appends a line, with a line break.
pub fn write_line(line: &Line<'_>, out: &mut Vec<u8>) {
    // Without `..`, so that no field is forgotten.
    let Line {
        time,
        request_id,
        trace_id,
        span_id,
        method,
        client,
        policy,
        caller,
        identity_provider,
        ref further_callers,
        auth_error,
        route,
        link,
        alias,
        meeting_key,
        step,
        webex,
        outcome,
        status,
        reason,
        detail,
        back,
        ignored_query_fields,
        replay,
    } = *line;
    let start = out.len();
    let mut writer = LineWriter {
        out,
        is_plain: true,
    };
    writer.raw("{\"log_version\":");
    writer.number(LOG_VERSION);
    writer.raw(name!("time"));
    writer.time(time);
    writer.text(name!("request_id"), request_id);
    // Fields that come together are asked for once: nearly every line lacks them.
    if let Some(trace_id) = trace_id {
        writer.text(name!("trace_id"), trace_id);
        writer.optional(name!("span_id"), span_id);
    }
    writer.word(name!("method"), method);
    writer.raw(name!("client"));
    writer.address(client);
    writer.text(name!("policy"), policy);
    if let Some(identity_provider) = identity_provider {
        writer.optional(name!("caller"), caller);
        writer.text(name!("identity_provider"), identity_provider);
    }
    writer.further_callers(further_callers);
    writer.optional_word(name!("auth_error"), auth_error);
    writer.optional(name!("route"), route);
    if let Some(link) = link {
        writer.text(name!("link"), link);
        writer.optional(name!("alias"), alias);
    }
    writer.optional(name!("meeting_key"), meeting_key);
    if let Some(step) = step {
        writer.raw(name!("step"));
        writer.number(step);
        writer.optional_word(name!("webex"), webex);
    }
    writer.word(name!("outcome"), outcome);
    writer.raw(name!("status"));
    writer.number(status);
    writer.optional_word(name!("reason"), reason);
    if let Some(detail) = detail {
        writer.detail(detail);
    }
    writer.optional(name!("back"), back);
    writer.raw(name!("ignored_query_fields"));
    writer.number(ignored_query_fields);
    if let Some(replay) = replay {
        writer.replay(replay);
    }
    writer.raw("}");
    if !writer.is_plain {
        escape(start, out);
    }
    out.push(b'\n');
}

/// JSON leaves characters as they are that steer a terminal, or hide in it.
fn escape(start: usize, out: &mut Vec<u8>) {
    if let Ok(json) = str::from_utf8(&out[start..])
        && let Cow::Owned(escaped) = escape_hidden(json)
    {
        out.truncate(start);
        out.extend_from_slice(escaped.as_bytes());
    }
}

struct LineWriter<'o> {
    out: &'o mut Vec<u8>,
    /// Whether all texts so far are printable ASCII.
    is_plain: bool,
}

impl LineWriter<'_> {
    fn raw(&mut self, json: &str) {
        self.out.extend_from_slice(json.as_bytes());
    }

    fn text(&mut self, name: &'static str, value: &str) {
        self.raw(name);
        if needs_no_escape(value) {
            self.quoted(value);
        } else {
            self.is_plain &= is_plain(value.as_bytes());
            serde_json::to_writer(&mut *self.out, value).expect("memory takes every text");
        }
    }

    fn optional(&mut self, name: &'static str, value: Option<&str>) {
        if let Some(value) = value {
            self.text(name, value);
        }
    }

    /// A word of the code, in which nothing has to be escaped.
    fn word(&mut self, name: &'static str, word: &'static str) {
        self.raw(name);
        self.quoted(word);
    }

    fn optional_word(&mut self, name: &'static str, word: Option<&'static str>) {
        if let Some(word) = word {
            self.word(name, word);
        }
    }

    fn quoted(&mut self, plain: &str) {
        debug_assert!(needs_no_escape(plain), "{plain:?}");
        self.out.push(b'"');
        self.raw(plain);
        self.out.push(b'"');
    }

    fn number(&mut self, value: impl itoa::Integer) {
        self.raw(itoa::Buffer::new().format(value));
    }

    fn address(&mut self, address: Option<IpAddr>) {
        match address {
            None => self.raw("null"),
            Some(IpAddr::V4(address)) => {
                for (octet, before) in address.octets().into_iter().zip(["\"", ".", ".", "."]) {
                    self.raw(before);
                    self.number(octet);
                }
                self.raw("\"");
            }
            Some(IpAddr::V6(address)) => {
                write!(self.out, "\"{address}\"").expect("memory takes every text");
            }
        }
    }

    /// In UTC, to the millisecond. No clock is before 1970.
    fn time(&mut self, time: Timestamp) {
        self.raw("\"");
        self.out.extend_from_slice(&text_of_second(time));
        let thousands = time.subsec_millisecond() + 1_000;
        self.number(thousands);
        // The dot takes the place of the digit that keeps the zeros.
        let dot = self.out.len() - "1000".len();
        self.out[dot] = b'.';
        self.raw("Z\"");
    }

    // Not in line: nearly no request has one.
    #[cold]
    fn detail(&mut self, detail: &Detail<'_>) {
        let Detail {
            parameter,
            missed_name,
            host,
            webex_call,
            tracking_id,
            webex_error,
            rule,
            groups,
            near_groups,
            would,
        } = detail;
        self.optional(name!("parameter"), *parameter);
        self.optional(name!("missed_name"), missed_name.as_deref());
        self.optional(name!("host"), host.as_deref());
        self.optional_word(name!("webex_call"), *webex_call);
        self.optional(name!("tracking_id"), tracking_id.as_deref());
        self.optional(name!("webex_error"), webex_error.as_deref());
        self.optional(name!("rule"), rule.as_deref());
        self.texts(name!("groups"), groups);
        self.texts(name!("near_groups"), near_groups);
        if let Some(Would {
            outcome,
            reason,
            rule,
        }) = would
        {
            self.word(name!("would"), outcome);
            self.optional_word(name!("would_reason"), *reason);
            self.optional(name!("would_rule"), rule.as_deref());
        }
    }

    // Not in line: no request of most policies has one.
    #[cold]
    fn replay(&mut self, replay: &Replay<'_>) {
        self.raw(name!("replay"));
        // People write the names of groups and links as they like.
        self.is_plain = false;
        serde_json::to_writer(&mut *self.out, replay).expect("memory takes every text");
    }

    fn texts(&mut self, name: &'static str, values: &[&str]) {
        if !values.is_empty() {
            self.raw(name);
            // People write the names of groups as they like.
            self.is_plain = false;
            serde_json::to_writer(&mut *self.out, values).expect("memory takes every text");
        }
    }

    fn further_callers(&mut self, callers: &[FurtherCaller<'_>]) {
        if !callers.is_empty() {
            self.raw(name!("further_callers"));
            // People write their names as they like.
            self.is_plain = false;
            serde_json::to_writer(&mut *self.out, callers).expect("memory takes every text");
        }
    }
}

/// Whether a text stands in JSON as it is, and has nothing hidden in it.
fn needs_no_escape(text: &str) -> bool {
    // Without an early end, so that bytes are looked at many at a time.
    text.bytes().fold(true, |plain, byte| {
        plain & matches!(byte, 0x20..=0x7e) & (byte != b'"') & (byte != b'\\')
    })
}

const SECOND: usize = "2000-01-01T00:00:00".len();

/// The time to the second. A thread writes many lines in each.
fn text_of_second(time: Timestamp) -> [u8; SECOND] {
    thread_local! {
        static LAST: Cell<Option<(i64, [u8; SECOND])>> = const { Cell::new(None) };
    }
    let second = time.as_second();
    match LAST.get() {
        Some((last, text)) if last == second => text,
        _ => {
            let text = time.strftime("%Y-%m-%dT%H:%M:%S").to_string();
            let text = text.as_bytes().try_into().expect("four digits of a year");
            LAST.set(Some((second, text)));
            text
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, Ipv6Addr};

    use proptest::prelude::*;
    use serde::Serialize;

    use super::super::line::example::line;
    use super::super::record::{CallerFacts, FactNames};
    use super::*;
    use crate::text::cases::hidden_texts;

    /// A line with its version, for `serde_json`.
    #[derive(Serialize)]
    struct Versioned<'l> {
        log_version: u32,
        #[serde(flatten)]
        line: &'l Line<'l>,
    }

    #[track_caller]
    fn assert_as_serde(line: &Line<'_>) {
        let log_version = LOG_VERSION;
        let json = serde_json::to_string(&Versioned { log_version, line }).expect("JSON");
        let mut out = b"before\n".to_vec();
        write_line(line, &mut out);
        let written = String::from_utf8(out).expect("text");
        assert_eq!(written, format!("before\n{}\n", escape_hidden(&json)));
    }

    #[test]
    fn hostile_texts_are_written_as_serde_does() {
        let texts = hidden_texts();
        let more = [
            "",
            "\"",
            "\\",
            "\u{7f}",
            "ä",
            "a\nb",
            "\0",
            "💥",
            "</script>",
        ];
        for text in texts.iter().map(AsRef::as_ref).chain(more) {
            assert_as_serde(&Line {
                request_id: text,
                caller: Some(text),
                identity_provider: Some("headers"),
                further_callers: vec![FurtherCaller {
                    caller: Some(text),
                    identity_provider: "portal",
                }],
                detail: Some(&Detail {
                    parameter: Some(text),
                    missed_name: Some(text.into()),
                    host: None,
                    webex_call: None,
                    tracking_id: Some(text.into()),
                    webex_error: None,
                    rule: Some(text.into()),
                    groups: vec![text, "staff"],
                    near_groups: vec![text],
                    would: Some(Would {
                        outcome: "denied",
                        reason: None,
                        rule: Some(text.into()),
                    }),
                }),
                replay: Some(&Replay {
                    path: Some(text.into()),
                    page_origin: Some(text.into()),
                    caller: Some(CallerFacts {
                        has: vec!["user", "groups"],
                        holds: FactNames {
                            group: vec![text, "staff"],
                            ..FactNames::default()
                        },
                        lacks: FactNames {
                            mail_domain: vec![text],
                            certificate: vec![text],
                            ..FactNames::default()
                        },
                    }),
                    ..Replay::default()
                }),
                ..line()
            });
        }
    }

    fn address() -> impl Strategy<Value = Option<IpAddr>> {
        let v4 = any::<[u8; 4]>().prop_map(|octets| Some(Ipv4Addr::from(octets).into()));
        let v6 = any::<[u16; 8]>().prop_map(|parts| Some(Ipv6Addr::from(parts).into()));
        prop_oneof![Just(None), v4, v6]
    }

    fn time() -> impl Strategy<Value = Timestamp> {
        let (first, last) = (0, Timestamp::MAX.as_second());
        let near = (0..3_i64, 0..1_000_000_000_i32);
        let any = (first..last, 0..1_000_000_000_i32);
        prop_oneof![near, any]
            .prop_map(|(second, nano)| Timestamp::new(second, nano).expect("a time"))
    }

    proptest! {
        #[test]
        fn every_line_is_written_as_serde_does(
            texts in prop::collection::vec(any::<Option<String>>(), 10),
            has_detail in any::<bool>(),
            groups in prop::collection::vec(any::<String>(), 0..3),
            client in address(),
            time in time(),
            step in any::<Option<usize>>(),
            status in any::<u16>(),
            ignored_query_fields in any::<u32>(),
        ) {
            let text = |number: usize| texts[number].as_deref();
            let groups: Vec<&str> = groups.iter().map(String::as_str).collect();
            let detail = Detail {
                parameter: text(9),
                missed_name: text(0).map(Into::into),
                host: text(1).map(Into::into),
                webex_call: text(4).map(|_| "find_meeting"),
                tracking_id: text(5).map(Into::into),
                webex_error: text(6).map(Into::into),
                rule: text(2).map(Into::into),
                near_groups: groups.clone(),
                groups,
                would: text(7).map(|rule| Would {
                    outcome: "denied",
                    reason: text(8).map(|_| "outside_hours"),
                    rule: text(3).map(|_| rule.into()),
                }),
            };
            let replay = Replay {
                path: text(3).map(Into::into),
                lost: text(3).is_none().then_some("path"),
                page_origin: text(4).map(Into::into),
                takes_pages: has_detail,
                caller: text(5).map(|_| CallerFacts {
                    has: vec!["user"],
                    lacks: FactNames { group: detail.groups.clone(), ..FactNames::default() },
                    ..CallerFacts::default()
                }),
            };
            assert_as_serde(&Line {
                time,
                request_id: text(0).unwrap_or_default(),
                trace_id: text(1),
                span_id: text(2).filter(|_| text(1).is_some()),
                client,
                policy: text(3).unwrap_or_default(),
                caller: text(4).filter(|_| text(5).is_some()),
                identity_provider: text(5),
                auth_error: Some("expired").filter(|_| text(5).is_some()),
                route: text(6),
                link: text(7),
                alias: text(2).filter(|_| text(7).is_some()),
                meeting_key: text(8),
                step,
                webex: Some("success").filter(|_| step.is_some()),
                status,
                reason: Some("network").filter(|_| text(7).is_some()),
                detail: Some(&detail).filter(|_| has_detail),
                back: text(1),
                ignored_query_fields,
                replay: Some(&replay).filter(|_| text(7).is_some()),
                ..line()
            });
        }
    }
}
