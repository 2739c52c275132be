//! The embedded catalogue: complete, free of findings, and every command of it
//! usable through a policy, or with a finding that says what to add.

use std::fmt::Write as _;
use std::net::IpAddr;

use insta::assert_snapshot;
use linkgate::compile::embedded_catalogue;
use linkgate::compile::load_text;
use linkgate::decision::{Caller, Delivery, LinkRequest, Outcome, decide};
use linkgate::policy::{Catalogue, Policy};
use linkgate::webex::{Address, Command, Parameter, ParameterType, Template};
use url::Url;

use crate::support::findings::now;

const FRONT: &str = "version: 1
public_url: https://go.acme.example/
sites: { acme: \"https://acme.webex.com/acme/\" }
back_urls: { meetings: \"https://portal.acme.example/meetings\" }
";

fn catalogue() -> Catalogue {
    embedded_catalogue().expect("a catalogue without findings")
}

fn findings(text: &str) -> Result<Policy, String> {
    let loaded = load_text("policy.yaml", text, now());
    let mut lines = String::new();
    for problem in loaded.problems.sorted() {
        let proposal = problem.help.as_deref().unwrap_or_default();
        writeln!(lines, "{} | {proposal}", problem.message).expect("a String");
    }
    loaded.policy.ok_or(lines)
}

#[track_caller]
fn policy(text: &str) -> Policy {
    findings(text).unwrap_or_else(|found| panic!("{found}{text}"))
}

/// Where the policy sends somebody who asks for a path.
#[track_caller]
fn target(policy: &Policy, path: &str) -> String {
    let ask = LinkRequest::parse(path).expect(path);
    let caller = Caller::unknown(IpAddr::from([192, 0, 2, 1]));
    match decide(policy, &ask, &caller, now()).outcome {
        Outcome::Send(Delivery::Redirect(call)) | Outcome::Confirm(Delivery::Redirect(call), _) => {
            call.as_str().to_owned()
        }
        other => panic!("{path}: {other:?}"),
    }
}

/// One route `/x`, written as YAML lines, and where it leads.
#[track_caller]
fn led_to(route: &str) -> String {
    target(
        &policy(&format!(
            "{FRONT}routes:\n  x:\n    path: /x\n    allow: anyone\n{route}"
        )),
        "/x",
    )
}

/// A value that fits a kind, as it stands in a policy.
fn sample(kind: &ParameterType) -> String {
    match kind {
        ParameterType::Digits { min, .. } => "7".repeat((*min).max(1) as usize),
        ParameterType::Number { min, .. } => min.to_string(),
        ParameterType::Text { .. } => "\"a text & more\"".to_owned(),
        ParameterType::Name { .. } => "ada.lovelace".to_owned(),
        ParameterType::Email => "ada@acme.example".to_owned(),
        ParameterType::Flag { .. } => "yes".to_owned(),
        ParameterType::Choice(values) => values.first().expect("a choice").0.to_string(),
        ParameterType::Duration { min, .. } => min.to_string(),
        ParameterType::Start { .. } => "2027-01-31T14:05".to_owned(),
        ParameterType::TimeZone => "Europe/Berlin".to_owned(),
        ParameterType::Features => "[chat, video]".to_owned(),
        ParameterType::People { .. } => "[Ada <ada@acme.example>, bob@acme.example]".to_owned(),
        ParameterType::Texts { .. } => "[one, two]".to_owned(),
        ParameterType::Token { prefix, hex } => {
            let letter: String = prefix.chars().take(1).collect();
            format!("{letter}{}", "a1".repeat(*hex as usize / 2))
        }
        ParameterType::Url => "https://acme.webex.com/acme/m.php".to_owned(),
    }
}

fn samples<'c>(parameters: impl Iterator<Item = &'c Parameter>) -> String {
    let lines = parameters.map(|p| format!("      {}: {}\n", p.name(), sample(p.kind())));
    lines.collect()
}

fn needs_a_secret(command: &Command) -> bool {
    command
        .parameters()
        .iter()
        .any(|p| p.is_required() && p.is_secret())
}

fn back(command: &Command) -> &'static str {
    if command.takes_back() {
        "    back: meetings\n"
    } else {
        ""
    }
}

/// A policy whose one route carries the command out with these constants.
fn with_constants<'c>(command: &'c Command, which: impl Fn(&Parameter) -> bool + 'c) -> String {
    let constants = samples(command.parameters().iter().filter(|p| which(p)));
    format!(
        "{FRONT}routes:\n  x:\n    path: /x\n    command: {}\n    allow: anyone\n{}    constants:\n{constants}",
        command.name(),
        back(command),
    )
}

#[test]
fn every_command_has_an_address_or_says_what_is_missing() {
    let mut table = String::new();
    for command in catalogue().iter() {
        let address = match command.address() {
            Address::Page(page, Some(action)) => {
                format!("{}?AT={}", page.as_str(), action.as_str())
            }
            Address::Page(page, None) => page.as_str().to_owned(),
            Address::Path(path) => path.to_string(),
            Address::Rest(_) | Address::Nowhere(_) => panic!("{}", command.name()),
            Address::Incomplete(missing) => {
                let missing: Vec<&str> = missing.iter().map(|m| m.as_str()).collect();
                format!("to be completed: {}", missing.join(", "))
            }
        };
        let (name, effect) = (command.name(), command.effect().as_str());
        let back = if command.takes_back() { "back" } else { "-" };
        writeln!(
            table,
            "{:<28} {effect:<8} {back:<5} {address}",
            name.as_str()
        )
        .expect("a String");
    }
    assert_snapshot!(table, @"
    account.activate             change   -     to be completed: page, action, parameters
    account.create               change   -     p.php?AT=SU
    account.deactivate           destroy  -     to be completed: page, action, parameters
    account.edit                 change   -     to be completed: page, action, parameters
    attendees.add                change   back  m.php?AT=AA
    attendees.remove             destroy  -     to be completed: page, action, parameters
    contacts.edit                change   -     to be completed: page, action, parameters
    event.information            look     -     e.php?AT=SINF
    event.join                   enter    back  m.php?AT=JE
    event.schedule               change   back  m.php?AT=SE
    event.start                  enter    back  m.php?AT=TE
    link.call_in                 look     -     globalcallin.php
    link.call_in_older           look     -     globalcallin.php
    link.event                   enter    -     onstage/g.php
    link.information             look     -     e.php
    link.join                    enter    -     j.php
    link.join_older              enter    -     j.php
    link.register                look     -     /weblink/register/{registration}
    link.register_page           look     -     j.php
    link.training                enter    -     k2/j.php
    meeting.delete               destroy  back  m.php?AT=DM
    meeting.edit                 change   back  m.php?AT=EM
    meeting.end                  destroy  -     w.php?AT=KM
    meeting.instant              change   back  m.php?AT=IM
    meeting.join                 enter    back  m.php?AT=JM
    meeting.list_open            look     -     m.php?AT=OM
    meeting.list_scheduled       look     -     m.php?AT=LM
    meeting.one_click_settings   change   back  w.php?AT=SO
    meeting.one_click_start      change   back  w.php?AT=CO
    meeting.schedule             change   back  m.php?AT=SM
    meeting.start                enter    back  m.php?AT=HM
    meeting.status               look     -     w.php?AT=GS
    office.download              look     back  o.php?AT=DF
    profile.edit                 change   -     to be completed: page, action, parameters
    questions.custom             look     -     to be completed: page, action, parameters
    questions.custom_answers     look     -     to be completed: page, action, parameters
    questions.standard           look     -     to be completed: page, action, parameters
    questions.standard_answers   look     -     to be completed: page, action, parameters
    recording.download           look     -     lsr.php?AT=dw
    recording.fetch              look     -     lsr.php
    recording.list_events        look     -     to be completed: page, action, parameters
    recording.open               look     -     lsr.php?AT=pb
    recording.play               look     -     ldr.php?AT=pb
    recording.service_play       look     -     /recordingservice/sites/{site}/recording/play/{recording}
    recording.service_playback   look     -     /recordingservice/sites/{site}/recording/playback/{recording}
    recording.service_playback_last look     -     /recordingservice/sites/{site}/recording/{recording}/playback
    recording.watch              look     -     ldr.php
    registration.add_fields      change   -     to be completed: page, action, parameters
    registration.create_form     change   -     to be completed: page, action, parameters
    registration.enroll          change   back  m.php?AT=EN
    registration.form_settings   look     -     to be completed: page, action, parameters
    reports.attendee_events      look     -     to be completed: page, action, parameters
    reports.downloads            look     -     to be completed: page, action, parameters
    reports.event_attendees      look     -     to be completed: page, action, parameters
    reports.mail_attendees       change   -     to be completed: page, action, parameters
    reports.training_sessions    look     -     to be completed: page, action, parameters
    room.join                    enter    -     /join/{room}
    room.meet                    enter    -     /meet/{room}
    room.start                   enter    -     /start/{room}
    session.language_attendee    enter    -     o.php?AT=AP
    session.language_host        enter    -     o.php?AT=MO
    session.service              enter    back  o.php?AT=ST
    site.login                   enter    back  p.php?AT=LI
    site.login_ticket            enter    back  p.php?AT=LI
    site.logout                  enter    back  p.php?AT=LO
    support.join                 enter    -     m.php?AT=JS
    support.logout               enter    -     p.php?AT=LS
    support.schedule             change   back  m.php?AT=SK
    support.start                change   back  m.php?AT=SS
    support.start_scheduled      enter    -     m.php?AT=HS
    training.publish_recording   change   -     to be completed: page, action, parameters
    webapp.join_page             enter    -     /wbxmjs/joinservice/sites/{site}/meeting/download/{meeting}
    webapp.meeting_download      enter    -     /webappng/sites/{site}/meeting/download/{meeting}
    webapp.meeting_info          look     -     /webappng/sites/{site}/meeting/info/{meeting}
    webapp.recording             look     -     /webappng/sites/{site}/recording/{recording}/playback
    webapp.room                  look     -     /webappng/sites/{site}/dashboard/pmr/{room}
    ");
}

#[test]
fn every_complete_command_makes_a_call_at_its_site() {
    let mut made = 0;
    for command in catalogue().iter() {
        if !command.missing().is_empty() || needs_a_secret(command) {
            continue;
        }
        let (is_required, any) = (Parameter::is_required, |p: &Parameter| !p.is_secret());
        let routes = [
            with_constants(command, is_required),
            with_constants(command, any),
        ];
        let links = [is_required as fn(&Parameter) -> bool, any].map(|which| {
            let fields = samples(command.parameters().iter().filter(|p| which(p)));
            format!(
                "{FRONT}routes:\n  r:\n    command: {}\n    allow: anyone\n{}links:\n  x:\n      route: r\n{fields}link_prefix: /go\n",
                command.name(),
                back(command),
            )
        });
        let [least, most] = routes.map(|text| target(&policy(&text), "/x"));
        let linked = links.map(|text| target(&policy(&text), "/go/x"));
        assert_eq!(
            [&least, &most],
            [&linked[0], &linked[1]],
            "{}",
            command.name()
        );
        for call in [&least, &most] {
            assert_well_formed(command, call);
        }
        made += 1;
    }
    assert!(made >= 30, "{made}");
}

#[track_caller]
fn assert_well_formed(command: &Command, call: &str) {
    let url = Url::parse(call).expect(call);
    assert_eq!(url.as_str(), call);
    let start = match command.address() {
        Address::Page(page, _) => format!("https://acme.webex.com/acme/{}", page.as_str()),
        Address::Path(path) => {
            let head = Template::parse(&path.to_string().replace("{site}", "acme"));
            format!("https://acme.webex.com{}", head.expect("a path").head())
        }
        Address::Rest(_) | Address::Nowhere(_) | Address::Incomplete(_) => panic!("{call}"),
    };
    assert!(call.starts_with(&start), "{call}");
    let mut names: Vec<String> = url
        .query_pairs()
        .map(|(name, _)| name.into_owned())
        .collect();
    let all = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), all, "a name stands twice: {call}");
    for secret in ["PW", "PID", "TK", "CSRF"] {
        assert!(!names.iter().any(|name| name == secret), "{call}");
    }
    assert_eq!(
        names.iter().any(|name| name == "BU"),
        command.takes_back(),
        "{call}"
    );
    assert!(call.bytes().all(|b| b.is_ascii_graphic()), "{call}");
}

#[test]
fn commands_that_need_a_secret_say_so() {
    let mut lines = String::new();
    for command in catalogue()
        .iter()
        .filter(|c| c.missing().is_empty() && needs_a_secret(c))
    {
        let text = with_constants(command, |p| p.is_required() && !p.is_secret());
        let found = findings(&text).expect_err("a secret");
        lines.push_str(&found);
    }
    assert_snapshot!(lines, @"
    `account.create` needs `partner_id`, and nothing supplies it | add `secrets: { partner_id: NAME }` to the route, and NAME with its file to the policy's `secrets`
    `account.create` needs `password`, and nothing supplies it | add `secrets: { password: NAME }` to the route, and NAME with its file to the policy's `secrets`
    `event.schedule` needs `join_password`, and nothing supplies it | add `secrets: { join_password: NAME }` to the route, and NAME with its file to the policy's `secrets`
    `site.login` needs `password`, and nothing supplies it | add `secrets: { password: NAME }` to the route, and NAME with its file to the policy's `secrets`
    `site.login_ticket` needs `ticket`, and nothing supplies it | add `secrets: { ticket: NAME }` to the route, and NAME with its file to the policy's `secrets`
    ");
}

/// What the finding proposes is done to the letter, and then it works.
#[test]
fn what_an_incomplete_command_lacks_is_said_and_is_enough() {
    let mut completed = 0;
    for command in catalogue().iter().filter(|c| !c.missing().is_empty()) {
        let unused = "back_urls: { meetings: \"https://portal.acme.example/meetings\" }\n";
        let text = with_constants(command, Parameter::is_required).replace(unused, "");
        let found = findings(&text).expect_err("incomplete");
        let expected = format!("the address of `{}` is not publicly known", command.name());
        assert!(found.starts_with(&expected), "{found}");
        assert_eq!(found.lines().count(), 1, "{found}");
        let (_, proposal) = found.split_once("Guide: `").expect(&found);
        let proposal = proposal.trim_end().trim_end_matches('`');
        let commands = proposal
            .replace("page: …", "page: p.php")
            .replace("action: …", "action: XX");
        assert!(!commands.contains('…'), "{proposal}");
        let call = target(&policy(&format!("{text}{commands}\n")), "/x");
        assert!(call.starts_with("https://acme.webex.com/acme/"), "{call}");
        completed += 1;
    }
    assert!(completed >= 10, "{completed}");
}

#[test]
fn every_choice_can_be_made_by_its_word_and_by_its_code() {
    for command in catalogue().iter() {
        for parameter in command.parameters() {
            let ParameterType::Choice(values) = parameter.kind() else {
                continue;
            };
            for (word, code) in values {
                let about = format!("{}: {word}", parameter.name());
                assert_eq!(
                    parameter.parse(word).expect(&about).shown(),
                    &**code,
                    "{about}"
                );
                assert_eq!(
                    parameter.parse(&word.to_uppercase()).expect(&about).shown(),
                    &**code
                );
                assert_eq!(
                    parameter
                        .parse(&word.replace('_', "-"))
                        .expect(&about)
                        .shown(),
                    &**code
                );
                assert_eq!(
                    parameter.parse(code).expect(&about).shown(),
                    &**code,
                    "{about}"
                );
            }
        }
    }
}

#[test]
fn secrets_are_marked_by_their_codes() {
    for command in catalogue().iter() {
        for parameter in command.parameters() {
            for code in parameter.codes() {
                let is_secret = matches!(code.as_str(), "PW" | "PID" | "TK" | "CSRF");
                assert!(
                    parameter.is_secret() || !is_secret,
                    "{} {}",
                    command.name(),
                    parameter.name()
                );
            }
        }
    }
}

#[test]
fn the_example_of_the_issue_comes_out_to_the_letter() {
    let text = format!(
        "{FRONT}routes:\n  join: {{ path: \"/go/join/{{meeting_key}}\", command: meeting.join, back: meetings, allow: anyone }}\n"
    );
    let policy = policy(&text);
    let expected = "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789&BU=https%3A%2F%2Fportal.acme.example%2Fmeetings";
    for path in [
        "/go/join/123456789",
        "/go/join/123456789/",
        "/GO/Join/123-456-789",
        "/go/join/123%20456%20789",
        "/go/join/123456789%3E",
        "/go/join/123456789.",
        "/go/join/123456789?utm_source=mail",
    ] {
        assert_eq!(target(&policy, path), expected, "{path}");
    }
}

#[test]
fn a_whole_meeting_is_scheduled() {
    assert_snapshot!(led_to(
        "    command: meeting.schedule
    back: meetings
    constants:
      meeting_name: Rust & Co
      start: 2027-01-31T14:05
      duration: 1h30m
      time_zone: Europe/Berlin
      features: [chat, video, attendee-list]
      listed: yes
      delete_after_meeting: yes
      teleconference: call_in
      tracking_codes: [4711, \"R&D\"]
"
    ).replace('&', "\n&"), @"
    https://acme.webex.com/acme/m.php?AT=SM
    &MN=Rust%20%26%20Co
    &YE=2027
    &MO=1
    &DA=31
    &HO=14
    &MI=5
    &DU=90
    &TZ=25
    &MF=13
    &LF=1
    &TC=1
    &TC1=4711
    &TC2=R%26D
    &AutoDeleteAfterMeeting=on
    &BU=https%3A%2F%2Fportal.acme.example%2Fmeetings
    ");
}

#[test]
fn people_become_numbered_fields() {
    let people = "    command: attendees.add
    constants:
      meeting_key: 214611290
      attendees: [Ada Lovelace <ada@acme.example>, '\"Bob\" <bob@acme.example>', mailto:eve@acme.example]
";
    assert_snapshot!(led_to(people).replace('&', "\n&"), @"
    https://acme.webex.com/acme/m.php?AT=AA
    &MK=214611290
    &EM1=ada%40acme.example
    &FN1=Ada%20Lovelace
    &EM2=bob%40acme.example
    &FN2=Bob
    &EM3=eve%40acme.example
    &FN3=eve%40acme.example
    ");
}

/// Addresses of webex.md section 7 that the catalogue can express: out of a
/// policy's words come the same fields.
#[test]
fn the_published_addresses_come_out() {
    let cases = [
        (
            "command: meeting.join\n    constants: { meeting_key: 12345678 }",
            "m.php?AT=JM&MK=12345678",
        ),
        (
            "command: meeting.join\n    constants: { meeting_key: 1234567, attendee_name: asasas, attendee_email: a@me.com }",
            "m.php?AT=JM&MK=1234567&AN=asasas&AE=a%40me.com",
        ),
        (
            "command: session.service\n    constants: { service: meetings }",
            "o.php?AT=ST&SP=MC",
        ),
        ("command: site.logout", "p.php?AT=LO"),
        ("command: meeting.list_scheduled", "m.php?AT=LS"),
        (
            "command: meeting.list_open\n    constants: { service: training }",
            "m.php?AT=OM&servicename=TC",
        ),
        (
            "command: meeting.schedule\n    constants: { meeting_name: ANOTHERTEST, start: \"2014-06-01T08:50\" }",
            "m.php?AT=SM&MN=ANOTHERTEST&YE=2014&MO=6&DA=1&HO=8&MI=50",
        ),
        (
            "command: meeting.start\n    constants: { meeting_key: 123456789, sharing: web_tour, tour_address: \"https://www.aol.com/\" }",
            "m.php?AT=HM&MK=123456789&AS=WebTour&WL=https%3A%2F%2Fwww.aol.com%2F",
        ),
        (
            "command: meeting.end\n    constants: { meeting_key: 1111111 }",
            "w.php?AT=KM&MK=1111111",
        ),
        (
            "command: meeting.status\n    constants: { meeting_key: 185458324 }",
            "w.php?AT=GS&MK=185458324",
        ),
        (
            "command: link.join\n    constants: { meeting: med9ce32d229dea787db3ccfe90212242 }",
            "j.php?MTID=med9ce32d229dea787db3ccfe90212242",
        ),
    ];
    for (route, expected) in cases {
        // `AT=LS` is the dead command of section 7; today's is `AT=LM`.
        let expected = expected.replace("AT=LS", "AT=LM");
        let call = led_to(&format!("    {route}\n"));
        assert_eq!(call, format!("https://acme.webex.com/acme/{expected}"));
    }
    let room = "    command: room.meet\n    constants: { room: ta.office.hours }\n";
    assert_eq!(led_to(room), "https://acme.webex.com/meet/ta.office.hours");
}

/// Tokens that were broken on their way are refused, not repaired.
#[test]
fn broken_tokens_are_refused() {
    let catalogue = catalogue();
    for (name, broken) in [
        ("link.join", "room-token"),
        ("link.join", "m50101161ccd38e380c2cf196ef80c33"),
        ("link.join", "xed9ce32d229dea787db3ccfe90212242"),
        ("link.register", "3D3Dr2e24d6a07ce41c2="),
    ] {
        let command = catalogue.command(name).expect(name);
        let token = command
            .parameters()
            .iter()
            .find(|p| matches!(p.kind(), ParameterType::Token { .. }));
        let token = token.expect(name);
        assert!(token.parse(broken).is_err(), "{name} took {broken}");
    }
}

#[test]
fn a_correction_holds_for_its_site_only() {
    let text = "version: 1
public_url: https://go.acme.example/
sites:
  acme: https://acme.webex.com/acme/
  beta:
    url: https://beta.webex.com/beta/
    commands:
      meeting.join: { action: XJ }
      account.edit: { page: p.php, action: EU }
routes:
  a: { path: \"/a/{meeting_key}\", site: acme, command: meeting.join, allow: anyone }
  b: { path: \"/b/{meeting_key}\", site: beta, command: meeting.join, allow: anyone }
  c: { path: /c, site: beta, command: account.edit, allow: anyone }
";
    let policy = policy(text);
    assert_eq!(
        target(&policy, "/a/1234567"),
        "https://acme.webex.com/acme/m.php?AT=JM&MK=1234567"
    );
    assert_eq!(
        target(&policy, "/b/1234567"),
        "https://beta.webex.com/beta/m.php?AT=XJ&MK=1234567"
    );
    assert_eq!(
        target(&policy, "/c"),
        "https://beta.webex.com/beta/p.php?AT=EU"
    );
    let found =
        findings(&text.replace("/c, site: beta", "/c, site: acme")).expect_err("not at acme");
    assert!(
        found.starts_with("the address of `account.edit`"),
        "{found}"
    );
}

#[test]
fn what_destroys_or_changes_is_never_carried_out_at_once() {
    let caller = Caller::unknown(IpAddr::from([192, 0, 2, 1]));
    for command in catalogue().iter() {
        if !command.missing().is_empty() || needs_a_secret(command) {
            continue;
        }
        let policy = policy(&with_constants(command, Parameter::is_required));
        let ask = LinkRequest::parse("/x").expect("an ask");
        let decision = decide(&policy, &ask, &caller, now());
        let at_once = matches!(decision.outcome, Outcome::Send(_));
        assert_eq!(
            at_once,
            !command.effect().needs_confirmation(),
            "{}",
            command.name()
        );
        let changes = [
            "create",
            "edit",
            "delete",
            "add",
            "remove",
            "schedule",
            "deactivate",
            "end",
        ];
        let verb = command.name().as_str().rsplit('.').next().expect("a verb");
        assert!(!(at_once && changes.contains(&verb)), "{}", command.name());
    }
}
