//! A container by `crun`, as engines start one: read-only, without capabilities, with namespaces of
//! its own.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};

use super::image::Image;
use crate::support::service::{Folder, PATIENCE, eventually, within};
use crate::support::tool::tool;

/// crun refuses a machine that has both kinds of control groups. In a mount namespace of its own it
/// sees the newer kind alone, and needs neither, because nothing is limited.
const CRUN: &str = r#"mount -t cgroup2 none /sys/fs/cgroup &&
exec crun --cgroup-manager=disabled --root "$0" "$@""#;

/// In what a container differs from the image.
#[derive(Default)]
pub(super) struct Start {
    pub(super) env: Vec<String>,
    /// What is mounted where, read-only.
    pub(super) mounts: Vec<(PathBuf, &'static str)>,
    /// What is mounted where, to be written.
    pub(super) volumes: Vec<(PathBuf, &'static str)>,
    pub(super) network: Network,
}

#[derive(Default, PartialEq, Eq)]
pub(super) enum Network {
    /// A loopback of its own, and nothing else.
    #[default]
    Own,
    Host,
}

pub(super) struct Container {
    id: String,
    user: String,
    folder: Folder,
    /// `crun`, which stays until the program has ended.
    child: Child,
}

/// What became of it.
pub(super) struct Ended {
    pub(super) code: Option<i32>,
    pub(super) decisions: String,
    pub(super) said: String,
}

impl Container {
    /// Starts the program of the image, if there is what it takes.
    pub(super) fn start(image: &Image, start: &Start) -> Option<Self> {
        for name in ["crun", "unshare", "nsenter", "curl"] {
            tool(name)?;
        }
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = Folder::new();
        fs::create_dir(folder.path("bundle")).expect("a folder");
        folder.write("bundle/config.json", &bundle(image, start).to_string());
        let id = format!("linkgate-test-{}-{number}", std::process::id());
        let file = |name| File::create(folder.path(name)).expect("a file");
        let child = crun(&folder)
            .args(["run", "--bundle", &folder.named("bundle"), &id])
            .stdout(file("stdout"))
            .stderr(file("stderr"))
            .spawn();
        let user = image.config["User"].as_str().expect("numbers");
        Some(Self {
            id,
            user: user.to_owned(),
            child: child.expect("it starts"),
            folder,
        })
    }

    /// Runs a command in it, as the user of the image: the exit code, and what was said.
    pub(super) fn exec(&self, command: &[&str]) -> (i32, String) {
        let mut crun = crun(&self.folder);
        let done = crun
            .args(["exec", "--user", &self.user, &self.id])
            .args(command)
            .output();
        let done = done.expect("it starts");
        let said = [done.stdout, done.stderr].concat();
        let code = done.status.code().expect("an exit code");
        (code, String::from_utf8_lossy(&said).into_owned())
    }

    /// Waits until its health check succeeds.
    pub(super) fn await_health(&self) {
        let healthy = || (self.exec(&["/linkgate", "health"]).0 == 0).then_some(());
        let said = || self.folder.read("stderr");
        within(PATIENCE, healthy).unwrap_or_else(|| panic!("it is not healthy: {}", said()));
    }

    /// Asks from inside its network: the answer with its head.
    pub(super) fn curl(&self, url: &str) -> String {
        let network = format!("--net=/proc/{}/ns/net", self.pid());
        let mut enter = Command::new("nsenter");
        let done = enter
            .args([&network, "curl", "-si", "-m", "20", url])
            .output();
        String::from_utf8(done.expect("it starts").stdout).expect("text")
    }

    fn pid(&self) -> u64 {
        let state = crun(&self.folder).args(["state", &self.id]).output();
        let state: Value = serde_json::from_slice(&state.expect("it starts").stdout).expect("JSON");
        state["pid"].as_u64().expect("it runs")
    }

    /// Tells it to end, as engines do.
    pub(super) fn stop(self) -> Ended {
        eventually("a container that minds signals", || {
            let mut crun = crun(&self.folder);
            let done = crun.args(["kill", &self.id, "TERM"]).output();
            done.expect("it starts").status.success().then_some(())
        });
        self.end()
    }

    /// Waits for its end.
    pub(super) fn end(mut self) -> Ended {
        let ended = within(PATIENCE, || self.child.try_wait().expect("a child"));
        let said = self.folder.read("stderr");
        let status = ended.unwrap_or_else(|| panic!("it goes on: {said}"));
        Ended {
            code: status.code(),
            decisions: self.folder.read("stdout"),
            said,
        }
    }
}

impl Drop for Container {
    fn drop(&mut self) {
        let mut crun = crun(&self.folder);
        let _ = crun.args(["delete", "--force", &self.id]).output();
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn crun(folder: &Folder) -> Command {
    let mut command = Command::new("unshare");
    command.args(["--mount", "sh", "-c", CRUN, &folder.named("state")]);
    command
}

/// What the runtime is told (OCI runtime specification).
fn bundle(image: &Image, start: &Start) -> Value {
    let config = &image.config;
    let words = |name: &str| config[name].as_array().cloned().unwrap_or_default();
    let args = [words("Entrypoint"), words("Cmd")].concat();
    let ids = config["User"]
        .as_str()
        .and_then(|user| user.split_once(':'));
    let (user, group) = ids.expect("numbers");
    let id = |id: &str| id.parse::<u32>().expect("a number");
    let mut mounts = vec![
        json!({ "destination": "/proc", "type": "proc", "source": "proc" }),
        json!({ "destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["ro"] }),
    ];
    for (all, access) in [(&start.mounts, "ro"), (&start.volumes, "rw")] {
        mounts.extend(all.iter().map(|(source, destination)| {
            json!({ "destination": destination, "type": "bind", "source": source, "options": ["bind", access] })
        }));
    }
    let mut namespaces = vec!["pid", "mount", "ipc", "uts"];
    if start.network == Network::Own {
        namespaces.push("network");
    }
    let namespaces: Vec<_> = namespaces
        .iter()
        .map(|kind| json!({ "type": kind }))
        .collect();
    json!({
        "ociVersion": "1.0.0",
        "process": {
            "user": { "uid": id(user), "gid": id(group) },
            "args": args,
            "env": environment(&words("Env"), &start.env),
            "cwd": "/",
            "capabilities": {},
            "noNewPrivileges": true,
        },
        "root": { "path": image.root(), "readonly": true },
        "mounts": mounts,
        "linux": { "namespaces": namespaces },
    })
}

/// The variables of the image, without those that the start names anew, as engines pass them.
fn environment(image: &[Value], start: &[String]) -> Vec<String> {
    let name = |variable: &str| variable.split('=').next().map(str::to_owned);
    let given: Vec<_> = start.iter().map(|variable| name(variable)).collect();
    let image = image
        .iter()
        .map(|variable| variable.as_str().expect("text"));
    let kept = image.filter(|variable| !given.contains(&name(variable)));
    let kept = kept.map(str::to_owned).chain(start.iter().cloned());
    kept.chain(["LINKGATE_DRAIN_DELAY=0s".to_owned()]).collect()
}
