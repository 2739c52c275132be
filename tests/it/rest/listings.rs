//! What is shown of answers.

use linkgate::webex::{AddressRefused, Cell, Listing, Progress, RestFailure, RestForm, RestReply};

use super::catalogue;
use super::run::{HOST, reply, samples, site};

/// What a command makes of the last answer, after those that find what it is about.
fn judged(name: &str, before: &[RestReply], last: RestReply) -> Progress {
    let rest = catalogue();
    let command = rest.command(name).expect(name);
    let form = RestForm::new(&site(), command).expect(name);
    let acting = linkgate::webex::Acting {
        host: Some(HOST),
        attendee: None,
        now: jiff::Timestamp::UNIX_EPOCH,
        zone: &jiff::tz::TimeZone::UTC,
    };
    let samples = samples(command);
    let arguments = samples.iter().map(|(parameter, value)| (*parameter, value));
    form.plan(arguments, &acting, &[before, &[last]].concat())
}

fn shown(name: &str, before: &[RestReply], body: &str) -> Listing {
    match judged(name, before, reply(200, body)) {
        Progress::Show(listing) => listing,
        other => panic!("{name}: {other:?}"),
    }
}

fn series() -> RestReply {
    reply(
        200,
        r#"{"items":[{"id":"S","meetingType":"meetingSeries"}]}"#,
    )
}

#[test]
fn rows_have_the_columns_of_the_catalogue_and_nothing_else() {
    let listing = shown(
        "meeting.list_open",
        &[],
        r#"{"items":[{"id":"1","title":"<b>Demo</b>","meetingNumber":"123456789","start":"2026-12-01T09:00:00+01:00","state":"inProgress","hostDisplayName":"Ada","password":"pw-secret","hostKey":"998877","telephony":{"accessCode":"445566"},"webLink":"https://acme.webex.com/acme/j.php?MTID=m1"},{"title":7,"start":"soon","state":"","hostDisplayName":null,"webLink":"https://evil.example/"}]}"#,
    );
    insta::assert_debug_snapshot!(listing);
    let printed = format!("{listing:?}");
    for secret in ["pw-secret", "998877", "445566"] {
        assert!(!printed.contains(secret), "{printed}");
    }
    assert_eq!(listing.refused, Some(AddressRefused::Host));
}

#[test]
fn a_full_answer_may_not_be_all() {
    let items = |count: usize| {
        format!(
            r#"{{"items":[{}]}}"#,
            vec![r#"{"title":"A"}"#; count].join(",")
        )
    };
    assert!(!shown("meeting.list_scheduled", &[], &items(99)).is_cut);
    assert!(shown("meeting.list_scheduled", &[], &items(100)).is_cut);
    assert!(
        shown("meeting.list_scheduled", &[], &items(0))
            .rows
            .is_empty()
    );
}

#[test]
fn answers_within_answers_are_rows() {
    let listing = shown(
        "questions.custom_answers",
        &[series()],
        r#"{"items":[{"firstName":"Ada","lastName":"L","email":"a@example.com","customizedQuestions":[{"questionId":4,"answers":[{"optionId":1,"answer":"red"},{"answer":"blue"}]},{"questionId":5}]},{"firstName":"Bob"}]}"#,
    );
    let text = |text: &str| Some(Cell::Text(text.to_owned()));
    let row = |answer| {
        vec![
            text("Ada"),
            text("L"),
            text("a@example.com"),
            text("4"),
            text(answer),
        ]
    };
    assert_eq!(listing.rows, [row("red"), row("blue")]);
}

#[test]
fn flags_are_rows_with_their_names() {
    let listing = shown(
        "questions.standard",
        &[series()],
        r#"{"requireFirstName":true,"requireCompanyName":false,"requireCity":"yes","hostPin":true}"#,
    );
    let row =
        |name: &str, is_set| vec![Some(Cell::Text(name.to_owned())), Some(Cell::Flag(is_set))];
    assert_eq!(
        listing.rows,
        [row("first name", true), row("company name", false)]
    );
}

#[test]
fn a_status_of_no_meeting_is_no_list() {
    let ended = judged("meeting.status", &[], reply(200, r#"{"items":[]}"#));
    assert_eq!(ended, Progress::Failed(RestFailure::NotFound));
}

#[test]
fn the_room_of_a_host_is_on_the_site() {
    // Pair 10 of the stand-in's table.
    let room = |link: &str| {
        let body =
            format!(r#"{{"topic":"R","personalMeetingRoomLink":"{link}","hostPin":"0000"}}"#);
        judged("room.of_host", &[], reply(200, &body))
    };
    assert!(matches!(
        room("https://acme.webex.com/meet/host"),
        Progress::Follow(_)
    ));
    assert_eq!(
        room("https://acme.webex.com.evil.example/meet/host"),
        Progress::Failed(RestFailure::Refused(AddressRefused::Host))
    );
}

#[test]
fn whatever_comes_in_place_of_an_answer_is_a_failure() {
    let rest = catalogue();
    for command in rest.iter() {
        let Some(form) = RestForm::new(&site(), command) else {
            continue;
        };
        let acting = linkgate::webex::Acting {
            host: Some(HOST),
            attendee: None,
            now: jiff::Timestamp::UNIX_EPOCH,
            zone: &jiff::tz::TimeZone::UTC,
        };
        let samples = samples(command);
        for body in [
            "",
            "<html>",
            "7",
            "[]",
            "\"x\"",
            r#"{"items":7}"#,
            r#"{"items":[7]}"#,
        ] {
            let arguments = samples.iter().map(|(parameter, value)| (*parameter, value));
            let ended = form.plan(arguments, &acting, &[reply(200, body)]);
            // What is done says nothing that is read, and a form may have no questions.
            let is_read = !matches!(ended, Progress::Done | Progress::Show(_));
            assert!(
                !is_read || ended == Progress::Failed(RestFailure::Unreadable),
                "{} {body}: {ended:?}",
                command.name()
            );
        }
        for (status, failure) in [(403, RestFailure::NotAllowed), (409, RestFailure::Conflict)] {
            let arguments = samples.iter().map(|(parameter, value)| (*parameter, value));
            let ended = form.plan(arguments, &acting, &[reply(status, "{}")]);
            assert_eq!(ended, Progress::Failed(failure), "{}", command.name());
        }
    }
}
