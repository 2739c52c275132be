//! What is taken for a line of the decision log, and what is not.

use super::*;

const LINE: &str = r#"{"log_version":1,"time":"2027-01-01T09:00:00.000Z","request_id":"r1","method":"GET","client":"10.1.2.3","policy":"58b657605200852b","outcome":"redirected","status":302,"ignored_query_fields":0}"#;

#[track_caller]
fn refused(text: &str) -> String {
    let read = LogLine::only("standard input", text.as_bytes());
    read.expect_err("it is no line").to_string()
}

#[test]
fn a_line_is_read_with_blank_lines_around_it_and_fields_of_later_versions() {
    for text in [
        LINE.to_owned(),
        format!("\n{LINE}\r\n\n"),
        LINE.replace("{", r#"{"new":{"a":[1]},"#),
    ] {
        let line = LogLine::only("-", text.as_bytes()).expect("a line");
        assert_eq!(line.outcome(), Some(OutcomeWord::Redirected));
        assert_eq!((line.method, line.status), (Method::Get, 302));
        assert!(line.person().is_none());
    }
    let unknown = LINE.replace("redirected", "teleported");
    let line = LogLine::only("-", unknown.as_bytes()).expect("a line");
    assert_eq!(line.outcome(), None);
    let socket = LINE.replace("\"10.1.2.3\"", "null");
    let line = LogLine::only("-", socket.as_bytes()).expect("a line");
    assert_eq!(line.client, None);
}

#[test]
fn what_is_no_line_is_refused() {
    let without = |field: &str| {
        let start = LINE.find(&format!("\"{field}\":")).expect("a field");
        let end = start + LINE[start..].find(',').expect("another field") + 1;
        format!("{}{}", &LINE[..start], &LINE[end..])
    };
    for (text, expected) in [
        (String::new(), "has no line"),
        (" \n\t\n".to_owned(), "has no line"),
        (format!("{LINE}\n{LINE}\n"), "has 2 lines"),
        ("x".repeat(MAX_LINE_BYTES + 1), "more than 64 KiB"),
        (
            "GET /go/standup".to_owned(),
            "not a line of the decision log",
        ),
        ("null".to_owned(), "not a line of the decision log"),
        ("[1]".to_owned(), "the line cannot be used"),
        ("\"text\"".to_owned(), "not a line of the decision log"),
        ("[".repeat(60_000), "not a line of the decision log"),
        (LINE[..60].to_owned(), "not a line of the decision log"),
        ("{}".to_owned(), "no `log_version`"),
        (r#"{"MESSAGE":"…"}"#.to_owned(), "journalctl -o cat"),
        (LINE.replace(":1,", ":2,"), "`log_version` 2"),
        (
            LINE.replace(":1,", ":-1,"),
            "not a line of the decision log",
        ),
        (
            LINE.replace(":1,", ":\"1\","),
            "not a line of the decision log",
        ),
        (LINE.replace(":1,", ":1,\"status\":1,"), "duplicate field"),
        (without("time"), "missing field `time`"),
        (without("request_id"), "missing field `request_id`"),
        (without("method"), "missing field `method`"),
        (without("client"), "missing field `client`"),
        (without("policy"), "missing field `policy`"),
        (without("outcome"), "missing field `outcome`"),
        (without("status"), "missing field `status`"),
        (LINE.replace("2027-", "soon-"), "`time` is no moment"),
        (LINE.replace("GET", "get"), "`method` is none"),
        (LINE.replace("10.1.2.3", "office"), "invalid IP address"),
        (LINE.replace("302", "-302"), "the line cannot be used"),
        (LINE.replace("302", "[302]"), "the line cannot be used"),
    ] {
        let said = refused(&text);
        assert!(said.contains(expected), "{said}: {expected}");
        assert!(said.chars().count() < 300, "{said}");
    }
    let wrong = LogLine::only("-", b"\xff\xfe").expect_err("no text");
    assert_eq!(wrong.to_string(), "- is not UTF-8 text");
}

#[test]
fn a_line_is_about_one_of_three_requests() {
    let with = |method: &str, outcome: &str, more: &str| {
        let line = LINE.replace("GET", method).replace("redirected", outcome);
        let line = line.replace('{', &format!("{{{more}"));
        LogLine::parse(&line).expect("a line").stage()
    };
    let route = r#""route":"join","#;
    let back = r#""route":"join","step":1,"webex":"success","#;
    for (method, outcome, more, stage) in [
        ("GET", "redirected", route, Stage::Request),
        ("POST", "method_not_allowed", "", Stage::Request),
        ("other", "method_not_allowed", "", Stage::Request),
        ("GET", "teleported", "", Stage::Request),
        ("GET", "redirected", back, Stage::Return),
        ("GET", "returned", route, Stage::Return),
        ("GET", "invalid_ticket", "", Stage::Return),
        ("POST", "invalid_ticket", "", Stage::Confirmation),
        ("POST", "confirmed", route, Stage::Confirmation),
        ("POST", "denied", route, Stage::Confirmation),
    ] {
        assert_eq!(with(method, outcome, more), stage, "{method} {outcome}");
    }
}
