//! Reading decision logs: the lines of the log, beside the same lines as values of JSON and as mere lines;
//! and the whole of `linkgate report`, beside `wc -l`.

use std::fs;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use divan::Bencher;
use divan::counter::ItemsCount;
use linkgate::decision_logs::LogReader;
use linkgate::telemetry::LOG_VERSION;
use serde_json::Value;
use tempfile::TempDir;

mod support;

/// Lines for the parts.
const LINES: usize = 20_000;

/// Lines for the program. Without optimisation, it only has to work.
const PROGRAM_LINES: usize = if cfg!(debug_assertions) {
    LINES
} else {
    2_000_000
};

/// Links of the policy.
const LINKS: usize = 1_000;

fn main() {
    divan::main();
    program();
}

#[divan::bench]
fn decision_lines(bencher: Bencher<'_, '_>) {
    let log = log(LINES);
    bencher.counter(ItemsCount::new(LINES)).bench_local(|| {
        let mut links = 0;
        let reader = LogReader::new(LOG_VERSION, |line| {
            links += usize::from(line.link.is_some());
        });
        let tally = reader.read_one("log", log.as_bytes());
        assert_eq!(tally.decisions, LINES as u64);
        links
    });
}

#[divan::bench]
fn json_values(bencher: Bencher<'_, '_>) {
    let log = log(LINES);
    bencher.counter(ItemsCount::new(LINES)).bench_local(|| {
        let values = log.lines().map(|line| {
            let value: Value = serde_json::from_str(line).expect("JSON");
            usize::from(value["link"].is_string())
        });
        values.sum::<usize>()
    });
}

#[divan::bench]
fn lines_alone(bencher: Bencher<'_, '_>) {
    let log = log(LINES);
    bencher
        .counter(ItemsCount::new(LINES))
        .bench_local(|| log.lines().count());
}

/// As many lines, as a gateway with many visitors writes them.
fn log(lines: usize) -> String {
    (0..lines).map(line).collect()
}

fn line(at: usize) -> String {
    let (day, hour, minute, second) = (at / 86_400 % 28 + 1, at / 3600 % 24, at / 60 % 60, at % 60);
    let (client, link) = (at * 7 % 251, at * 7919 % LINKS);
    let head = format!(
        "{{\"log_version\":1,\"time\":\"2027-06-{day:02}T{hour:02}:{minute:02}:{second:02}.123Z\",\"request_id\":\"5d1f0c9ab7e24638-{at:x}\",\"method\":\"GET\",\"client\":\"10.1.2.{client}\",\"policy\":\"58b657605200852b\""
    );
    let rest = match at % 10 {
        0 => format!(
            "\"outcome\":\"not_found\",\"status\":404,\"missed_name\":\"team-{}x\"",
            at * 31 % 50_000
        ),
        1 => format!(
            "\"caller\":\"ann@acme.example\",\"identity_provider\":\"sso\",\"route\":\"join\",\"link\":\"team-{link}\",\"meeting_key\":\"******789\",\"outcome\":\"denied\",\"status\":403,\"reason\":\"identity_not_allowed\",\"rule\":\"allow: group staff\",\"groups\":[\"staff\"]"
        ),
        _ => format!(
            "\"route\":\"join\",\"link\":\"team-{link}\",\"meeting_key\":\"******789\",\"outcome\":\"redirected\",\"status\":302,\"back\":\"meetings\""
        ),
    };
    format!("{head},{rest},\"ignored_query_fields\":0}}\n")
}

/// The program beside another one that reads the same file, and how much memory it takes for a part of
/// the file and for all of it.
fn program() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = |name: &str| folder.path().join(name);
    fs::write(path("policy.yaml"), support::yaml(LINKS)).expect("written");
    write_log(&path("part.log"), PROGRAM_LINES / 10);
    write_log(&path("whole.log"), PROGRAM_LINES);
    for log in ["part.log", "whole.log"] {
        let mut report = Command::new(env!("CARGO_BIN_EXE_linkgate"));
        report.arg("report").arg(path(log)).arg("--policy");
        let report = Run::of(report.arg(path("policy.yaml")));
        let counted = Run::of(Command::new("wc").arg("-l").arg(path(log)));
        println!(
            "report {log}: {:.2} s, {:.1} MiB at the peak, {:.0} times wc -l",
            report.seconds,
            report.peak_mib,
            report.seconds / counted.seconds
        );
    }
}

fn write_log(path: &Path, lines: usize) {
    let file = fs::File::create(path).expect("the temporary folder takes files");
    let mut file = BufWriter::new(file);
    for at in 0..lines {
        file.write_all(line(at).as_bytes()).expect("written");
    }
    file.flush().expect("written");
}

/// How long a program runs, and how much memory it takes at most.
struct Run {
    seconds: f64,
    peak_mib: f64,
}

impl Run {
    fn of(command: &mut Command) -> Self {
        let start = Instant::now();
        let mut child = command.stdout(Stdio::null()).spawn().expect("it starts");
        let mut peak_mib = 0.0;
        // The system forgets what a program took as soon as it has ended.
        while child.try_wait().expect("a child").is_none() {
            let status = fs::read_to_string(format!("/proc/{}/status", child.id()));
            let status = status.unwrap_or_default();
            let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let kib = peak.and_then(|peak| peak.split_whitespace().next()?.parse::<f64>().ok());
            peak_mib = kib.map_or(peak_mib, |kib| kib / 1024.0);
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        Self {
            seconds: start.elapsed().as_secs_f64(),
            peak_mib,
        }
    }
}
