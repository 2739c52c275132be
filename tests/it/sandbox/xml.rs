//! The XML service of the sandbox over sockets, and the tickets that come from it.

use crate::support::Response;
use crate::support::sandbox::SandboxProgram;

const HOST: &str = "host@acme.example";
const PATH: &str = "/WBXService/XMLService";

/// A running sandbox, as a server calls it.
struct Service(SandboxProgram);

impl Service {
    fn start() -> Self {
        Self(SandboxProgram::start())
    }

    /// The part of a message that says who calls.
    fn context(&self) -> String {
        let password = self.0.secret("xml-password");
        format!("<webExID>{HOST}</webExID><password>{password}</password><siteName>acme</siteName>")
    }

    fn send(&self, body: &str) -> Response {
        self.0.send(&format!("POST {PATH}"), "", body)
    }

    fn call(&self, context: &str, kind: &str, fields: &str) -> Response {
        self.send(&message(context, kind, fields))
    }

    fn ticket(&self) -> String {
        let answer = self.call(&self.context(), "GetLoginTicket", "").body();
        within(&answer, "<use:ticket>", "</use:ticket>").to_owned()
    }

    /// A page at a path of the sandbox.
    fn page(&self, path: &str) -> String {
        self.0.send(&format!("GET {path}"), "", "").body()
    }

    /// Carries out what a page offers.
    fn click(&self, page: &str) -> Response {
        let form = within(page, "action=\"", "\"");
        self.0.send(&format!("POST {form}"), "", "")
    }
}

fn message(context: &str, kind: &str, fields: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<serv:message xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:serv=\"http://www.webex.com/schemas/2002/06/service\">\n<header><securityContext>{context}</securityContext></header>\n<body><bodyContent xsi:type=\"java:com.webex.service.binding.user.{kind}\">{fields}</bodyContent></body>\n</serv:message>"
    )
}

#[track_caller]
fn within<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    let found = text
        .split_once(start)
        .and_then(|(_, rest)| rest.split_once(end));
    found.unwrap_or_else(|| panic!("no {start}: {text}")).0
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[test]
fn a_ticket_logs_a_browser_in_once() {
    let service = Service::start();
    let answer = service.call(&service.context(), "GetLoginTicket", "");
    assert_eq!(
        answer.header("content-type"),
        Some("text/xml;charset=UTF-8")
    );
    let answer = answer.body();
    assert!(
        answer.contains("<serv:result>SUCCESS</serv:result>"),
        "{answer}"
    );
    assert!(
        answer.contains("xsi:type=\"use:getLoginTicketResponse\""),
        "{answer}"
    );
    let ticket = service.ticket();
    assert!(ticket.contains('+') && ticket.contains('/') && ticket.ends_with("=="));
    // The same one until it is used.
    assert!(answer.contains(&ticket));
    // Who does not encode it loses the plus sign.
    let raw = service.page(&format!(
        "/acme/p.php?AT=LI&TK={ticket}&BU=https://a.example/"
    ));
    assert!(
        raw.contains("Answer InvalidTicket") && !raw.contains("<form"),
        "{raw}"
    );
    let login = format!(
        "/acme/p.php?AT=LI&WID={HOST}&TK={}&MU=GoBack&BU=https://a.example/",
        encoded(&ticket)
    );
    let page = service.page(&login);
    let done = service.click(&page);
    assert!(
        done.body()
            .contains("You are logged in as host@acme.example."),
        "{}",
        done.body()
    );
    assert!(done.body().contains("ST=SUCCESS"));
    let cookie = done.header("set-cookie").expect("a session");
    assert!(cookie.starts_with("linkgate_sandbox="));
    let again = service.page(&login);
    assert!(
        again.contains("Answer InvalidTicket") && !again.contains("<form"),
        "{again}"
    );
    assert_ne!(service.ticket(), ticket);
    let calls = service.page("/");
    assert!(!calls.contains(ticket.split('+').next().expect("a part")));
}

#[test]
fn a_login_url_is_for_the_person_who_is_named() {
    let service = Service::start();
    let ask = |web_id: &str| {
        let field = format!("<webExID>{web_id}</webExID>");
        service
            .call(&service.context(), "GetloginurlUser", &field)
            .body()
    };
    let answer = ask("ada.lovelace@acme.example");
    let url = within(&answer, "<use:userLoginURL>", "</use:userLoginURL>").replace("&amp;", "&");
    let start = format!(
        "http://{}/acme/p.php?AT=LI&WID=ada%2Elovelace%40acme%2Eexample&TK=",
        service.0.sandbox
    );
    assert!(
        url.starts_with(&start) && url.ends_with("&MU=GoBack&BU="),
        "{url}"
    );
    let path = url
        .replace(&format!("http://{}", service.0.sandbox), "")
        .replace('+', "%2B");
    let done = service.click(&service.page(&path)).body();
    assert!(
        done.contains("You are logged in as ada.lovelace@acme.example."),
        "{done}"
    );
    assert!(ask("nobody@acme.example").contains("<serv:exceptionID>030001</serv:exceptionID>"));
}

#[test]
fn callers_are_known_by_password_or_session() {
    let service = Service::start();
    let password = service.0.secret("xml-password");
    for (context, exception) in [
        (
            format!("<webExID>nobody@acme.example</webExID><password>{password}</password>"),
            "030001",
        ),
        (
            format!("<webExID>{HOST}</webExID><password>x</password>"),
            "030002",
        ),
        (format!("<webExID>{HOST}</webExID>"), "030002"),
        (
            format!("<webExID>ada.lovelace@acme.example</webExID><password>{password}</password>"),
            "030002",
        ),
        ("<sessionTicket>x</sessionTicket>".to_owned(), "030002"),
        (String::new(), "030001"),
    ] {
        let answer = service.call(&context, "GetLoginTicket", "").body();
        assert!(
            answer.contains("<serv:result>FAILURE</serv:result>"),
            "{context}: {answer}"
        );
        assert!(
            answer.contains(&format!("<serv:exceptionID>{exception}</serv:exceptionID>")),
            "{context}: {answer}"
        );
    }
    let token = service.0.access_token();
    let context = format!("<webExID>{HOST}</webExID>");
    let field = |token: &str| format!("<accessToken>{token}</accessToken>");
    let answer = service
        .call(&context, "AuthenticateUser", &field(&token))
        .body();
    let session = within(&answer, "<use:sessionTicket>", "</use:sessionTicket>");
    let context = format!("{context}<sessionTicket>{session}</sessionTicket>");
    let answer = service.call(&context, "GetLoginTicket", "").body();
    assert!(answer.contains("<use:ticket>"), "{answer}");
    let refused = service
        .call(&context, "AuthenticateUser", &field("x"))
        .body();
    assert!(refused.contains("FAILURE"), "{refused}");
    let calls = service.page("/");
    assert!(
        calls.contains("<code>login_ticket</code>")
            && calls.contains("<code>header.securityContext.webExID</code>")
    );
    assert!(!calls.contains(&password) && !calls.contains(session) && !calls.contains(&token));
}

#[test]
fn documents_that_are_not_plain_are_refused() {
    let service = Service::start();
    let context = service.context();
    let good = message(&context, "GetLoginTicket", "");
    let bomb = good.replacen(
        "?>",
        "?><!DOCTYPE m [<!ENTITY a \"x\"><!ENTITY b \"&a;&a;\">]>",
        1,
    );
    let file = good.replacen(
        "?>",
        "?><!DOCTYPE m [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>",
        1,
    );
    for (body, words) in [
        (bomb, "document type"),
        (file, "document type"),
        (
            message("<webExID>&a;</webExID>", "GetLoginTicket", ""),
            "entity",
        ),
        (good.replace("</body>", ""), "well-formed"),
        (good.replace("2002/06", "2002/07"), "namespace"),
        (message(&context, "DelUser", ""), "no such call"),
        ("<x".to_owned(), "well-formed"),
        (
            message(&context, "GetLoginTicket", &"<a>".repeat(50)),
            "deep",
        ),
    ] {
        let refused = service.send(&body);
        assert_eq!(refused.status(), 400, "{body}");
        assert!(refused.body().contains(words), "{body}: {}", refused.body());
    }
    assert_eq!(service.0.send(&format!("GET {PATH}"), "", "").status(), 405);
    let large = message(&context, "GetLoginTicket", &"x".repeat(70_000));
    assert_eq!(service.send(&large).status(), 413);
    assert_eq!(service.send(&good).status(), 200);
}

#[test]
fn failures_of_the_service_come_on_demand() {
    let service = Service::start();
    let context = service.context();
    let good = message(&context, "GetLoginTicket", "");
    for (failure, status, words) in [
        ("000015", 200, "<serv:exceptionID>000015<"),
        ("010107", 200, "<serv:exceptionID>010107<"),
        ("030001", 200, "<serv:exceptionID>030001<"),
        ("030002", 200, "<serv:exceptionID>030002<"),
        ("entities", 200, "<!DOCTYPE message [<!ENTITY a0"),
        ("html", 200, "<!doctype html>"),
        ("not_json", 200, "this is not"),
        ("429", 429, ""),
        ("500", 500, ""),
        ("503", 503, ""),
        ("redirect", 302, ""),
    ] {
        service.0.fail("login_ticket", failure);
        let answer = service.send(&good);
        assert_eq!(answer.status(), status, "{failure}");
        assert!(
            answer.body().contains(words),
            "{failure}: {}",
            answer.body()
        );
        assert!(
            service.send(&good).body().contains("<use:ticket>"),
            "{failure}"
        );
    }
    service.0.fail("login_ticket", "cut");
    assert!(!service.send(&good).body().contains("</serv:message>"));
    let url = message(
        &context,
        "GetloginurlUser",
        &format!("<webExID>{HOST}</webExID>"),
    );
    for (failure, words) in [
        ("link_foreign", "http://127.0.0.1.evil.example:"),
        ("link_user", "http://user:password@127"),
        ("link_type", "<use:userLoginURL>7<"),
    ] {
        service.0.fail("login_url", failure);
        let answer = service.send(&url).body();
        assert!(answer.contains(words), "{failure}: {answer}");
    }
    service.0.fail("login_url", "link_missing");
    assert!(!service.send(&url).body().contains("userLoginURL"));
}
