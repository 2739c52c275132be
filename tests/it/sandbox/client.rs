//! What Linkgate's own plans ask of the REST API, the sandbox understands: the two were written apart
//! from each other, out of the same public pages.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use linkgate::compile::{embedded_catalogue, profile_catalogue};
use linkgate::sandbox::{Reaction, Request, Sandbox};
use linkgate::webex::{
    Acting, Address, Attendee, CallForm, Cell, Column, Continuation, CredentialParts, Parameter,
    Profile, Progress, RestCall, RestForm, RestMethod, RestReply, Secret, Site, TicketFor, Value,
    XmlCredentials, read_ticket, ticket_request,
};
use serde_json::Value as Json;

use super::{Ask, sandbox};

const HOST: &str = "host@acme.example";
static ZONE: TimeZone = TimeZone::UTC;

const GUEST: &str = "guest@example.com";

/// The time of these tests: 2025-02-20T13:20:00Z.
const MINUTE: i64 = 29_001_600;

/// A client with a token of the Service App.
struct Client {
    sandbox: Sandbox,
    token: String,
}

/// What a command ends with.
#[derive(Clone, Copy, Debug)]
enum Ends<'a> {
    /// The person goes on to an address that begins so, below the site.
    Follow(&'a str),
    /// A list with so many rows.
    Rows(usize),
    Done,
}

impl Client {
    fn new() -> Self {
        let mut client = Self {
            sandbox: sandbox(),
            token: String::new(),
        };
        let form =
            "grant_type=refresh_token&client_id=CID&client_secret=CSECRET&refresh_token=RT-1";
        let reply = client.send("POST", "access_token", form, None);
        let answer: Json = serde_json::from_slice(&reply.body).expect("JSON");
        client.token = answer["access_token"].as_str().expect("a token").to_owned();
        client
    }

    fn send(&self, method: &str, target: &str, body: &str, kind: Option<&str>) -> RestReply {
        let authorization = format!("Bearer {}", self.token);
        let mut headers = vec![("authorization", &*authorization)];
        headers.extend(kind.map(|kind| ("content-type", kind)));
        let ask = Ask {
            method,
            path: &format!("/v1/{target}"),
            body: if kind.is_some() { "" } else { body },
            headers: &headers,
            minute: MINUTE,
        };
        let parts = ask.parts();
        let reaction = self.sandbox.answer(Request {
            parts: &parts,
            body: body.as_bytes(),
            now: now(),
        });
        reply(reaction)
    }

    fn ask(&self, call: &RestCall) -> RestReply {
        let method = match call.method() {
            RestMethod::Get => "GET",
            RestMethod::Post => "POST",
            RestMethod::Put => "PUT",
            RestMethod::Patch => "PATCH",
            RestMethod::Delete => "DELETE",
        };
        let body = call.body().unwrap_or_default();
        self.send(method, call.target(), body, Some("application/json"))
    }

    /// Opens the page to which a person is led.
    #[track_caller]
    fn visit(&self, progress: &Progress) {
        let Progress::Follow(address) = progress else {
            panic!("{progress:?}");
        };
        let path = address.as_str().strip_prefix("http://127.0.0.1:8081");
        let page = super::get(&self.sandbox, path.expect("a page of the sandbox"));
        assert!(page.shows("You are in the meeting"), "{}", page.text);
    }

    /// Runs a command to its end, with the calls that it made for whoever reads a failure.
    fn run(
        &self,
        command: &str,
        given: &[(&str, &str)],
        acting: &Acting<'_>,
    ) -> (Progress, String) {
        let catalogue = profile_catalogue(Profile::Rest).expect("a good catalogue");
        let mut commands = catalogue.iter();
        let command = commands
            .find(|known| known.name().as_str() == command)
            .expect(command);
        let form = RestForm::new(&site(), command).expect("a form");
        let arguments: Vec<(&Parameter, Value<'_>)> = given
            .iter()
            .map(|(name, text)| {
                let parameter = command.parameter(name).expect(name);
                (parameter, parameter.parse(text).expect("a value"))
            })
            .collect();
        let mut replies = Vec::new();
        let mut seen = String::new();
        loop {
            let arguments = arguments
                .iter()
                .map(|(parameter, value)| (*parameter, value));
            match form.plan(arguments, acting, &replies) {
                Progress::Ask(call) => {
                    assert!(replies.len() < 6, "{seen}");
                    let reply = self.ask(&call);
                    let body = String::from_utf8_lossy(&reply.body);
                    let (target, sent) = (call.target(), call.body().unwrap_or_default());
                    seen.push_str(&format!("{target} {sent}\n  {} {body}\n", reply.status));
                    replies.push(reply);
                }
                end => return (end, seen),
            }
        }
    }

    #[track_caller]
    fn ends(&self, command: &str, given: &[(&str, &str)], ends: Ends<'_>) -> Progress {
        self.ends_for(command, given, &acting(), ends)
    }

    #[track_caller]
    fn ends_for(
        &self,
        command: &str,
        given: &[(&str, &str)],
        acting: &Acting<'_>,
        ends: Ends<'_>,
    ) -> Progress {
        let (progress, seen) = self.run(command, given, acting);
        let is_right = match (&progress, ends) {
            (Progress::Follow(address), Ends::Follow(start)) => {
                let site = "http://127.0.0.1:8081/";
                let below = address.as_str().strip_prefix(site);
                below.is_some_and(|below| below.starts_with(start))
            }
            (Progress::Show(listing), Ends::Rows(rows)) => listing.rows.len() == rows,
            (Progress::Done, Ends::Done) => true,
            _ => false,
        };
        assert!(
            is_right,
            "{command}: {progress:?} in place of {ends:?}\n{seen}"
        );
        progress
    }
}

/// What came.
fn reply(reaction: Reaction) -> RestReply {
    let Reaction::Response(response) = reaction else {
        panic!("nothing came");
    };
    let status = response.status().as_u16();
    RestReply {
        status,
        body: super::body_of(response).into(),
        tracking_id: None,
    }
}

fn site() -> Site {
    Site::parse("acme", "http://127.0.0.1:8081/acme/").expect("a site")
}

fn now() -> Timestamp {
    Timestamp::from_second(MINUTE * 60).expect("a time")
}

fn acting() -> Acting<'static> {
    Acting {
        host: Some(HOST),
        attendee: None,
        now: now(),
        zone: &ZONE,
    }
}

/// The number of a meeting that was just scheduled.
#[track_caller]
fn number_in(progress: &Progress) -> String {
    let Progress::Show(listing) = progress else {
        panic!("{progress:?}");
    };
    let at = listing
        .columns
        .iter()
        .position(|column| *column == Column::Number);
    match &listing.rows[0][at.expect("a column")] {
        Some(Cell::Text(number)) => number.clone(),
        other => panic!("{other:?}"),
    }
}

const STAND_UP: (&str, &str) = ("meeting_key", "123 456 789");

#[test]
fn a_person_gets_into_a_meeting() {
    let client = Client::new();
    let personal = Acting {
        attendee: Some(Attendee {
            email: GUEST,
            name: "A Guest",
        }),
        ..acting()
    };
    let nobody = Acting {
        host: None,
        ..acting()
    };
    let page = Ends::Follow("acme/j.php?MTID=m");
    let link = Ends::Follow("wbxmjs/joinservice/sites/acme/meeting/download/");
    client.ends("meeting.join", &[STAND_UP], page);
    client.ends_for("meeting.join", &[STAND_UP], &nobody, page);
    client.ends_for("meeting.join", &[STAND_UP], &personal, link);
    let started = client.ends("meeting.start", &[STAND_UP], link);
    client.ends("meeting.list_open", &[], Ends::Rows(0));
    client.visit(&started);
    client.ends("meeting.list_open", &[], Ends::Rows(1));
    client.ends("meeting.end", &[STAND_UP], Ends::Done);
    client.ends("meeting.list_open", &[], Ends::Rows(0));
    client.ends("room.of_host", &[], Ends::Follow("meet/host"));
}

#[test]
fn meetings_are_scheduled_changed_and_deleted() {
    let client = Client::new();
    let made = client.ends(
        "meeting.schedule",
        &[
            ("meeting_name", "Retro"),
            ("start", "2025-02-21T10:00"),
            ("duration", "60"),
            ("password", "canary-77"),
        ],
        Ends::Rows(1),
    );
    let number = number_in(&made);
    let key = ("meeting_key", &*number);
    client.ends("meeting.list_scheduled", &[], Ends::Rows(3));
    client.ends("meeting.status", &[key], Ends::Rows(1));
    client.ends("meeting.edit", &[key, ("duration", "30")], Ends::Done);
    client.ends("meeting.list_open", &[], Ends::Rows(0));
    client.ends("meeting.delete", &[key], Ends::Done);
    client.ends("meeting.list_scheduled", &[], Ends::Rows(2));
    let event = [
        ("event_name", "Town hall"),
        ("start", "2025-02-21T10:00"),
        ("duration", "60"),
    ];
    let made = client.ends("event.schedule", &event, Ends::Rows(1));
    let number = number_in(&made);
    let page = Ends::Follow("acme/j.php?MTID=m");
    client.ends("event.join", &[("meeting_key", &number)], page);
}

#[test]
fn people_are_invited_and_registered() {
    let client = Client::new();
    let mails = (
        "attendees",
        "A Guest <guest@example.com>, other@example.com",
    );
    client.ends("attendees.add", &[STAND_UP, mails], Ends::Done);
    client.ends("attendees.list", &[STAND_UP], Ends::Rows(2));
    let mail = ("attendee_email", GUEST);
    client.ends("attendees.remove", &[STAND_UP, mail], Ends::Done);
    client.ends("attendees.list", &[STAND_UP], Ends::Rows(1));
    client.ends(
        "registration.create_form",
        &[STAND_UP, ("accept_everybody", "yes")],
        Ends::Done,
    );
    client.ends(
        "registration.add_fields",
        &[
            STAND_UP,
            ("question", "Which size?"),
            ("question_type", "list"),
            ("choices", "S, M"),
        ],
        Ends::Done,
    );
    client.ends("questions.custom", &[STAND_UP], Ends::Rows(1));
    let names = [("first_name", "A"), ("last_name", "Guest")];
    client.ends(
        "registration.enroll",
        &[STAND_UP, mail, names[0], names[1]],
        Ends::Done,
    );
    client.ends("questions.standard_answers", &[STAND_UP], Ends::Rows(1));
    client.ends("questions.custom_answers", &[STAND_UP], Ends::Rows(0));
    for command in ["registration.form_settings", "questions.standard"] {
        client.ends(command, &[STAND_UP], Ends::Rows(13));
    }
}

#[test]
fn accounts_recordings_and_reports_are_asked_for() {
    let client = Client::new();
    let mail = ("email", "new@acme.example");
    let names = [("first_name", "New"), ("last_name", "Person")];
    client.ends("account.create", &[mail, names[0], names[1]], Ends::Done);
    client.ends("account.edit", &[mail, ("department", "IT")], Ends::Done);
    client.ends("account.deactivate", &[mail], Ends::Done);
    client.ends("account.activate", &[mail], Ends::Done);
    client.ends(
        "profile.edit",
        &[("join_before_host_minutes", "5")],
        Ends::Done,
    );
    client.ends("recording.list", &[], Ends::Rows(2));
    client.ends("recording.list_events", &[], Ends::Rows(1));
    let recording = ("recording", "11111111111111111111111111111111");
    client.ends("reports.downloads", &[recording], Ends::Rows(1));
    let people = ("people", GUEST);
    client.ends(
        "training.publish_recording",
        &[recording, people],
        Ends::Done,
    );
    client.ends("reports.training_sessions", &[], Ends::Rows(0));
    client.ends("reports.event_attendees", &[STAND_UP], Ends::Rows(0));
    client.ends(
        "reports.attendee_events",
        &[STAND_UP, ("attendee_email", GUEST)],
        Ends::Rows(0),
    );
}

/// The XML that Linkgate writes is read, its reader takes the answer, and the ticket opens the door.
#[test]
fn a_ticket_of_the_service_logs_in() {
    let sandbox = sandbox();
    let secret = |text: &str| Secret::new(text.to_owned());
    let credentials = XmlCredentials::new(CredentialParts {
        web_id: secret(HOST),
        password: secret("XML-PASSWORD"),
        partner_id: Some(secret("PARTNER")),
        site_name: "acme".into(),
        email: None,
    });
    let credentials = credentials.expect("texts that can be sent");
    let catalogue = embedded_catalogue().expect("a good catalogue");
    let mut commands = catalogue.iter();
    let login = commands.find(|known| known.name().as_str() == "site.login_ticket");
    let form = CallForm::new(&site(), login.expect("a command")).expect("a form");
    for (whose, name) in [
        (TicketFor::Account, HOST),
        (
            TicketFor::User("ada.lovelace@acme.example"),
            "ada.lovelace@acme.example",
        ),
    ] {
        let body = ticket_request(&credentials, whose).expect("a body");
        let ask = Ask {
            method: "POST",
            path: "/WBXService/XMLService",
            ..Ask::default()
        };
        let parts = ask.parts();
        let reaction = sandbox.answer(Request {
            parts: &parts,
            body: body.as_ref(),
            now: now(),
        });
        let reply = reply(reaction);
        let ticket = read_ticket(&site(), &reply.body).expect("a ticket");
        let call = form.call_with_ticket([].into_iter(), ticket, Continuation::default());
        let call = call.expect("a call");
        let path = call.location().strip_prefix("http://127.0.0.1:8081");
        let page = super::get(&sandbox, path.expect("a page of the sandbox"));
        let done = super::post(&sandbox, &page.form().expect("a form"), "", "");
        assert!(
            done.shows(&format!("You are logged in as {name}.")),
            "{}",
            done.text
        );
    }
}

/// Each command that has a call is in a test above.
#[test]
fn every_command_of_the_api_is_tried() {
    let source = include_str!("client.rs");
    let catalogue = profile_catalogue(Profile::Rest).expect("a good catalogue");
    let has_call =
        |command: &&linkgate::webex::Command| matches!(command.address(), Address::Rest(_));
    let names = catalogue
        .iter()
        .filter(has_call)
        .map(|command| command.name().as_str());
    let tried = |name: &&str| !source.contains(&format!("\"{name}\""));
    let left: Vec<&str> = names.filter(tried).collect();
    assert_eq!(left, [""; 0]);
}
