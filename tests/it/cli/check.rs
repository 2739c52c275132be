//! `check` of large tables, and of what ends soon.

use std::fs;

use super::{Desk, GOOD};

const TABLE: &str = "links_from: [links.csv]\n";

/// A desk whose policy has a table with these columns, of 1,000 lines.
fn desk_with_table(columns: &str, line: impl Fn(u32) -> String) -> Desk {
    let desk = Desk::with(&format!("{GOOD}{TABLE}"));
    let lines: String = (0..1_000).map(|n| line(n) + "\n").collect();
    let table = format!("{columns}\n{lines}");
    fs::write(desk.folder.path().join("links.csv"), table).expect("is written");
    desk
}

#[test]
fn a_misspelt_column_is_one_finding_however_many_lines_there_are() {
    for (column, help) in [
        ("meeting_kee", "did you mean `meeting_key`?"),
        ("meetingkey", "did you mean `meeting_key`?"),
        ("conference", "name the column title, route,"),
    ] {
        let columns = format!("name,route,{column}");
        let desk = desk_with_table(&columns, |n| format!("link{n},join,{}", 1_000_000 + n));
        let said = desk.run(&["check", "--policy", "policy.yaml"], 1);
        let finding = format!("error: unknown column `{column}`\n --> links.csv:1:12");
        assert!(said.out.starts_with(&finding), "{}", said.out);
        assert!(said.out.contains(help), "{}", said.out);
        assert!(
            said.out.ends_with("\n1 error in links.csv\n"),
            "{}",
            said.out
        );
    }
    let desk = desk_with_table("name,ruote,meeting_key", |n| {
        format!("link{n},join,1234567")
    });
    let said = desk.run(&["check", "--policy", "policy.yaml"], 1);
    assert!(
        said.out.ends_with("\n1 error in links.csv\n"),
        "{}",
        said.out
    );
}

/// What an unknown column may have been meant for is known only where it has something.
#[test]
fn a_line_without_a_value_in_an_unknown_column_lacks_what_it_lacks() {
    let desk = desk_with_table("name,route,conference", |n| match n {
        7 => "link7,join,".to_owned(),
        n => format!("link{n},join,1234567"),
    });
    let said = desk.run(&["check", "--policy", "policy.yaml"], 1);
    assert!(
        said.out.contains("the link `link7` has no `meeting_key`"),
        "{}",
        said.out
    );
    assert!(
        said.out.ends_with("\n2 errors in links.csv\n"),
        "{}",
        said.out
    );
}

#[test]
fn findings_of_one_kind_are_folded_and_others_are_not_hidden_behind_them() {
    let line = |n| match n {
        500 => "link500,jion,1234567".to_owned(),
        n => format!("link{n},join,{n}x"),
    };
    let desk = desk_with_table("name,route,meeting_key", line);
    let folded = desk.run(&["check", "--policy", "policy.yaml"], 1).out;
    assert!(folded.lines().count() < 60, "{folded}");
    assert!(
        folded.contains("note: and 996 more like this, which `linkgate check --all` lists"),
        "{folded}"
    );
    assert!(folded.contains("there is no route `jion`"), "{folded}");
    assert!(
        folded.ends_with("\n1,000 errors in links.csv\n"),
        "{folded}"
    );

    let all = desk
        .run(&["check", "--policy", "policy.yaml", "--all"], 1)
        .out;
    assert_eq!(all.matches("error: ").count(), 1_000);
    assert!(!all.contains("more like this"), "{all}");

    let github = desk
        .run(
            &["check", "--policy", "policy.yaml", "--format", "github"],
            1,
        )
        .out;
    assert_eq!(github.matches("::error ").count(), 4, "{github}");
    assert!(
        github.contains("%0Anote: and 996 more like this"),
        "{github}"
    );

    let json = desk
        .run(&["check", "--policy", "policy.yaml", "--format", "json"], 1)
        .out;
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["findings"].as_array().map(Vec::len), Some(1_000));
    assert_eq!(json["errors"], 1_000);
}

#[test]
fn what_ends_soon_is_listed_by_owner() {
    let soon = "  soon: { route: join, meeting_key: 1234567, until: 2999-06-01, owner: \"Team\\u202e A\" }\n";
    let desk = Desk::with(&format!("{GOOD}{soon}"));
    let check = |more: &[&str], code| {
        let first = ["check", "--policy", "policy.yaml"];
        desk.run(&[&first[..], more].concat(), code)
    };
    assert_eq!(check(&[], 0).out.lines().count(), 1);
    let quiet = check(&["--expiring", "30d"], 0).out;
    assert!(quiet.starts_with("Nothing ends by "), "{quiet}");
    let human = check(&["--expiring", "1500y"], 0).out;
    assert!(human.starts_with("2 end by "), "{human}");
    assert!(
        human.contains("  no owner\n    2999-06-30  standup"),
        "{human}"
    );
    assert!(
        human.contains("  Team\u{fffd} A\n    2999-06-01  soon"),
        "{human}"
    );
    let json = check(&["--expiring", "1500y", "--format", "json"], 0).out;
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let ending = &json["expiring"]["owners"][0]["ending"][0];
    assert_eq!(ending["link"], "standup");
    assert_eq!(ending["until"], "2999-07-01T00:00:00Z");
    assert_eq!(
        (&ending["file"], &ending["line"]),
        (&"policy.yaml".into(), &13.into())
    );
    let github = check(&["--expiring", "1500y", "--format", "github"], 0).out;
    assert!(
        github.starts_with("::notice file=policy.yaml,line=13,title=Ends soon::the link `standup` works until 2999-06-30 (owner: no owner)\n"),
        "{github}"
    );
    assert!(
        check(&["--expiring", "9000y"], 2)
            .err
            .starts_with("error: --expiring: ")
    );
    assert!(
        check(&["--expiring", "soon"], 2)
            .err
            .contains("write it like 30d, 6w or 3mo")
    );
}
