//! Further names of a link: they lead exactly where it leads, and everything that tells of it tells of
//! the link.

use insta::assert_snapshot;
use linkgate::compile::Severity;
use linkgate::policy::Link;
use serde_json::{Value, json};

use crate::support::Gateway;
use crate::support::findings::{Report, load_from, policy_of};
use crate::support::program::run;
use crate::support::service::Folder;

const HEAD: &str = r#"version: 1
public_url: https://go.acme.example/
hosts: [127.0.0.1]
sites: { acme: https://acme.webex.com/acme/ }
callers: { networks: { office: 10.0.0.0/8 } }
routes:
  join: { path: "/go/join/{meeting_key}", command: meeting.join, query: [attendee_name], allow: anyone }
  closed: { command: meeting.join, allow: { network: office } }
  today: { path: /go/today, command: meeting.join, constants: { meeting_key: 222222222 }, allow: anyone }
"#;

const LINKS: &str = r#"links:
  standup:
    title: Platform team
    route: join
    meeting_key: 123 456 789
    aliases: [daily, stand-up-platform, приём]
  one: { route: join, meeting_key: 222333444, aliases: Uno }
  board: { route: closed, meeting_key: 333444555, aliases: leitung }
links_from: links.csv
"#;

const TABLE: &str = "name,route,meeting_key,aliases\n\
    weekly,join,444555666,wöchentlich hebdo\n\
    monthly,join,555666777,\"monat, mois;mensual\"\n\
    plain,join,666777888,\n";

fn gateway() -> Gateway {
    Gateway::with_files(&format!("{HEAD}{LINKS}"), &[("links.csv", TABLE)])
}

fn json_of(gateway: &Gateway, path: &str) -> Value {
    let answer = gateway.get(path);
    serde_json::from_str(&answer.body()).expect("JSON")
}

#[test]
fn an_alias_leads_where_the_link_leads() {
    let gateway = gateway();
    for (path, name, alias) in [
        ("/go/standup", "standup", None),
        ("/go/daily", "standup", Some("daily")),
        ("/go/DAILY.", "standup", Some("daily")),
        (
            "/go/Stand_Up-Platform/",
            "standup",
            Some("stand-up-platform"),
        ),
        (
            "/go/%D0%9F%D0%A0%D0%98%D0%81%D0%9C",
            "standup",
            Some("приём"),
        ),
        ("/go/daily?attendee_name=Ada&x=1", "standup", Some("daily")),
        ("/go/uno", "one", Some("Uno")),
        ("/go/w%C3%B6chentlich", "weekly", Some("wöchentlich")),
        ("/go/hebdo", "weekly", Some("hebdo")),
        ("/go/monat", "monthly", Some("monat")),
        ("/go/mois", "monthly", Some("mois")),
        ("/go/mensual", "monthly", Some("mensual")),
        ("/go/leitung", "board", Some("leitung")),
    ] {
        let by_alias = gateway.get(path);
        let line = gateway.log_line();
        let told = (line["link"].as_str(), line["alias"].as_str());
        assert_eq!(told, (Some(name), alias), "{path}: {line}");
        let query = path.split_once('?').map_or("", |(_, query)| query);
        let by_name = gateway.get(&format!("/go/{name}?{query}"));
        assert_eq!(gateway.log_line()["alias"], Value::Null, "{path}");
        assert_eq!(by_alias.status(), by_name.status(), "{path}");
        assert_eq!(by_alias.location(), by_name.location(), "{path}");
    }
    let metrics = gateway.metrics();
    assert!(!metrics.contains("daily") && !metrics.contains("leitung"));
    for path in [
        "/go/dailies",
        "/go/monat,",
        "/go/monat%20mois",
        "/daily",
        "/go/daily/x",
    ] {
        let status = gateway.get(path).status();
        assert_eq!(
            status,
            if path == "/go/monat," { 302 } else { 404 },
            "{path}"
        );
    }
}

#[test]
fn the_page_of_a_link_tells_of_its_aliases() {
    let gateway = gateway();
    let page = json_of(&gateway, "/go/standup+");
    assert_eq!(
        page["aliases"],
        json!(["daily", "stand-up-platform", "приём"])
    );
    for path in [
        "/go/daily+",
        "/go/stand-up-platform+",
        "/go/%D0%BF%D1%80%D0%B8%D1%91%D0%BC+",
    ] {
        assert_eq!(json_of(&gateway, path), page, "{path}");
    }
    assert_eq!(
        gateway.get("/go/daily.qr").body(),
        gateway.get("/go/standup.qr").body()
    );
    assert_eq!(json_of(&gateway, "/go/plain+")["aliases"], Value::Null);
    let shown = gateway.browse("/go/daily+").main();
    assert!(shown.contains("<dt>Other names</dt>"), "{shown}");
    for alias in ["daily", "stand-up-platform", "приём"] {
        assert!(
            shown.contains(&format!("<dd><bdi>{alias}</bdi></dd>")),
            "{shown}"
        );
    }
    assert!(!gateway.browse("/go/plain+").main().contains("Other names"));
}

#[test]
fn an_alias_is_found() {
    let gateway = gateway();
    let found = |query: &str| -> Vec<String> {
        let page = json_of(&gateway, &format!("/?q={query}"));
        let entries = page["entries"].as_array().expect("a list").iter();
        entries
            .map(|entry| entry["name"].as_str().expect("a name").to_owned())
            .collect()
    };
    for (query, name) in [
        ("daily", "standup"),
        ("DAIL", "standup"),
        ("stand-up-platform", "standup"),
        ("standup-platform", "standup"),
        ("standupplatform", "standup"),
        ("platform+daily", "standup"),
        ("%D0%BF%D1%80%D0%B8%D1%91%D0%BC", "standup"),
        ("woechentlich", "weekly"),
        ("mensual", "monthly"),
        ("standup", "standup"),
    ] {
        assert_eq!(found(query), [name], "{query}");
    }
    // Words are not found across two names, and nobody finds a link that is not for them.
    for query in ["dailystand", "standupdaily", "leitung", "hebdow"] {
        assert_eq!(found(query), [""; 0], "{query}");
    }
    for (query, names) in [
        ("dai", json!(["standup"])),
        ("m", json!(["monthly", "standup"])),
        ("mo", json!(["monthly"])),
        ("stand", json!(["standup"])),
        ("un", json!(["one"])),
        ("leit", json!([])),
    ] {
        assert_eq!(
            json_of(&gateway, &format!("/-/suggest?q={query}"))[1],
            names,
            "{query}"
        );
    }
    for (path, near) in [
        ("/go/dialy", json!(["/go/standup"])),
        ("/go/standup-platfrom", json!(["/go/standup"])),
        ("/go/monht", json!(["/go/monthly"])),
        ("/go/leitun", Value::Null),
    ] {
        assert_eq!(json_of(&gateway, path)["did_you_mean"], near, "{path}");
    }
}

#[test]
fn the_box_takes_an_alias() {
    let gateway = gateway();
    let location = gateway.get("/go/standup").location().map(str::to_owned);
    for typed in [
        "daily",
        "go/daily",
        "https://go.acme.example/go/daily",
        "Stand-Up-Platform",
        "%D0%BF%D1%80%D0%B8%D1%91%D0%BC",
    ] {
        let answer = gateway.get(&format!("/-/go?q={typed}"));
        assert_eq!(answer.location(), location.as_deref(), "{typed}");
    }
}

#[test]
fn programs_are_told_of_aliases() {
    let folder = Folder::with(&[
        ("policy.yaml", &*format!("{HEAD}{LINKS}")),
        ("links.csv", TABLE),
    ]);
    let path = folder.path("policy.yaml");
    let path = path.to_str().expect("text");
    let explain = |arguments: &[&str]| {
        let all = [&["explain", "--policy", path], arguments].concat();
        String::from_utf8(run(&all).stdout).expect("text")
    };
    let facts: Value =
        serde_json::from_str(&explain(&["/go/daily", "--format", "json"])).expect("JSON");
    assert_eq!(facts["link"]["name"], "standup");
    assert_eq!(facts["link"]["aliases"][0], "daily");
    let text = explain(&["/go/daily"]);
    assert!(
        text.contains("also daily, stand-up-platform, приём\n"),
        "{text}"
    );
    assert!(explain(&["/go/dialy"]).contains("did you mean `/go/daily`?"));
    let dump = load_from(&folder, "policy.yaml")
        .policy
        .map(|policy| serde_json::to_value(policy.dump()).expect("JSON"));
    let links = &dump.expect("a policy")["links"];
    assert_eq!(
        links[0]["aliases"],
        json!(["daily", "stand-up-platform", "приём"])
    );
    assert_eq!(links[3]["aliases"], json!(["wöchentlich", "hebdo"]));
    assert_eq!(links[5]["aliases"], Value::Null);
}

/// What a line of the log says is explained as it was asked for.
#[test]
fn a_line_of_the_log_with_an_alias_is_explained() {
    let gateway = gateway();
    gateway.get("/go/daily");
    let line = gateway.log_line();
    let gone = line.to_string().replace("\"daily\"", "\"gone\"");
    let files = [
        ("policy.yaml", &*format!("{HEAD}{LINKS}")),
        ("links.csv", TABLE),
        ("line", &*line.to_string()),
        ("gone", &*gone),
    ];
    let folder = Folder::with(&files);
    let path = |name: &str| folder.path(name).to_str().expect("text").to_owned();
    let explain = |line: &str| {
        run(&[
            "explain",
            "--policy",
            &path("policy.yaml"),
            "--log",
            &path(line),
        ])
    };
    let output = String::from_utf8(explain("line").stdout).expect("text");
    assert!(
        output.contains("/go/daily\n") && output.contains("the same answer"),
        "{output}"
    );
    let output = String::from_utf8(explain("gone").stderr).expect("text");
    assert!(
        output.contains("it names the alias `gone`, which the link does not have"),
        "{output}"
    );
}

const OTHERS: &str = r#"links:
  standup: { route: join, meeting_key: 123456789, aliases: [daily, morning] }
  late: { route: join, meeting_key: 123456789, aliases: evening }
  board: { route: closed, meeting_key: 123456789 }
"#;

/// The findings about these lines of links, behind two other links.
#[track_caller]
fn found(lines: &str) -> String {
    Report::WHOLE.of_text(&format!("{HEAD}{OTHERS}{lines}"))
}

/// The findings about aliases of one link.
#[track_caller]
fn found_of(aliases: &str) -> String {
    found(&format!(
        "  x: {{ route: join, meeting_key: 123456789, aliases: {aliases} }}\n"
    ))
}

#[test]
fn two_names_that_are_one_are_named_with_both_places() {
    assert_snapshot!(found_of("[a, b, a]"), @"14:61 error: the link `x` has the alias `a` twice (policy.yaml:14:55) | remove the alias: case, `-` and `_` are ignored");
    assert_snapshot!(found_of("[ab, A-B]"), @"14:59 error: the link `x` has the alias `A-B` twice (policy.yaml:14:55) | remove the alias: case, `-` and `_` are ignored");
    assert_snapshot!(found_of("X"), @"14:54 error: the alias `X` is the name of its own link `x` (policy.yaml:14:3) | remove the alias: case, `-` and `_` are ignored");
    assert_snapshot!(found_of("x-"), @"14:54 error: `x-` must be letters, digits, `-`, `_` and `.`, with a letter or digit at both ends | correct the alias: like the name of a link, it is part of a path");
    assert_snapshot!(found_of("'Day-Ly, DAILY'"), @"14:54 error: the alias `DAILY` is already an alias of the link `standup` (policy.yaml:11:61) | rename one of them: case, `-` and `_` are ignored");
    assert_snapshot!(found_of("[stand_up]"), @"14:55 error: the alias `stand_up` is already the name of the link `standup` (policy.yaml:11:3) | rename one of them: case, `-` and `_` are ignored");
    assert_snapshot!(found_of("[Today, join]"), @"14:55 error: the alias `Today` is already the path of the route `today` (policy.yaml:9:3) | rename one of them: case, `-` and `_` are ignored");
    assert_snapshot!(found("  Daily: { route: join, meeting_key: 123456789 }\n"), @"11:61 error: the alias `daily` is already the name of the link `Daily` (policy.yaml:14:3) | rename one of them: case, `-` and `_` are ignored");
    assert_snapshot!(found("  a: { route: join, meeting_key: 123456789, aliases: b }\n  b: { route: join, meeting_key: 123456789, aliases: a }\n"), @"
    14:54 error: the alias `b` is already the name of the link `b` (policy.yaml:15:3) | rename one of them: case, `-` and `_` are ignored
    15:54 error: the alias `a` is already the name of the link `a` (policy.yaml:14:3) | rename one of them: case, `-` and `_` are ignored
    ");
}

#[test]
fn aliases_are_judged_by_the_rules_of_names() {
    for alias in [
        "'-'",
        "'.'",
        "a.",
        "-a",
        "a/b",
        "a%62",
        "'%61'",
        "'a?b'",
        "'a#b'",
        "'a@b'",
        "\"a\\u200bb\"",
        "\"a\\u202eb\"",
        "\"\\u202edaily\"",
        "\"daily\\u200f\"",
        "'👍'",
        "plаn",
        "ｍünchen",
        "ﬁnal",
        "webex-план",
    ] {
        let (alias, name) = (
            found_of(&format!("[{alias}]")),
            found(&format!(
                "  {alias}: {{ route: join, meeting_key: 123456789 }}\n"
            )),
        );
        let message = |found: &str| {
            let line = found.lines().next().unwrap_or_default().to_owned();
            let (_, message) = line.split_once(": ").expect(found);
            message
                .split_once(" | ")
                .map_or(message.to_owned(), |(message, _)| message.to_owned())
        };
        assert_eq!(message(&alias), message(&name), "{alias} {name}");
        assert_eq!(alias.lines().count(), 1, "{alias}");
    }
    assert_snapshot!(found_of("[\"plаn\"]"), @"14:55 error: `plаn` mixes scripts whose letters look alike: use one script per name | correct the alias: like the name of a link, it is part of a path");
    assert_snapshot!(found_of("[сор]"), @"");
    assert_snapshot!(found("  cop: { route: join, meeting_key: 123456789, aliases: сор }\n"), @"14:56 error: the alias `сор` looks like `cop` (policy.yaml:14:3) | rename one of them: their letters are of different scripts, and nobody can tell them apart");
    assert_snapshot!(found("  a: { route: join, meeting_key: 123456789, aliases: сор }\n  b: { route: join, meeting_key: 123456789, aliases: cop }\n"), @"14:54 error: the alias `сор` looks like `cop` (policy.yaml:15:54) | rename one of them: their letters are of different scripts, and nobody can tell them apart");
    assert_snapshot!(found("  сор: { route: join, meeting_key: 123456789 }\n  b: { route: join, meeting_key: 123456789, aliases: cop }\n"), @"14:3 error: the link `сор` looks like `cop` (policy.yaml:15:54) | rename one of them: their letters are of different scripts, and nobody can tell them apart");
    assert_snapshot!(found_of("[јоіn]"), @"14:55 error: `јоіn` mixes scripts whose letters look alike: use one script per name | correct the alias: like the name of a link, it is part of a path");
    assert_snapshot!(found_of(&format!("[{}]", "a".repeat(65))), @"14:55 error: a word of a path has at most 64 characters | correct the alias: like the name of a link, it is part of a path");
    assert_snapshot!(found_of(&format!("[{}]", "я".repeat(33))), @"14:55 error: a name has at most 64 bytes; letters other than a to z take two to four | correct the alias: like the name of a link, it is part of a path");
    assert_eq!(found_of(&format!("[{}]", "я".repeat(32))), "");
}

#[test]
fn aliases_are_a_list_or_words() {
    assert_snapshot!(found_of("[]"), @"14:54 error: there is no name in `aliases` | write one, or remove the line");
    assert_snapshot!(found_of(""), @"14:45 error: `aliases` has no value | give it one, or remove the line");
    assert_snapshot!(found_of("', ;'"), @"14:54 error: there is no name in `aliases` | write one, or remove the line");
    assert_snapshot!(found_of("{ a: b }"), @"14:54 error: `aliases` must be a text, but this is a mapping");
    assert_snapshot!(found_of("[[a]]"), @"14:55 error: `aliases` must be a text, but this is a list");
    assert_snapshot!(found_of("[a b]"), @"14:55 error: `a b` must be letters, digits, `-`, `_` and `.`, with a letter or digit at both ends | correct the alias: like the name of a link, it is part of a path");
    assert_snapshot!(found_of("[a, b, c, d, e, f, g, h, i]"), @"14:54 error: there are 9 aliases, and 8 are the most | keep those that people still use: the decision log says which");
    assert_snapshot!(found("  x: { route: join, meeting_key: 123456789, alias: a }\n"), @"14:45 error: the route `join` has no parameter `alias` | did you mean `aliases`?");
    for good in ["a", "a b", "'a, b;c'", "[a]", "[a, b, c, d, e, f, g, h]"] {
        assert_eq!(found_of(good), "", "{good}");
    }
    let policy = policy_of(&format!("{HEAD}{OTHERS}"));
    let aliases: Vec<&str> = policy.links()[0].aliases().collect();
    assert_eq!(aliases, ["daily", "morning"]);
}

#[test]
fn a_table_of_links_has_a_column_for_aliases() {
    let found = |table: &str| {
        let policy = format!("{HEAD}{OTHERS}links_from: links.csv\n");
        let folder = Folder::with(&[("policy.yaml", &*policy), ("links.csv", table)]);
        Report::WHOLE.of_files(&folder, "policy.yaml")
    };
    assert_eq!(
        found("name;route;meeting_key;aliases\na;join;1234567;b c\nd;join;1234567;\"e;f\"\n"),
        ""
    );
    assert_snapshot!(found("name,route,meeting_key,aliases\na,join,1234567,b B\nc,join,1234567,\"A, daily;standup\"\nd,join,1234567,x%y\ntoday,join,1234567,\n"), @"
    links.csv:2:16 error: the link `a` has the alias `B` twice | remove the alias: case, `-` and `_` are ignored
    links.csv:3:16 error: the alias `A` is already the name of the link `a` (FOLDER/links.csv:2:1) | rename one of them: case, `-` and `_` are ignored
    links.csv:3:16 error: the alias `daily` is already an alias of the link `standup` (FOLDER/policy.yaml:11:61) | rename one of them: case, `-` and `_` are ignored
    links.csv:3:16 error: the alias `standup` is already the name of the link `standup` (FOLDER/policy.yaml:11:3) | rename one of them: case, `-` and `_` are ignored
    links.csv:4:16 error: `x%y` must be letters, digits, `-`, `_` and `.`, with a letter or digit at both ends | correct the alias: like the name of a link, it is part of a path
    links.csv:5:1 error: the path of the link `today` is already the route `today`'s (FOLDER/policy.yaml:9:3) | rename one of them: case, `-` and `_` are ignored
    ");
}

/// However many there are, no name is looked for among all others.
#[test]
fn as_many_aliases_as_links_may_collide() {
    const LINKS: usize = 20_000;
    let line = |n: usize| format!("team-{n},join,123456789,the-same x{n}\n");
    let table: String = (0..LINKS).map(line).collect();
    let policy = format!("{HEAD}{OTHERS}links_from: links.csv\n");
    let table = format!("name,route,meeting_key,aliases\n{table}");
    let folder = Folder::with(&[("policy.yaml", &*policy), ("links.csv", &*table)]);
    let loaded = load_from(&folder, "policy.yaml");
    assert_eq!(loaded.problems.count(Severity::Error), LINKS - 1);
    let good = table.replace("the-same ", "");
    folder.write("links.csv", &good);
    let policy = load_from(&folder, "policy.yaml").policy.expect("a policy");
    assert_eq!(
        policy.links().iter().flat_map(Link::aliases).count(),
        LINKS + 3
    );
}

/// What `check` prints of one.
#[test]
fn check_shows_both_places() {
    let links = "links:\n  board: { route: closed, meeting_key: 123456789 }\n  standup: { route: join, meeting_key: 123456789, aliases: [daily] }\n  late: { route: join, meeting_key: 123456789, aliases: [evening, Daily] }\n";
    let folder = Folder::with(&[("policy.yaml", &*format!("{HEAD}{links}"))]);
    let path = folder.path("policy.yaml");
    let output = run(&["check", "--policy", path.to_str().expect("text")]);
    let text = String::from_utf8(output.stdout).expect("text")
        + &String::from_utf8(output.stderr).expect("text");
    assert_snapshot!(text.replace(folder.named("").trim_end_matches('/'), "FOLDER"), @"
    error: the alias `Daily` is already an alias of the link `standup` (FOLDER/policy.yaml:12:61)
      --> FOLDER/policy.yaml:13:67
       |
    13 |   late: { route: join, meeting_key: 123456789, aliases: [evening, Daily] }
       |                                                                   ^^^^^
       |
       = help: rename one of them: case, `-` and `_` are ignored

    1 error in FOLDER/policy.yaml
    ");
}

#[test]
fn an_alias_at_the_root_is_not_the_gateways_own() {
    let root = HEAD.replacen("hosts:", "link_prefix: /\nhosts:", 1);
    let head = format!("{root}links:\n  board: {{ route: closed, meeting_key: 123456789 }}\n");
    let found = Report::WHOLE.of_text(&format!(
        "{head}  x: {{ route: join, meeting_key: 123456789, aliases: [Robots.txt, join, '-'] }}\n"
    ));
    assert_snapshot!(found, @"
    13:55 error: `/robots.txt` belongs to the gateway | rename it, or put links behind a prefix: `link_prefix: /go/`
    13:73 error: `-` must be letters, digits, `-`, `_` and `.`, with a letter or digit at both ends | correct the alias: like the name of a link, it is part of a path
    ");
}
