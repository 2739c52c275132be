//! Policies of any size for the benchmarks.
#![allow(dead_code, reason = "every benchmark uses a part of it")]

use std::fmt::Write as _;
use std::sync::Arc;

use jiff::Timestamp;
use linkgate::telemetry::Metrics;
use linkgate::upstream::{UpstreamLimits, UpstreamParts, Upstreams};
use tokio::runtime::Builder;

/// What asks Webex's servers, for policies that name none.
pub fn upstreams(metrics: &Metrics) -> Arc<Upstreams> {
    let runtime = Builder::new_current_thread().build().expect("a runtime");
    Arc::new(Upstreams::new(UpstreamParts {
        state_dir: None,
        metrics: metrics.upstream().clone(),
        limits: UpstreamLimits::default(),
        clock: || Timestamp::UNIX_EPOCH,
        runtime: runtime.handle().clone(),
    }))
}

/// A policy with one route and that many links, all in YAML.
pub fn yaml(links: usize) -> String {
    let mut text = String::from(HEAD);
    text.push_str("links:\n");
    for n in 0..links {
        let key = format!("{:09}", 100_000_000 + n);
        let _ = write!(
            text,
            "  team-{n}:\n    title: Meeting of team {n}\n    route: join\n    meeting_key: {} {} {}\n    owner: team{n}@acme.example\n",
            &key[..3],
            &key[3..6],
            &key[6..],
        );
    }
    text
}

/// The same links as a table.
pub fn csv(links: usize) -> String {
    let mut text = String::from("name,title,route,meeting_key,owner\n");
    for n in 0..links {
        let key = 100_000_000 + n;
        let _ = writeln!(
            text,
            "team-{n},Meeting of team {n},join,{key},team{n}@acme.example"
        );
    }
    text
}

/// The same table with an alias for each link.
pub fn csv_with_aliases(links: usize) -> String {
    let table = csv(links);
    let mut lines = table.lines();
    let head = lines.next().unwrap_or_default();
    let mut text = format!("{head},aliases\n");
    for (line, n) in lines.zip(0..) {
        let _ = writeln!(text, "{line},{}", letters(n));
    }
    text
}

/// A policy with ten routes, the first of which has 1,000 links and the others
/// the rest, in no order; half of the names are alike, the others are not. With
/// `open`, anyone may use all of them, else the first.
pub fn many_routes(links: usize, open: bool) -> String {
    let mut text = String::from(HEAD);
    for route in 1..10 {
        let allow = if open { "anyone" } else { "{ network: none }" };
        let _ = writeln!(
            text,
            "  join{route}: {{ path: '/go/join{route}/{{meeting_key}}', command: meeting.join, back: meetings, allow: {allow} }}"
        );
    }
    text.push_str("callers: { networks: { none: 192.0.2.0/24 } }\nlinks:\n");
    for n in 0..links {
        let route = if n < 1000 {
            String::new()
        } else {
            (n % 9 + 1).to_string()
        };
        let number = n * 7919 % links;
        let name = match number % 2 {
            0 => format!("team-{number}"),
            _ => letters(number as u64),
        };
        let _ = write!(
            text,
            "  {name}:\n    title: Meeting of team {number}\n    route: join{route}\n    meeting_key: {}\n    owner: team{number}@acme.example\n",
            100_000_000 + n,
        );
    }
    text
}

/// A policy with one route and that many links, the names of which are numbers of nine digits.
pub fn numbers(links: usize) -> String {
    let mut text = String::from(HEAD);
    text.push_str("links:\n");
    for n in 0..links as u64 {
        // Both are prime, so that no two numbers are the same.
        let number = n * 618_033_989 % 999_999_937;
        let _ = writeln!(
            text,
            "  '{number:09}': {{ route: join, meeting_key: {} }}",
            100_000_000 + n
        );
    }
    text
}

/// Eight letters and digits that nobody chose.
fn letters(number: u64) -> String {
    let mut rest = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let letter = |_| {
        let digit = u32::try_from(rest % 36).unwrap_or_default();
        rest /= 36;
        char::from_digit(digit, 36).unwrap_or_default()
    };
    (0..8).map(letter).collect()
}

/// A policy without links.
pub const HEAD: &str = "\
version: 1
public_url: https://go.acme.example/
sites: { acme: https://acme.webex.com/acme/ }
back_urls: { meetings: https://portal.acme.example/meetings }
routes:
  join: { path: '/go/join/{meeting_key}', command: meeting.join, back: meetings, allow: anyone }
";
