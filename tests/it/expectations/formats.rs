//! Results for programs.

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::{Value, json};

use super::{Desk, EXPECTED};

fn failing() -> Desk {
    Desk::with(EXPECTED.replace("status: 302, ", "status: 403, "))
}

#[test]
fn json_has_each_case_and_what_is_so_instead() {
    let said = failing().test(&["--format", "json", "--coverage"], 1);
    let report: Value = serde_json::from_str(&said.out).expect("JSON");
    assert_eq!(report["policy"], "policy.yaml");
    assert_eq!(report["ok"], false);
    assert_eq!(
        (&report["expectations"], &report["failed"]),
        (&json!(6), &json!(1))
    );
    let case = &report["cases"][0];
    assert_eq!(case["name"], "staff start meetings from the office");
    assert_eq!(
        case["mismatches"],
        json!([{ "key": "status", "expected": "403", "found": "302", "line": 9, "column": 23 }])
    );
    assert_eq!(case["explanation"]["answer"]["outcome"], "redirected");
    assert_eq!(
        report["cases"][5],
        json!({ "name": "/go/standup [/go/Daily, anonymous]", "file": "policy.test.yaml", "ok": true })
    );
    assert_eq!(
        report["coverage"]["counts"][0],
        json!({ "kind": "route", "reached": 2, "all": 2 })
    );
    assert_eq!(report["coverage"]["gaps"][0]["kind"], "allow");
}

#[test]
fn github_gets_annotations() {
    let said = failing().test(&["--format", "github"], 1);
    assert_eq!(
        said.out,
        "::error file=policy.test.yaml,line=9,col=23,title=Linkgate test::staff start meetings from the office%0A`status` is 302, expected 403\nlinkgate: policy.yaml: 1 of 6 expectations not met\n"
    );
    let said = Desk::with("tests: []\n").test(&["--format", "github"], 1);
    assert!(
        said.out
            .starts_with("::error file=policy.test.yaml,line=1,"),
        "{}",
        said.out
    );
}

/// A part of an XML document: the path of its element with its attributes, or its text.
fn parts(xml: &str) -> Vec<String> {
    let mut reader = Reader::from_str(xml);
    let mut parts = Vec::new();
    let mut open = Vec::new();
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Start(element) => {
                open.push(element.name().as_ref().to_owned());
                parts.push(of_element(&open, &element));
            }
            Event::Empty(element) => {
                open.push(element.name().as_ref().to_owned());
                parts.push(of_element(&open, &element));
                open.pop();
            }
            Event::End(element) => {
                assert_eq!(open.pop().as_deref(), Some(element.name().as_ref()));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty());
    parts
}

fn of_element(open: &[String], element: &quick_xml::events::BytesStart<'_>) -> String {
    let attributes = element.attributes().map(|attribute| {
        let attribute = attribute.expect("an attribute");
        let key = attribute.key.as_ref().to_owned();
        format!(" {key}={}", attribute.value)
    });
    format!("{}{}", open.join("/"), attributes.collect::<String>())
}

/// The elements and attributes are those that every reader of JUnit's format knows.
#[test]
fn junit_is_well_formed_whatever_stands_in_names() {
    let names = ["<b>&\"']]>", "\\e[31m\\0\\x08\\u202E", "\u{1f600}\u{fffd}"];
    let tests = names.map(|name| {
        format!(
            "  - {{ name: \"{}\", request: /go/standup, expect: {{ status: 404 }} }}\n",
            name.replace('"', "\\\"")
        )
    });
    let desk = Desk::with(format!("version: 1\ntests:\n{}", tests.concat()));
    let said = desk.test(&["--format", "junit"], 1);
    let parts = parts(&said.out);
    assert_eq!(
        parts[0],
        "testsuites name=linkgate test tests=3 failures=3 errors=0"
    );
    assert_eq!(
        parts[1],
        "testsuites/testsuite name=policy.test.yaml tests=3 failures=3 errors=0"
    );
    assert_eq!(
        parts[2..4],
        [
            "testsuites/testsuite/testcase classname=policy.test.yaml name=&lt;b&gt;&amp;&quot;&apos;]]&gt;",
            "testsuites/testsuite/testcase/failure message=`status` is 302, expected 404"
        ]
    );
    let is_xml =
        |c: char| matches!(c, '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    assert!(said.out.chars().all(is_xml), "{:?}", said.out);
    let said = Desk::with("version: 2\n").test(&["--format", "junit"], 1);
    let parts = self::parts(&said.out);
    assert_eq!(
        parts[0],
        "testsuites name=linkgate test tests=2 failures=0 errors=2"
    );
    assert!(
        parts[3].starts_with("testsuites/testsuite/testcase/error message=the file has no `tests`"),
        "{parts:?}"
    );
}
