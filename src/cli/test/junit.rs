//! Results as JUnit's XML, which CI servers read.

use std::borrow::Cow;
use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::results::{CaseResult, Results};
use crate::cli::explanation::text;
use crate::cli::output::visible;
use crate::compile::{Severity, Source};
use anstream::adapter::strip_str;

type Xml = Writer<Vec<u8>>;

pub fn render(results: &Results<'_>) -> io::Result<String> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let totals = results.totals();
    let errors = results.findings.count(Severity::Error);
    let counts = Counts {
        tests: totals.all + errors,
        failures: totals.failed,
        errors,
    };
    let suites = counts.on(BytesStart::new("testsuites"), "linkgate test");
    xml.write_event(Event::Start(suites))?;
    unread(&mut xml, results)?;
    for cases in results
        .cases
        .chunk_by(|one, next| source(one) == source(next))
    {
        suite(&mut xml, results, cases)?;
    }
    xml.write_event(Event::End(BytesEnd::new("testsuites")))?;
    let mut text = String::from_utf8(xml.into_inner()).map_err(io::Error::other)?;
    text.push('\n');
    Ok(text)
}

#[derive(Clone, Copy, Debug)]
struct Counts {
    tests: usize,
    failures: usize,
    errors: usize,
}

impl Counts {
    fn on<'x>(self, mut element: BytesStart<'x>, name: &str) -> BytesStart<'x> {
        push(&mut element, "name", name);
        for (key, number) in [
            ("tests", self.tests),
            ("failures", self.failures),
            ("errors", self.errors),
        ] {
            push(&mut element, key, &number.to_string());
        }
        element
    }
}

fn source(result: &CaseResult<'_>) -> u32 {
    result.case.test.place.source
}

/// The files that cannot be tested, as a suite of their own.
fn unread(xml: &mut Xml, results: &Results<'_>) -> io::Result<()> {
    let errors = results.findings.count(Severity::Error);
    if errors == 0 {
        return Ok(());
    }
    let counts = Counts {
        tests: errors,
        failures: 0,
        errors,
    };
    let suite = counts.on(BytesStart::new("testsuite"), results.policy);
    xml.write_event(Event::Start(suite))?;
    for finding in &results.findings.listed {
        let at = finding.span.as_ref();
        let at = at.map(|span| format!("{}:{}:{}", span.file, span.line, span.column));
        let at = at.unwrap_or_else(|| results.policy.to_owned());
        let message = &finding.problem.message;
        let help = finding.problem.help.as_deref().unwrap_or_default();
        let file = finding
            .span
            .as_ref()
            .map_or(results.policy, |span| span.file);
        start_case(xml, file, &at)?;
        outcome(xml, "error", message, &format!("{at}: {message}\n{help}"))?;
        xml.write_event(Event::End(BytesEnd::new("testcase")))?;
    }
    xml.write_event(Event::End(BytesEnd::new("testsuite")))
}

fn suite(xml: &mut Xml, results: &Results<'_>, cases: &[CaseResult<'_>]) -> io::Result<()> {
    let source = cases
        .first()
        .and_then(|case| results.sources.source(source(case)));
    let name = source.map_or("", Source::name);
    let counts = Counts {
        tests: cases.len(),
        failures: cases
            .iter()
            .filter(|case| !case.mismatches.is_empty())
            .count(),
        errors: 0,
    };
    let element = counts.on(BytesStart::new("testsuite"), name);
    xml.write_event(Event::Start(element))?;
    for case in cases {
        if case.mismatches.is_empty() {
            let element = case_element(name, &case.name());
            xml.write_event(Event::Empty(element))?;
            continue;
        }
        start_case(xml, name, &case.name())?;
        let notes = results.notes(case);
        outcome(xml, "failure", &notes.join("; "), &details(results, case))?;
        xml.write_event(Event::End(BytesEnd::new("testcase")))?;
    }
    xml.write_event(Event::End(BytesEnd::new("testsuite")))
}

fn details(results: &Results<'_>, case: &CaseResult<'_>) -> String {
    let mut details = results.notes(case).join("\n");
    if let Some(facts) = &case.facts {
        details.push_str("\n\n");
        details.push_str(&strip_str(&text::render(facts)).to_string());
    }
    details
}

fn case_element<'x>(class: &str, name: &str) -> BytesStart<'x> {
    let mut element = BytesStart::new("testcase");
    push(&mut element, "classname", class);
    push(&mut element, "name", name);
    element
}

fn start_case(xml: &mut Xml, class: &str, name: &str) -> io::Result<()> {
    xml.write_event(Event::Start(case_element(class, name)))
}

fn outcome(xml: &mut Xml, kind: &str, message: &str, details: &str) -> io::Result<()> {
    let mut element = BytesStart::new(kind);
    push(&mut element, "message", message);
    let details: Vec<Cow<'_, str>> = details.lines().map(visible).collect();
    xml.write_event(Event::Start(element))?;
    xml.write_event(Event::Text(BytesText::new(&details.join("\n"))))?;
    xml.write_event(Event::End(BytesEnd::new(kind)))
}

/// XML has no way to write a control character: none is left in a visible text.
fn push(element: &mut BytesStart<'_>, key: &str, value: &str) {
    element.push_attribute((key, &*visible(value)));
}
