//! What `explain` says is what the gateway does.

use super::certificates::certificate_lines;
use super::*;

/// What `explain` says is what the gateway does: for callers as the command
/// line describes them, and as a trusted proxy does.
#[test]
fn explain_and_the_gateway_agree() {
    let yaml = policy(TRUSTED, ALL_WAYS);
    let gateway = Gateway::with_policy(&yaml);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("policy.yaml");
    std::fs::write(&file, &yaml).expect("a file");
    let [ann, _] = certificate_lines("Ann Lee", &[]);
    let [bob, _] = certificate_lines("Bob", &[]);
    let mail = "X-Forwarded-User: ann@acme.example\r\nX-Forwarded-Email: ann@acme.example\r\n";
    let lee = format!("{mail}X-Forwarded-Preferred-Username: Ann Lee\r\n");
    let callers: [(&[&str], String); 11] = [
        (&[], String::new()),
        (
            &["--from", "10.1.2.3"],
            "X-Forwarded-For: 10.1.2.3\r\n".to_owned(),
        ),
        (
            &["--from", "203.0.113.9"],
            "X-Forwarded-For: 10.1.2.3, 203.0.113.9\r\n".to_owned(),
        ),
        (&["--as", "ann@acme.example"], mail.to_owned()),
        (
            &["--as", "Ann Lee <ann@acme.example>", "--group", "staff"],
            format!("{lee}X-Forwarded-Groups: staff\r\n"),
        ),
        (
            &[
                "--as",
                "Ann Lee <ann@acme.example>",
                "--group",
                "guests",
                "--group",
                "Staff",
            ],
            format!("{lee}X-Forwarded-Groups: guests, Staff\r\n"),
        ),
        (
            &["--as", "bob", "--group", "staff", "--from", "10.1.2.3"],
            format!("{BOB}X-Forwarded-For: 10.1.2.3\r\n"),
        ),
        (&["--certificate", "CN=Ann Lee,O=Acme"], ann.clone()),
        (
            &["--certificate", "CN=Ann Lee,O=Acme", "--from", "10.1.2.3"],
            format!("{ann}X-Forwarded-For: 10.1.2.3\r\n"),
        ),
        (&["--certificate", "CN=Bob,O=Acme"], bob),
        (
            &[
                "--as",
                "bob",
                "--group",
                "staff",
                "--certificate",
                "CN=Ann Lee,O=Acme",
            ],
            format!("{BOB}{ann}"),
        ),
    ];
    // Each for every caller; then some that stop before anybody is asked for.
    let depending = [
        "join", "staff", "office", "badge", "shift", "cancel", "tidy",
    ];
    let paths = depending.map(|route| format!("/go/{route}/123456789"));
    let paths = paths
        .iter()
        .map(String::as_str)
        .chain(["/go/old", "/go/soon"]);
    let each = callers
        .iter()
        .flat_map(|caller| paths.clone().map(move |path| (path, caller)));
    let staff = &callers[4];
    let others = [
        "/go/standup",
        "/go/staff/123456789?back=elsewhere",
        "/go/staff/123456789?AT=DM",
        "/go/staff/a%2Fb",
        "/go/nowhere",
    ]
    .map(|path| (path, staff));
    let mut differing = String::new();
    for (path, (arguments, headers)) in each.chain(others) {
        let (response, line) = browse(&gateway, path, headers);
        let at = ["--at", said(&line, "time")];
        let explained = explain(&file, path, &[arguments, &at[..]].concat());
        let answer = &explained["answer"];
        let asked = || format!("{path} {arguments:?}");
        if (&line["status"], &line["outcome"]) != (&answer["status"], &answer["outcome"]) {
            writeln!(differing, "{}: {line} {answer}", asked()).expect("a String");
        }
        assert_eq!(line["status"], response.status());
        let target = explained["target"].as_str();
        if response.status() == 302 && response.location() != target {
            writeln!(
                differing,
                "{}: {:?} {target:?}",
                asked(),
                response.location()
            )
            .expect("a String");
        }
    }
    assert_eq!(differing, "");
}

fn explain(policy: &Path, path: &str, arguments: &[&str]) -> Value {
    let file = policy.to_str().expect("text");
    let fixed = ["explain", path, "--policy", file, "--format", "json"];
    let output = run(&[&fixed, arguments].concat());
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(said, "", "{path} {arguments:?}");
    serde_json::from_slice(&output.stdout).expect("JSON")
}
