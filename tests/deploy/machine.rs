//! A machine of the test's own: Debian with systemd as its first process, in a
//! container with a network of its own, gone with the test.

use std::fs::{self, File};
use std::os::fd::AsFd as _;
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread;

use rustix::process::{Pid, Signal, kill_process};
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};
use tempfile::TempDir;

use super::support::service::{PATIENCE, within};
use super::support::tool::{missing, tool};

/// What its tests need beside the smallest Debian.
const PACKAGES: &str = "--include=dbus,logrotate,systemd-sysv";

/// Makes that fast and small; the last one is for a root that may be made again.
const OPTIONS: [&str; 6] = [
    "--variant=minbase",
    "--dpkgopt=path-exclude=/usr/share/doc/*",
    "--dpkgopt=path-exclude=/usr/share/locale/*",
    "--dpkgopt=path-exclude=/usr/share/man/*",
    "--aptopt=Acquire::Languages \"none\"",
    "--dpkgopt=force-unsafe-io",
];

/// A release of Debian.
#[derive(Clone, Copy, Debug)]
pub enum Release {
    /// Debian 12, with systemd 252.
    Bookworm,
    /// Debian 13, with systemd 257.
    Trixie,
}

impl Release {
    fn name(self) -> &'static str {
        match self {
            Self::Bookworm => "bookworm",
            Self::Trixie => "trixie",
        }
    }

    /// Its files, which no machine changes. They are made once and kept.
    fn root(self) -> Option<PathBuf> {
        static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
        let mut mmdebstrap = tool("mmdebstrap")?;
        let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let roots = Path::new(env!("CARGO_TARGET_TMPDIR")).join("machines");
        let root = roots.join(self.name());
        if !root.exists() {
            fs::create_dir_all(&roots).expect("a folder");
            let beside = roots.join(format!("{}.{}", self.name(), std::process::id()));
            mmdebstrap.args(OPTIONS).args([PACKAGES, self.name()]);
            let made = mmdebstrap.arg(&beside).output().expect("it runs");
            if !made.status.success() {
                let _ = fs::remove_dir_all(&beside);
                missing(&format!(
                    "{self:?}, made by mmdebstrap: {}",
                    text(&made.stderr)
                ));
                return None;
            }
            fs::rename(beside, &root).expect("moved");
        }
        Some(root)
    }
}

/// A running machine.
pub struct Machine {
    nspawn: Child,
    /// Its first process, as this machine counts.
    leader: String,
    group: Group,
    folder: TempDir,
}

impl Machine {
    /// Starts it. Of `files`, each stands in it where the second name says. None
    /// where this machine has not what it takes.
    pub fn boot(release: Release, files: &[(&str, &str)]) -> Option<Self> {
        tool("nsenter")?;
        tool("systemd-nspawn")?;
        if !rustix::process::geteuid().is_root() {
            missing("a container that may be started (only root may)");
            return None;
        }
        let root = release.root()?;
        let folder = TempDir::new().expect("a folder");
        let name = folder.path().file_name().expect("a name");
        let group = Group::new(&name.to_string_lossy());
        let news = folder.path().join("news");
        let socket = UnixDatagram::bind(&news).expect("a socket");
        socket.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        let said = File::create(folder.path().join("said")).expect("a file");
        // Without a service manager here there is nobody to register with. It
        // makes groups of processes, in one that nobody else has.
        let mut command = Command::new("sh");
        command
            .args(["-c", "echo $$ > \"$0\" && exec \"$@\""])
            .arg(group.0.join("cgroup.procs"))
            .args(["systemd-nspawn", "--register=no", "--keep-unit"])
            .args(["--boot", "--volatile=overlay", "--private-network"])
            .args(["--notify-ready=yes", "--console=read-only", "--quiet"])
            .args(
                files
                    .iter()
                    .map(|(from, to)| format!("--bind-ro={from}:{to}")),
            )
            .arg("--machine=linkgate-test")
            .arg(format!("--directory={}", root.display()))
            .env("SYSTEMD_NSPAWN_UNIFIED_HIERARCHY", "1")
            .env("NOTIFY_SOCKET", &news)
            .stdin(Stdio::null())
            .stdout(said.try_clone().expect("a file"))
            .stderr(said);
        let mut machine = Self {
            nspawn: command.spawn().expect("there is a shell"),
            leader: String::new(),
            group,
            folder,
        };
        machine.await_boot(&socket);
        Some(machine)
    }

    fn await_boot(&mut self, socket: &UnixDatagram) {
        let mut ready = false;
        while !ready {
            let mut bytes = [0; 4096];
            let Ok(count) = socket.recv(&mut bytes) else {
                let said = fs::read_to_string(self.folder.path().join("said"));
                panic!("it does not start: {}", said.unwrap_or_default());
            };
            let news = String::from_utf8_lossy(&bytes[..count]).into_owned();
            for line in news.lines() {
                if let Some(leader) = line.strip_prefix("X_NSPAWN_LEADER_PID=") {
                    leader.clone_into(&mut self.leader);
                }
                ready |= line == "READY=1";
            }
        }
    }

    /// Where a file of it can be reached from here.
    pub fn path(&self, path: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}/root{path}", self.leader))
    }

    /// Writes a file in it, and the folders above.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }

    /// Copies a file of this machine into it.
    pub fn copy(&self, from: &Path, to: &str) {
        let to = self.path(to);
        fs::create_dir_all(to.parent().expect("a folder")).expect("made");
        fs::copy(from, to).expect("copied");
    }

    /// What stands in a file of it; nothing where there is none.
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_default()
    }

    /// Runs a line of shell in it.
    pub fn run(&self, line: &str) -> Ran {
        let output = Command::new("nsenter")
            .args(["--target", &self.leader])
            .args(["--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup"])
            .args(["--", "sh", "-c", line])
            .env_clear()
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::null())
            .output()
            .expect("it runs");
        Ran::of(&output)
    }

    /// The same, where nothing may go wrong: what it has said.
    #[track_caller]
    pub fn shell(&self, line: &str) -> String {
        let ran = self.run(line);
        assert!(ran.success, "{line}: {}\n{}", ran.said, self.journal());
        ran.said
    }

    /// A property of a unit.
    pub fn property(&self, unit: &str, name: &str) -> String {
        let shown = self.shell(&format!("systemctl show --value -p {name} {unit}"));
        shown.trim().to_owned()
    }

    /// What the service has said, and the manager of it.
    pub fn journal(&self) -> String {
        self.run("journalctl --no-pager -o cat -u 'linkgate*'").said
    }

    /// Does something with the network of the machine.
    pub fn inside<T: Send>(&self, visit: impl FnOnce() -> T + Send) -> T {
        let network = File::open(format!("/proc/{}/ns/net", self.leader)).expect("a network");
        thread::scope(|scope| {
            let visitor = scope.spawn(|| {
                // It counts for this thread, and for those that it starts.
                let of = Some(LinkNameSpaceType::Network);
                move_into_link_name_space(network.as_fd(), of).expect("root may");
                visit()
            });
            visitor.join().expect("the visit ends well")
        })
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        // All others end with its first process.
        let leader = self.leader.parse().ok().and_then(Pid::from_raw);
        // One that has not begun yet ends with nspawn.
        let _ = leader.map(|leader| kill_process(leader, Signal::KILL));
        let ended = || self.nspawn.try_wait().ok().flatten();
        if within(PATIENCE, ended).is_none() {
            let _ = self.nspawn.kill();
            let _ = self.nspawn.wait();
        }
        self.group.remove();
    }
}

/// What came of a line of shell.
#[derive(Debug)]
pub struct Ran {
    pub success: bool,
    pub said: String,
}

impl Ran {
    pub fn of(output: &Output) -> Self {
        Self {
            success: output.status.success(),
            said: text(&output.stdout) + &text(&output.stderr),
        }
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A control group of processes, as the machine's manager needs one.
struct Group(PathBuf);

impl Group {
    fn new(name: &str) -> Self {
        let whole = Path::new("/sys/fs/cgroup");
        let beside = whole.join("unified"); // where version 1 is in use, too
        let all = if beside.exists() { &beside } else { whole };
        let group = all.join(format!("linkgate-test-{}", name.trim_start_matches('.')));
        fs::create_dir(&group).expect("a control group");
        Self(group)
    }

    /// Removes it with what has been made in it, the innermost first.
    fn remove(&self) {
        fn below(group: &Path) {
            for entry in fs::read_dir(group).into_iter().flatten().flatten() {
                if entry.path().is_dir() {
                    below(&entry.path());
                }
            }
            // Processes that have just ended leave it a moment later.
            within(PATIENCE, || fs::remove_dir(group).ok());
        }
        below(&self.0);
    }
}
