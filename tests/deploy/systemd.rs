//! `deploy/systemd`: the units on machines that systemd runs.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::net::SocketAddr;
use std::os::unix::net::UnixStream;
use std::path::Path;

use super::machine::{Machine, Release};
use super::people::{LINKS, PATH, ask, people_who_come_while};
use super::support::policy_host::{Manner, PolicyHost};
use super::support::program::{is_setting, run};
use super::support::service::{Talk, eventually, lines};
use super::support::tls::{Authority, Pair};

/// What `systemd-analyze security` may say at most, in tenths.
const EXPOSURE: &str = "15";

/// How often the service is restarted while people come.
const RESTARTS: usize = 5;

/// Each file of `deploy/systemd`, and where it belongs.
const FILES: [(&str, &str); 6] = [
    ("linkgate.service", "/etc/systemd/system/linkgate.service"),
    ("linkgate.socket", "/etc/systemd/system/linkgate.socket"),
    (
        "linkgate-redirect.socket",
        "/etc/systemd/system/linkgate-redirect.socket",
    ),
    ("linkgate.sysusers", "/usr/lib/sysusers.d/linkgate.conf"),
    ("linkgate.logrotate", "/etc/logrotate.d/linkgate"),
    ("linkgate.env", "/etc/linkgate/linkgate.env"),
];

/// The last good copy of a policy at an address.
const COPY: &str = "/var/lib/linkgate/policy.copy";

const ENV: &str = "/etc/linkgate/linkgate.env";

/// Nobody waits for a load balancer here, or looks at files before a reload.
const SETTINGS: &str =
    "LINKGATE_DRAIN_DELAY=0s\nLINKGATE_WATCH_INTERVAL=0s\nLINKGATE_RATE_LIMIT=0\n";

#[test]
fn the_units_work_on_debian_12() {
    work_on(Release::Bookworm);
}

#[test]
fn the_units_work_on_debian_13() {
    work_on(Release::Trixie);
}

#[test]
fn every_setting_in_the_files_is_one_of_the_program() {
    let help = run(&["serve", "--help"]);
    let help = String::from_utf8(help.stdout).expect("text");
    let texts = ["linkgate.service", "linkgate.env"].map(|file| {
        let file = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("deploy/systemd")
            .join(file);
        fs::read_to_string(file).expect("a file")
    });
    let lines = texts.iter().flat_map(|text| text.lines());
    let settings = lines.filter_map(|line| {
        let line = line
            .trim_start_matches('#')
            .trim_start_matches("Environment=");
        line.split_once('=').map(|(name, _)| name)
    });
    let settings: BTreeSet<&str> = settings
        .filter(|name| name.starts_with("LINKGATE_"))
        .collect();
    assert!(settings.len() > 5, "{settings:?}");
    for name in &settings {
        assert!(is_setting(&help, name), "{name}");
    }
}

fn work_on(release: Release) {
    let program = env!("CARGO_BIN_EXE_linkgate");
    let Some(machine) = Machine::boot(release, &[(program, "/usr/bin/linkgate")]) else {
        return;
    };
    let deployed = Deployed(machine);
    deployed.install();
    deployed.is_sound_and_hardened();
    deployed.is_started_by_a_visitor();
    deployed.reloads_the_policy();
    deployed.turns_its_log();
    deployed.is_restarted_unnoticed();
    deployed.goes_on_with_a_copy();
    deployed.tells_the_journal();
    deployed.exchanges_certificates();
    deployed.refuses_what_it_cannot_use();
    deployed.stops();
}

/// A policy whose one answer tells which one it is.
fn policy(number: usize) -> String {
    format!(
        r#"version: 1
public_url: https://go.acme.example/
hosts: [127.0.0.1]
sites: {{ acme: "https://acme.webex.com/acme/" }}
back_urls: {{ meetings: "https://portal.acme.example/{number}" }}
routes:
  join: {{ path: "/go/join/{{meeting_key}}", command: meeting.join, back: meetings, allow: anyone }}
"#
    )
}

/// A machine with the files of `deploy/systemd`.
struct Deployed(Machine);

impl Deployed {
    fn install(&self) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/systemd");
        for (file, place) in FILES {
            self.0.copy(&folder.join(file), place);
        }
        self.set("");
        self.put_policy(0);
        self.0.shell("systemd-sysusers && systemctl daemon-reload");
    }

    /// Adds settings to those of all tests.
    fn set(&self, more: &str) {
        self.0.write(ENV, &format!("{SETTINGS}{more}"));
    }

    fn put_policy(&self, number: usize) {
        self.0.write("/etc/linkgate/policy.yaml", &policy(number));
    }

    /// Whether people are led as that policy says.
    #[track_caller]
    fn follows(&self, number: usize) {
        let answer = self.0.inside(|| ask(LINKS)).expect("an answer");
        let led = format!("&BU=https%3A%2F%2Fportal.acme.example%2F{number}\r\n");
        assert!(answer.contains(&led), "{answer}\n{}", self.0.journal());
    }

    /// A number of the metrics, which the administrator reads from a file.
    fn metric(&self, name: &str) -> u64 {
        let socket = UnixStream::connect(self.0.path("/run/linkgate/admin.sock"));
        let mut talk = Talk::new(socket.expect("it listens"));
        let metrics = talk.ask("GET", "/metrics", "Connection: close\r\n").body;
        let value = metrics.lines().find_map(|line| {
            let value = line.strip_prefix(name)?.strip_prefix(' ')?;
            value.parse().ok()
        });
        value.unwrap_or_default()
    }

    fn is_sound_and_hardened(&self) {
        let units = FILES.map(|(file, _)| file).join(" ");
        let units = units
            .split(' ')
            .filter(|unit| unit.ends_with("service") || unit.ends_with("socket"));
        let units: Vec<&str> = units.collect();
        let verify = format!("systemd-analyze verify --man=no {}", units.join(" "));
        assert_eq!(self.0.shell(&verify), "");
        let security = "systemd-analyze security --no-pager --offline=true";
        let unit = "/etc/systemd/system/linkgate.service";
        let said = self
            .0
            .shell(&format!("{security} --threshold={EXPOSURE} {unit}"));
        let overall = said
            .lines()
            .rfind(|line| line.contains("Overall exposure level"));
        let version = self.0.shell("systemctl --version | head -n 1");
        eprintln!("{version}{}", overall.expect("a sum"));
    }

    fn is_started_by_a_visitor(&self) {
        self.0.shell("systemctl enable --now linkgate.socket");
        assert_eq!(
            self.0.property("linkgate.service", "ActiveState"),
            "inactive"
        );
        self.follows(0);
        assert_eq!(self.0.property("linkgate.service", "ActiveState"), "active");
        let journal = self.0.journal();
        assert!(
            !journal.contains("WARN") && !journal.contains("ERROR"),
            "{journal}"
        );
        // As the files say whose they are: the service's, and nobody else's.
        let owners = self.0.shell(
            "stat -c '%A %U:%G %n' /run/linkgate/admin.sock /var/lib/linkgate /var/log/linkgate \
             /var/log/linkgate/*",
        );
        assert_eq!(
            owners,
            "srw-rw---- linkgate:linkgate /run/linkgate/admin.sock\n\
             drwx------ linkgate:linkgate /var/lib/linkgate\n\
             drwxr-x--- linkgate:linkgate /var/log/linkgate\n\
             -rw-r----- linkgate:linkgate /var/log/linkgate/decisions.log\n"
        );
    }

    fn reloads_the_policy(&self) {
        for number in 1..=5 {
            self.put_policy(number);
            self.0.shell("systemctl reload linkgate.service");
            // When the command has ended, so has the reload.
            self.follows(number);
        }
        self.0
            .write("/etc/linkgate/policy.yaml", "version: 1\nroutes: 5\n");
        let reload = self.0.run("systemctl reload linkgate.service");
        assert!(!reload.success, "{}", reload.said);
        let journal = self.0.journal();
        assert!(journal.contains("policy.yaml:2:9"), "{journal}");
        assert_eq!(self.0.property("linkgate.service", "ActiveState"), "active");
        assert_eq!(self.0.property("linkgate.service", "SubState"), "running");
        self.follows(5);
        assert_eq!(
            self.metric("linkgate_reloads_total{subject=\"policy\",result=\"refused\"}"),
            1
        );
        self.put_policy(6);
        self.0.shell("systemctl reload linkgate.service");
        self.follows(6);
    }

    fn turns_its_log(&self) {
        let log = "/var/log/linkgate/decisions.log";
        let answers = people_who_come_while(&self.0, || {
            self.0.shell("logrotate --force /etc/logrotate.d/linkgate");
            eventually("lines in the new file", || {
                (lines(&self.0.read(log)).len() >= 20).then_some(())
            });
        });
        assert_eq!(answers.failures, [""; 0]);
        let logged = || {
            let files = [self.0.read(&format!("{log}.1")), self.0.read(log)];
            let lines = files.iter().flat_map(|file| lines(file));
            let ids = lines.map(|line| line["request_id"].as_str().expect("an id").to_owned());
            ids.collect::<Vec<_>>()
        };
        let logged = eventually("line for every answer", || {
            let logged = logged();
            let found: BTreeSet<&String> = logged.iter().collect();
            let all = answers.ids.iter().all(|id| found.contains(id));
            all.then_some(logged)
        });
        let once: BTreeSet<&String> = logged.iter().collect();
        assert_eq!(once.len(), logged.len(), "a line came twice");
        assert_eq!(self.metric("linkgate_decision_log_dropped_lines_total"), 0);
        eprintln!("{} answers during a rotation", answers.ids.len());
    }

    fn is_restarted_unnoticed(&self) {
        let answers = people_who_come_while(&self.0, || {
            for _ in 0..RESTARTS {
                let before = self.0.property("linkgate.service", "MainPID");
                self.0.shell("systemctl restart linkgate.service");
                assert_ne!(self.0.property("linkgate.service", "MainPID"), before);
                assert_eq!(self.0.property("linkgate.service", "Result"), "success");
            }
        });
        eprintln!("{} answers during {RESTARTS} restarts", answers.ids.len());
        assert_eq!(answers.failures, [""; 0]);
    }

    fn goes_on_with_a_copy(&self) {
        // The host of the policy is on that machine, where the service reaches it.
        self.0.inside(|| self.follows_an_address());
        self.set("");
        self.0.shell("systemctl restart linkgate.service");
        self.follows(6);
    }

    fn follows_an_address(&self) {
        let host = PolicyHost::start();
        host.put("/policy.yaml", policy(10));
        self.0
            .write("/etc/linkgate/policy-ca.pem", &host.authority.pem);
        let address = host.url("/policy.yaml");
        self.set(&format!(
            "LINKGATE_POLICY={address}\nLINKGATE_POLICY_CA=/etc/linkgate/policy-ca.pem\n\
             LINKGATE_POLICY_INTERVAL=1h\n"
        ));
        self.0.shell("systemctl restart linkgate.service");
        self.follows(10);
        host.put("/policy.yaml", policy(11));
        self.0.shell("systemctl reload linkgate.service");
        eventually("other policy", || {
            self.0
                .read(COPY)
                .contains("portal.acme.example/11")
                .then_some(())
        });
        self.follows(11);
        let owner = self.0.shell(&format!("stat -c '%A %U:%G' {COPY}"));
        assert_eq!(owner, "-rw------- linkgate:linkgate\n");

        host.behave(Manner::Says(
            "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n".to_owned(),
        ));
        self.0.shell("systemctl restart linkgate.service");
        self.follows(11);
        let journal = self.0.journal();
        assert!(journal.contains("goes into service"), "{journal}");
        // It cannot be checked now, and a reload says so.
        let reload = self.0.run("systemctl reload linkgate.service");
        assert!(!reload.success, "{}", reload.said);
    }

    fn tells_the_journal(&self) {
        self.set("LINKGATE_DECISION_LOG=journal\n");
        self.0.shell("systemctl restart linkgate.service");
        self.follows(6);
        eventually("line in the journal", || {
            let line = "\"outcome\":\"redirected\"";
            self.0.journal().contains(line).then_some(())
        });
    }

    fn exchanges_certificates(&self) {
        let authority = Authority::new();
        let (first, second) = (authority.server(2040), authority.server(2041));
        self.0
            .shell("install -d -g linkgate -m 0750 /etc/linkgate/tls");
        self.put_pair(&first);
        // As the comments in the files say.
        self.set(
            "LINKGATE_TLS_CERT=/etc/linkgate/tls/gate.pem\n\
             LINKGATE_TLS_KEY=/etc/linkgate/tls/gate.key\n\
             LINKGATE_REDIRECT_LISTEN=systemd:redirect\n",
        );
        let change = "/etc/systemd/system/linkgate.socket.d/override.conf";
        self.0
            .write(change, "[Socket]\nListenStream=\nListenStream=443\n");
        self.0.shell(
            "systemctl daemon-reload && systemctl enable linkgate-redirect.socket \
             && systemctl stop linkgate.service linkgate.socket \
             && systemctl start linkgate-redirect.socket linkgate.socket linkgate.service",
        );
        let shown = || {
            let address = SocketAddr::from(([127, 0, 0, 1], 443));
            self.0
                .inside(|| authority.talk(address).certificate_after(PATH))
        };
        assert!(shown() == first.der);
        self.put_pair(&second);
        self.0.shell("systemctl reload linkgate.service");
        assert!(shown() == second.der);
        // One that cannot be read is told of, and the old one goes on.
        self.0
            .write("/etc/linkgate/tls/gate.pem", "no certificate\n");
        self.0.shell("systemctl reload linkgate.service");
        eventually("complaint", || {
            let said = self.0.journal();
            said.contains("/etc/linkgate/tls/gate.pem").then_some(())
        });
        assert!(shown() == second.der);
        let sent_on = self.0.inside(|| ask(80)).expect("an answer");
        assert!(sent_on.starts_with("HTTP/1.1 308 "), "{sent_on}");
        // Back to what others take for granted.
        self.0.shell(&format!(
            "systemctl disable --now linkgate-redirect.socket && rm {change}"
        ));
        self.set("");
        self.0
            .shell("systemctl daemon-reload && systemctl restart linkgate.socket linkgate.service");
    }

    fn put_pair(&self, pair: &Pair) {
        self.0.write("/root/gate.pem", &pair.certificate);
        self.0.write("/root/gate.key", &pair.key);
        self.0
            .shell("cd /root && install -g linkgate -m 0640 gate.pem gate.key /etc/linkgate/tls");
    }

    fn refuses_what_it_cannot_use(&self) {
        // A policy that is not good: it says so, and comes by itself when it is.
        self.0
            .write("/etc/linkgate/policy.yaml", "version: 1\nroutes: 6\n");
        let start = self.0.run("systemctl restart linkgate.service");
        assert!(!start.success, "{}", start.said);
        let journal = self.0.journal();
        assert!(journal.contains("routes: 6"), "{journal}");
        self.put_policy(7);
        self.follows(7);
        // Wrong usage does not heal: nobody tries again.
        self.set("LINKGATE_LISTEN=nowhere\n");
        let start = self.0.run("systemctl restart linkgate.service");
        assert!(!start.success, "{}", start.said);
        assert_eq!(self.0.property("linkgate.service", "ExecMainStatus"), "2");
        assert_eq!(self.0.property("linkgate.service", "ActiveState"), "failed");
        // Nor do people start it for ever.
        let waited = self.0.inside(|| ask(LINKS));
        assert!(waited.is_err(), "{waited:?}");
        assert_eq!(
            self.0.property("linkgate.socket", "Result"),
            "trigger-limit-hit"
        );
        // A key that only root can read.
        self.set(
            "LINKGATE_TLS_CERT=/etc/linkgate/tls/gate.pem\n\
             LINKGATE_TLS_KEY=/etc/linkgate/tls/gate.key\n",
        );
        self.0.shell("chmod 0600 /etc/linkgate/tls/gate.key");
        let start = self.0.run("systemctl restart linkgate.service");
        assert!(!start.success, "{}", start.said);
        let journal = self.0.journal();
        assert!(
            journal.contains("/etc/linkgate/tls/gate.key: "),
            "{journal}"
        );
        self.set("");
        self.0.shell("systemctl restart linkgate.service");
        self.follows(7);
    }

    fn stops(&self) {
        self.0.shell("systemctl stop linkgate.socket");
        for (name, value) in [
            ("ActiveState", "inactive"),
            ("Result", "success"),
            ("ExecMainStatus", "0"),
        ] {
            assert_eq!(self.0.property("linkgate.service", name), value, "{name}");
        }
        let journal = self.0.journal();
        assert!(journal.contains("drained"), "{journal}");
        let refused = self.0.inside(|| ask(LINKS)).expect_err("nobody listens");
        assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
        assert_eq!(self.0.shell("systemctl is-system-running"), "running\n");
    }
}
