//! The table of docs/profiles.md: Cisco's list of operations, and what each profile has of it.

use std::fmt::Write as _;

use linkgate::compile::profile_catalogue;
use linkgate::webex::{Command, Profile};

use crate::docs::read;

/// The operations of Cisco's overview, in its order.
const OPERATIONS: [&str; 33] = [
    "account.create",
    "account.edit",
    "account.activate",
    "account.deactivate",
    "site.login",
    "site.logout",
    "meeting.schedule",
    "meeting.edit",
    "meeting.start",
    "meeting.delete",
    "meeting.list_scheduled",
    "meeting.list_open",
    "meeting.join",
    "profile.edit",
    "contacts.edit",
    "registration.create_form",
    "registration.form_settings",
    "registration.add_fields",
    "attendees.add",
    "attendees.remove",
    "recording.list_events",
    "questions.custom",
    "questions.custom_answers",
    "questions.standard",
    "questions.standard_answers",
    "training.publish_recording",
    "reports.mail_attendees",
    "reports.training_sessions",
    "reports.event_attendees",
    "reports.attendee_events",
    "reports.downloads",
    "support.start",
    "support.join",
];

fn standing(command: &Command) -> &'static str {
    let is_partial = command.words().partial.is_some();
    match (command.reason(), command.missing().is_empty()) {
        _ if is_partial => "partly",
        (Some(_), _) => "no",
        (None, true) => "works",
        (None, false) => "Reference Guide",
    }
}

#[test]
fn the_table_of_the_profiles_is_that_of_the_catalogues() {
    let catalogues = Profile::ALL
        .iter()
        .map(|profile| profile_catalogue(*profile).expect("a catalogue without findings"));
    let catalogues: Vec<_> = catalogues.collect();
    let mut table = "| command | what it does | `url_api` | `rest` | `links` |\n| --- | --- | --- | --- | --- |\n".to_owned();
    for name in OPERATIONS {
        let of_profiles = catalogues.iter().map(|c| c.command(name).expect(name));
        let [url_api, rest, links] = of_profiles.collect::<Vec<_>>()[..] else {
            panic!("three profiles are known");
        };
        let title = &url_api.words().title;
        let standings = [url_api, rest, links].map(standing).join(" | ");
        writeln!(table, "| `{name}` | {title} | {standings} |").expect("a string");
    }
    let page = read("docs/profiles.md");
    assert!(
        page.contains(&format!("\n\n{table}\n")),
        "docs/profiles.md has to have\n{table}"
    );
}
