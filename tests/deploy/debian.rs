//! `deploy/debian`: the package, on a machine from its installation to its end.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::TempDir;

use super::machine::{Machine, Ran, Release};
use super::people::{LINKS, ask, people_who_come_while};
use super::support::tool::tool;

/// Two versions with the same content.
const OLD: &str = "0.1.0-1";
const NEW: &str = "0.1.0-2";

const UNITS: &str = "linkgate.service linkgate.socket";

/// What has to be where, beside the documents.
const FILES: [&str; 12] = [
    "/etc/linkgate/linkgate.env",
    "/etc/linkgate/policy.yaml",
    "/etc/logrotate.d/linkgate",
    "/usr/bin/linkgate",
    "/usr/lib/systemd/system/linkgate-redirect.socket",
    "/usr/lib/systemd/system/linkgate.service",
    "/usr/lib/systemd/system/linkgate.socket",
    "/usr/lib/sysusers.d/linkgate.conf",
    "/usr/share/bash-completion/completions/linkgate",
    "/usr/share/fish/vendor_completions.d/linkgate.fish",
    "/usr/share/man/man1/linkgate-serve.1.gz",
    "/usr/share/zsh/vendor-completions/_linkgate",
];

/// Those of them that stay when the package is removed, but not purged.
const CONFIGURATION: usize = 3;

#[test]
fn the_package_is_installed_upgraded_removed_and_purged() {
    let Some(package) = Package::build() else {
        return;
    };
    package.is_fine_for_lintian();
    for release in [Release::Bookworm, Release::Trixie] {
        let Some(machine) = Machine::boot(release, &[]) else {
            return;
        };
        package.lives_on(machine);
    }
}
#[test]
fn the_changelog_of_the_package_has_this_version() {
    let changelog = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/debian/changelog");
    let changelog = fs::read_to_string(changelog).expect("a file");
    let newest = concat!("linkgate (", env!("CARGO_PKG_VERSION"), "-");
    assert!(changelog.starts_with(newest), "{changelog}");
}

/// While it is held, nobody else makes a package: all have their pages and completions in one place,
/// `target/deb`.
pub(super) fn packaging() -> MutexGuard<'static, ()> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    // Another one may have failed.
    ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The package, as `deploy/debian/build` makes it.
struct Package(TempDir);

impl Package {
    fn build() -> Option<Self> {
        tool("cargo-deb")?;
        tool("dpkg-deb")?;
        let folder = TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
        // The program of the tests stands in for the one of a release, which has no symbols.
        let built = folder.path().join("dist");
        fs::create_dir(&built).expect("a folder");
        let mut strip = tool("strip")?;
        strip.args(["-o".as_ref(), built.join("linkgate").as_os_str()]);
        let stripped = strip.arg(env!("CARGO_BIN_EXE_linkgate")).status();
        assert!(stripped.expect("it runs").success());
        let package = Self(folder);
        let build = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/debian/build");
        let _alone = packaging();
        let built = Command::new(build)
            .env("CARGO_TARGET_DIR", package.0.path())
            .args(["--fast", "--output"])
            .arg(package.path(OLD))
            .output();
        let built = Ran::of(&built.expect("it runs"));
        assert!(built.success, "{}", built.said);
        package.repack();
        Some(package)
    }

    /// From its installation to its end.
    fn lives_on(&self, machine: Machine) {
        // Documents are left out there, but not those of the package.
        machine.shell("rm /etc/dpkg/dpkg.cfg.d/*mmdebstrap*");
        for version in [OLD, NEW] {
            machine.copy(&self.path(version), &format!("/root/{version}.deb"));
        }
        let host = Host(machine);
        host.is_installed();
        host.is_upgraded_while_people_come();
        host.keeps_what_runs_where_the_policy_is_invalid();
        host.is_installed_where_the_policy_is_invalid();
        host.is_removed();
        host.is_purged();
    }

    fn is_fine_for_lintian(&self) {
        let Some(mut lintian) = tool("lintian") else {
            return;
        };
        lintian.args(["--fail-on", "error,warning", "--allow-root"]);
        let output = lintian.arg(self.path(OLD)).output().expect("it runs");
        let ran = Ran::of(&output);
        assert!(ran.success, "{}", ran.said);
    }

    fn path(&self, version: &str) -> PathBuf {
        self.0.path().join(format!("{version}.deb"))
    }

    /// The same with another version.
    fn repack(&self) {
        let (old, new, files) = (self.path(OLD), self.path(NEW), self.0.path().join("files"));
        let script = format!(
            "dpkg-deb --raw-extract \"$0\" \"$2\" \
             && sed -i 's/^Version: {OLD}$/Version: {NEW}/' \"$2/DEBIAN/control\" \
             && dpkg-deb -Znone --build \"$2\" \"$1\""
        );
        let shell = Command::new("sh")
            .args(["-c", &script])
            .args([old, new, files])
            .output();
        let ran = Ran::of(&shell.expect("it runs"));
        assert!(ran.success, "{}", ran.said);
    }
}

/// A machine on which the package is tried.
struct Host(Machine);

impl Host {
    fn install(&self, version: &str) -> String {
        self.0.shell(&format!("dpkg --install /root/{version}.deb"))
    }

    fn installed(&self) -> String {
        self.0
            .shell("dpkg-query -W -f '${Version} ${db:Status-Status}' linkgate")
    }

    fn state(&self, unit: &str) -> String {
        self.0.property(unit, "ActiveState")
    }

    fn process(&self) -> String {
        self.0.property("linkgate.service", "MainPID")
    }

    /// Which of its files are there.
    fn files(&self) -> Vec<&str> {
        let is_there = |file: &&str| self.0.path(file).exists();
        FILES.into_iter().filter(is_there).collect()
    }

    /// Who of the user and its group is there.
    fn user(&self) -> Vec<&str> {
        let is_there = |database: &&str| self.0.run(&format!("getent {database} linkgate")).success;
        ["passwd", "group"].into_iter().filter(is_there).collect()
    }

    /// Whether people are led on, with that way back.
    #[track_caller]
    fn serves(&self, back: &str) {
        let answer = self.0.inside(|| ask(LINKS)).expect("an answer");
        let led = format!("&BU=https%3A%2F%2Fportal.acme.example%2F{back}\r\n");
        assert!(answer.contains(&led), "{answer}\n{}", self.0.journal());
    }

    /// The example with another way back, as an administrator edits it.
    fn edit_policy(&self, old: &str, new: &str) {
        let file = "/etc/linkgate/policy.yaml";
        let policy = self.0.read(file);
        let edited = policy.replace(&format!("/{old}\n"), &format!("/{new}\n"));
        assert_ne!(policy, edited);
        self.0.write(file, &edited);
    }

    fn is_installed(&self) {
        self.install(OLD);
        assert_eq!(self.installed(), format!("{OLD} installed"));
        assert_eq!(self.files(), FILES);
        assert_eq!(self.user(), ["passwd", "group"]);
        let enabled = self.0.shell(&format!("systemctl is-enabled {UNITS}"));
        assert_eq!(enabled, "enabled\nenabled\n");
        assert_eq!(self.state("linkgate.service"), "active");
        assert_eq!(self.state("linkgate.socket"), "active");
        assert_eq!(self.state("linkgate-redirect.socket"), "inactive");
        self.serves("meetings");
        assert_eq!(
            self.0.shell("linkgate --version"),
            concat!("linkgate ", env!("CARGO_PKG_VERSION"), "\n")
        );
    }

    fn is_upgraded_while_people_come(&self) {
        let env = "/etc/linkgate/linkgate.env";
        let settings = self.0.read(env) + "LINKGATE_DRAIN_DELAY=0s\nLINKGATE_RATE_LIMIT=0\n";
        self.0.write(env, &settings);
        self.0.shell("systemctl restart linkgate.service");
        self.edit_policy("meetings", "edited");
        let before = self.process();
        let answers = people_who_come_while(&self.0, || {
            self.install(NEW);
        });
        eprintln!("{} answers during an upgrade", answers.ids.len());
        assert_eq!(answers.failures, [""; 0]);
        assert_eq!(self.installed(), format!("{NEW} installed"));
        assert_ne!(self.process(), before);
        // What the administrator has changed stays.
        assert_eq!(self.0.read(env), settings);
        self.serves("edited");
    }

    fn keeps_what_runs_where_the_policy_is_invalid(&self) {
        let before = self.process();
        self.edit_policy("edited", "no address, but words");
        let said = self.install(OLD);
        assert!(said.contains("the old version goes on"), "{said}");
        assert!(said.contains("no address, but words"), "{said}");
        assert_eq!(self.installed(), format!("{OLD} installed"));
        assert_eq!(self.process(), before);
        self.serves("edited");
        self.edit_policy("no address, but words", "mended");
        self.0.shell("systemctl restart linkgate.service");
        self.serves("mended");
    }

    fn is_installed_where_the_policy_is_invalid(&self) {
        self.edit_policy("mended", "no address, but words");
        self.0.shell("systemctl stop linkgate.socket");
        let said = self.install(NEW);
        assert_eq!(self.installed(), format!("{NEW} installed"));
        assert!(said.contains("the service does not start"), "{said}");
        assert!(said.contains("no address, but words"), "{said}");
        self.edit_policy("no address, but words", "mended");
        self.0.shell("systemctl restart linkgate.service");
        self.serves("mended");
    }

    fn is_removed(&self) {
        self.0.shell("dpkg --remove linkgate");
        assert_eq!(self.installed(), format!("{NEW} config-files"));
        assert_eq!(self.files(), FILES[..CONFIGURATION]);
        assert_eq!(self.user(), ["passwd", "group"]);
        for kept in ["/var/log/linkgate/decisions.log", "/var/lib/linkgate"] {
            assert!(self.0.path(kept).exists(), "{kept}");
        }
        let refused = self.0.inside(|| ask(LINKS)).expect_err("nobody listens");
        assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
        assert_eq!(self.0.run("pidof linkgate").said, "");
        // It can come back, as it was.
        self.install(OLD);
        self.serves("mended");
    }

    fn is_purged(&self) {
        self.0.write("/etc/linkgate/tls/gate.key", "a key\n");
        self.0.shell("dpkg --purge linkgate");
        assert!(!self.0.run("dpkg-query -W linkgate").success);
        assert_eq!(self.user(), [""; 0]);
        let left = self
            .0
            .shell("find /etc /run /usr /var -xdev -name '*linkgate*'");
        assert_eq!(left, "");
        assert_eq!(self.0.shell("systemctl is-system-running"), "running\n");
    }
}
