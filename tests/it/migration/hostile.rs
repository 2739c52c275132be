//! Whatever a source says, the policy takes the table, and spreadsheets carry nothing out.

use std::fs;
use std::rc::Rc;
use std::sync::OnceLock;

use jiff::Timestamp;
use linkgate::compile::load;
use linkgate::migration::{
    Converter, Entry, Format, Import, Place, Sink, Wanted, decode, read_text,
};
use linkgate::policy::Policy;
use proptest::prelude::*;

const POLICY: &str = r#"version: 1
public_url: https://go.acme.example/
link_prefix: /
sites: { acme: https://acme.webex.com/acme/ }
back_urls: { meetings: https://portal.acme.example/meetings }
routes:
  join: { path: "/join/{meeting_key}", command: meeting.join, back: meetings, allow: anyone }
  meeting: { path: "/meeting/{meeting}", command: link.join, allow: anyone }
  room: { path: "/room/{room}", command: room.meet, allow: anyone }
  older: { path: "/older/{event}/{user}", command: link.join_older, query: [form], allow: anyone }
  play: { command: recording.play, allow: anyone }
links:
  standup: { route: join, meeting_key: 123 456 789, aliases: [daily, приём] }
"#;

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

/// Loads the policy, with a table if there is one.
fn policy(table: Option<&str>) -> Result<Policy, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("policy.yaml");
    let from = table.map(|_| "links_from: links.csv\n").unwrap_or_default();
    fs::write(&path, format!("{POLICY}{from}")).expect("is written");
    if let Some(table) = table {
        fs::write(folder.path().join("links.csv"), table).expect("is written");
    }
    let loaded = load(&path, NOW);
    loaded
        .policy
        .ok_or_else(|| format!("{:#?}", loaded.problems))
}

/// The policy without a table.
fn base() -> &'static Policy {
    static POLICY: OnceLock<Policy> = OnceLock::new();
    POLICY.get_or_init(|| policy(None).expect("the policy"))
}

fn assert_taken(table: &str) {
    if let Err(problems) = policy(Some(table)) {
        unreachable!("{table}\n{problems}");
    }
    let mut reader = csv::ReaderBuilder::new().from_reader(table.as_bytes());
    for record in reader.records() {
        for cell in &record.expect("a record") {
            let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
            assert!(!is_formula, "{cell}");
        }
    }
}

/// Texts with what means something to spreadsheets, pages, terminals, or names.
fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,20}",
        any::<String>(),
        "[-=+@,;\"' \t\r\n|a-c.]{0,12}",
        "(robots.txt|join|standup|daily|пpиём|сор|cop|room|x.qr|-|\u{202e}a|ｍ|ﬁ|2026-11-28|123456789|m\u{fc}nchen|全体会議|म\u{200d}न|[{]caller.name[}])",
        "[=+@-]?[\u{0}-\u{20}]{0,3}(cmd|SUM)\\([A-Z]1\\)",
        "x{60,90}",
    ]
}

fn address() -> impl Strategy<Value = String> {
    let value = prop_oneof!["[0-9]{7,12}", hostile()];
    let host = "https://acme.webex.com";
    prop_oneof![
        value
            .clone()
            .prop_map(move |v| format!("{host}/acme/m.php?AT=JM&MK={v}")),
        value.clone().prop_map(move |v| format!("{host}/meet/{v}")),
        "[met][0-9a-f]{32}".prop_map(move |v| format!("{host}/acme/j.php?MTID={v}")),
        ("[0-9]{1,20}", hostile())
            .prop_map(move |(e, f)| format!("{host}/acme/j.php?ED={e}&UID=1&RT={f}")),
        "(MC|TC|EC|x)".prop_map(move |s| format!(
            "{host}/acme/ldr.php?AT=pb&SP={s}&rID=1&rKey=0123456789abcdef"
        )),
        value,
    ]
}

prop_compose! {
    fn entry()(
        address in address(),
        name in proptest::option::of(hostile()),
        title in proptest::option::of(hostile()),
        owner in proptest::option::of(hostile()),
        tags in proptest::collection::vec(hostile(), 0..12),
    ) -> Entry {
        let place = Place { file: Rc::from("f"), line: 1 };
        Entry { name, title, owner, tags, ..Entry::new(place, Wanted::Text(address)) }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn the_policy_takes_every_table(entries in proptest::collection::vec(entry(), 1..30)) {
        let mut import = Import::new(Converter::new(base(), NOW));
        for entry in entries {
            import.entry(entry);
        }
        let imported = import.finish().expect("a table");
        assert_taken(&imported.table);
    }

    #[test]
    fn no_source_is_too_broken_to_be_read(
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        pieces in proptest::collection::vec(
            "(<a href=|'|\"|>|</a>|<!--|<script|BEGIN:VEVENT\n|SUMMARY:|INSERT INTO `y_url` VALUES|\\(|\\)|,|;|\\\\|\\{|\\}|\\[|:|\n|url|name|Content-Type: multipart/mixed; boundary=x\n|--x|https://acme.webex.com/meet/a|\u{e9}|=\\?utf-8\\?)",
            0..40,
        ),
    ) {
        let mut import = Import::new(Converter::new(base(), NOW));
        let decoded = decode(&bytes);
        let texts = [pieces.concat(), decoded.map(|d| d.text.into_owned()).unwrap_or_default()];
        for text in texts {
            for format in Format::ALL {
                let _ = read_text(*format, &Rc::from("f"), &text, &mut import);
            }
        }
        let imported = import.finish().expect("a table");
        assert_taken(&imported.table);
    }
}
