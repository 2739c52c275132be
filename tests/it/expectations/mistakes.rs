//! Every mistake in a file of expectations is found, with its line and what to do.

use super::Desk;

const MISTAKEN: &str = r#"version: 2
at: tomorrow
expect: x
callers:
  anonymous: { user: a }
  anna: { user: anna@acme.example, emial: anna@acme.example, from: 10.1.2 }
  ben: { groups: [staff] }
  eve: { email: eve, by: haeders, certificate: a@b@c, user: '' }
tests:
  - name: misspelt names
    request: /go/standup
    caller: [ana, anna]
    expect: { status: 3o2, outcome: redirect, reason: client_not_alowed, route: jion, link: daily, back: meeting, parameters: { meeting_kay: 1 } }
  - request: []
    caller: []
    expect: {}
  - name: nothing to do
    requests: /go/x
    when: now
    at: 2027-02-30
  - request: [/go/x, '', { a: b }]
    expect: [302]
    headers: { 'A B': x, Accept: "a\nb" }
    referrer: "a\nb"
  - /go/standup
  - name: twice
    name: again
    request: /go/x
    expect: { target: }
  - request: [POST standup, FOO x, POST /go/standup, join 123456789]
    expect: { would: allow, parameters: {} }
"#;

#[test]
fn every_mistake_is_found_at_once() {
    let said = Desk::with(MISTAKEN).test(&[], 1);
    let short = |finding: &str| {
        let lines = finding.lines().filter(|line| {
            line.starts_with("error") || line.contains("-->") || line.contains("= help")
        });
        lines
            .map(|line| format!("{}\n", line.trim()))
            .collect::<String>()
    };
    let findings: String = said.out.split("\n\n").map(short).collect();
    insta::assert_snapshot!(findings, @"
    error: unknown version `2`
    --> policy.test.yaml:1:10
    = help: this Linkgate reads version 1
    error: `tomorrow` is no moment
    --> policy.test.yaml:2:5
    = help: write it like 2027-01-13T09:00 (in the time zone of the policy) or 2027-01-13T09:00+01:00
    error: unknown key `expect` in the file
    --> policy.test.yaml:3:1
    = help: known here: version, at, callers, tests
    error: `anonymous` is known already
    --> policy.test.yaml:5:3
    = help: choose another name: it is the caller of whom nothing is known
    error: unknown key `emial` in a caller
    --> policy.test.yaml:6:36
    = help: did you mean `email`?
    error: `10.1.2` is no IP address
    --> policy.test.yaml:6:68
    = help: write the address of one client, like 10.1.2.3 or 2001:db8::1
    error: `groups` and `by` need a person
    --> policy.test.yaml:7:8
    = help: add `user`, `email` or `name`
    error: `eve` is no e-mail address
    --> policy.test.yaml:8:17
    = help: write it like ann@acme.example
    error: the policy has no identity source `haeders`
    --> policy.test.yaml:8:26
    = help: did you mean `headers`?
    error: `a@b@c` is no subject and no e-mail address
    --> policy.test.yaml:8:48
    = help: write it like CN=Ann,O=Acme or ann@acme.example
    error: `user` is empty
    --> policy.test.yaml:8:61
    = help: remove it
    error: this file has no caller `ana`
    --> policy.test.yaml:12:14
    = help: did you mean `anna`?
    error: `3o2` is no status of HTTP
    --> policy.test.yaml:13:23
    = help: write three digits, like 302 or 403
    error: no answer has the outcome `redirect`
    --> policy.test.yaml:13:37
    = help: did you mean `redirected`?
    error: no answer has the reason `client_not_alowed`
    --> policy.test.yaml:13:55
    = help: did you mean `client_not_allowed`?
    error: the policy has no route `jion`
    --> policy.test.yaml:13:81
    = help: did you mean `join`?
    error: the policy has no link `daily`
    --> policy.test.yaml:13:93
    = help: `daily` is an alias: write `standup`
    error: no route has the back URL `meeting`
    --> policy.test.yaml:13:106
    = help: did you mean `meetings`?
    error: no route has the parameter `meeting_kay`
    --> policy.test.yaml:13:129
    = help: did you mean `meeting_key`?
    error: this list of requests is empty
    --> policy.test.yaml:14:14
    = help: write a path like /go/standup
    error: this list of callers is empty
    --> policy.test.yaml:15:13
    = help: name a caller, or remove `caller` for an anonymous one
    error: `expect` is empty
    --> policy.test.yaml:16:13
    = help: write what is to be so, e.g. `expect: { status: 302 }`
    error: a test has no `expect`
    --> policy.test.yaml:17:5
    = help: add `expect:`
    error: unknown key `requests` in a test
    --> policy.test.yaml:18:5
    = help: did you mean `request`?
    error: unknown key `when` in a test
    --> policy.test.yaml:19:5
    = help: known here: name, request, caller, at, headers, referrer, expect
    error: `2027-02-30` is no moment
    --> policy.test.yaml:20:9
    = help: write it like 2027-01-13T09:00 (in the time zone of the policy) or 2027-01-13T09:00+01:00
    error: this request is empty
    --> policy.test.yaml:21:22
    = help: write a path like /go/standup, a full address, or what a person has typed
    error: a request must be a text, but this is a mapping
    --> policy.test.yaml:21:26
    error: `expect` must be a mapping, but this is a list
    --> policy.test.yaml:22:13
    = help: write it as `key: value` lines, indented
    error: this is no name of a header
    --> policy.test.yaml:23:16
    = help: write it like `Accept: application/json`
    error: a header cannot have this value
    --> policy.test.yaml:23:34
    = help: write it in one line
    error: a header cannot have this value
    --> policy.test.yaml:24:15
    = help: write it in one line
    error: a test must be a mapping, but this is a text
    --> policy.test.yaml:25:5
    = help: write it as `key: value` lines, indented
    error: `name` is here twice
    --> policy.test.yaml:27:5
    = help: remove one of them: only one can apply
    error: `target` has no value
    --> policy.test.yaml:29:15
    = help: give it one, or remove the line
    error: no path follows the method `POST`
    --> policy.test.yaml:30:15
    = help: write a path, like `POST /go/standup`; write what a person has typed in lower case
    error: no path follows the method `FOO`
    --> policy.test.yaml:30:29
    = help: write a path, like `FOO /go/standup`; write what a person has typed in lower case
    error: no answer would have the outcome `allow`
    --> policy.test.yaml:31:22
    = help: did you mean `allowed`?
    error: `parameters` is empty
    --> policy.test.yaml:31:41
    = help: write a value, e.g. `parameters: { meeting_key: 123456789 }`, or remove it
    ");
    insta::assert_snapshot!(said.out.lines().last().unwrap_or_default(), @"39 errors in policy.test.yaml: no expectation was tested");
}

#[test]
fn a_file_that_is_none_is_told_from_one_with_mistakes() {
    let shown = |text: &[u8]| {
        let said = Desk::with(text).test(&[], 1);
        let lines = said
            .out
            .lines()
            .filter(|line| line.starts_with("error") || line.contains("= help"));
        lines
            .take(2)
            .map(|line| format!("{}\n", line.trim()))
            .collect::<String>()
    };
    let texts: [(&str, &[u8]); 9] = [
        ("empty", b""),
        ("a comment", b"# later\n"),
        ("a policy", super::POLICY.as_bytes()),
        (
            "cut off",
            b"version: 1\ntests:\n  - { request: /go/standup, expect: { sta",
        ),
        (
            "aliases",
            b"version: 1\ntests:\n  - &a { request: /go/x, expect: { status: 404 } }\n  - *a\n",
        ),
        ("UTF-16", b"\xff\xfev\0e\0r\0"),
        ("Latin-1", b"version: 1\n# caf\xe9\n"),
        ("a list", b"- a\n"),
        ("no tests", b"version: 1\ntests: []\n"),
    ];
    let shown = texts.map(|(name, text)| format!("{name}\n{}", shown(text)));
    insta::assert_snapshot!(shown.concat(), @"
    empty
    error: this file is empty
    = help: write `version: 1`, and a list of `tests`
    a comment
    error: this file is empty
    = help: write `version: 1`, and a list of `tests`
    a policy
    error: this is a policy, not a file of expectations: it has `public_url`
    = help: name the policy by --policy, and the file with its `tests` behind it
    cut off
    error: not YAML: unclosed bracket '{'
    = help: close the bracket; put a text that contains ` #` in quotes, because that begins a comment
    aliases
    error: anchors (&name) are not part of the policy language
    = help: remove the anchor and write the value out where it is used
    UTF-16
    error: policy.test.yaml: UTF-16, not UTF-8 text: save it as UTF-8
    Latin-1
    error: policy.test.yaml: not UTF-8 text (line 2): save it as UTF-8
    a list
    error: the file must be a mapping, but this is a list
    = help: write it as `key: value` lines, indented
    no tests
    error: `tests` is empty
    = help: write a test, or let `linkgate test --record REQUEST` write one
    ");
    // A byte order mark is no part of a text.
    Desk::with(format!("\u{feff}{}", super::EXPECTED)).test(&[], 0);
}
