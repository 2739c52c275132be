//! What visitors notice when replicas fail, end, or get another policy or other
//! certificates: with the samples nothing, with the proxies' own defaults
//! nothing of an end that is announced.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::thread::{self, JoinHandle};

use super::fleet::REPLICAS;
use super::load::{Count, Counts, HOST_NAME, Load, Way};
use super::sample::{Proxy, Scene, Setup, Wish};

/// Requests a second, to each proxy.
const PER_SECOND: u32 = 150;

/// Requests while a replica is away: for longer than any proxy needs to see it.
const REQUESTS: usize = 1200;

/// Reloads, half of them of a policy that is not good.
const RELOADS: usize = 200;

/// Exchanges of certificates.
const EXCHANGES: usize = 20;

/// Requests between two reloads.
const BETWEEN: usize = 3;

/// What happens to the replicas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    None,
    Killed,
    Stopped,
    Reloaded,
    Certificates,
}

const FAULTS: [Fault; 5] = [
    Fault::None,
    Fault::Killed,
    Fault::Stopped,
    Fault::Reloaded,
    Fault::Certificates,
];

impl Fault {
    fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Killed => "one killed",
            Self::Stopped => "one stopped and replaced",
            Self::Reloaded => "200 reloads, half refused",
            Self::Certificates => "20 certificates exchanged",
        }
    }

    fn index(self) -> usize {
        let found = FAULTS.iter().position(|fault| *fault == self);
        found.expect("one of them")
    }
}

/// How much is asked.
#[derive(Clone, Copy)]
struct Amount {
    per_second: u32,
    requests: usize,
}

impl Amount {
    /// As much as `LINKGATE_FAULTS` says, as in `LINKGATE_FAULTS=300,5000`:
    /// requests a second, and while a replica is
    /// away.
    fn wanted() -> Self {
        let wanted = std::env::var("LINKGATE_FAULTS").ok();
        let numbers = wanted.as_deref().and_then(|text| text.split_once(','));
        numbers.map_or(
            Self {
                per_second: PER_SECOND,
                requests: REQUESTS,
            },
            |(per_second, requests)| Self {
                per_second: per_second.parse().expect("requests a second"),
                requests: requests.parse().expect("requests while one is away"),
            },
        )
    }
}

/// What was seen of one proxy with one configuration.
struct Seen {
    proxy: Proxy,
    setup: Setup,
    counts: Counts,
}

impl Seen {
    fn rows(&self) -> impl Iterator<Item = (Fault, Way, &Count)> {
        let rows = self.counts.iter();
        rows.map(|((fault, way), count)| (FAULTS[*fault], *way, count))
    }

    /// Whether nobody may notice this.
    fn must_hold(&self, fault: Fault) -> bool {
        match (self.setup, self.proxy) {
            // A replica that dies takes along connections that are its own from end to end.
            (_, Proxy::HaproxyTcp) => fault != Fault::Killed,
            (Setup::Sample, _) => true,
            // It neither checks nor tries another replica unless it is told to.
            (Setup::Defaults, Proxy::Caddy) => !matches!(fault, Fault::Killed | Fault::Stopped),
            (Setup::Defaults, _) => fault != Fault::Killed,
        }
    }
}

#[test]
fn nobody_notices_what_happens_to_replicas() {
    let amount = Amount::wanted();
    let proxies = [
        Proxy::Haproxy,
        Proxy::HaproxyTcp,
        Proxy::Nginx,
        Proxy::Caddy,
    ];
    let wishes = proxies
        .into_iter()
        .flat_map(|proxy| [Setup::Defaults, Setup::Sample].map(|setup| (proxy, setup)));
    // They mostly wait, each for its own.
    let runs: Vec<_> = wishes
        .map(|(proxy, setup)| thread::spawn(move || suffer(proxy, setup, amount)))
        .collect();
    // Whoever fails has said why; what the others saw is shown all the same.
    let ended: Vec<_> = runs.into_iter().map(JoinHandle::join).collect();
    let all_ran = ended.iter().all(Result::is_ok);
    let seen: Vec<Seen> = ended.into_iter().flatten().flatten().collect();
    let table = table(&seen);
    println!("{table}");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/deploy");
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join("faults.md"), &table).expect("written");
    assert!(all_ran, "a run failed");
    for seen in &seen {
        for (fault, way, count) in seen.rows() {
            let what = format!("{} {:?} {fault:?} {way:?}", seen.proxy.name(), seen.setup);
            assert!(count.answered > 0, "{what}: {count:?}");
            if seen.must_hold(fault) {
                assert_eq!(count.failures(), 0, "{what}: {count:?}");
            }
        }
    }
}

/// Lets everything happen to one proxy's replicas while visitors ask.
fn suffer(proxy: Proxy, setup: Setup, amount: Amount) -> Option<Seen> {
    let mut scene = Scene::start(&Wish::plain(proxy, setup))?;
    let load = Load::start(&scene.visitor(), amount.per_second);
    for fault in FAULTS {
        if fault == Fault::Certificates && !proxy.passes_tls() {
            continue;
        }
        load.turn_to(fault.index());
        match fault {
            Fault::None => load.await_requests(amount.requests / 2),
            Fault::Killed => {
                scene.fleet.kill(0);
                load.await_requests(amount.requests);
                scene.fleet.replace(0);
                scene.fleet.await_traffic(0);
            }
            Fault::Stopped => {
                scene.fleet.terminate(1);
                load.await_requests(amount.requests);
                scene.fleet.replace(1);
                scene.fleet.await_traffic(1);
            }
            Fault::Reloaded => reload(&scene, &load),
            Fault::Certificates => exchange_certificates(&scene, &load),
        }
        load.await_requests(amount.requests / 4);
    }
    Some(Seen {
        proxy,
        setup,
        counts: load.end(),
    })
}

/// Has the replicas read a good policy and a bad one in turn.
fn reload(scene: &Scene, load: &Load) {
    for round in 0..RELOADS {
        let good = scene.edition(round + 1);
        let (text, expected) = match round % 2 {
            0 => (good, 200),
            _ => (good.replace("routes:", "routs:"), 422),
        };
        scene.write_policy(&text);
        let replica = scene.fleet.replica(round / 2 % REPLICAS);
        let (status, words) = replica.reload();
        assert_eq!(status, expected, "{words}");
        load.await_requests(BETWEEN);
    }
    scene.write_policy(&scene.edition(0));
}

/// Has every replica show another certificate, again and again.
fn exchange_certificates(scene: &Scene, load: &Load) {
    for _ in 0..EXCHANGES {
        let pair = scene.authority.server_for(HOST_NAME);
        let folder = &scene.fleet.folder;
        folder.replace("gate.key", &pair.key);
        folder.replace("gate.crt", &pair.certificate);
        for replica in scene.fleet.running() {
            let before = replica.reloads("certificates", "changed");
            let (status, words) = replica.reload();
            assert_eq!(status, 200, "{words}");
            replica.await_reload_after(before, "certificates", "changed");
        }
        load.await_requests(BETWEEN * 5);
    }
}

/// The table of faults, in Markdown.
fn table(seen: &[Seen]) -> String {
    let mut table = String::from(
        "| proxy | configuration | fault | protocol | sent | answered | of these at the second try | failed | how |\n\
         | --- | --- | --- | --- | ---: | ---: | ---: | ---: | --- |\n",
    );
    let mut all = Count::default();
    for seen in seen {
        let setup = match seen.setup {
            Setup::Defaults => "defaults",
            Setup::Sample => "sample",
        };
        for (fault, way, count) in seen.rows() {
            let how: Vec<String> = count
                .failed
                .iter()
                .map(|(how, number)| format!("{number} × {how}"))
                .collect();
            writeln!(
                table,
                "| {} | {setup} | {} | {} | {} | {} | {} | {} | {} |",
                seen.proxy.name(),
                fault.name(),
                way.name(),
                count.sent,
                count.answered,
                count.again,
                count.failures(),
                how.join(", "),
            )
            .expect("a String");
            all.sent += count.sent;
            all.answered += count.answered;
        }
    }
    writeln!(table, "\n{} requests, {} answered.", all.sent, all.answered).expect("a String");
    table
}
