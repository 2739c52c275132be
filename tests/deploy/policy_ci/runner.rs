//! GitHub's runner, as far as the workflow needs it: its steps one after the other, each in a shell of
//! its own, in a checkout of the pull request.

use std::env;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Stdio};

use aws_lc_rs::digest::{SHA256, digest};
use serde_json::{Map, Value};

use super::github::{GitHub, HOST, PULL_REQUEST, REPOSITORY, TOKEN};
use super::repository::said;
use super::workflow::Workflow;
use crate::support::service::Folder;
use crate::support::tool::tool;

const PROGRAM: &str = env!("CARGO_BIN_EXE_linkgate");

/// Stands for curl and docker: notes where a program is to come from, and takes the one that is here.
const FETCH: &str = r#"#!/bin/sh
case ${0##*/}-$1 in
  docker-create) echo "$2" >> ../fetched; echo container ;;
  docker-cp) cp ../program "$3" ;;
  docker-rm) ;;
  curl-*)
    while [ $# -gt 1 ]; do
      if [ "$1" = --output ]; then cp ../program "$2"; fi
      shift
    done
    echo "$1" >> ../fetched
    ;;
esac
"#;

pub(super) struct Runner {
    pub(super) github: GitHub,
    workflow: Workflow,
    folder: Folder,
    settings: Vec<(String, String)>,
}

/// What came of the steps that ran.
#[derive(Debug)]
pub(super) struct Job(Vec<Step>);

#[derive(Debug)]
struct Step {
    code: i32,
    said: String,
}

impl Job {
    pub(super) fn codes(&self) -> Vec<i32> {
        self.0.iter().map(|step| step.code).collect()
    }

    /// All that the runner reads.
    pub(super) fn log(&self) -> String {
        self.0.iter().map(|step| &*step.said).collect()
    }
}

impl Runner {
    /// With the values filled in that an operator fills in.
    pub(super) fn new(github: GitHub) -> Option<Self> {
        tool("gh")?;
        let folder = Folder::new();
        for name in ["workspace", "bin"] {
            fs::create_dir(folder.path(name)).expect("a folder");
        }
        let program = format!("#!/bin/sh\nexec '{PROGRAM}' \"$@\"\n");
        folder.write("program", &program);
        for name in ["bin/curl", "bin/docker"] {
            folder.write(name, FETCH);
            let mode = fs::Permissions::from_mode(0o755);
            fs::set_permissions(folder.path(name), mode).expect("changed");
        }
        let mut runner = Self {
            github,
            workflow: Workflow::read()?,
            folder,
            settings: Vec::new(),
        };
        runner.set("LINKGATE_FROM", "https://files.acme.example/linkgate");
        let sum = runner.program_sum();
        runner.set("LINKGATE_SHA256", &sum);
        Some(runner)
    }

    pub(super) fn set(&mut self, name: &str, value: &str) {
        self.settings.push((name.to_owned(), value.to_owned()));
    }

    pub(super) fn write(&self, name: &str, text: &str) {
        let path = self.folder.path("workspace").join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("written");
    }

    pub(super) fn program_sum(&self) -> String {
        let bytes = fs::read(self.folder.path("program")).expect("a file");
        let sum = digest(&SHA256, &bytes);
        sum.as_ref()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    /// Where programs have been fetched from.
    pub(super) fn fetched(&self) -> Vec<String> {
        let fetched = self.folder.read("fetched");
        fetched.lines().map(str::to_owned).collect()
    }

    pub(super) fn summary(&self) -> String {
        self.folder.read("summary")
    }

    /// What people would have read in a terminal.
    pub(super) fn findings(&self) -> String {
        self.folder.read("temp/findings")
    }

    /// Runs all steps but the checkout, on a machine that is new each time.
    pub(super) fn run(&mut self) -> Job {
        let temp = self.folder.path("temp");
        let _ = fs::remove_dir_all(&temp);
        fs::create_dir(&temp).expect("a folder");
        for file in ["path", "summary"] {
            self.folder.write(file, "");
        }
        let mut steps: Vec<Step> = Vec::new();
        for step in self.workflow.steps() {
            let Some(script) = step["run"].as_str() else {
                continue;
            };
            let has_failed = steps.iter().any(|step| step.code != 0);
            if !has_failed || step["if"] == "${{ !cancelled() }}" {
                steps.push(self.run_step(script, &step["env"]));
            }
        }
        Job(steps)
    }

    fn run_step(&self, script: &str, variables: &Value) -> Step {
        let script = self.folder.write("script", script);
        let mut bash = Command::new("bash");
        bash.args(["--noprofile", "--norc", "-eo", "pipefail", &script]);
        bash.env_clear().envs(self.variables());
        for variables in [&self.workflow.json["env"], variables] {
            let none = Map::new();
            let variables = variables.as_object().unwrap_or(&none);
            for (name, value) in variables {
                bash.env(name, evaluated(value.as_str().expect("a text")));
            }
        }
        let filled_in = self.settings.iter().map(|(name, value)| (name, value));
        bash.envs(filled_in)
            .current_dir(self.folder.path("workspace"));
        let output = bash.stdin(Stdio::null()).output().expect("bash runs");
        Step {
            code: output.status.code().expect("a code"),
            said: said(&output),
        }
    }

    fn variables(&self) -> Vec<(&'static str, String)> {
        let added = self.folder.read("path");
        let path = env::var("PATH").expect("text");
        let bin = self.folder.named("bin");
        let proxy = format!("http://{}", self.github.address);
        vec![
            (
                "PATH",
                format!("{}:{bin}:{path}", added.trim_end().replace('\n', ":")),
            ),
            ("HOME", self.folder.named("home")),
            ("RUNNER_TEMP", self.folder.named("temp")),
            ("GITHUB_WORKSPACE", self.folder.named("workspace")),
            ("GITHUB_PATH", self.folder.named("path")),
            ("GITHUB_STEP_SUMMARY", self.folder.named("summary")),
            ("GITHUB_REPOSITORY", REPOSITORY.to_owned()),
            ("GITHUB_SERVER_URL", format!("https://{HOST}")),
            ("HTTP_PROXY", proxy),
        ]
    }
}

/// A value of `env`, which may be an expression.
fn evaluated(value: &str) -> String {
    let Some(expression) = value
        .strip_prefix("${{ ")
        .and_then(|rest| rest.strip_suffix(" }}"))
    else {
        return value.to_owned();
    };
    let value = match expression {
        "github.token" => TOKEN,
        "github.event.pull_request.number" => PULL_REQUEST,
        other => panic!("{other} is not known here"),
    };
    value.to_owned()
}

/// The commands in a log, by their names. Where the runner looks for them: at the beginning of a line
/// (`::name …::`), and, in its older notation, anywhere in one (`##[name …]`).
pub(super) fn commands(log: &str) -> Vec<String> {
    let name = |text: &str, end: &str| {
        let whole = &text[..text.find(end)?];
        whole.split(' ').next().map(str::to_owned)
    };
    let command = |line: &str| match line.trim_start().strip_prefix("::") {
        Some(rest) => name(rest, "::"),
        None => name(line.split_once("##[")?.1, "]"),
    };
    log.lines().filter_map(command).collect()
}
