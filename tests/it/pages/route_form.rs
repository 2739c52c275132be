//! Routes as forms for what has to be put in.

use super::*;

/// A policy with these routes besides those of the tests.
fn with_routes(routes: &str) -> Gateway {
    let policy = crate::support::POLICY.replace("routes:\n", &format!("routes:\n{routes}"));
    Gateway::with_policy(&policy)
}

#[test]
fn a_form_leads_where_the_path_of_its_route_leads() {
    let gateway = gateway();
    for (form, path) in [
        ("join?meeting_key=123+456+789", "join/123456789"),
        (
            "join?meeting_key=123-456-789&page.lang=de",
            "join/123456789",
        ),
        (
            "named?meeting_key=123456789&attendee_name=Ada+%26+Bob",
            "named/123456789?attendee_name=Ada%20%26%20Bob",
        ),
        (
            "named?meeting_key=123456789&attendee_name=",
            "named/123456789",
        ),
        ("host?meeting_key=123456789", "start/123456789"),
        ("join?MeetingKey=123456789", "join/123456789"),
        (
            "named?meeting_key=123456789&attendee_name=Ada&attendee-name=Bob",
            "named/123456789?attendee_name=Ada&attendee-name=Bob",
        ),
        (
            "named?meeting_key=123456789&attendee_name=&attendee_name=Bob",
            "named/123456789?attendee_name=&attendee_name=Bob",
        ),
    ] {
        let filled_in = browse(&gateway, &format!("/-/route/{form}"), STAFF);
        let line = gateway.log_line();
        let itself = browse(&gateway, &format!("/go/{path}"), STAFF);
        assert_eq!(filled_in.status(), itself.status(), "{form}");
        assert_eq!(filled_in.location(), itself.location(), "{form}");
        let logged = gateway.log_line();
        assert_eq!(line["route"], logged["route"], "{form}");
        assert_eq!(line["outcome"], logged["outcome"], "{form}");
        assert_eq!(line["reason"], logged["reason"], "{form}");
        assert_eq!(line["parameter"], logged["parameter"], "{form}");
    }
    let asked = browse(&gateway, "/-/route/delete?meeting_key=123456789", STAFF);
    assert!(
        asked.main().contains("/-/confirm/delete/"),
        "{}",
        asked.main()
    );
}

#[test]
fn what_is_wrong_with_a_form_is_said() {
    let gateway = gateway();
    for (query, sentence) in [
        ("meeting_key=", "The meeting number is missing."),
        ("meeting_key=%20", "The meeting number is missing."),
        (
            "meeting_key=12",
            "The meeting number must be a number of 7 to 20 digits.",
        ),
        (
            "meeting_key=..",
            "The meeting number must be a number of 7 to 20 digits.",
        ),
        (
            "meeting_key=../../-/style.css",
            "The meeting number must be",
        ),
        ("meeting_key=123456789/x", "The meeting number must be"),
        (
            "meeting_key=%0d%0a",
            "The address has control characters in it.",
        ),
        (
            "meeting_key=123456789&meeting_key=987654321",
            "The address has the meeting number twice.",
        ),
        (
            "meeting_key=123456789&Meeting-Key=",
            "The address has the meeting number twice.",
        ),
        ("Meeting_Key=12", "The meeting number must be a number"),
        (
            "meeting_key=123456789&BU=x",
            "a field that this link does not accept",
        ),
    ] {
        let page = browse(&gateway, &format!("/-/route/join?{query}"), "");
        assert_eq!((page.status(), page.location()), (400, None), "{query}");
        assert!(page.main().contains(sentence), "{query}: {}", page.main());
    }
}

#[test]
fn a_form_is_for_those_who_may_use_its_route() {
    let gateway = gateway();
    for (route, headers, status) in [
        ("join", "", 200),
        ("named", "", 200),
        ("delete", STAFF, 200),
        ("far", STAFF, 404),
        ("nothing", STAFF, 404),
        ("delete", "X-User: bob\r\n", 404),
        // A login might help; whether it would, is not for others.
        ("delete", "", 302),
        ("far", "", 302),
        ("nothing", "", 302),
    ] {
        let page = browse(&gateway, &format!("/-/route/{route}"), headers);
        assert_eq!(page.status(), status, "{route}");
        let login = format!(
            "https://auth.acme.example/start?rd=https%3A%2F%2Fgo.acme.example%2F-%2Froute%2F{route}"
        );
        let login = (status == 302).then_some(&*login);
        assert_eq!(page.location(), login, "{route}");
    }
    // What was typed is not handed to the login page.
    let page = browse(&gateway, "/-/route/delete?meeting_key=12", "");
    let location = page.location().expect("a login");
    assert!(location.ends_with("%2F-%2Froute%2Fdelete"), "{location}");
    // Programs do not log in, and browsers not twice.
    let asked = gateway.request("GET", "/-/route/nothing", "Accept: application/json\r\n");
    assert_eq!(gateway.send(asked).status(), 401);
    let again = browse(&gateway, "/-/route/nothing", "Cookie: linkgate_login=1\r\n");
    assert_eq!(again.status(), 401);
    // Without a login page, there is no such link.
    let without = Gateway::with_policy(crate::support::POLICY);
    for route in ["start", "nothing"] {
        assert_eq!(
            browse(&without, &format!("/-/route/{route}"), "").status(),
            404
        );
    }
    let page = browse(&gateway, "/-/route/named", "").main();
    assert!(page.contains("attendee name (optional)"), "{page}");
    assert!(!page.contains("meeting number (optional)"), "{page}");
}

/// A policy with parameters for any text, at the root and behind the prefix of the links.
const NAMED: &str = "  board: { path: '/{attendee_name}', command: meeting.join, constants: { meeting_key: 123456789 }, allow: anyone }
  greet: { path: '/go/greet/{course}/{attendee_name}', command: meeting.join, constants: { meeting_key: 123456789 }, parameters: { course: { type: name } }, back: course, allow: anyone }
";

/// What was typed never leads out of its place, nor to another route or link.
#[test]
fn a_form_leads_to_its_own_route_and_nowhere_else() {
    let policy = crate::support::POLICY
        .replace("public_url", "link_prefix: /\npublic_url")
        .replace("routes:\n", &format!("routes:\n{NAMED}"));
    let gateway = Gateway::with_policy(&policy);
    let sentence = "The attendee name cannot be written like this in a link";
    for name in [
        "standup",
        "Stand-Up",
        "standup%3E",
        "standup%2B",
        "standup.qr",
        "old",
        "-",
        ".",
        "..",
        "a/b",
        "a%5Cb",
        "..%2Fgo",
    ] {
        let page = browse(
            &gateway,
            &format!("/-/route/board?attendee_name={name}"),
            "",
        );
        assert_eq!((page.status(), page.location()), (400, None), "{name}");
        assert!(page.main().contains(sentence), "{name}: {}", page.main());
        let line = gateway.log_line();
        assert_eq!(line["reason"], "invalid_value", "{name}");
    }
    for (address, status) in [
        ("board?attendee_name=Ada+Lovelace", 302),
        ("board?attendee_name=--", 302),
        ("greet?course=standup&attendee_name=standup", 302),
        ("greet?course=standup&attendee_name=a/b", 400),
    ] {
        let page = browse(&gateway, &format!("/-/route/{address}"), "");
        assert_eq!(page.status(), status, "{address}");
        if status == 400 {
            assert!(page.main().contains(sentence), "{}", page.main());
        }
    }
}

/// Forms are handed on, too.
#[test]
fn what_a_sentence_leaves_behind_is_no_part_of_a_form() {
    let gateway = gateway();
    for form in ["join", "join/", "join.", "join)", "join./", "join,"] {
        let page = browse(&gateway, &format!("/-/route/{form}"), "");
        assert_eq!(page.status(), 200, "{form}");
        let filled = browse(
            &gateway,
            &format!("/-/route/{form}?meeting_key=123456789"),
            "",
        );
        assert_eq!(filled.status(), 302, "{form}");
    }
    for form in ["", "/", "join//", "join/x", "join/x/"] {
        let page = browse(&gateway, &format!("/-/route/{form}"), STAFF);
        assert!([400, 404].contains(&page.status()), "{form}");
    }
}

#[test]
fn a_form_is_logged_with_its_route_and_what_is_wrong_with_it() {
    let gateway = gateway();
    for (address, outcome, parameter) in [
        ("join", "route_shown", None),
        ("join?meeting_key=12", "invalid_input", Some("meeting_key")),
        ("join?meeting_key=", "invalid_input", Some("meeting_key")),
        ("nothing", "not_found", None),
    ] {
        for ask in [browse, |gateway: &Gateway, path: &str, headers: &str| {
            gateway.send(gateway.request("GET", path, headers))
        }] {
            ask(&gateway, &format!("/-/route/{address}"), STAFF);
            let line = gateway.log_line();
            assert_eq!(line["outcome"], outcome, "{address}");
            assert_eq!(line["parameter"].as_str(), parameter, "{address}");
            let route = (outcome != "not_found").then_some("join");
            assert_eq!(line["route"].as_str(), route, "{address}");
        }
    }
}

/// Neither the name of a route nor what it takes is for others.
#[test]
fn a_filled_form_says_nothing_of_a_route_that_the_caller_may_not_use() {
    let gateway = gateway();
    for (route, headers) in [("delete", ""), ("host", ""), ("far", ""), ("far", STAFF)] {
        for query in [
            "meeting_key=12",
            "meeting_key=",
            "meeting_key=123456789",
            "meeting_key=1&meeting_key=2",
            "attendee_name=x",
        ] {
            let address = |name: &str| format!("/-/route/{name}?{query}");
            let known = browse(&gateway, &address(route), headers);
            let line = gateway.log_line();
            let unknown = browse(&gateway, &address("nothing"), headers);
            let logged = gateway.log_line();
            assert_eq!(known.status(), unknown.status(), "{route} {query}");
            let login = unknown
                .location()
                .map(|login| login.replace("nothing", route));
            assert_eq!(known.location(), login.as_deref(), "{route} {query}");
            if login.is_none() {
                assert_eq!(known.main(), unknown.main(), "{route} {query}");
            }
            assert_eq!(line["outcome"], logged["outcome"], "{route} {query}");
        }
    }
}

/// Most bytes of a page.
const MOST: usize = 30 * 1024;

/// What forms ask for, and the longest names and paths that a policy can give.
#[test]
fn two_hundred_routes_with_five_parameters_fit_on_pages() {
    let short = ["course", "group", "floor", "day", "seat"].map(str::to_owned);
    let long = ["a", "b", "c", "d", "e"].map(|letter| letter.repeat(64));
    for names in [short, long] {
        let path: String = names.iter().map(|name| format!("/{{{name}}}")).collect();
        let places: String = names.iter().map(|name| format!("/{{{name}}}")).collect();
        let parameters = names.map(|name| format!("{name}: {{ type: name, max: 40 }}"));
        let routes: String = (0..200)
            .map(|at| {
                format!(
                    "  x{at}: {{ title: {}, path: '/r{at}{path}', command: meeting.join, parameters: {{ {} }}, constants: {{ meeting_key: 123456789 }}, back: at{at}, allow: anyone }}\n",
                    "<&>".repeat(40),
                    parameters.join(", "),
                )
            })
            .collect();
        let backs: String = (0..200)
            .map(|at| format!("  at{at}: https://portal.acme.example/{at}{places}\n"))
            .collect();
        let policy = crate::support::POLICY
            .replace("routes:\n", &format!("routes:\n{routes}"))
            .replace("back_urls:\n", &format!("back_urls:\n{backs}"));
        let gateway = Gateway::with_policy(&policy);
        let mut forms = 0;
        for language in ["en", "ar"] {
            for page in 1..=11 {
                let headers = format!("Accept-Language: {language}\r\n");
                let page = browse(&gateway, &format!("/?page={page}"), &headers);
                assert!(page.body().len() < MOST, "{} bytes", page.body().len());
                forms += page.main().matches("\"/-/route/x").count();
            }
        }
        assert_eq!(
            forms, 400,
            "every route has a form, here or on a page of its own"
        );
        let page = browse(&gateway, "/-/route/x7", "");
        assert_eq!(page.status(), 200);
        assert_eq!(page.main().matches("<input ").count(), 5, "{}", page.main());
    }
}

#[test]
fn a_route_without_anything_to_put_in_is_a_link() {
    let gateway = with_routes(
        "  hall: { path: /go/hall, command: room.meet, constants: { room: ann }, allow: anyone }\n",
    );
    let main = gateway.browse("/").main();
    assert!(
        main.contains("<a class=\"entry\" href=\"/go/hall\">"),
        "{main}"
    );
}
