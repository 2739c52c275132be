//! What it costs to decide a line of the decision log again, beside reading it: a log of a working day, with few
//! links and with many.

mod support;

use std::fmt::Write as _;
use std::sync::Arc;

use divan::counter::ItemsCount;
use divan::{AllocProfiler, Bencher};
use jiff::{SignedDuration, Timestamp};
use linkgate::compile::load_text;
use linkgate::decision_logs::{LogLine, LogReader};
use linkgate::identity::Identity;
use linkgate::policy::Policy;
use linkgate::replay::{Replayer, Summary};
use linkgate::telemetry::LOG_VERSION;

#[global_allocator]
static ALLOCATIONS: AllocProfiler = AllocProfiler::system();

/// Link counts to compare.
const LINKS: [usize; 2] = [10, 100_000];
/// Lines of a log.
const LINES: usize = 20_000;

fn main() {
    divan::main();
}

fn policy(links: usize) -> Policy {
    let loaded = load_text("bench", &support::yaml(links), Timestamp::UNIX_EPOCH);
    loaded.policy.expect("the policy of the benchmark is good")
}

/// Most people open links, some meeting numbers; few miss, and few are refused.
fn log(links: usize) -> String {
    let mut log = String::new();
    for n in 0..LINES {
        let time = Timestamp::UNIX_EPOCH + SignedDuration::from_millis(n as i64 * 37);
        let link = n * 7919 % links;
        let what = match n % 20 {
            0..12 => format!(r#""route":"join","link":"team-{link}","meeting_key":"******{:03}","outcome":"redirected","status":302,"back":"meetings","ignored_query_fields":0,"replay":{{"path":"/go/team-{link}","takes_pages":true}}"#, n % 1000),
            12..17 => format!(r#""route":"join","meeting_key":"******{:03}","outcome":"redirected","status":302,"back":"meetings","ignored_query_fields":1,"replay":{{"path":"/go/join/{{digits:9}}","takes_pages":true}}"#, n % 1000),
            17 => format!(r#""outcome":"not_found","status":404,"missed_name":"taem-{link}","ignored_query_fields":0,"replay":{{"path":"/go/taem-{link}","takes_pages":true}}"#),
            18 => r#""outcome":"invalid_input","status":400,"reason":"invalid_value","route":"join","parameter":"meeting_key","ignored_query_fields":0,"replay":{"lost":"value","takes_pages":true}"#.to_owned(),
            _ => r#""outcome":"directory_shown","status":200,"ignored_query_fields":0"#.to_owned(),
        };
        let _ = writeln!(
            log,
            r#"{{"log_version":1,"time":"{time:.3}","request_id":"1913931fb5a36efc-{n:x}","method":"GET","client":"10.1.{}.{}","policy":"0123456789abcdef","caller":"user{}","identity_provider":"headers",{what}}}"#,
            n % 256,
            n % 251,
            n % 5000,
        );
    }
    log
}

/// Reads the lines, and does no more.
#[divan::bench(args = LINKS, sample_count = 5, sample_size = 1)]
fn read(bencher: Bencher<'_, '_>, links: usize) {
    let log = log(links);
    bencher.counter(ItemsCount::new(LINES)).bench_local(|| {
        let mut bytes = 0;
        let reader = LogReader::new(LOG_VERSION, |line: &LogLine<'_>| {
            bytes += line.request_id.len();
        });
        reader.read_one("log", log.as_bytes());
        bytes
    });
}

#[divan::bench(args = LINKS, sample_count = 5, sample_size = 1)]
fn replay(bencher: Bencher<'_, '_>, links: usize) {
    let log = log(links);
    let policy = Arc::new(policy(links));
    let identity = Identity::new(&policy).expect("good keys");
    let replayer = Replayer::new(policy, identity);
    bencher.counter(ItemsCount::new(LINES)).bench_local(|| {
        let mut summary = Summary::default();
        let reader = LogReader::new(LOG_VERSION, |line: &LogLine<'_>| {
            summary.add(line, &replayer);
        });
        reader.read_one("log", log.as_bytes());
        assert_eq!(summary.changes.count(), 0, "{summary:#?}");
        summary
    });
}
