//! The REST API of the sandbox over sockets: requests, and what comes.

use jiff::Timestamp;
use linkgate::sandbox::{Reaction, Request, Response as SandboxResponse, Sandbox};
use serde_json::Value;
use url::Url;

use super::{Ask, sandbox};
use crate::support::Response;
use crate::support::sandbox::SandboxProgram;

const HOST: &str = "host@acme.example";

/// A running sandbox and a token of its Service App.
struct Api {
    program: SandboxProgram,
    token: String,
    /// The year that it is at the sandbox.
    year: u32,
}

impl Api {
    fn start() -> Self {
        let program = SandboxProgram::start();
        let token = program.access_token();
        let answer = program.send("GET /", "", "");
        let date = answer.header("date").expect("a date");
        let year = date.split(' ').nth(3).and_then(|year| year.parse().ok());
        Self {
            program,
            token,
            year: year.expect("a year"),
        }
    }

    /// A text with the next year, and one that is too far away, in place of words for them.
    fn dated(&self, text: &str) -> String {
        let text = text.replace("NEXT-", &format!("{}-", self.year + 1));
        text.replace("LATE-", &format!("{}-", self.year + 20))
    }

    /// Sends a request, whose body is that of its line, if there is one.
    fn send(&self, request: &str) -> Response {
        let request = &*self.dated(request);
        let (line, body) = match request.split_once(" {") {
            Some((line, body)) => (line, format!("{{{body}")),
            None => (request, String::new()),
        };
        self.program.send(line, &self.token, &body)
    }

    #[track_caller]
    fn json(&self, request: &str) -> Value {
        let response = self.send(request);
        let body = response.body();
        assert_eq!(response.status(), 200, "{request}: {body}");
        serde_json::from_str(&body).unwrap_or_else(|error| panic!("{request}: {error}: {body}"))
    }

    /// Sends each request in turn, and compares its status and words of its body.
    #[track_caller]
    fn table(&self, rows: &[(&str, u16, &str)]) {
        for (request, status, words) in rows {
            let response = self.send(request);
            let body = response.body();
            assert_eq!(response.status(), *status, "{request}: {body}");
            assert!(body.contains(words), "{request}: {body}");
        }
    }

    fn at(&self, path: &str) -> String {
        format!("http://{}{path}", self.program.sandbox)
    }

    /// A page of the sandbox at an address of it.
    fn page(&self, address: &str) -> Response {
        let url = Url::parse(address).expect(address);
        let path = &url[url::Position::BeforePath..];
        self.program.send(&format!("GET {path}"), "", "")
    }
}

#[track_caller]
fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name]
        .as_str()
        .unwrap_or_else(|| panic!("{name}: {value}"))
}

#[test]
fn a_refresh_token_becomes_an_access_token() {
    let api = Api::start();
    let program = &api.program;
    let ask = |form: &str| program.send("POST /v1/access_token", "", form);
    let good = program.refresh("refresh-token");
    let answer: Value = serde_json::from_str(&ask(&good).body()).expect("JSON");
    assert_eq!(answer["expires_in"], 1_209_599);
    assert_eq!(answer["refresh_token_expires_in"], 7_775_999);
    assert_eq!(answer["token_type"], "Bearer");
    assert_eq!(
        text(&answer, "refresh_token"),
        program.secret("refresh-token")
    );
    for (form, status) in [
        (good.replace("client_secret=", "client_secret=x"), 401),
        (good.replace("client_id=", "client_id=x"), 401),
        (good.replace("refresh_token=", "x="), 400),
        (good.replace("&refresh_token=", "&refresh_token=x"), 400),
        (good.replace("grant_type", "x"), 400),
        (String::new(), 400),
    ] {
        let refused = ask(&form);
        assert_eq!(refused.status(), status, "{form}");
        let body: Value = serde_json::from_str(&refused.body()).expect("JSON");
        assert_eq!(body["message"], body["errors"][0]["description"]);
    }
    let set = |word: &str| {
        let form = format!("do={word}");
        assert_eq!(program.send("POST /-/failures", "", &form).status(), 200);
    };
    set("kill");
    assert_eq!(ask(&good).status(), 400);
    // Access tokens live on without it.
    api.table(&[("GET /v1/people", 200, "items")]);
    set("expire");
    api.table(&[(
        "GET /v1/people",
        401,
        "access token missing, wrong or expired",
    )]);
    set("revive");
    assert_eq!(ask(&good).status(), 200);
    program.fail("token", "oauth");
    let refused: Value = serde_json::from_str(&ask(&good).body()).expect("JSON");
    assert_eq!(refused["error"], "invalid_grant");
}

#[test]
fn a_call_needs_a_token_that_the_sandbox_issued() {
    let mut api = Api::start();
    for token in ["", "x", "Bearer"] {
        api.token = token.to_owned();
        api.table(&[
            ("GET /v1/meetings?meetingNumber=123456789", 401, "errors"),
            (
                "POST /v1/meetings/join {\"meetingNumber\":\"123456789\"}",
                401,
                "errors",
            ),
        ]);
    }
}

#[test]
fn meetings_are_found_by_number_link_and_id() {
    let api = Api::start();
    let host = "hostEmail=host%40acme.example";
    let found = api.json(&format!("GET /v1/meetings?meetingNumber=123456789&{host}"));
    let meeting = &found["items"][0];
    assert_eq!(text(meeting, "meetingType"), "scheduledMeeting");
    assert_eq!(text(meeting, "state"), "ready");
    assert_eq!(text(meeting, "hostEmail"), HOST);
    assert_eq!(text(meeting, "siteUrl"), api.program.sandbox.to_string());
    let link = text(meeting, "webLink");
    assert!(link.starts_with(&api.at("/acme/j.php?MTID=m")), "{link}");
    let series = text(meeting, "meetingSeriesId");
    assert!(text(meeting, "id").starts_with(&format!("{series}_2")));
    let link: String = url::form_urlencoded::byte_serialize(link.as_bytes()).collect();
    api.table(&[
        (
            &format!("GET /v1/meetings?webLink={link}&{host}"),
            200,
            series,
        ),
        (
            &format!("GET /v1/meetings/{series}?{host}"),
            200,
            "\"meetingSeries\"",
        ),
        (
            &format!("GET /v1/meetings/{series}?current=true&{host}"),
            200,
            "scheduledMeeting",
        ),
        (
            &format!("GET /v1/meetings?meetingNumber=123456789&current=false&{host}"),
            200,
            "\"meetingSeries\"",
        ),
        // A machine account has no meetings, and others have not this one.
        (
            "GET /v1/meetings?meetingNumber=123456789",
            200,
            "{\"items\":[]}",
        ),
        (
            "GET /v1/meetings?meetingNumber=123456789&hostEmail=ada.lovelace@acme.example",
            200,
            "{\"items\":[]}",
        ),
        (
            &format!("GET /v1/meetings?meetingNumber=1&{host}"),
            200,
            "{\"items\":[]}",
        ),
        (
            &format!("GET /v1/meetings/{series}"),
            404,
            "no such meeting",
        ),
        (
            &format!("GET /v1/meetings/x?{host}"),
            404,
            "no such meeting",
        ),
        (
            &format!("GET /v1/meetings?meetingNumber=1&webLink=x&{host}"),
            400,
            "exclude",
        ),
        (
            &format!("GET /v1/meetings?meetingType=x&{host}"),
            400,
            "meetingType",
        ),
        (&format!("GET /v1/meetings?from=x&{host}"), 400, "from"),
        (
            &format!("GET /v1/meetings?current=x&{host}"),
            400,
            "current",
        ),
        (&format!("GET /v1/meetings?max=101&{host}"), 400, "max"),
        (
            "GET /v1/admin/meetings?meetingNumber=123456789",
            200,
            "hostEmail",
        ),
        (
            "GET /v1/admin/meetings?meetingNumber=1",
            200,
            "{\"items\":[]}",
        ),
        ("GET /v1/admin/meetings", 400, "required"),
        (
            &format!("GET /v1/admin/meetings/{series}"),
            200,
            "hostEmail",
        ),
        ("PUT /v1/meetings", 405, "other methods"),
        ("GET /v1/nothing", 404, "no such call"),
        ("GET /v1/", 404, "no such call"),
    ]);
    let as_admin = api.json("GET /v1/admin/meetings?meetingNumber=123456789");
    for hidden in [
        "webLink",
        "password",
        "hostKey",
        "agenda",
        "registration",
        "sipAddress",
    ] {
        assert!(as_admin["items"][0][hidden].is_null(), "{hidden}");
    }
    api.program.fail("find_meetings", "404");
    let request = format!("GET /v1/meetings?meetingNumber=1&{host}");
    api.table(&[(&request, 404, "errors"), (&request, 200, "items")]);
}

#[test]
fn lists_have_pages_types_states_and_times() {
    let api = Api::start();
    let host = "hostEmail=host%40acme.example";
    let list = |fields: &str| {
        let list = api.json(&format!("GET /v1/meetings?{host}&{fields}"));
        let items = list["items"].as_array().expect("a list").iter();
        items
            .map(|item| text(item, "meetingNumber").to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(list(""), ["123456789", "987654321"]);
    assert_eq!(list("state=active").len(), 2);
    assert_eq!(list("meetingType=scheduledMeeting&state=ready").len(), 2);
    assert_eq!(list("meetingType=meeting&state=inProgress").len(), 0);
    assert_eq!(list("from=2001-01-01&to=2001-01-02T00:00:00Z").len(), 0);
    assert_eq!(list("siteUrl=other.example").len(), 0);
    assert_eq!(list("siteUrl=127.0.0.1").len(), 2);
    let first = api.send(&format!("GET /v1/meetings?{host}&max=1"));
    let next = first.header("link").expect("a next page");
    let next = next
        .strip_prefix('<')
        .and_then(|next| next.split_once('>'))
        .expect("a link");
    assert_eq!(next.1, "; rel=\"next\"");
    let next = next.0.strip_prefix(&api.at("")).expect("the same origin");
    let second = api.send(&format!("GET {next}"));
    assert!(second.body().contains("All hands") && !second.body().contains("stand-up"));
    assert!(second.header("link").is_none());
}

fn join(body: &str) -> String {
    format!(
        "POST /v1/meetings/join {{\"meetingNumber\":\"123456789\",\"joinDirectly\":false,{body}}}"
    )
}

#[test]
fn a_join_makes_links_for_one_person() {
    let api = Api::start();
    let guest = "\"email\":\"guest@example.com\",\"displayName\":\"A Guest\"";
    let host = "\"hostEmail\":\"host@acme.example\"";
    let made = api.json(&join(&format!("{guest},{host},\"expirationMinutes\":5")));
    let link = text(&made, "joinLink");
    assert!(link.starts_with(&api.at("/wbxmjs/joinservice/sites/acme/meeting/download/")));
    for part in [
        "?siteurl=acme&",
        "&integrationJoinToken=",
        "&principal=",
        "&integrationEndUrl=http%3A%2F%2F",
    ] {
        assert!(link.contains(part), "{link}");
    }
    assert!(text(&made, "expiration").ends_with('Z'));
    let room = api.page(link);
    assert_eq!(room.status(), 200, "{}", room.body());
    assert!(
        room.body()
            .contains("You are in the meeting <bdi>Platform team stand-up (123456789)</bdi>")
    );
    assert!(room.body().contains("You are here as <bdi>A Guest</bdi>."));
    let end = api.at("/-/left");
    assert!(room.body().contains(&format!(
        "<a class=\"button\" href=\"{end}\">Leave the meeting</a>"
    )));
    assert!(api.page(&end).body().contains("You have left the meeting"));
    // The token opens this meeting alone, and is not shown.
    let other = link.replace("/download/", "/download/0");
    assert_ne!(api.page(&other).status(), 200);
    let wrong = link.replace("integrationJoinToken=", "integrationJoinToken=x");
    assert_eq!(api.page(&wrong).status(), 410);
    let token = link.split("integrationJoinToken=").nth(1).expect("a token");
    let calls = api.page(&api.at("/")).body();
    assert!(!calls.contains(token.split('/').next().expect("a part")));

    let start = api.page(text(&made, "startLink"));
    assert!(
        start
            .body()
            .contains("You are here as <bdi>host@acme.example</bdi>, the host.")
    );
    let list = format!(
        "GET /v1/meetings?{}&meetingType=meeting&state=inProgress",
        "hostEmail=host@acme.example"
    );
    let running = api.json(&list);
    assert_eq!(running["items"][0]["hostDidJoin"], true);
    let instance = text(&running["items"][0], "id").to_owned();
    let people = api.json(&format!(
        "GET /v1/meetingParticipants?meetingId={instance}&hostEmail={HOST}"
    ));
    assert_eq!(people["items"][1]["displayName"], "host@acme.example");
    api.table(&[
        (&format!("POST /v1/meetings/{instance}/end"), 204, ""),
        (
            &format!("POST /v1/meetings/{instance}/end"),
            409,
            "not in progress",
        ),
        (
            &format!("GET /v1/meetings/{instance}?hostEmail={HOST}"),
            200,
            "\"ended\"",
        ),
        (
            &format!("POST /v1/meetings/join {{\"meetingId\":\"{instance}\",{host}}}"),
            400,
            "series or a scheduled",
        ),
    ]);
}

#[test]
fn a_join_is_refused_for_what_webex_refuses() {
    let api = Api::start();
    let host = "\"hostEmail\":\"host@acme.example\"";
    let long = "x".repeat(129);
    api.table(&[
        (
            &join("\"email\":\"a@example.com\""),
            400,
            "hostEmail is required",
        ),
        (
            &join(&format!("{host},\"displayName\":\"A\"")),
            400,
            "displayName needs email",
        ),
        (
            &join(&format!(
                "{host},\"email\":\"a@example.com\",\"displayName\":\"{long}\""
            )),
            400,
            "128",
        ),
        (
            &join(&format!("{host},\"email\":\"a b\"")),
            400,
            "e-mail address",
        ),
        (
            &join(&format!("{host},\"email\":7")),
            400,
            "must be a string",
        ),
        (
            &join(&format!("{host},\"expirationMinutes\":0")),
            400,
            "from 1 to 60",
        ),
        (
            &join(&format!("{host},\"expirationMinutes\":61")),
            400,
            "from 1 to 60",
        ),
        (
            &join(&format!("{host},\"expirationMinutes\":\"5\"")),
            400,
            "whole number",
        ),
        (
            &join(&format!("{host},\"webLink\":\"x\"")),
            400,
            "exactly one",
        ),
        (
            &join("\"hostEmail\":\"ada.lovelace@acme.example\""),
            403,
            "does not host",
        ),
        (
            &format!("POST /v1/meetings/join {{{host}}}"),
            400,
            "exactly one",
        ),
        (
            &format!("POST /v1/meetings/join {{\"meetingNumber\":\"1\",{host}}}"),
            404,
            "no such meeting",
        ),
        ("POST /v1/meetings/join", 400, "needs a body"),
        ("POST /v1/meetings/join {x}", 400, "JSON object"),
    ]);
    let array = api
        .program
        .send("POST /v1/meetings/join", &api.token, "[1]");
    assert_eq!(array.status(), 400);
}

#[test]
fn a_join_redirects_unless_it_is_told_not_to() {
    let api = Api::start();
    let direct = api.send("POST /v1/meetings/join {\"meetingNumber\":\"123456789\",\"hostEmail\":\"host@acme.example\"}");
    assert_eq!((direct.status(), &*direct.body()), (302, ""));
    let room = api.page(direct.location().expect("a link"));
    assert!(
        room.body()
            .contains("You are here as <bdi>Grace Hopper</bdi>")
    );
    let both = api.json(&join("\"hostEmail\":\"host@acme.example\",\"createJoinLinkAsWebLink\":true,\"createStartLinkAsWebLink\":true"));
    assert!(text(&both, "joinLink").contains("/acme/j.php?MTID=m"));
    assert_eq!(both["joinLink"], both["startLink"]);
    assert!(both["expiration"].is_null());
}

#[test]
fn an_integration_acts_for_its_person() {
    let mut api = Api::start();
    api.token = api.program.access_token_for("integration-refresh-token");
    let made = api.json(&join("\"email\":\"a@example.com\""));
    assert!(made["startLink"].is_string());
    api.table(&[
        ("GET /v1/meetings?meetingNumber=123456789", 200, "webLink"),
        (
            "GET /v1/admin/meetings?meetingNumber=123456789",
            403,
            "administrators",
        ),
    ]);
}

/// What is scheduled by REST is a meeting of the URL API, and the other way round.
#[test]
fn meetings_are_the_same_by_rest_and_by_url() {
    let api = Api::start();
    let made = api.json("POST /v1/meetings {\"title\":\"Retro <b>\",\"start\":\"NEXT-01-01T10:00:00\",\"end\":\"NEXT-01-01T11:00:00\",\"timezone\":\"Europe/Berlin\",\"hostEmail\":\"host@acme.example\",\"password\":\"canary\",\"invitees\":[{\"email\":\"ada.lovelace@acme.example\",\"coHost\":true}]}");
    assert_eq!(text(&made, "start"), api.dated("NEXT-01-01T09:00:00Z"));
    assert_eq!(text(&made, "state"), "active");
    let (id, number) = (text(&made, "id"), text(&made, "meetingNumber"));
    let room = api.page(&api.at(&format!("/acme/m.php?AT=JM&MK={number}")));
    assert!(room.body().contains("Retro &#60;b&#62;"));
    let by_link = api.page(text(&made, "webLink"));
    assert!(by_link.body().contains("Retro &#60;b&#62;"));
    assert!(!api.page(&api.at("/")).body().contains("canary"));
    let host = "\"hostEmail\":\"host@acme.example\"";
    api.table(&[
        (
            &format!("GET /v1/meetingInvitees?meetingId={id}&hostEmail={HOST}"),
            200,
            "\"coHost\":true",
        ),
        (
            &format!("PATCH /v1/meetings/{id} {{\"title\":\"Review\",{host}}}"),
            200,
            "Review",
        ),
        (
            &format!(
                "PATCH /v1/meetings/{id} {{\"title\":\"x\",\"hostEmail\":\"x@acme.example\"}}"
            ),
            404,
            "no such",
        ),
        (
            &format!("PATCH /v1/meetings/{id} {{\"end\":\"NEXT-01-03T11:00:00Z\",{host}}}"),
            400,
            "23 hours",
        ),
        (&format!("DELETE /v1/meetings/{id}"), 404, "no such"),
        (
            &format!("DELETE /v1/meetings/{id}?hostEmail={HOST}"),
            204,
            "",
        ),
        (
            &format!("DELETE /v1/meetings/{id}?hostEmail={HOST}"),
            404,
            "no such",
        ),
    ]);
    let form = |page: &Response| {
        let body = page.body();
        let (_, behind) = body.split_once("action=\"").expect("a form");
        behind.split('"').next().expect("an end").to_owned()
    };
    let asked = api.page(&api.at("/acme/m.php?AT=SM&MN=By%20page"));
    api.program.send(&format!("POST {}", form(&asked)), "", "");
    api.table(&[(
        &format!("GET /v1/meetings?meetingNumber=900000002&hostEmail={HOST}"),
        200,
        "By page",
    )]);
}

#[test]
fn a_meeting_is_scheduled_within_the_limits() {
    let api = Api::start();
    let body = |start: &str, end: &str, more: &str| {
        format!(
            "POST /v1/meetings {{\"title\":\"x\",\"start\":\"{start}\",\"end\":\"{end}\"{more}}}"
        )
    };
    let host = ",\"hostEmail\":\"host@acme.example\"";
    let (ten, eleven) = ("NEXT-01-01T10:00:00Z", "NEXT-01-01T11:00:00Z");
    api.table(&[
        (&body(ten, eleven, ""), 400, "hostEmail is required"),
        (
            &body(ten, eleven, ",\"hostEmail\":\"x@acme.example\""),
            403,
            "no host",
        ),
        (&body(ten, "NEXT-01-01T10:09:59Z", host), 400, "10 minutes"),
        (&body(ten, "NEXT-01-02T10:00:00Z", host), 400, "23 hours"),
        (
            &body("2001-01-01T10:00:00Z", "2001-01-01T11:00:00Z", host),
            400,
            "future",
        ),
        (
            &body("LATE-01-01T10:00:00Z", "LATE-01-01T11:00:00Z", host),
            400,
            "10 years",
        ),
        (&body("x", eleven, host), 400, "start"),
        (
            &body(ten, eleven, &format!("{host},\"timezone\":\"Mars/Base\"")),
            400,
            "timezone",
        ),
        (
            &format!(
                "POST /v1/meetings {{\"title\":\"{}\"{host}}}",
                "x".repeat(129)
            ),
            400,
            "128",
        ),
        (
            &format!("POST /v1/meetings {{\"start\":\"{ten}\"{host}}}"),
            400,
            "title is required",
        ),
    ]);
}

#[test]
fn invitees_are_added_once_and_removed() {
    let api = Api::start();
    let found = api.json("GET /v1/admin/meetings?meetingNumber=123456789");
    let id = text(&found["items"][0], "meetingSeriesId");
    let host = "\"hostEmail\":\"host@acme.example\"";
    let add = |email: &str| {
        format!("POST /v1/meetingInvitees {{\"meetingId\":\"{id}\",\"email\":\"{email}\",{host}}}")
    };
    let added = api.json(&add("a@example.com"));
    let items: Vec<String> = (0..101)
        .map(|number| format!("{{\"email\":\"m{number}@example.com\"}}"))
        .collect();
    let bulk = |items: &str| {
        format!(
            "POST /v1/meetingInvitees/bulkInsert {{\"meetingId\":\"{id}\",{host},\"items\":[{items}]}}"
        )
    };
    let remove = format!(
        "DELETE /v1/meetingInvitees/{}?hostEmail={HOST}",
        text(&added, "id")
    );
    api.table(&[
        (&add("A@example.com"), 409, "invited already"),
        (&add("x"), 400, "e-mail"),
        (
            &bulk("{\"email\":\"b@example.com\"},{\"email\":\"a@example.com\"}"),
            409,
            "invited already",
        ),
        (
            &bulk("{\"email\":\"b@example.com\"},{\"email\":\"c@example.com\",\"coHost\":true}"),
            200,
            "c@example.com",
        ),
        (&bulk(&items.join(",")), 400, "at most 100"),
        (&bulk(&items[..100].join(",")), 200, "m99@example.com"),
        (
            &format!("GET /v1/meetingInvitees?meetingId={id}&max=100&hostEmail={HOST}"),
            200,
            "m50@example.com",
        ),
        // An invitee sees the meeting, and may not change it.
        (
            &format!("GET /v1/meetings/{id}?hostEmail=b@example.com"),
            200,
            "webLink",
        ),
        (
            &format!("PATCH /v1/meetings/{id} {{\"title\":\"x\",\"hostEmail\":\"b@example.com\"}}"),
            403,
            "only the host",
        ),
        (&remove, 204, ""),
        (&remove, 404, "no such invitee"),
        ("GET /v1/meetingInvitees", 400, "meetingId is required"),
    ]);
}

#[test]
fn a_registration_has_a_form_and_registrants() {
    let api = Api::start();
    let found = api.json("GET /v1/admin/meetings?meetingNumber=123456789");
    let id = text(&found["items"][0], "meetingSeriesId");
    let occurrence = text(&found["items"][0], "id");
    let host = "\"hostEmail\":\"host@acme.example\"";
    let form = format!("/v1/meetings/{id}/registration");
    let person = "\"firstName\":\"A\",\"lastName\":\"B\",\"email\":\"a@example.com\"";
    let people = format!("/v1/meetings/{id}/registrants?hostEmail={HOST}");
    api.table(&[
        (&format!("GET {form}?hostEmail={HOST}"), 404, "nobody has to register"),
        (&format!("PUT {form} {{{host},\"requireCity\":true,\"customizedQuestions\":[{{\"question\":\"Size?\",\"type\":\"dropdownList\",\"options\":[{{\"value\":\"S\"}}]}}]}}"), 200, "\"requireEmail\":true"),
        (&format!("PUT {form} {{{host},\"customizedQuestions\":[{{\"question\":\"?\",\"type\":\"x\"}}]}}"), 400, "type"),
        (&format!("PUT {form} {{{host},\"requireCity\":\"yes\"}}"), 400, "requireCity"),
        (&format!("GET {form}?hostEmail={HOST}"), 200, "\"question\":\"Size?\""),
        (&format!("GET /v1/meetings/{occurrence}/registration?hostEmail={HOST}"), 400, "series"),
        (&format!("POST {people} {{{person}}}"), 400, "city is required"),
        (&format!("POST {people} {{{person},\"city\":\"Ulm\",\"customizedQuestions\":[{{\"questionId\":1,\"answers\":[{{\"answer\":\"S\"}}]}}]}}"), 200, "approved"),
        (&format!("POST {people} {{{person},\"city\":\"Ulm\"}}"), 409, "registered already"),
        (&format!("GET {people}"), 200, "\"questionId\":1"),
    ]);
    let list = api.json(&format!("GET {people}"));
    let registrant = text(&list["items"][0], "id");
    api.table(&[
        (
            &format!("GET /v1/meetings/{id}/registrants/{registrant}?hostEmail={HOST}"),
            200,
            "Ulm",
        ),
        (
            &format!("GET /v1/meetings/{id}/registrants/x?hostEmail={HOST}"),
            404,
            "no such registrant",
        ),
    ]);
}

#[test]
fn recordings_people_and_reports_are_listed() {
    let api = Api::start();
    let list = api.json(&format!("GET /v1/recordings?hostEmail={HOST}"));
    assert_eq!(list["items"].as_array().map(Vec::len), Some(2));
    let first = text(&list["items"][0], "id");
    let link = text(&list["items"][0], "playbackUrl");
    let people = api.json(&format!("GET /v1/people?email={HOST}"));
    let person = text(&people["items"][0], "id");
    let org = text(&people["items"][0], "orgId");
    let active = |value: &str| {
        format!(
            "PATCH /v1/identity/scim/{org}/v2/Users/{person} {{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{value}]}}"
        )
    };
    let site = api.program.sandbox;
    api.table(&[
        (&format!("GET /v1/recordings?serviceType=EventCenter&hostEmail={HOST}"), 200, "Town hall"),
        (&format!("GET /v1/recordings?serviceType=TrainingCenter&hostEmail={HOST}"), 200, "[]"),
        ("GET /v1/recordings", 200, "[]"),
        ("GET /v1/admin/recordings", 200, "Town hall"),
        ("GET /v1/admin/recordings?from=2020-01-01T00:00:00Z&to=2020-03-01T00:00:00Z", 400, "30 days"),
        (&format!("GET /v1/recordings/{first}?hostEmail={HOST}"), 200, "recordingDownloadLink"),
        (&format!("GET /v1/recordings/{first}"), 404, "no such recording"),
        (&format!("POST /v1/recordings/{first}/accessList {{\"hostEmail\":\"{HOST}\",\"addEmails\":[\"a@example.com\"]}}"), 204, ""),
        ("GET /v1/recordings?hostEmail=a@example.com", 200, first),
        (&format!("POST /v1/recordings/accessList {{\"hostEmail\":\"{HOST}\",\"webShareLink\":\"{link}\",\"removeEmails\":[\"a@example.com\"]}}"), 204, ""),
        ("GET /v1/recordings?hostEmail=a@example.com", 200, "[]"),
        (&format!("GET /v1/recordingReport/accessSummary?hostEmail={HOST}"), 200, "viewCount"),
        (&format!("GET /v1/recordingReport/accessDetail?recordingId={first}&hostEmail={HOST}"), 200, "\"viewed\":true"),
        (&format!("GET /v1/people/{person}"), 200, "Grace Hopper"),
        ("GET /v1/people?email=x@acme.example", 200, "[]"),
        ("POST /v1/people {\"emails\":[\"new@acme.example\"],\"firstName\":\"New\"}", 200, "\"displayName\":\"New\""),
        ("POST /v1/people {\"emails\":[\"new@acme.example\"],\"firstName\":\"New\"}", 409, "there is a person"),
        ("POST /v1/people {\"emails\":[\"other@acme.example\"]}", 400, "required"),
        ("POST /v1/people {\"emails\":[]}", 400, "one address"),
        (&format!("PUT /v1/people/{person} {{\"displayName\":\"G. Hopper\"}}"), 200, "G. Hopper"),
        (&format!("PUT /v1/people/{person} {{}}"), 400, "displayName is required"),
        (&active("{\"op\":\"replace\",\"path\":\"active\",\"value\":false}"), 200, "\"active\":false"),
        (&active("{\"op\":\"replace\",\"value\":{\"active\":true}}"), 200, "\"active\":true"),
        (&active("{\"op\":\"remove\",\"path\":\"active\"}"), 400, "replaces"),
        (&active(""), 400, "Operations"),
        (&format!("GET /v1/meetingReports/usage?siteUrl={site}"), 200, "items"),
        ("GET /v1/meetingReports/usage", 400, "siteUrl"),
        (&format!("GET /v1/meetingReports/attendees?siteUrl={site}"), 200, "items"),
        (&format!("GET /v1/meetingPreferences/personalMeetingRoom?userEmail={HOST}"), 200, "/meet/host\""),
        ("GET /v1/meetingPreferences/personalMeetingRoom", 404, "no such person"),
        (&format!("GET /v1/meetingPreferences/sites?userEmail={HOST}"), 200, "\"default\":true"),
    ]);
}

/// Each failure on demand comes once, and then the call works.
#[test]
fn failures_come_on_demand() {
    let api = Api::start();
    let request = join("\"hostEmail\":\"host@acme.example\"");
    for status in [400, 401, 403, 404, 409, 423, 429, 500, 503] {
        api.program.fail("join", &status.to_string());
        let refused = api.send(&request);
        assert_eq!(refused.status(), status);
        let body: Value = serde_json::from_str(&refused.body()).expect("JSON");
        assert!(body["message"].is_string() && body["errors"][0]["description"].is_string());
        let waits = matches!(status, 423 | 429).then_some("2");
        assert_eq!(refused.header("retry-after"), waits, "{status}");
        assert_eq!(api.send(&request).status(), 200, "{status}");
    }
    for (failure, status, words) in [
        ("429_bare", 429, ""),
        ("redirect", 302, ""),
        ("html", 200, "<!doctype html>"),
        ("not_json", 200, "this is not JSON"),
    ] {
        api.program.fail("join", failure);
        let answer = api.send(&request);
        assert_eq!(answer.status(), status, "{failure}");
        assert!(answer.body().contains(words), "{failure}");
    }
    api.program.fail("join", "cut");
    assert!(serde_json::from_str::<Value>(&api.send(&request).body()).is_err());
    api.program.fail("join", "endless");
    let endless = api.send(&request);
    assert!(endless.header("content-length").is_none());
    assert!(endless.body().len() > 16 * 1024 * 1024);
    for bad in [
        "failure=x",
        "failure=400&times=0",
        "failure=400&call=x",
        "do=x",
        "do=limit&rate=0",
    ] {
        assert_eq!(
            api.program.send("POST /-/failures", "", bad).status(),
            400,
            "{bad}"
        );
    }
    let page = api.page(&api.at("/-/failures"));
    assert!(page.body().contains("<li class=\"quiet\">Nothing."));
}

#[test]
fn hostile_links_come_on_demand() {
    let api = Api::start();
    let request = join("\"hostEmail\":\"host@acme.example\"");
    let port = api.program.sandbox.port();
    for (failure, words) in [
        (
            "link_foreign",
            format!("http://127.0.0.1.evil.example:{port}/"),
        ),
        ("link_scheme", "https://127.0.0.1:".to_owned()),
        ("link_user", "http://user:password@127.0.0.1:".to_owned()),
        ("link_crlf", "\r\nSet-Cookie: evil=1".to_owned()),
        ("link_long", "x".repeat(9000)),
        (
            "end_url_foreign",
            "integrationEndUrl=https%3A%2F%2F127%2E0%2E0%2E1%2Eevil%2Eexample%2F".to_owned(),
        ),
    ] {
        api.program.fail("join", failure);
        let made = api.json(&request);
        for link in ["joinLink", "startLink"] {
            assert!(text(&made, link).contains(&words), "{failure}: {made}");
        }
    }
    api.program.fail("join", "link_missing");
    assert!(api.json(&request)["joinLink"].is_null());
    api.program.fail("join", "link_type");
    assert_eq!(api.json(&request)["joinLink"], 7);
    api.program.fail("any", "link_type");
    let found = api.json(&format!("GET /v1/meetings?hostEmail={HOST}"));
    assert_eq!(found["items"][0]["webLink"], 7);
}

/// Asks without a socket, at a time of the test's own.
fn ask_at(sandbox: &Sandbox, minute: i64, path: &str, token: &str) -> Reaction {
    let authorization = format!("Bearer {token}");
    let headers = [("authorization", &*authorization)];
    let (method, body) = match path.split_once(' ') {
        Some((_, body)) => ("POST", body),
        None => ("GET", ""),
    };
    let ask = Ask {
        method,
        path: path.split(' ').next().expect("a path"),
        body,
        headers: &headers,
        minute,
    };
    let parts = ask.parts();
    sandbox.answer(Request {
        parts: &parts,
        body: body.as_bytes(),
        now: Timestamp::from_second(minute * 60).expect("a time"),
    })
}

fn response(reaction: Reaction) -> SandboxResponse {
    match reaction {
        Reaction::Response(response) => response,
        Reaction::Silence => panic!("nothing came"),
    }
}

#[test]
fn access_tokens_and_links_expire() {
    let sandbox = sandbox();
    let refresh = "/v1/access_token grant_type=refresh_token&client_id=CID&client_secret=CSECRET&refresh_token=RT-1";
    let body = super::body_of(response(ask_at(&sandbox, 0, refresh, "")));
    let answer: Value = serde_json::from_str(&body).expect("JSON");
    let token = text(&answer, "access_token");
    let status = |minute: i64| {
        response(ask_at(&sandbox, minute, "/v1/people", token))
            .status()
            .as_u16()
    };
    assert_eq!((status(0), status(20_159), status(20_160)), (200, 200, 401));
}

#[test]
fn silence_and_a_limit_come_on_demand() {
    let sandbox = sandbox();
    let set = |form: &str| {
        let path = format!("/-/failures {form}");
        assert_eq!(response(ask_at(&sandbox, 0, &path, "")).status(), 200);
    };
    set("failure=silence&times=1");
    assert!(matches!(
        ask_at(&sandbox, 0, "/v1/people", ""),
        Reaction::Silence
    ));
    set("do=limit&rate=3");
    let status = |minute: i64| {
        response(ask_at(&sandbox, minute, "/v1/people", ""))
            .status()
            .as_u16()
    };
    assert_eq!(
        [status(1), status(1), status(1), status(1)],
        [401, 401, 401, 429]
    );
    assert_eq!(status(2), 401);
}

#[test]
fn the_page_of_calls_shows_parameters_and_no_secrets() {
    let api = Api::start();
    api.json(&format!(
        "GET /v1/meetings?meetingNumber=123456789&hostEmail={HOST}"
    ));
    api.send("POST /v1/meetings/join {\"meetingNumber\":\"123456789\",\"password\":\"canary\",\"displayName\":\"<script>\"}");
    let page = api.page(&api.at("/")).body();
    for words in [
        "<code>token</code>",
        "<code>find_meetings</code>",
        "<code>meetingNumber</code> <span class=\"quiet\">query</span></dt><dd><bdi>123456789</bdi>",
        "<code>displayName</code> <span class=\"quiet\">JSON</span></dt><dd><bdi>&#60;script&#62;</bdi>",
        "the access token of the Service App",
        "400 hostEmail is required",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    for secret in [
        "canary".to_owned(),
        api.token.clone(),
        api.program.secret("client-secret"),
        api.program.secret("refresh-token"),
    ] {
        assert!(!page.contains(&secret), "{page}");
    }
    let large = format!("{{\"title\":\"{}\"}}", "x".repeat(70_000));
    assert_eq!(
        api.program
            .send("POST /v1/meetings", &api.token, &large)
            .status(),
        413
    );
}
