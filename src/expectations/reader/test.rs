//! Reading one test.

use jiff::Timestamp;

use super::caller::Callers;
use super::checks::read_checks;
use super::moment::read_moment;
use crate::compile::{Fields, Node, Text};
use crate::expectations::model::{Header, Test, TestRequest};
use crate::expectations::names::Names;

/// Most cases in all files together: each takes some microseconds, and a table of requests and callers
/// has many in a few lines.
const MAX_CASES: usize = 1_000_000;

/// Most bytes of a name that stands for a test without one.
const MAX_NAME: usize = 120;

pub struct TestReader<'n> {
    pub names: &'n Names<'n>,
    pub callers: Callers<'n>,
    /// When requests are made where the test says nothing.
    pub at: Timestamp,
    /// How many cases there are so far, in all files.
    pub cases: &'n mut usize,
}

impl TestReader<'_> {
    pub fn read_all(&mut self, node: Node<'_>) -> Vec<Test> {
        let Some(items) = node.items() else {
            let finding = node.error(format!(
                "`tests` must be a list, but this is {}",
                node.describe()
            ));
            finding.help("begin each test with `- `");
            return Vec::new();
        };
        if node.is_empty_list() {
            let finding = node.error("`tests` is empty");
            finding.help("write a test, or let `linkgate test --record REQUEST` write one");
        }
        items.filter_map(|item| self.read(item)).collect()
    }

    fn read(&mut self, node: Node<'_>) -> Option<Test> {
        let mut fields = Fields::open(node, "a test");
        let name = fields.take_text("name");
        let requests = fields.require("request").map(read_requests);
        let callers = self.callers.of_test(fields.take("caller"));
        let zone = self.names.policy.endpoint().time_zone();
        let at = fields.take("at").and_then(|node| read_moment(node, zone));
        let headers = fields.take("headers").map(read_headers);
        let referrer = fields.take_text("referrer").filter(is_header_value);
        let checks = fields.require("expect");
        let checks = checks.map(|checks| read_checks(checks, self.names));
        fields.finish();
        let (requests, checks) = (requests?, checks?);
        let name = match (name, requests.first()) {
            (Some(name), _) => name.as_str().into(),
            (None, Some(request)) => short(&request.in_words()),
            (None, None) => return None,
        };
        let test = Test {
            name,
            place: node.head().place(),
            requests,
            callers,
            at: at.unwrap_or(self.at),
            headers: headers.unwrap_or_default(),
            referrer: referrer.map(|referrer| referrer.as_str().into()),
            checks,
        };
        self.has_room_for(&test, node).then_some(test)
    }

    fn has_room_for(&mut self, test: &Test, node: Node<'_>) -> bool {
        *self.cases = self.cases.saturating_add(test.len());
        let has_room = *self.cases <= MAX_CASES;
        if !has_room {
            let finding = node.head().error(format!(
                "with this test, there are {} cases, and {MAX_CASES} are the limit",
                *self.cases
            ));
            finding.help("shorten its lists, or run fewer files at once");
            *self.cases -= test.len();
        }
        has_room
    }
}

fn read_requests(node: Node<'_>) -> Vec<TestRequest> {
    if node.is_empty_list() {
        let finding = node.error("this list of requests is empty");
        finding.help("write a path like /go/standup");
    }
    let texts = node.read_texts("a request").into_iter();
    texts.filter_map(read_request).collect()
}

/// Reads a request: a link, after its method if it is not `GET`.
fn read_request(text: Text<'_>) -> Option<TestRequest> {
    let (method, link) = match text.split_once(' ') {
        Some((method, link)) if is_method(method) => (method, link.trim_start()),
        _ => ("GET", text.as_str()),
    };
    if link.len() < text.len() && !link.starts_with('/') {
        let finding = text.error(format!("no path follows the method `{method}`"));
        finding.help(format!(
            "write a path, like `{method} /go/standup`; write what a person has typed in lower case"
        ));
        return None;
    }
    if link.trim().is_empty() {
        let finding = text.error("this request is empty");
        finding.help("write a path like /go/standup, a full address, or what a person has typed");
        return None;
    }
    Some(TestRequest {
        method: method.into(),
        link: link.into(),
    })
}

fn is_method(word: &str) -> bool {
    word.len() >= 3 && word.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn read_headers(node: Node<'_>) -> Vec<Header> {
    let entries = Fields::open(node, "`headers`").rest().into_iter();
    let headers = entries.filter_map(|entry| {
        let value = entry.value.read_text("the value of a header")?;
        let is_sound = is_header_name(entry.name) & is_header_value(&value);
        is_sound.then(|| Header {
            name: entry.name.as_str().into(),
            value: value.as_str().into(),
        })
    });
    headers.collect()
}

/// Whether it is a token of RFC 9110.
fn is_header_name(name: Text<'_>) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let is_name = !name.is_empty() && name.bytes().all(is_token);
    if !is_name {
        let finding = name.error("this is no name of a header");
        finding.help("write it like `Accept: application/json`");
    }
    is_name
}

fn is_header_value(value: &Text<'_>) -> bool {
    let is_value = value.bytes().all(|byte| byte >= b' ' && byte != 0x7f);
    if !is_value {
        value
            .error("a header cannot have this value")
            .help("write it in one line");
    }
    is_value
}

fn short(name: &str) -> Box<str> {
    match name.len() > MAX_NAME {
        true => format!("{}…", &name[..name.floor_char_boundary(MAX_NAME)]).into(),
        false => name.into(),
    }
}
