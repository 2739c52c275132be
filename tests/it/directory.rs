//! What a caller may look for and find: as much as a simple search through
//! everything that `decide` would not refuse them.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use linkgate::decision::{Caller, Groups, LinkRequest, Outcome, Person, Stop, decide};
use linkgate::directory::{Directory, Entry, Index, Query, Viewer};
use linkgate::policy::{Link, Policy, Route};
use linkgate::text::{searchable, spelled_out};
use linkgate::webex::OwnPath;
use proptest::prelude::*;

use crate::support::findings::{now, policy_of};

/// Routes with every sort of rules. Two have no path.
const HEAD: &str = r#"version: 1
public_url: https://go.acme.example/
time_zone: Europe/Berlin
sites: { acme: https://acme.webex.com/acme/ }
callers:
  networks: { office: 10.0.0.0/8 }
  trusted_proxies: 192.168.0.1
  headers: x-forwarded
routes:
  join: { path: "/go/join/{meeting_key}", command: meeting.join, allow: anyone }
  crew: { title: Crew only, command: meeting.join, allow: { group: staff } }
  desk: { title: Help Desk, path: "/desk/{meeting_key}", command: meeting.join, allow: { network: office } }
  noon: { path: "/go/noon/x/{meeting_key}", command: meeting.join, allow: { hours: "08:00-18:00", days: mon } }
  late: { path: "/go/late/{meeting_key}", command: meeting.join, allow: { hours: "20:00-22:00" } }
  past: { command: meeting.join, allow: [anyone, { link: after_dates, group: staff }, { link: before_dates, network: office }] }
  shut: { path: "/go/shut/{meeting_key}", command: meeting.join, allow: anyone, deny: { network: office } }
  kept: { path: "/kept/join/{meeting_key}", command: meeting.join, allow: [{ link: after_dates }] }
links:
"#;

const ROUTES: [&str; 8] = [
    "join", "crew", "desk", "noon", "late", "past", "shut", "kept",
];

const DATES: [&str; 4] = [
    "",
    ", until: 2026-10-31",
    ", from: 2027-01-01",
    ", from: 2026-01-01, until: 2026-12-31",
];

fn policy(links: &str) -> Policy {
    policy_of(&format!("{HEAD}{links}"))
}

fn line(
    name: &str,
    aliases: &[String],
    title: &str,
    owner: &str,
    (route, dates): (&str, &str),
) -> String {
    let quoted = |text: &str| serde_json::to_string(text).expect("JSON");
    let (title, owner) = (quoted(title), quoted(owner));
    let aliases = match aliases {
        [] => String::new(),
        aliases => format!(", aliases: [{}]", aliases.join(", ")),
    };
    format!(
        "  {name}: {{ title: {title}, owner: {owner}, route: {route}, meeting_key: 123456789{dates}{aliases} }}\n"
    )
}

fn callers() -> [Caller<'static>; 4] {
    let at = |address: &str| Caller::unknown(address.parse::<IpAddr>().expect("an address"));
    let staff = || Person {
        user: Some("ann".into()),
        groups: Groups::Joined("staff"),
        ..Person::default()
    };
    [
        at("203.0.113.9"),
        at("10.1.2.3"),
        at("203.0.113.9").with_identity(staff()),
        at("10.1.2.3").with_identity(staff()),
    ]
}

fn directory<'p>(
    index: &'p Index,
    policy: &'p Policy,
    caller: &'p Caller<'p>,
) -> Directory<'p, 'p> {
    let now = now();
    Directory::new(index, policy, Viewer { caller, now })
}

/// Routes are called here what the policy calls them.
fn no_other(_: &Route) -> Option<String> {
    None
}

/// Whether [`decide`] refuses a path for the sake of access or dates.
fn is_refused(policy: &Policy, path: &str, caller: &Caller<'_>) -> bool {
    let ask = LinkRequest::parse(path).expect("an ask");
    let outcome = decide(policy, &ask, caller, now()).outcome;
    matches!(outcome, Outcome::Stop(Stop::Refused(_) | Stop::Expired))
}

// === A simple search ===

fn fold(name: &str) -> String {
    searchable(&name.replace(['-', '_'], ""))
}

/// The forms of each word, one of which has to be found.
fn words(query: &str) -> Vec<[String; 2]> {
    let text: String = query.chars().take(100).collect();
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let forms = words.map(|word| {
        let plain = searchable(word);
        [spelled_out(word).unwrap_or_else(|| plain.clone()), plain]
    });
    let words = forms.filter(|[_, word]| word.chars().any(|c| !"-_".contains(c)));
    words.take(8).collect()
}

/// What is searched of a link, cut. Its aliases take no room.
fn text(link: &Link) -> String {
    let fields = [link.name()].into_iter().chain(link.owner());
    let fields = fields.chain(link.tags()).chain(link.title());
    let mut text = fold(link.name()) + &fields.map(searched).collect::<String>();
    text.truncate(text.floor_char_boundary(256));
    text + &link.aliases().map(searched).collect::<String>()
}

fn searched(field: &str) -> String {
    let field = &field[..field.floor_char_boundary(256)];
    let spelled = spelled_out(field).map(|spelled| format!("\x1f{spelled}"));
    format!("\x1f{}{}", searchable(field), spelled.unwrap_or_default())
}

fn names_of(link: &Link) -> Vec<String> {
    let names = [link.name()].into_iter().chain(link.aliases());
    names.map(fold).collect()
}

fn matches(link: &Link, words: &[[String; 2]]) -> bool {
    let (text, names) = (text(link), names_of(link));
    words.iter().all(|[spelled, word]| {
        let is_in_text = text.contains(word.as_str()) || text.contains(spelled.as_str());
        let bare = word.replace(['-', '_'], "");
        is_in_text || names.iter().any(|name| name.contains(&bare))
    })
}

/// The links that are not refused, by their folded names.
fn seen<'p>(policy: &'p Policy, caller: &Caller<'_>) -> BTreeMap<String, &'p Link> {
    let links = policy.links().iter().filter(|link| {
        let path = policy.endpoint().link_path(link.name());
        !is_refused(policy, &path, caller)
    });
    links.map(|link| (fold(link.name()), link)).collect()
}

fn near(policy: &Policy, path: &str, caller: &Caller<'_>) -> Vec<String> {
    let segments: Vec<&str> = path[1..].split('/').collect();
    let mut near = Vec::new();
    for (route, at) in policy.routes().iter().zip(0..) {
        let Some(pattern) = route.path() else {
            continue;
        };
        let pattern: Vec<&str> = pattern[1..].split('/').collect();
        let mut written = String::new();
        let mut slips = 0;
        for (word, asked) in pattern.iter().zip(&segments) {
            let is_literal = !word.starts_with('{');
            written += &format!("/{}", if is_literal { word } else { asked });
            if is_literal {
                slips += distance(word, asked).unwrap_or(100);
            }
        }
        let is_alike = pattern.len() == segments.len() && (1..=2).contains(&slips);
        if is_alike && !is_refused(policy, &written, caller) {
            near.push((slips, 0, at.to_string(), written));
        }
    }
    let name = match segments[..] {
        ["go", name] | [name] => name,
        _ => "",
    };
    for (folded, link) in seen(policy, caller) {
        let names = names_of(link);
        let slips = names.iter().filter_map(|known| distance(known, name));
        if let Some(slips) = slips.min().filter(|_| !name.is_empty()) {
            near.push((slips, 1, folded, policy.endpoint().link_path(link.name())));
        }
    }
    near.sort();
    near.into_iter().map(|(.., path)| path).collect()
}

/// The slips between a name and what was asked for, if they are few enough.
fn distance(name: &str, asked: &str) -> Option<usize> {
    let (name, asked) = (fold(name), fold(asked));
    let most = if name.len() <= 4 { 1 } else { 2 };
    Some(strsim::osa_distance(&name, &asked)).filter(|slips| *slips <= most)
}

// === What is compared with it ===

fn names<'p>(entries: impl IntoIterator<Item = &'p Entry<'p>>) -> Vec<&'p str> {
    let entries = entries.into_iter();
    entries
        .map(|entry| match entry {
            Entry::Route(route) => route.name(),
            Entry::Link(link) => link.name(),
        })
        .collect()
}

fn name() -> impl Strategy<Value = String> {
    let joins = prop::sample::select(vec!["", "-", "_", "."]);
    let part = prop_oneof![
        3 => "[a-cA1]{1,3}",
        1 => prop::sample::select(vec!["team", "standup", "jour-fixe", "join", "x23456789012345678901"]).prop_map(str::to_owned),
    ];
    (part.clone(), joins, part).prop_map(|(one, join, other)| format!("{one}{join}{other}"))
}

/// Words of people, and of those who try what happens.
fn words_of_people() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        4 => prop::sample::select(vec![
            "team", "TEAM", "Stand-up", "stand_up", "a", "B", "b-", "-", "1", "a1", "ca", "é", "ÄÖ",
            "ärger", "<b>", "</script>", "\"'&", "\u{202e}txet", "👩‍👩‍👧", "漢字", "ſ", "K", "İ", "ς", "%00", "\\",
        ]).prop_map(str::to_owned),
        2 => name(),
        1 => (0..3_usize).prop_map(|n| "long".repeat(1 << (4 * n))),
    ];
    prop::collection::vec(word, 0..5).prop_map(|words| words.join(" "))
}

fn links() -> impl Strategy<Value = String> {
    let link = (
        name(),
        words_of_people(),
        words_of_people(),
        (
            0..ROUTES.len(),
            prop_oneof![3 => Just(0), 2 => 0..DATES.len()],
        ),
        prop_oneof![2 => Just(Vec::new()), 1 => prop::collection::vec(name(), 1..4)],
    );
    prop::collection::vec(link, 1..200).prop_map(|links| {
        let one_each: BTreeMap<String, _> = links
            .into_iter()
            .map(|link| (fold(&link.0), link))
            .collect();
        let mut taken: BTreeSet<String> = one_each.keys().cloned().collect();
        let lines = one_each.into_values().rev();
        lines
            .map(|(name, title, owner, (route, dates), mut aliases)| {
                aliases.retain(|alias| taken.insert(fold(alias)));
                let rest = (ROUTES[route], DATES[dates]);
                line(&name, &aliases, &title, &owner, rest)
            })
            .collect()
    })
}

fn asked() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        4 => name(),
        1 => prop::sample::select(vec!["jion", "tseam", "stndup", "x2345678901234567890", "dexk", "büro", "kept", "go"]).prop_map(str::to_owned),
    ];
    (0..5_u8, word).prop_map(|(form, word)| match form {
        0 => format!("/{word}"),
        1 => format!("/go/{word}/123456789"),
        2 => format!("/{word}/123456789"),
        _ => format!("/go/{word}"),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_search_finds_what_reading_everything_finds(
        links in links(),
        queries in prop::collection::vec(words_of_people(), 8),
        (skip, take) in (0..40_usize, 0..40_usize),
    ) {
        let policy = policy(&links);
        let index = Index::new(&policy);
        for caller in callers() {
            let seen = seen(&policy, &caller);
            let directory = directory(&index, &policy, &caller);
            for text in &queries {
                let query = Query::parse(text);
                let all = directory.search(&query, 0..usize::MAX, no_other);
                let found = names(all.entries.iter().filter(|e| matches!(e, Entry::Link(_))));
                let expected = seen.values().filter(|link| matches(link, &words(text)));
                let expected: Vec<&str> = expected.map(|link| link.name()).collect();
                prop_assert_eq!(&found, &expected, "{:?} {:?}", text, caller);
                prop_assert_eq!(all.counts.total(), all.entries.len());
                let page = directory.search(&query, skip..skip + take, no_other);
                prop_assert_eq!(page.counts, all.counts);
                let expected: Vec<_> = all.entries.iter().skip(skip).take(take).collect();
                prop_assert_eq!(names(&page.entries), names(expected));
            }
            let all = directory.search(&Query::default(), 0..usize::MAX, no_other);
            let listed = all.entries.iter().filter(|e| matches!(e, Entry::Link(_)));
            let expected: Vec<&str> = seen.values().map(|link| link.name()).collect();
            prop_assert_eq!(names(listed), expected);
        }
    }

    #[test]
    fn suggestions_are_a_part_of_what_a_search_finds(
        links in links(),
        queries in prop::collection::vec(words_of_people(), 8),
        most in 0..12_usize,
    ) {
        let policy = policy(&links);
        let index = Index::new(&policy);
        for caller in callers() {
            let seen = seen(&policy, &caller);
            let directory = directory(&index, &policy, &caller);
            for text in &queries {
                let suggested = directory.suggest(&Query::parse(text), most);
                let suggested: Vec<&str> = suggested.iter().map(|link| link.name()).collect();
                let words = words(text);
                let plain = words.iter().map(|[_, word]| &**word);
                let beginning = plain.collect::<String>().replace(['-', '_'], "");
                let found: Vec<&Link> = seen.values().copied().filter(|link| matches(link, &words)).collect();
                let first = found.iter().filter(|link| fold(link.name()).starts_with(&beginning));
                let first: Vec<&str> = first.map(|link| link.name()).take(most).collect();
                prop_assert_eq!(&suggested[..first.len()], &first, "{:?}", text);
                prop_assert_eq!(suggested.len(), found.len().min(most), "{:?}", text);
                for (name, at) in suggested.iter().zip(0..) {
                    prop_assert!(found.iter().any(|link| link.name() == *name));
                    prop_assert!(!suggested[..at].contains(name));
                }
            }
        }
    }

    #[test]
    fn what_is_near_is_what_differs_in_a_slip_or_two(
        links in links(),
        paths in prop::collection::vec(asked(), 16),
    ) {
        let policy = policy(&links);
        let index = Index::new(&policy);
        for caller in callers() {
            let directory = directory(&index, &policy, &caller);
            for path in &paths {
                let Ok(ask) = LinkRequest::parse(path) else { continue };
                let found = directory.near(&ask, usize::MAX);
                let found: Vec<&str> = found.iter().map(OwnPath::as_str).collect();
                prop_assert_eq!(found, near(&policy, path, &caller), "{}", path);
            }
        }
    }

    #[test]
    fn whatever_somebody_writes_is_read(text in any::<String>(), path in "(/\\PC{0,70}){1,17}") {
        let policy = policy("  standup: { route: join, meeting_key: 123456789 }\n");
        let index = Index::new(&policy);
        let [caller, ..] = callers();
        let directory = directory(&index, &policy, &caller);
        let query = Query::parse(&text);
        let all = directory.search(&query, 0..30, no_other).counts.total();
        prop_assert!(directory.suggest(&query, 10).len() <= all);
        if let Ok(ask) = LinkRequest::parse(&path) {
            for near in directory.near(&ask, 3) {
                prop_assert!(LinkRequest::parse(near.as_str()).is_ok(), "{}", near);
            }
        }
    }
}

// === Cases ===

const LINKS: &str = r#"  Stand-Up: { title: "Daily <b>stand-up</b>", owner: platform@acme.example, route: join, meeting_key: 123456789 }
  stand-down: { title: "\u202eNordlicht 👩‍👩‍👧 ÄRGER", route: join, meeting_key: 123456789 }
  rust-101: { title: Learn Rust, route: crew, meeting_key: 123456789 }
  v1.2: { route: past, meeting_key: 123456789, until: 2026-10-31 }
"#;

#[track_caller]
fn assert_found(caller: &Caller<'_>, query: &str, expected: &[&str]) {
    let policy = policy(LINKS);
    let index = Index::new(&policy);
    let directory = directory(&index, &policy, caller);
    let listing = directory.search(&Query::parse(query), 0..30, no_other);
    assert_eq!(names(&listing.entries), expected, "{query:?}");
    assert_eq!(listing.counts.total(), expected.len(), "{query:?}");
}

#[test]
fn everybody_finds_what_they_may_use() {
    let [stranger, visitor, ann, _] = callers();
    assert_found(
        &stranger,
        "",
        &["stand-down", "Stand-Up", "join", "noon", "shut"],
    );
    assert_found(
        &visitor,
        " ",
        &["stand-down", "Stand-Up", "join", "desk", "noon"],
    );
    let all = [
        "rust-101",
        "stand-down",
        "Stand-Up",
        "v1.2",
        "join",
        "noon",
        "shut",
    ];
    assert_found(&ann, "-", &all);
    assert_found(&stranger, "rust", &[]);
    assert_found(&visitor, "help DESK", &["desk"]);
    assert_found(&stranger, "help desk", &[]);
    assert_found(&stranger, "/go/join", &["join"]);
}

#[test]
fn words_are_found_however_they_are_written() {
    let [stranger, _, ann, _] = callers();
    assert_found(&stranger, "STAND_UP", &["Stand-Up"]);
    assert_found(&stranger, "s-t-a-n-d", &["stand-down", "Stand-Up"]);
    assert_found(&stranger, "up daily platform@", &["Stand-Up"]);
    assert_found(&stranger, "<b>", &["Stand-Up"]);
    for nordlicht in ["ärg nordl", "arg NORDL", "aerger", "a\u{308}rg", "ÄRG"] {
        assert_found(&stranger, nordlicht, &["stand-down"]);
    }
    assert_found(&stranger, "👩‍👧", &["stand-down"]);
    assert_found(&stranger, "\u{202e}n", &["stand-down"]);
    assert_found(&stranger, "standup\x1fplatform", &["Stand-Up"]);
    assert_found(&stranger, "standupplatform", &[]);
    assert_found(&ann, "101 learn", &["rust-101"]);
}

#[track_caller]
fn assert_near(caller: &Caller<'_>, path: &str, expected: &[&str]) {
    let policy = policy(LINKS);
    let ask = LinkRequest::parse(path).expect("an ask");
    let near = directory(&Index::new(&policy), &policy, caller).near(&ask, 3);
    let near: Vec<&str> = near.iter().map(OwnPath::as_str).collect();
    assert_eq!(near, expected, "{path}");
}

#[test]
fn slips_are_made_good_for_those_who_may_go_there() {
    let [stranger, visitor, ann, _] = callers();
    assert_near(&stranger, "/go/standdup", &["/go/Stand-Up"]);
    assert_near(&stranger, "/go/STAN-UP.", &["/go/Stand-Up"]);
    assert_near(&stranger, "/standup", &["/go/Stand-Up"]);
    assert_near(&stranger, "/go/stündup", &["/go/Stand-Up"]);
    assert_near(&stranger, "/go/stand-up/extra", &[]);
    assert_near(&stranger, "/go/rsut-101", &[]);
    assert_near(&ann, "/go/rsut-101", &["/go/rust-101"]);
    assert_near(&ann, "/go/v12", &["/go/v1.2"]);
    assert_near(&ann, "/go/v2", &[]);
    assert_near(&stranger, "/go/jion/123456789", &["/go/join/123456789"]);
    assert_near(&stranger, "/og/jion/1%2523%3F4", &["/go/join/1%2523%3F4"]);
    assert_near(&stranger, "/desc/1", &[]);
    assert_near(&visitor, "/desc/1", &["/desk/1"]);
    assert_near(&stranger, "/", &[]);
    assert_near(&stranger, &format!("/go/{}", "x".repeat(65)), &[]);
    assert_near(&stranger, &format!("/go/jion/{}", "x".repeat(3000)), &[]);
    assert_near(&stranger, &"/xxxx".repeat(16), &[]);
}

#[test]
fn typing_shows_names_first_and_then_words() {
    let policy = policy(LINKS);
    let index = Index::new(&policy);
    let [stranger, ..] = callers();
    let directory = directory(&index, &policy, &stranger);
    let suggest = |text: &str, most| {
        let links = directory.suggest(&Query::parse(text), most);
        links.iter().map(|link| link.name()).collect::<Vec<_>>()
    };
    assert_eq!(suggest("st", 10), ["stand-down", "Stand-Up"]);
    assert_eq!(suggest("st", 1), ["stand-down"]);
    assert_eq!(suggest("stand u", 10), ["Stand-Up"]);
    assert_eq!(suggest("d", 10), ["Stand-Up", "stand-down"]);
    assert_eq!(suggest("rust", 10), [""; 0]);
    assert_eq!(suggest("st", 0), [""; 0]);
    let all = directory.search(&Query::default(), 0..30, no_other);
    let paths = all.entries.iter().filter_map(|entry| match entry {
        Entry::Route(route) => route.path(),
        Entry::Link(_) => None,
    });
    let expected = [
        "/go/join/{meeting_key}",
        "/go/noon/x/{meeting_key}",
        "/go/shut/{meeting_key}",
    ];
    assert_eq!(paths.collect::<Vec<_>>(), expected);
}
