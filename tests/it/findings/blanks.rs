//! Blanks that look like ordinary ones, or like nothing: findings say where they stand, and no finding
//! is about what they make of the rest.

use crate::support::findings::{Report, policy_of};
use crate::support::service::Folder;
use insta::assert_snapshot;

const GOOD: &str = "version: 1
public_url: https://go.acme.example/
sites:
  acme: https://acme.webex.com/acme/
callers:
  networks:
    office: 10.0.0.0/8
routes:
  join:
    path: /go/join/{meeting_key}
    command: meeting.join
    allow:
      - network: office
links:
  standup:
    title: Team
    route: join
    meeting_key: 123 456 789
";

/// As wide as a blank.
const WIDE: [char; 10] = [
    '\u{a0}', '\u{1680}', '\u{2000}', '\u{2007}', '\u{200a}', '\u{202f}', '\u{205f}', '\u{3000}',
    '\u{2800}', '\u{2003}',
];

/// Without any width.
const NARROW: [char; 5] = ['\u{ad}', '\u{180e}', '\u{200b}', '\u{2060}', '\u{feff}'];

/// Where a blank, `_`, stands in place of a part of the good policy, and what is said of it.
struct Case {
    old: &'static str,
    new: &'static str,
    says: &'static str,
}

const fn case(old: &'static str, new: &'static str, says: &'static str) -> Case {
    Case { old, new, says }
}

const CASES: [Case; 25] = [
    case(
        "    route: join",
        "   _route: join",
        "17:4 error: an invisible space (U+CODE) is in the indentation",
    ),
    case(
        "    route: join",
        "_   route: join",
        "17:1 error: an invisible space (U+CODE) is in the indentation",
    ),
    case(
        "    route: join",
        "____route: join",
        "17:1 error: 4 invisible spaces (U+CODE) are in the indentation",
    ),
    case(
        "  acme:",
        " _acme:",
        "4:2 error: an invisible space (U+CODE) is in the indentation",
    ),
    case(
        "      - network",
        "     _- network",
        "13:6 error: an invisible space (U+CODE) is in the indentation",
    ),
    case(
        "links:\n",
        "_\nlinks:\n",
        "14:1 error: an invisible space (U+CODE) is in the indentation",
    ),
    case(
        "links:\n",
        "_# all\nlinks:\n",
        "14:1 error: an invisible space (U+CODE) is in the indentation",
    ),
    case(
        "route: join",
        "route:_join",
        "17:11 error: an invisible space (U+CODE) is after `:`",
    ),
    case(
        "route: join",
        "route: _join",
        "17:12 error: an invisible space (U+CODE) is after `:`",
    ),
    case(
        "route: join",
        "route:_ join",
        "17:11 error: an invisible space (U+CODE) is after `:`",
    ),
    case(
        "links:",
        "links:_",
        "14:7 error: an invisible space (U+CODE) is after `:`",
    ),
    case(
        "version: 1",
        "version: _1",
        "1:10 error: an invisible space (U+CODE) is after `:`",
    ),
    case(
        "title: Team",
        "title: _\"Team\"",
        "16:12 error: an invisible space (U+CODE) is after `:`",
    ),
    case(
        "- network",
        "-_network",
        "13:8 error: an invisible space (U+CODE) is after `-`",
    ),
    case(
        "- network",
        "- _network",
        "13:9 error: an invisible space (U+CODE) is after `-`",
    ),
    case(
        "route: join",
        "route_: join",
        "17:10 error: an invisible space (U+CODE) is at the end of this key",
    ),
    case(
        "standup:",
        "\"standup\"_:",
        "15:12 error: an invisible space (U+CODE) is at the end of this value",
    ),
    case(
        "links:",
        "links_:",
        "14:6 error: an invisible space (U+CODE) is at the end of this key",
    ),
    case(
        "route: join",
        "route: join_",
        "17:16 error: an invisible space (U+CODE) is at the end of this value",
    ),
    case(
        "route: join",
        "route: join_# a",
        "17:16 error: an invisible space (U+CODE) is at the end of this value",
    ),
    case(
        "/acme/\n",
        "/acme/_\n",
        "4:37 error: an invisible space (U+CODE) is at the end of this value",
    ),
    case(
        "456 789",
        "456 789_",
        "18:29 error: an invisible space (U+CODE) is at the end of this value",
    ),
    case(
        "network: office",
        "network: office_",
        "13:24 error: an invisible space (U+CODE) is at the end of this value",
    ),
    case(
        "title: Team",
        "title: Team_",
        "16:16 error: an invisible space (U+CODE) is at the end of this value",
    ),
    case(
        "10.0.0.0/8",
        "[_10.0.0.0/8]",
        "7:14 error: an invisible space (U+CODE) is before this value",
    ),
];

fn with(blank: char, old: &str, new: &str) -> String {
    assert_eq!(GOOD.matches(old).count(), 1, "{old:?} must be there once");
    GOOD.replace(old, &new.replace('_', &blank.to_string()))
}

#[track_caller]
fn found(text: &str) -> String {
    Report::WHOLE.of_text(text)
}

#[test]
fn a_blank_that_nobody_sees_is_the_only_finding_wherever_it_stands() {
    assert_eq!(found(GOOD), "");
    for c in WIDE.into_iter().chain(NARROW) {
        for Case { old, new, says } in CASES {
            let found = found(&with(c, old, new));
            let says = says.replace("CODE", &format!("{:04X}", u32::from(c)));
            assert!(
                found.starts_with(&format!("{says} | ")),
                "{c:?} {new:?}: {found}"
            );
            assert_eq!(found.lines().count(), 1, "{c:?} {new:?}: {found}");
            let help = found.split(" | ").nth(1).expect("help");
            let is_end = says.contains("at the end of");
            assert!(
                help.contains("ordinary space") || help.starts_with("remove "),
                "{help}"
            );
            assert!(
                help.contains("remove it") || !is_end || NARROW.contains(&c),
                "{help}"
            );
        }
    }
}

#[test]
fn a_blank_at_the_beginning_of_a_section_is_found() {
    for c in WIDE.into_iter().chain(NARROW) {
        let found = found(&with(c, "links:", "_links:"));
        let code = format!("(U+{:04X}) is in the indentation", u32::from(c));
        assert!(
            found.starts_with("14:1 error: ") && found.contains(&code),
            "{found}"
        );
        // Indented by two, it looks like a route.
        assert!(found.lines().count() == 1 || c == '\u{3000}', "{found}");
    }
}

#[test]
fn tabs_in_the_indentation_are_called_so() {
    for (new, says) in [
        ("\troute: join", "17:1 error: a tab is in the indentation"),
        ("  \troute: join", "17:3 error: a tab is in the indentation"),
        ("\t\troute: join", "17:1 error: a tab is in the indentation"),
    ] {
        let found = found(&with(' ', "    route: join", new));
        assert_eq!(found, format!("{says} | indent with ordinary spaces\n"));
    }
    for harmless in [
        "    route:\tjoin",
        "    route: join\t# x",
        "\t\n    route: join",
    ] {
        assert_eq!(found(&with(' ', "    route: join", harmless)), "");
    }
}

/// Inside of names and numbers, the finding is that about the name, with its cause.
#[test]
fn a_finding_about_a_word_says_what_nobody_sees_in_it() {
    for (old, new, place) in [
        ("123 456 789", "123_456 789", "18:21"),
        ("123 456 789", "\"123 456 789_\"", "18:30"),
        ("standup:", "stand_up:", "15:8"),
        ("route: join", "route: jo_in", "17:14"),
        ("route: join", "route: \"join_\"", "17:17"),
        ("network: office", "network: off_ice", "13:21"),
        ("/acme/\n", "/ac_me/\n", "4:34"),
        ("    command:", "    comm_and:", "11:9"),
        ("10.0.0.0/8", "10.0_0.0/8", "7:17"),
    ] {
        for c in NARROW
            .into_iter()
            .chain(['\u{200e}', '\u{202a}', '\u{2066}'])
        {
            let found = found(&with(c, old, new));
            let code = format!("(U+{:04X}) is here: ", u32::from(c));
            let finding = found.lines().find(|line| line.contains(&code));
            let finding = finding.unwrap_or_else(|| panic!("{new:?} {c:?}: {found}"));
            assert!(
                finding.starts_with(&format!("{place} error: ")),
                "{new:?} {c:?}: {found}"
            );
        }
    }
    let found = found(&with('\u{a0}', "route: join", "route: jo_in"));
    assert_eq!(
        found,
        "17:14 error: there is no route `jo\u{a0}in` | an invisible space (U+00A0) is here: replace it with an ordinary space, or remove it; known here: join\n"
    );
}

#[test]
fn everything_is_found_at_once_in_its_place() {
    let text = GOOD
        .replace(
            "    route: join",
            "  \u{a0}\u{a0}route:\u{3000}join\u{200b}",
        )
        .replace("version: 1", "version:\u{a0}2")
        .replace(
            "meeting_key: 123 456 789",
            "meeting_key: 12\u{a0}\n    colour: red",
        );
    assert_snapshot!(found(&text), @"
    1:9 error: an invisible space (U+00A0) is after `:` | replace it with an ordinary space
    1:10 error: unknown version of the policy language | write `version: 1`
    17:3 error: 2 invisible spaces (U+00A0) are in the indentation | replace them with ordinary spaces
    17:11 error: an invisible space (U+3000) is after `:` | replace it with an ordinary space
    17:16 error: an invisible space (U+200B) is at the end of this value | remove it, or replace it with an ordinary space
    18:18 error: `meeting_key` must be a number of 7 to 20 digits
    18:20 error: an invisible space (U+00A0) is at the end of this value | remove it, or replace it with an ordinary space
    19:5 error: the route `join` has no parameter `colour` | known here: meeting_key, attendee_name, attendee_email, registration_id, sharing, meeting_type, title, route, aliases, owner, tags, from, until
    ");
    let broken = GOOD.replace("version: 1", "version:\u{a0}1") + "links: [\n";
    assert_snapshot!(found(&broken), @"
    1:9 error: an invisible space (U+00A0) is after `:` | replace it with an ordinary space
    19:8 error: not YAML: unclosed bracket '[' | close the bracket; put a text that contains ` #` in quotes, because that begins a comment
    ");
}

/// Where people write for people, a no-break blank is theirs.
#[test]
fn texts_for_people_keep_their_blanks() {
    for (written, title) in [
        ("Salle\u{a0}5", "Salle\u{a0}5"),
        ("Room\u{a0}#5", "Room\u{a0}#5"),
        ("Attention:\u{a0}on", "Attention:\u{a0}on"),
        ("\"Équipe\u{a0}: suivi\u{a0}\"", "Équipe\u{a0}: suivi"),
        ("定例\u{3000}会議", "定例\u{3000}会議"),
        (
            ">\n      \u{3000}定例\u{3000}\n      会議",
            "定例\u{3000} 会議",
        ),
        ("'\u{3000}定例\n      \u{3000}会議'", "定例 \u{3000}会議"),
        ("Team # \u{a0}ours\u{a0}", "Team"),
    ] {
        let text = GOOD.replace("title: Team", &format!("title: {written}"));
        let policy = policy_of(&text);
        let link = policy.links().first().expect("a link");
        assert_eq!(link.title(), Some(title), "{written:?}");
    }
}

/// A line that may have a secret in it is not shown for its blanks.
#[test]
fn blanks_beside_a_secret_do_not_show_it() {
    for secret in [
        "secrets:\n  pw:\u{a0}canary\n",
        "secrets:\n \u{a0}pw: canary\n",
        "header_secret: canary\u{a0}\n",
    ] {
        let found = found(&format!("{GOOD}{secret}"));
        assert!(found.contains("(U+00A0) is"), "{found}");
    }
}

#[track_caller]
fn found_in_table(table: &str) -> String {
    let policy = format!("{GOOD}links_from: links.csv\n");
    let files = [
        ("policy.yaml", policy.as_bytes()),
        ("links.csv", table.as_bytes()),
    ];
    Report::WHOLE.of_files(&Folder::with(&files), "policy.yaml")
}

/// A table has no other use for blanks around a cell than spreadsheets have: none.
#[test]
fn cells_of_a_table_are_read_without_the_blanks_around_them() {
    for c in WIDE.into_iter().chain(NARROW) {
        for table in [
            "~name,route,meeting_key\nweekly,join,123456789\n",
            "name~,~route,meeting_key~\nweekly,join,123456789\n",
            "name,route,meeting_key\n~weekly,join,123456789\n",
            "name,route,meeting_key\nweekly~,join,123456789\n",
            "name,route,meeting_key\nweekly,~join~,123456789\n",
            "name,route,meeting_key\nweekly,join,~123456789\n",
            "name,route,meeting_key\nweekly,join,123456789~\n",
            "name,route,meeting_key\n\"~weekly\",\"join~\",\"123456789~\"\n",
            "name,route,meeting_key,~\nweekly,join,123456789,~\n~,~,~,~\n",
            "name,route,meeting_key,title\nweekly,join,123456789,~ ~\n",
        ] {
            assert_eq!(
                found_in_table(&table.replace('~', &c.to_string())),
                "",
                "{c:?} {table:?}"
            );
        }
        let inside = format!("name,route,meeting_key\nweek{c}ly,join,123456789\n");
        let found = found_in_table(&inside);
        let code = format!("(U+{:04X}) is here: ", u32::from(c));
        assert!(
            found.starts_with("links.csv:2:5 error: ") && found.contains(&code),
            "{c:?}: {found}"
        );
    }
}
