//! Three replicas behind HAProxy that follow a policy at an HTTPS address, under steady load: the
//! address fails, hangs, lies, goes back in time and comes back, keys are changed, and a replica has
//! the policy of yesterday. No visitor notices, and a good change is everywhere within seconds.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::REPLICAS;
use super::trips::{KINDS, Travelled, Trip, Trips};
use crate::load::{Counts, HOST_NAME, Load};
use crate::sample::{Edit, Proxy, Scene, Setup, Stage, Wish};
use crate::support::policy_host::{Manner, PolicyHost, PolicySigner};
use crate::support::service::{Folder, Service, eventually, random_secret};

const FILE: &str = "/policies/policy.yaml";
const SIGNATURE: &str = "/policies/policy.yaml.minisig";

/// Redirects a second.
const PER_SECOND: u32 = 45;

/// Round trips of each kind a second; each is two requests.
const TRIPS_PER_SECOND: u32 = 6;

/// The longest time in which all replicas have a good change.
const AGREEMENT: Duration = Duration::from_secs(5);

/// When the first edition was signed, for everyone.
const SIGNED: i64 = 1_700_000_000;

/// Something that the source does, and how its polls are counted.
struct Fault {
    name: &'static str,
    result: &'static str,
    begin: fn(&Rollout),
}

const FAULTS: [Fault; 7] = [
    Fault {
        name: "the source answers 503",
        result: "failed",
        begin: |rollout| rollout.host.behave(busy()),
    },
    Fault {
        name: "it hangs",
        result: "failed",
        begin: |rollout| rollout.host.behave(Manner::Silent),
    },
    Fault {
        name: "it sends a page for people",
        result: "refused",
        begin: |rollout| {
            let head = "200 OK\r\nContent-Type: text/html";
            rollout.host.behave(says(head, "<p>Sign in"));
        },
    },
    Fault {
        name: "it sends 10 GiB",
        result: "failed",
        begin: |rollout| rollout.host.behave(Manner::Huge),
    },
    Fault {
        name: "it has a certificate of another name",
        result: "failed",
        begin: |rollout| rollout.host.pretend_to_be("elsewhere.acme.example"),
    },
    Fault {
        name: "its policy is not what was signed",
        result: "refused",
        begin: |rollout| {
            let signature = rollout.signature(rollout.edition, &rollout.signer);
            let altered = rollout.text(rollout.edition + 1);
            rollout.host.put_signed(FILE, &altered, signature);
        },
    },
    Fault {
        name: "it goes back in time",
        result: "refused",
        begin: |rollout| rollout.put(1),
    },
];

#[test]
fn nobody_notices_what_happens_to_the_policy_source() {
    let Some(mut rollout) = Rollout::start() else {
        return;
    };
    rollout.phase("nothing");
    rollout.trips.await_turnover();
    rollout.phase("a good change");
    rollout.publish();
    for fault in &FAULTS {
        rollout.endure(fault);
    }
    rollout.phase("it comes back with a good change");
    rollout.publish();
    rollout.end().check("source");
}

#[test]
fn nobody_notices_that_keys_and_replicas_change() {
    let Some(mut rollout) = Rollout::start() else {
        return;
    };
    rotate_the_signing_key(&mut rollout);
    rotate_the_policy_key(&mut rollout);
    have_one_with_the_policy_of_yesterday(&mut rollout);
    let report = rollout.end();
    report.check("replicas");
    report.check_crossings();
}

/// The key of tickets, in the order of docs/scaling.md, one replica after the other.
fn rotate_the_signing_key(rollout: &mut Rollout) {
    let old = rollout.folder().read("signing-keys");
    let new = random_secret();
    rollout.phase("a new signing key, as the last");
    rollout.change_signing_keys(&format!("{old}\n{new}\n"));
    rollout.phase("the new signing key, as the first");
    rollout.change_signing_keys(&format!("{new}\n{old}\n"));
    // What the old key has signed is over, as a day later.
    rollout.trips.await_turnover();
    rollout.phase("the old signing key is removed");
    rollout.change_signing_keys(&format!("{new}\n"));
    rollout.trips.await_turnover();
}

/// The key of those who sign policies, which is a flag: replicas are replaced one after the other.
fn rotate_the_policy_key(rollout: &mut Rollout) {
    let (old, new) = (rollout.signer.public_key(), PolicySigner::new());
    rollout.phase("replicas get both policy keys");
    rollout.replace_all(&format!("{old},{}", new.public_key()));
    rollout.phase("the policy has a signature of the new key");
    let signature = rollout.signature(rollout.edition, &new);
    rollout.host.put(SIGNATURE, signature.clone());
    for number in 0..REPLICAS {
        rollout.await_copy_with(number, &signature);
    }
    rollout.phase("replicas get the new policy key only");
    rollout.replace_all(&new.public_key());
    rollout.signer = new;
    rollout.publish();
}

/// A replica starts from its copy, while the others have a later policy.
fn have_one_with_the_policy_of_yesterday(rollout: &mut Rollout) {
    const LATE: usize = REPLICAS - 1;
    rollout.phase("a good change while a replica is away");
    let yesterday = rollout.agreed();
    rollout.terminate(LATE);
    rollout.publish();
    rollout.phase("it starts with the policy of yesterday");
    rollout.host.behave(busy());
    rollout.scene.fleet.replace(LATE);
    assert_eq!(rollout.scene.fleet.replica(LATE).policy(), yesterday);
    rollout.scene.fleet.await_traffic(LATE);
    rollout.trips.await_turnover();
    rollout.trips.await_turnover();
    assert_eq!(rollout.scene.fleet.replica(LATE).policy(), yesterday);
    rollout.phase("the source is back");
    let (today, since) = (rollout.scene.fleet.replica(0).policy(), Instant::now());
    rollout.host.behave(Manner::Good);
    rollout.await_agreement(since, |policy| policy == today);
    rollout.trips.await_turnover();
}

fn busy() -> Manner {
    says("503 Busy", "")
}

fn says(head: &str, body: &str) -> Manner {
    let length = body.len();
    Manner::Says(format!(
        "HTTP/1.1 {head}\r\nContent-Length: {length}\r\n\r\n{body}"
    ))
}

/// Something that happens while visitors ask.
struct Phase {
    name: &'static str,
    /// How long it took until all replicas had the same policy, where it was another one.
    agreement: Option<Duration>,
}

/// A decision, and the replica that has made it.
struct Decision {
    replica: usize,
    policy: Value,
}

/// Replicas, their source, and their visitors.
struct Rollout {
    // Dropped in this order: visitors go first, the source last.
    load: Load,
    trips: Trips,
    scene: Scene,
    host: PolicyHost,
    signer: PolicySigner,
    /// The latest edition of the policy.
    edition: i64,
    phases: Vec<Phase>,
    /// By the id of the request; only of replicas that have ended.
    decisions: BTreeMap<String, Decision>,
}

impl Rollout {
    /// Starts everything; nothing where HAProxy is not installed.
    fn start() -> Option<Self> {
        let stage = prepare()?;
        let (host, signer) = (PolicyHost::start(), PolicySigner::new());
        stage.folder.write("policy-ca.pem", &host.authority.pem);
        let text = policy(&stage.folder, 1);
        host.put_signed(FILE, &text, signer.sign(&text, SIGNED + 1));
        let flags = flags(&stage.folder, &host, &signer.public_key());
        let scene = stage.open(flags);
        Some(Self {
            load: Load::start(&scene.visitor(), PER_SECOND),
            trips: Trips::start(&scene.visitor(), TRIPS_PER_SECOND),
            scene,
            host,
            signer,
            edition: 1,
            phases: Vec::new(),
            decisions: BTreeMap::new(),
        })
    }

    fn folder(&self) -> &Folder {
        &self.scene.fleet.folder
    }

    fn text(&self, edition: i64) -> String {
        policy(self.folder(), edition)
    }

    fn signature(&self, edition: i64, signer: &PolicySigner) -> String {
        signer.sign(&self.text(edition), SIGNED + edition)
    }

    fn phase(&mut self, name: &'static str) {
        self.load.turn_to(self.phases.len());
        self.trips.turn_to(self.phases.len());
        self.phases.push(Phase {
            name,
            agreement: None,
        });
    }

    /// Publishes another edition, and waits until all who run have it.
    fn publish(&mut self) {
        let old = self.scene.fleet.running().next().map(Service::policy);
        self.edition += 1;
        self.put(self.edition);
        self.await_agreement(Instant::now(), |policy| Some(policy) != old.as_deref());
        self.trips.await_trips(2);
    }

    /// Has the source give that edition.
    fn put(&self, edition: i64) {
        let signature = self.signature(edition, &self.signer);
        self.host.put_signed(FILE, &self.text(edition), signature);
    }

    /// Waits until all who run have the same policy, and a good one.
    fn await_agreement(&mut self, since: Instant, is_good: impl Fn(&str) -> bool) {
        eventually("agreement", || {
            let mut policies = self.scene.fleet.running().map(Service::policy);
            let first = policies.next()?;
            (is_good(&first) && policies.all(|policy| policy == first)).then_some(())
        });
        let phase = self.phases.last_mut().expect("one has begun");
        phase.agreement = Some(since.elapsed());
    }

    /// The policy of all.
    fn agreed(&self) -> String {
        let mut policies = self.scene.fleet.running().map(Service::policy);
        let first = policies.next().expect("one runs");
        policies.for_each(|policy| assert_eq!(policy, first));
        first
    }

    /// Lets something happen to the source until every replica has met it; no policy changes.
    fn endure(&mut self, fault: &Fault) {
        self.phase(fault.name);
        let policy = self.agreed();
        let polls = |replica: &Service| {
            let result = fault.result;
            let series = format!("linkgate_policy_source_polls_total{{result=\"{result}\"}}");
            replica.metric(&series)
        };
        let before: Vec<u64> = self.scene.fleet.running().map(polls).collect();
        (fault.begin)(self);
        for (replica, before) in self.scene.fleet.running().zip(before) {
            eventually(fault.name, || (polls(replica) > before).then_some(()));
        }
        self.trips.await_trips(2);
        assert_eq!(self.agreed(), policy, "{}", fault.name);
        self.host.behave(Manner::Good);
        self.host.pretend_to_be("127.0.0.1");
        self.put(self.edition);
    }

    /// Has replicas read other keys of tickets, one after the other.
    fn change_signing_keys(&self, lines: &str) {
        self.folder().replace("signing-keys", lines);
        for replica in self.scene.fleet.running() {
            let (status, words) = replica.reload();
            assert_eq!(status, 200, "{words}");
            // Meanwhile replicas have different keys.
            self.trips.await_trips(3);
        }
        let fingerprint = |replica: &Service| {
            let (_, ready) = replica.admin("GET", "/readyz");
            let ready: Value = serde_json::from_str(&ready).expect("JSON");
            ready["signing_keys"].clone()
        };
        let mut fingerprints = self.scene.fleet.running().map(fingerprint);
        let first = fingerprints.next().expect("one runs");
        fingerprints.for_each(|other| assert_eq!(other, first));
    }

    fn terminate(&mut self, number: usize) {
        let lines = self.scene.fleet.terminate(number);
        keep(&mut self.decisions, number, lines);
    }

    /// Replaces one replica after the other: those that start now believe in these keys.
    fn replace_all(&mut self, keys: &str) {
        let flags = flags(self.folder(), &self.host, keys);
        self.scene.fleet.change_flags(flags);
        for number in 0..REPLICAS {
            self.terminate(number);
            self.scene.fleet.replace(number);
            self.scene.fleet.await_traffic(number);
        }
    }

    fn await_copy_with(&self, number: usize, signature: &str) {
        let (_, last) = signature.trim_end().rsplit_once('\n').expect("lines");
        eventually("copy with the new signature", || {
            let copy = self.folder().read(&format!("state-{number}/policy.copy"));
            copy.contains(last).then_some(())
        });
    }

    fn end(self) -> Report {
        let (travelled, counts) = (self.trips.end(), self.load.end());
        let mut decisions = self.decisions;
        let fleet = &self.scene.fleet;
        // Lines of the log come a moment after their answers.
        eventually("line for each round trip", || {
            for number in 0..REPLICAS {
                keep(&mut decisions, number, fleet.replica(number).decisions());
            }
            let mut trips = travelled.trips.iter();
            let is_known = |id: &String| decisions.contains_key(id);
            trips
                .all(|trip| is_known(&trip.begun) && is_known(&trip.ended))
                .then_some(())
        });
        Report {
            phases: self.phases,
            counts,
            travelled,
            decisions,
        }
    }
}

fn keep(decisions: &mut BTreeMap<String, Decision>, replica: usize, lines: Vec<Value>) {
    for mut line in lines {
        let id = line["request_id"].as_str().expect("an id").to_owned();
        let policy = line["policy"].take();
        decisions.insert(id, Decision { replica, policy });
    }
}

/// The files of HAProxy and its replicas.
fn prepare() -> Option<Stage> {
    // It checks five times as often as in the sample, so that a replica need not wait 5 s for its end.
    let edits = [Edit {
        file: "haproxy/haproxy.cfg",
        line: "default-server check",
        becomes: Some("    default-server check port 9091 inter 200ms fall 2 rise 2"),
    }];
    let stage = Stage::prepare(&Wish {
        edits: &edits,
        ..Wish::plain(Proxy::Haproxy, Setup::Sample)
    })?;
    stage.folder.write("signing-keys", &random_secret());
    for number in 0..REPLICAS {
        let state = stage.folder.path(&format!("state-{number}"));
        fs::create_dir(state).expect("a folder");
    }
    Some(stage)
}

/// The policy with the sample's part for HAProxy.
fn policy(folder: &Folder, edition: i64) -> String {
    let who = "[{ certificate: CN=Ann Lee }]";
    let callers = folder.read("policy/callers.yaml").replace(
        "file: header-secret",
        &format!("file: {}", folder.named("policy/header-secret")),
    );
    let keys = folder.named("signing-keys");
    format!(
        r#"version: 1
public_url: https://{HOST_NAME}/
sites: {{ acme: https://acme.webex.com/acme/ }}
signing_keys: {{ file: {keys} }}
back_urls:
  meetings: https://portal.acme.example/meetings
  trips: https://portal.acme.example/trips/{edition}
routes:
  join: {{ title: "Edition {edition}", path: "/go/join/{{meeting_key}}", command: meeting.join, back: meetings, allow: {who} }}
  back: {{ path: "/go/back/{{meeting_key}}", command: meeting.join, back: trips, return: gateway, allow: {who} }}
  delete: {{ path: "/go/delete/{{meeting_key}}", command: meeting.delete, back: trips, allow: {who} }}
{callers}"#
    )
}

fn flags(folder: &Folder, host: &PolicyHost, keys: &str) -> Vec<String> {
    [
        ["--policy", &host.url(FILE)],
        ["--policy-interval", "2s"],
        ["--policy-ca", &folder.named("policy-ca.pem")],
        ["--policy-key", keys],
        ["--state-dir", &folder.named("state-{replica}")],
        ["--drain-delay", "2s"],
    ]
    .concat()
    .into_iter()
    .map(str::to_owned)
    .collect()
}

/// What was seen.
struct Report {
    phases: Vec<Phase>,
    counts: Counts,
    travelled: Travelled,
    decisions: BTreeMap<String, Decision>,
}

/// One line of the table.
#[derive(Default)]
struct Row {
    sent: usize,
    answered: usize,
    failed: usize,
    how: Vec<String>,
    /// Round trips, and those that another replica or another policy has ended.
    trips: usize,
    by_another_replica: usize,
    under_another_policy: usize,
}

impl Report {
    fn row(&self, phase: usize) -> Row {
        let mut row = Row::default();
        let redirects = self.counts.iter().map(|((of, _), count)| (*of, count));
        let trips = self.travelled.counts.iter();
        let trips = trips.map(|((of, _), count)| (*of, count));
        for (_, count) in redirects.chain(trips).filter(|(of, _)| *of == phase) {
            row.sent += count.sent;
            row.answered += count.answered;
            row.failed += count.failures();
            let how = count.failed.iter();
            row.how
                .extend(how.map(|(how, number)| format!("{number} × {how}")));
        }
        let trips = self.travelled.trips.iter();
        for trip in trips.filter(|trip| trip.phase == phase) {
            let (begun, ended) = self.halves(trip);
            row.trips += 1;
            row.by_another_replica += usize::from(begun.replica != ended.replica);
            row.under_another_policy += usize::from(begun.policy != ended.policy);
        }
        row
    }

    fn halves(&self, trip: &Trip) -> (&Decision, &Decision) {
        (&self.decisions[&trip.begun], &self.decisions[&trip.ended])
    }

    /// The table of faults, in Markdown.
    fn table(&self) -> String {
        let mut table = String::from(
            "| what happens | sent | answered | failed | round trips | ended by another replica | under another policy | until all agreed |\n\
             | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n",
        );
        for (number, phase) in self.phases.iter().enumerate() {
            let row = self.row(number);
            let agreement = phase
                .agreement
                .map_or_else(String::new, |took| format!("{:.1} s", took.as_secs_f64()));
            let how = match row.how.is_empty() {
                true => String::new(),
                false => format!(": {}", row.how.join(", ")),
            };
            writeln!(
                table,
                "| {} | {} | {} | {}{how} | {} | {} | {} | {agreement} |",
                phase.name,
                row.sent,
                row.answered,
                row.failed,
                row.trips,
                row.by_another_replica,
                row.under_another_policy,
            )
            .expect("a String");
        }
        table
    }

    fn check(&self, name: &str) {
        let table = self.table();
        println!("{table}");
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/deploy");
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join(format!("rollout-{name}.md")), &table).expect("written");
        for (number, phase) in self.phases.iter().enumerate() {
            let row = self.row(number);
            assert!(row.trips > 0, "{}: no round trip", phase.name);
            assert_eq!((row.answered, row.failed), (row.sent, 0), "{}", phase.name);
            if let Some(took) = phase.agreement {
                assert!(took <= AGREEMENT, "{}: {took:?}", phase.name);
            }
        }
    }

    /// Whether trips of each kind have begun at one replica and ended at another that had another
    /// policy.
    fn check_crossings(&self) {
        for kind in KINDS {
            let trips = self.travelled.trips.iter();
            let mut trips = trips.filter(|trip| trip.kind == kind);
            let crosses = |trip: &Trip| {
                let (begun, ended) = self.halves(trip);
                begun.replica != ended.replica && begun.policy != ended.policy
            };
            assert!(trips.any(crosses), "no {kind:?} under two policies");
        }
    }
}
