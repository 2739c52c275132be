//! Policies of any size for the benchmarks.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "every benchmark uses a part of it"
)]

use std::fmt::Write as _;

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

/// A policy without links.
pub const HEAD: &str = "\
version: 1
public_url: https://go.acme.example/
sites: { acme: https://acme.webex.com/acme/ }
back_urls: { meetings: https://portal.acme.example/meetings }
routes:
  join: { path: '/go/join/{meeting_key}', command: meeting.join, back: meetings, allow: anyone }
";
