//! `diff`, as an operator and a workflow call it.

use std::fs;
use std::process::Command;

use super::Desk;
use crate::docs;

/// The policy before and after the change of docs/changes.md.
fn documented() -> [String; 2] {
    let page = docs::read("docs/changes.md");
    let (_, section) = page.split_once("\n## diff").expect("a section");
    let (_, rest) = section.split_once("```yaml\n").expect("a policy");
    let old = rest.split_once("```").expect("an end").0.to_owned();
    let new = old.replace(
        "allow: [{ group: staff }]",
        "allow: [{ group: [staff, guests] }, { network: office }]",
    );
    assert_ne!(old, new);
    [
        old,
        new + "  lunch: { route: join, meeting_key: 987654321 }\n",
    ]
}

fn desk() -> Desk {
    let [old, new] = documented();
    let desk = Desk::with(&old);
    fs::write(desk.folder.path().join("old.yaml"), old).expect("is written");
    fs::write(desk.folder.path().join("new.yaml"), new).expect("is written");
    desk
}

impl Desk {
    fn git(&self, arguments: &[&str]) {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=t", "-c", "user.email=t@acme.example"]);
        let done = git
            .args(arguments)
            .current_dir(self.folder.path())
            .output()
            .expect("git");
        assert!(done.status.success(), "{arguments:?}: {done:?}");
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("is made");
        fs::write(path, text).expect("is written");
    }
}

/// The moment of an example is that of the test.
fn without_time(text: &str) -> String {
    let words = text.split(' ').map(|word| match word.ends_with("Z:") {
        true => "TIME:",
        false => word,
    });
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn the_comparison_in_the_manual_is_so() {
    let page = docs::read("docs/changes.md");
    let said = desk().run(&["diff", "old.yaml", "new.yaml"], 1);
    let (_, section) = page.split_once("\n## diff").expect("a section");
    let (_, rest) = section.split_once("```text\n").expect("a comparison");
    let shown = rest.split_once("```").expect("an end").0;
    assert_eq!(without_time(&said.out), without_time(shown));
}

#[test]
fn the_exit_code_says_whether_access_widens() {
    let desk = desk();
    for (arguments, code) in [
        (&["old.yaml", "old.yaml"][..], 0),
        (&["old.yaml", "new.yaml"], 1),
        (&["new.yaml", "old.yaml"], 0),
        (&["new.yaml", "old.yaml", "--fail-on", "any"], 1),
        (&["old.yaml", "new.yaml", "--fail-on", "nothing"], 0),
        (&["old.yaml", "none.yaml"], 2),
        (&["old.yaml"], 2),
    ] {
        let all: Vec<&str> = ["diff"]
            .into_iter()
            .chain(arguments.iter().copied())
            .collect();
        desk.run(&all, code);
    }
}

#[test]
fn a_policy_with_errors_is_shown_with_its_findings() {
    let desk = desk();
    desk.write("bad.yaml", super::BAD);
    let said = desk.run(&["diff", "old.yaml", "bad.yaml"], 2);
    assert!(said.err.contains("--> bad.yaml:5:"), "{}", said.err);
    assert_eq!(said.out, "");
}

#[test]
fn programs_get_the_same() {
    let desk = desk();
    let said = desk.run(&["diff", "old.yaml", "new.yaml", "--format", "json"], 1);
    let json: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
    assert_eq!(json["widens"], true);
    assert_eq!(json["shape"], 1);
    let said = desk.run(&["diff", "old.yaml", "new.yaml", "--format", "github"], 1);
    assert!(
        said.out
            .contains("::warning title=Linkgate%3A access widens::/go/"),
        "{}",
        said.out
    );
    let said = desk.run(&["diff", "old.yaml", "new.yaml", "--format", "markdown"], 1);
    assert!(said.out.contains("- **widens** `"), "{}", said.out);
}

#[test]
fn a_revision_is_read_out_of_the_repository() {
    let [old, new] = documented();
    let desk = Desk::with(&old);
    desk.git(&["init", "--quiet"]);
    let with_table = |policy: &str| format!("{policy}links_from: ../tables/links.csv\n");
    desk.write("policy/p.yaml", &with_table(&old));
    desk.write(
        "tables/links.csv",
        "name,route,meeting_key\nweekly,join,123456789\n",
    );
    desk.git(&["add", "."]);
    desk.git(&["commit", "--quiet", "-m", "one"]);
    desk.write("policy/p.yaml", &with_table(&new));
    desk.write(
        "tables/links.csv",
        "name,route,meeting_key\nweekly,join,987654321\n",
    );
    for operand in ["HEAD:policy", "HEAD:policy/p.yaml", "HEAD:./policy"] {
        let said = desk.run(&["diff", operand, "policy"], 1);
        assert!(said.out.contains("/go/weekly"), "{operand}: {}", said.out);
        assert!(said.out.contains("/go/lunch"), "{operand}: {}", said.out);
    }
    desk.run(&["diff", "HEAD:policy", "HEAD:policy"], 0);
}

#[test]
fn what_is_no_policy_in_a_revision_is_said() {
    let [old, _] = documented();
    let desk = Desk::with(&old);
    let outside = desk.run(&["diff", "HEAD:policy.yaml", "policy.yaml"], 2);
    assert!(
        outside.err.contains("not a git repository"),
        "{}",
        outside.err
    );
    desk.git(&["init", "--quiet"]);
    desk.write("secret.yaml", &format!("{old}links_from: /etc/passwd\n"));
    desk.write("table.yaml", &format!("{old}links_from: ../links.csv\n"));
    std::os::unix::fs::symlink("/etc/passwd", desk.folder.path().join("link.yaml"))
        .expect("a link");
    desk.write("folder/readme.txt", "no policy");
    desk.git(&["add", "."]);
    desk.git(&["commit", "--quiet", "-m", "one"]);
    for (operand, expected) in [
        ("nowhere:policy.yaml", "there is no revision `nowhere`"),
        ("HEAD:none.yaml", "revision `HEAD` has no `none.yaml`"),
        ("HEAD:../policy.yaml", "leads out of the repository"),
        ("HEAD:table.yaml", "leads out of the repository"),
        ("HEAD:/etc/passwd", "absolute"),
        ("HEAD:folder", "no policy in this folder"),
        ("HEAD:link.yaml", "is a link or a submodule, not a file"),
        ("HEAD:secret.yaml", "cannot be read"),
        (":policy.yaml", "is no name of a revision"),
        ("HEAD --output=x:policy.yaml", "there is no revision"),
    ] {
        let said = desk.run(&["diff", operand, "policy.yaml"], 2);
        assert!(said.err.contains(expected), "{operand}: {}", said.err);
        assert!(!said.err.contains("root:"), "{operand}: {}", said.err);
    }
    // A flag of git is none of ours, and none of git's behind `--`.
    desk.run(&["diff", "--output=x:policy.yaml", "policy.yaml"], 2);
    let said = desk.run(&["diff", "--", "--output=x:policy.yaml", "policy.yaml"], 2);
    assert!(
        said.err.contains("is no name of a revision"),
        "{}",
        said.err
    );
}

/// Nothing of a repository runs.
#[test]
fn a_repository_runs_nothing() {
    let [old, _] = documented();
    let desk = Desk::with(&old);
    desk.git(&["init", "--quiet"]);
    desk.write("evil", "#!/bin/sh\ntouch ran\n");
    desk.git(&["add", "policy.yaml"]);
    desk.git(&["commit", "--quiet", "-m", "one"]);
    let evil = format!("sh {}", desk.folder.path().join("evil").display());
    for setting in [
        "core.fsmonitor",
        "core.pager",
        "diff.external",
        "core.sshCommand",
        "core.editor",
    ] {
        desk.git(&["config", setting, &evil]);
    }
    desk.write(".gitattributes", "*.yaml diff=evil filter=evil\n");
    desk.git(&["config", "diff.evil.textconv", &evil]);
    desk.git(&["config", "filter.evil.smudge", &evil]);
    desk.run(&["diff", "HEAD:policy.yaml", "policy.yaml"], 0);
    assert!(!desk.folder.path().join("ran").exists());
}

#[test]
fn links_that_change_alike_are_folded() {
    let [old, _] = documented();
    let link = |number: u32| {
        format!("  team-{number}: {{ route: join, meeting_key: 10000000{number} }}\n")
    };
    let old = old + &(1..=5).map(link).collect::<String>();
    let new = old.replace("meeting_key: 1000", "meeting_key: 2000");
    let desk = Desk::with(&old);
    desk.write("new.yaml", &new);
    let said = desk.run(&["diff", "policy.yaml", "new.yaml"], 1);
    assert!(
        said.out
            .contains("/go/team1, /go/team2, /go/team3 and 2 more\n"),
        "{}",
        said.out
    );
    assert!(
        said.out
            .contains("widens  sets meeting_key: ******001 → ******001 (another one)"),
        "{}",
        said.out
    );
    assert!(!said.out.contains("/go/team5"), "{}", said.out);
    let said = desk.run(&["diff", "policy.yaml", "new.yaml", "--all"], 1);
    assert!(said.out.contains("/go/team5"), "{}", said.out);
}

/// GitHub shows ten annotations: those that widen access are among them.
#[test]
fn annotations_begin_with_what_widens() {
    let [old, _] = documented();
    let names: Vec<String> = (0..15).map(|number| format!("n{number}")).collect();
    let networks: Vec<String> = names
        .iter()
        .zip(0..)
        .map(|(name, number)| format!("{name}: 10.9.{number}.0/24"))
        .collect();
    let rules = format!(
        "allow: anyone\n    deny: [{{ network: [{}] }}]",
        names.join(", ")
    );
    let new = old
        .replace("office: 10.0.0.0/8", &networks.join(", "))
        .replace("allow: [{ group: staff }]", &rules);
    let desk = Desk::with(&old);
    desk.write("new.yaml", &new);
    let said = desk.run(
        &["diff", "policy.yaml", "new.yaml", "--format", "github"],
        1,
    );
    let lines: Vec<&str> = said.out.lines().collect();
    let is_warning =
        |line: &&&str| line.starts_with("::warning title=Linkgate%3A access widens::/go/");
    assert_eq!(
        lines[..2].iter().filter(is_warning).count(),
        2,
        "{}",
        said.out
    );
    assert_eq!(lines.len(), 12, "{}", said.out);
    assert!(lines[10].ends_with("::and 7 more changes"), "{}", said.out);
}

/// Key sets are compared by what they have, and never shown.
#[test]
fn a_key_set_of_a_file_is_the_same_or_another_one() {
    let [old, _] = documented();
    let portal = "headers: x-forwarded\n  tokens:\n    portal: { from: oidc, issuer: https://portal.example, audience: go, algorithms: [ES256], keys: { file: keys.json } }";
    let desk = Desk::with(&old.replace("headers: x-forwarded", portal));
    let keys = |id: &str| {
        format!(
            r#"{{"keys":[{{"kty":"EC","crv":"P-256","kid":"{id}","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}}]}}"#
        )
    };
    desk.write("keys.json", &keys("one"));
    desk.write("new/keys.json", &keys("two"));
    let text = fs::read_to_string(desk.folder.path().join("policy.yaml")).expect("is read");
    desk.write("new/policy.yaml", &text);
    desk.run(
        &["diff", "policy.yaml", "policy.yaml", "--fail-on", "any"],
        0,
    );
    let said = desk.run(&["diff", "policy.yaml", "new/policy.yaml"], 1);
    assert!(
        said.out
            .contains("widens  callers.tokens.portal.key_set: of a file → of a file (another one)"),
        "{}",
        said.out
    );
}

/// A policy may be that of a stranger's pull request.
#[test]
fn texts_of_a_policy_stay_texts() {
    let [old, _] = documented();
    let new = old.replace(
        "meeting_key: 123456789 }",
        r#"meeting_key: 123456789, title: "a`b`` <img src=x> @acme ::error::x ##[error]y" }"#,
    );
    let desk = Desk::with(&old);
    desk.write("new.yaml", &new);
    let out = |format: &str| {
        desk.run(&["diff", "policy.yaml", "new.yaml", "--format", format], 0)
            .out
    };
    let markdown = out("markdown");
    let line = markdown
        .lines()
        .find(|line| line.contains("<img"))
        .expect("the title");
    assert_eq!(line.matches('`').count(), 2, "{line}");
    assert!(line.starts_with("- `") && line.ends_with('`'), "{line}");
    let github = out("github");
    assert_eq!(
        github.lines().filter(|line| line.starts_with("::")).count(),
        1,
        "{github}"
    );
    assert!(
        github
            .lines()
            .all(|line| line.starts_with("::notice ") || line.starts_with("linkgate: ")),
        "{github}"
    );
}
