//! What people have at hand, in place of a path.

use super::*;

const TWO_JOINS: &str = "\
version: 1
public_url: https://go.acme.example/
sites:
  acme: https://acme.webex.com/acme/
  beta: https://beta.webex.com/beta/
routes:
  join: { path: '/go/join/{meeting_key}', site: acme, command: meeting.join, allow: anyone }
  host: { path: '/go/host/{meeting_key}', site: acme, command: meeting.start, allow: anyone }
  beta: { path: '/go/beta/{meeting_key}', site: beta, command: meeting.join, allow: { user: ann } }
  late: { path: '/go/late/{meeting_key}', site: beta, command: meeting.join, allow: anyone }
links:
  standup: { route: join, meeting_key: 123456789, aliases: daily }
";

/// Status, what the box makes of the text, and where it ends.
fn told(text: &str) -> String {
    let arguments = [text, "--as", "ann"];
    let facts: serde_json::Value =
        serde_json::to_value(facts_under(TWO_JOINS, &arguments)).expect("JSON");
    format!(
        "{} {} {}",
        facts["answer"]["status"], facts["typed"], facts["target"]
    )
}

#[test]
fn what_is_no_path_is_explained_as_the_box_takes_it() {
    insta::assert_snapshot!(told("standup"), @r#"302 {"means":"path","path":"/go/standup"} "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789""#);
    insta::assert_snapshot!(told("Daily."), @r#"302 {"means":"path","path":"/go/standup"} "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789""#);
    insta::assert_snapshot!(told("go/standup"), @r#"302 {"means":"path","path":"/go/standup"} "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789""#);
    insta::assert_snapshot!(told("join 987 654 321"), @r#"302 {"means":"path","path":"/go/join/987%20654%20321"} "https://acme.webex.com/acme/m.php?AT=JM&MK=987654321""#);
    insta::assert_snapshot!(told("https://go.acme.example/go/standup?x=1"), @r#"302 null "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789""#);
    insta::assert_snapshot!(told("go.acme.example/go/standup?x=1"), @r#"302 {"means":"path","path":"/go/standup"} "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789""#);
    insta::assert_snapshot!(told("https://acme.webex.com/acme/m.php?AT=JM&MK=987654321&PW=hunter2"), @r#"302 {"means":"path","path":"/go/join/987654321"} "https://acme.webex.com/acme/m.php?AT=JM&MK=987654321""#);
    insta::assert_snapshot!(told("987 654 321"), @r#"200 {"choices":[{"path":"/go/join/987654321","route":"join"},{"path":"/go/beta/987654321","route":"beta"},{"path":"/go/late/987654321","route":"late"}],"means":"choice"} null"#);
    insta::assert_snapshot!(told("https://beta.webex.com/beta/m.php?AT=JM&MK=987654321"), @r#"200 {"choices":[{"path":"/go/beta/987654321","route":"beta"},{"path":"/go/late/987654321","route":"late"}],"means":"choice"} null"#);
    insta::assert_snapshot!(told("https://other.webex.com/other/m.php?AT=JM&MK=987654321"), @r#"200 {"means":"foreign"} null"#);
    insta::assert_snapshot!(told("https://gate.acme.example/go/standup"), @"421 null null");
    insta::assert_snapshot!(told("weekly planning"), @r#"200 {"means":"search"} null"#);
    insta::assert_snapshot!(told("/go/standup"), @r#"302 null "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789""#);
    insta::assert_snapshot!(told("/-/go?q=standup"), @r#"302 {"means":"path","path":"/go/standup"} "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789""#);
}

#[test]
fn an_explanation_says_what_the_box_does() {
    insta::assert_snapshot!(unstyled(&text::render(&facts_under(TWO_JOINS, &["daily"]))), @r#"
    302  The person is sent to Webex.

      asked       daily
      from        127.0.0.1
      at          1970-01-01T00:00:00Z
      box         opens /go/standup
      link        standup  (policy.yaml:12:3)
                  also daily
      route       join  "Join a meeting"  (policy.yaml:7:3)
                  /go/join/{meeting_key}
      access      allowed by: anyone
                  allow anyone
      command     meeting.join  "Join a meeting"
                  m.php?AT=JM, effect: enter
      parameters  meeting_key  MK  123456789  from the link
      site        acme  https://acme.webex.com/acme/
      target      https://acme.webex.com/acme/m.php?AT=JM&MK=123456789
      counted     by address
      logged      redirected
    "#);
    let choice = facts_under(
        TWO_JOINS,
        &[
            "https://beta.webex.com/beta/m.php?AT=JM&MK=987654321&PW=hunter2",
            "--as",
            "ann",
        ],
    );
    let text = unstyled(&text::render(&choice));
    insta::assert_snapshot!(text, @"
    200  Several routes take what was typed: the person chooses.

      asked       https://beta.webex.com/•••
      from        127.0.0.1
      as          ann
      at          1970-01-01T00:00:00Z
      box         offers a choice of routes
                  beta  /go/beta/987654321
                  late  /go/late/987654321
      counted     by identity
      logged      choice_shown
    ");
    assert!(!json(&choice).expect("JSON").contains("hunter2"));
    insta::assert_snapshot!(unstyled(&text::render(&facts_under(TWO_JOINS, &["weekly planning"]))), @"
    200  The person sees the links that they may use.

      asked       weekly planning
      from        127.0.0.1
      at          1970-01-01T00:00:00Z
      box         searches for it in the directory
      counted     by address
      logged      directory_shown
    ");
    insta::assert_snapshot!(unstyled(&text::render(&facts_under(TWO_JOINS, &["https://acme.webex.com/acme/m.php?AT=XX"]))), @"
    200  The person sees the links that they may use.

      asked       https://acme.webex.com/•••
      from        127.0.0.1
      at          1970-01-01T00:00:00Z
      box         knows nothing that leads to that address
      counted     by address
      logged      directory_shown
    ");
}

/// The site `acme` was called `oldacme` until the end of the year 1970, in Berlin.
#[test]
fn a_link_of_a_former_name_is_explained_as_one_until_its_end() {
    let policy = TWO_JOINS
        .replace(
            "  acme: https://acme.webex.com/acme/",
            "  acme: { url: https://acme.webex.com/acme/, formerly: { url: https://meet.oldacme.example/oldacme/, until: 1970-12-31 } }",
        )
        .replace("version: 1", "version: 1\ntime_zone: Europe/Berlin");
    let link = "https://meet.oldacme.example/oldacme/m.php?AT=JM&MK=987654321&PW=hunter2";
    let rendered = |at: &str| unstyled(&text::render(&facts_under(&policy, &[link, "--at", at])));
    insta::assert_snapshot!(rendered("1970-12-31T23:59"), @r#"
    302  The person is sent to Webex.

      asked       https://meet.oldacme.example/•••
      from        127.0.0.1
      at          1970-12-31T22:59:00Z
      box         opens /go/join/987654321
                  https://meet.oldacme.example/oldacme/, a former address of the site acme, counts until 1970-12-31T23:00:00Z
      route       join  "Join a meeting"  (policy.yaml:8:3)
                  /go/join/{meeting_key}
      access      allowed by: anyone
                  allow anyone
      command     meeting.join  "Join a meeting"
                  m.php?AT=JM, effect: enter
      parameters  meeting_key  MK  987654321  from the path
      site        acme  https://acme.webex.com/acme/
      target      https://acme.webex.com/acme/m.php?AT=JM&MK=987654321
      counted     by address
      logged      redirected
    "#);
    insta::assert_snapshot!(rendered("1971-01-01T00:00"), @"
    200  The person sees the links that they may use.

      asked       https://meet.oldacme.example/•••
      from        127.0.0.1
      at          1970-12-31T23:00:00Z
      box         knows nothing that leads to that address
                  https://meet.oldacme.example/oldacme/, a former address of the site acme, counted until 1970-12-31T23:00:00Z
      counted     by address
      logged      directory_shown
    ");
}

/// A link of the policy's own addresses is opened, and not typed: a host that is missing is found.
#[test]
fn an_address_of_another_host_is_explained_as_opened() {
    let facts = facts_under(TWO_JOINS, &["https://gate.acme.example/go/standup"]);
    assert_eq!(facts.answer.status, 421);
    assert!(facts.typed.is_none());
    let because = facts.answer.because.expect("a reason");
    assert!(
        because.starts_with("`gate.acme.example` is not this gateway's host"),
        "{because}"
    );
}

/// A password may stand in a text that a route takes as a name: then it is nowhere in the answer.
#[test]
fn what_may_be_a_password_is_not_repeated_as_a_value() {
    let policy = TWO_JOINS.replace(
        "  late:",
        "  named: { path: '/{attendee_name}', site: acme, command: meeting.join, constants: { meeting_key: 123456789 }, allow: anyone }\n  late:",
    );
    let facts = facts_under(&policy, &["join 123 456 789 pin 4711"]);
    let text = unstyled(&text::render(&facts));
    insta::assert_snapshot!(text, @r#"
    302  The person is sent to Webex.

      asked       •••
      from        127.0.0.1
      at          1970-01-01T00:00:00Z
      box         opens •••
      route       named  "Join a meeting"  (policy.yaml:10:3)
                  /{attendee_name}
      access      allowed by: anyone
                  allow anyone
      command     meeting.join  "Join a meeting"
                  m.php?AT=JM, effect: enter
      parameters  meeting_key    MK  123456789  from the constant
                  attendee_name  AN  •••        from the path
      site        acme  https://acme.webex.com/acme/
      target      https://acme.webex.com/•••
      counted     by address
      logged      redirected
    "#);
    for told in [text, json(&facts).expect("JSON")] {
        assert!(!told.contains("4711"), "{told}");
    }
    // A refusal has the value, too.
    let policy = policy.replace(
        "123456789 }, allow: anyone",
        "123456789 }, allow: { user: ann }",
    );
    for arguments in [
        &["join 123 456 789 pin 4711"][..],
        &["join 123 456 789 pin 4711", "--as", "ann"],
    ] {
        let told = json(&facts_under(&policy, arguments)).expect("JSON");
        assert!(!told.contains("4711"), "{told}");
    }
}
