//! The files of a new policy, from the answers: the policy, a table of links, and tests.

use std::net::IpAddr;

use ipnet::IpNet;

use super::answers::Answers;
use crate::cli::yaml_text::yaml_text;

pub const POLICY: &str = "policy.yaml";
pub const TABLE: &str = "links.csv";
pub const TESTS: &str = "policy.test.yaml";

/// In place of what has not been answered yet. The domain `.invalid` never resolves (RFC 2606).
const NO_SITE: &str = "https://site.invalid/site/";
const NO_GATEWAY: &str = "https://gateway.invalid/";
const NO_PAGE: &str = "https://page.invalid/";

/// Addresses of documentation (RFC 5737, RFC 3849): nobody has them.
const STRANGERS: [&str; 3] = ["192.0.2.1", "198.51.100.1", "2001:db8::1"];

/// What is written, file by file.
#[derive(Clone, Debug)]
pub struct FirstFiles {
    pub policy: String,
    pub table: String,
    pub tests: String,
}

impl FirstFiles {
    pub fn of(answers: &Answers) -> Self {
        Self {
            policy: policy(answers),
            table: LINKS.to_owned(),
            tests: tests(answers.networks.as_deref().unwrap_or_default()),
        }
    }

    pub fn text(&self, name: &str) -> &str {
        match name {
            TABLE => &self.table,
            TESTS => &self.tests,
            _ => &self.policy,
        }
    }
}

const LINKS: &str = "\
name,title,route,meeting_key,tags
standup,Team stand-up,join,123 456 789,team
all-hands,\"All hands, with guests\",join,987 654 321,company guests
";

fn policy(answers: &Answers) -> String {
    let or = |answer: &Option<String>, placeholder: &str| {
        yaml_text(answer.as_deref().unwrap_or(placeholder)).into_owned()
    };
    let site = or(&answers.site, NO_SITE);
    let public_url = or(&answers.public_url, NO_GATEWAY);
    let back = or(&answers.back, NO_PAGE);
    let networks = answers.networks.as_deref().unwrap_or_default();
    let sections = [
        format!(
            "\
# The policy of this gateway, as `linkgate init` wrote it. docs/policy.md describes the language, and
# `linkgate init --example` prints a longer example.

version: 1

# The address at which visitors reach the gateway, and further host names for which it answers:
# these are there to try it on your own machine.
public_url: {public_url}
hosts: [localhost, 127.0.0.1]
"
        ),
        contact(answers.contact.clone().flatten().as_deref()),
        format!(
            "\
# Your Webex site. When it is renamed, only this line changes, and no link.
sites:
  webex: {site}

# Webex sends people back only to pages that are named here.
back_urls:
  after: {back}
"
        ),
        office(networks),
        ROUTES.to_owned(),
        start(networks),
        LINKS_FROM.to_owned(),
    ];
    let written = sections.into_iter().filter(|section| !section.is_empty());
    written.collect::<Vec<_>>().join("\n")
}

fn contact(contact: Option<&str>) -> String {
    let Some(contact) = contact else {
        return String::new();
    };
    let contact = yaml_text(contact);
    format!("# Whom a refused visitor asks for help.\nbrand:\n  contact: {contact}\n")
}

fn office(networks: &[String]) -> String {
    if networks.is_empty() {
        return String::new();
    }
    let ranges: Vec<_> = networks.iter().map(|range| yaml_text(range)).collect();
    format!(
        "\
# Behind a proxy, every request comes from its address, unless `trusted_proxies` names it.
callers:
  networks:
    office: [{}]
",
        ranges.join(", ")
    )
}

const ROUTES: &str = "\
# What may be asked for, by whom. Anything else is refused.
routes:
  # /go/join/123456789
  join:
    path: /go/join/{meeting_key}
    command: meeting.join
    back: after
    allow: anyone
";

fn start(networks: &[String]) -> String {
    if networks.is_empty() {
        return String::new();
    }
    "  \
  # /go/start/123456789: for hosts.
  start:
    path: /go/start/{meeting_key}
    command: meeting.start
    back: after
    allow: [{ network: office }]
"
    .to_owned()
}

const LINKS_FROM: &str = "\
# Named links, one on each line of the table: /go/standup, /go/all-hands.
links_from: links.csv
";

fn tests(networks: &[String]) -> String {
    let ranges: Vec<IpNet> = networks
        .iter()
        .filter_map(|range| read_range(range))
        .collect();
    let mut out = TESTS_TEXT.to_owned();
    if let Some(address) = ranges.first().and_then(first_client) {
        out.push_str(&start_test("from the office", address, 302));
    }
    let strangers = STRANGERS.iter().filter_map(|address| address.parse().ok());
    let is_outside = |address: &IpAddr| !ranges.iter().any(|range| range.contains(address));
    if let Some(stranger) = strangers
        .into_iter()
        .find(is_outside)
        .filter(|_| !ranges.is_empty())
    {
        out.push_str(&start_test("from nowhere else", stranger, 403));
    }
    out
}

fn read_range(range: &str) -> Option<IpNet> {
    let address = || range.parse::<IpAddr>().map(IpNet::from).ok();
    range.parse().ok().or_else(address)
}

/// Nobody has the address of a network itself.
fn first_client(range: &IpNet) -> Option<IpAddr> {
    let mut addresses = range.hosts();
    addresses.find(|address| !address.is_unspecified())
}

fn start_test(whence: &str, address: IpAddr, status: u16) -> String {
    let address = address.to_string();
    let address = yaml_text(&address);
    format!(
        "
  - name: meetings are started {whence}
    request: /go/start/123456789
    caller: {{ from: {address} }}
    expect: {{ status: {status}, route: start }}
"
    )
}

const TESTS_TEXT: &str = "\
# What requests come to. `linkgate test --policy policy.yaml` compares.

version: 1

tests:
  - name: a link leads to its meeting, and from there to our page
    request: [/go/standup, /go/Stand-Up]
    expect: { status: 302, route: join, link: standup, back: after }

  - name: everybody may go to the all-hands meeting
    request: /go/all-hands
    expect: { status: 302, route: join, link: all-hands }

  - name: people join any meeting by its number
    request: [/go/join/123456789, /go/join/123-456-789]
    expect: { status: 302, route: join }

  - name: a visitor cannot choose where people land
    request: /go/join/123456789?BU=https://evil.example
    expect: { status: 400 }

  - name: nothing else is answered
    request: [/go/missing, /go/delete/123456789]
    expect: { status: 404 }
";
