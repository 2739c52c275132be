//! The stand-in for Webex: calls as they come, and pages as they go out; and the program with it.

mod client;
mod rest;
mod xml;

use hyper::body::Body as _;
use hyper::http::request::Parts;
use hyper::{Request as HttpRequest, StatusCode};
use jiff::Timestamp;
use linkgate::compile::embedded_catalogue;
use linkgate::sandbox::{Credentials, Reaction, Request, Response, Sandbox};
use linkgate::webex::{Reason, Reply};
use url::Url;

use crate::support::exchange;
use crate::support::program::run;
use crate::support::sandbox::SandboxProgram;

const HOST: &str = "127.0.0.1:8081";
const BACK: &str = "https%3A%2F%2Fportal.acme.example%2F%3Fx%3D1";

fn sandbox() -> Sandbox {
    let catalogue = embedded_catalogue().expect("a good catalogue");
    Sandbox::new(catalogue.iter().cloned(), credentials())
}

fn credentials() -> Credentials {
    Credentials {
        client_id: "CID".to_owned(),
        client_secret: "CSECRET".to_owned(),
        refresh_token: "RT-1".to_owned(),
        integration_refresh_token: "RT-2".to_owned(),
        web_id: "host@acme.example".to_owned(),
        password: "XML-PASSWORD".to_owned(),
        partner_id: "PARTNER".to_owned(),
    }
}

/// A page, or another answer.
struct Seen {
    status: StatusCode,
    cookie: Option<String>,
    text: String,
}

impl Seen {
    fn of(response: Response) -> Self {
        let cookie = response.headers().get("set-cookie");
        let cookie = cookie.map(|value| value.to_str().expect("ASCII"));
        let cookie = cookie.and_then(|value| value.split(';').next());
        let cookie = cookie.map(str::to_owned);
        assert!(!response.headers().contains_key("location"));
        assert!(response.headers().contains_key("content-security-policy"));
        let status = response.status();
        let size = response.body().size_hint().exact().expect("a size");
        assert!(size < 1_000_000, "{size}");
        let text = body_of(response);
        Self {
            status,
            cookie,
            text,
        }
    }

    /// The target of the link that says so.
    #[track_caller]
    fn link(&self, words: &str) -> String {
        let end = format!(">{words}</a>");
        let (before, _) = self
            .text
            .split_once(&end)
            .unwrap_or_else(|| panic!("no {words}: {}", self.text));
        let href = before.rsplit("href=\"").next().expect("a link");
        let href = href.split('"').next().expect("an end");
        href.replace("&#38;", "&")
    }

    fn form(&self) -> Option<String> {
        let (_, behind) = self.text.split_once("action=\"")?;
        Some(behind.split('"').next().expect("an end").to_owned())
    }

    fn shows(&self, text: &str) -> bool {
        self.text.contains(text)
    }
}

fn body_of(response: Response) -> String {
    let body = http_body_util::BodyExt::collect(response.into_body());
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let Ok(body) = runtime.expect("a runtime").block_on(body);
    String::from_utf8(body.to_bytes().into()).expect("text")
}

/// A request of a browser.
#[derive(Clone, Default)]
struct Ask<'a> {
    method: &'a str,
    path: &'a str,
    body: &'a str,
    headers: &'a [(&'a str, &'a str)],
    minute: i64,
}

impl Ask<'_> {
    fn parts(&self) -> Parts {
        let mut request = HttpRequest::builder().method(self.method).uri(self.path);
        if !self.headers.iter().any(|(name, _)| *name == "host") {
            request = request.header("host", HOST);
        }
        if !self.body.is_empty() {
            request = request.header("content-type", "application/x-www-form-urlencoded");
        }
        for (name, value) in self.headers {
            request = request.header(*name, *value);
        }
        request.body(()).expect("a request").into_parts().0
    }

    fn at(&self, sandbox: &Sandbox) -> Seen {
        let parts = self.parts();
        let reaction = sandbox.answer(Request {
            parts: &parts,
            body: self.body.as_bytes(),
            now: Timestamp::from_second(self.minute * 60).expect("a time"),
        });
        match reaction {
            Reaction::Response(response) => Seen::of(response),
            Reaction::Silence => panic!("nothing came"),
        }
    }
}

fn get(sandbox: &Sandbox, path: &str) -> Seen {
    Ask {
        method: "GET",
        path,
        ..Ask::default()
    }
    .at(sandbox)
}

fn post(sandbox: &Sandbox, path: &str, body: &str, cookie: &str) -> Seen {
    let headers = [("cookie", cookie), ("origin", "http://127.0.0.1:8081")];
    Ask {
        method: "POST",
        path,
        body,
        headers: &headers,
        minute: 0,
    }
    .at(sandbox)
}

/// Calls as a browser that is logged in.
fn get_as(sandbox: &Sandbox, path: &str, cookie: &str) -> Seen {
    let headers = [("cookie", cookie)];
    Ask {
        method: "GET",
        path,
        headers: &headers,
        ..Ask::default()
    }
    .at(sandbox)
}

fn log_in(sandbox: &Sandbox) -> String {
    let asked = post(sandbox, "/acme/p.php", "AT=LI&WID=ada&PW=canary", "");
    let done = post(sandbox, &asked.form().expect("a form"), "", "");
    done.cookie.expect("a session")
}

fn fields_of(address: &str) -> Vec<(String, String)> {
    let url = Url::parse(address).expect(address);
    url.query_pairs()
        .map(|(name, value)| (name.into(), value.into()))
        .collect()
}

/// Every complete command of the catalogue is recognised by the address that Linkgate writes for it.
#[test]
fn calls_are_read_by_the_commands_of_the_catalogue() {
    for (path, command) in [
        ("/acme/m.php?AT=JM&MK=123456789", "meeting.join"),
        ("/LANDesk/M.PHP?at=jm&mk=123456789", "meeting.join"),
        ("/acme/p.php?AT=LI&WID=a", "site.login"),
        ("/acme/p.php?AT=LI&TK=x", "site.login_ticket"),
        ("/acme/o.php?AT=ST&SP=MC", "session.service"),
        ("/acme/w.php?AT=GS&MK=123456789", "meeting.status"),
        ("/acme/e.php?AT=SINF&MK=123456789", "event.information"),
        (
            "/acme/e.php?MTID=m0123456789abcdef0123456789abcdef",
            "link.information",
        ),
        (
            "/acme/lsr.php?AT=dw&SP=MC&rID=1&rKey=0123456789abcdef",
            "recording.download",
        ),
        (
            "/acme/lsr.php?RCID=0123456789abcdef0123456789abcdef",
            "recording.fetch",
        ),
        (
            "/acme/j.php?MTID=m0123456789abcdef0123456789abcdef",
            "link.join",
        ),
        ("/acme/j.php?ED=1&UID=2", "link.join_older"),
        (
            "/acme/j.php?RGID=r0123456789abcdef0123456789abcdef",
            "link.register_page",
        ),
        (
            "/acme/k2/j.php?MTID=t0123456789abcdef0123456789abcdef",
            "link.training",
        ),
        ("/meet/ada.lovelace", "room.meet"),
        ("/join/ada.lovelace", "room.join"),
        (
            "/webappng/sites/acme/recording/0123456789abcdef0123456789abcdef/playback",
            "webapp.recording",
        ),
    ] {
        let page = get(&sandbox(), path);
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(
            page.shows(&format!("<code>{command}</code>")),
            "{path}: {}",
            page.text
        );
    }
    for (path, words) in [
        ("/acme/m.php?AT=XX", "not with this action"),
        ("/acme/m.php", "not with this action"),
        (
            "/acme/m.php?AT=JM&AT=DM&MK=123456789",
            "not with this action",
        ),
        ("/acme/nobrowser.php?AT=JM", "does not have this page"),
    ] {
        assert!(get(&sandbox(), path).shows(words), "{path}");
    }
    for path in [
        "/favicon.ico",
        "/acme",
        "/acme/",
        "/p.php?AT=LI",
        "/acme/x/y",
    ] {
        assert_eq!(
            get(&sandbox(), path).status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}

#[test]
fn parameters_are_judged_one_by_one() {
    let page = get(
        &sandbox(),
        "/acme/m.php?AT=SM&MN=x&DU=20&YE=2100&MO=1&DA=1&HO=12&MI=30&LF=2&TZ=25&TC=7&TC1=a&BM=1&PW=canary",
    );
    for words in [
        "must not be after the year 2050",
        "must be one of: 1, 0",
        "must be one of: 0, 1, 2, 6, 8, 9",
        "not known for this command",
        "a secret, which is not kept",
    ] {
        assert!(page.shows(words), "{words}: {}", page.text);
    }
    assert!(!page.shows("canary"));
    let page = get(&sandbox(), "/acme/m.php?AT=JM&AE=x");
    assert!(page.shows("Missing: meeting_key"));
    assert!(page.shows("must be an e-mail address"));
}

/// Success on leaving, and each reason that Webex has.
#[test]
fn every_answer_comes_back_as_linkgate_reads_it() {
    let page = get(
        &sandbox(),
        &format!("/acme/m.php?AT=JM&MK=123456789&BU={BACK}"),
    );
    let left = page.link("Leave the meeting");
    assert_eq!(left, "https://portal.acme.example/?x=1&AT=JM&ST=SUCCESS");
    for reason in Reason::ALL
        .iter()
        .copied()
        .filter(|reason| reason.code().is_some())
    {
        let code = reason.code().expect("just seen");
        let fields = fields_of(&page.link(code));
        let fields = fields.iter().map(|(name, value)| (&**name, &**value));
        let reply = Reply::read(fields);
        assert_eq!(reply.action, Some("JM"));
        assert_eq!(reply.ending.reason(), Some(reason), "{code}");
        let wished = format!("/acme/m.php?AT=JM&MK=123456789&BU={BACK}&sandbox={code}");
        let wished = get(&sandbox(), &wished);
        assert!(wished.shows("The call asks for"), "{code}");
        let asked_for = wished.link(&format!("Answer {code}"));
        assert_eq!(asked_for, page.link(code));
    }
    assert_eq!(page.link("NOTHING"), "https://portal.acme.example/?x=1");
    assert!(page.link("FAIL").ends_with("&AT=JM&ST=FAIL"));
    assert!(
        page.link("SandboxReason")
            .ends_with("&ST=FAIL&RS=SandboxReason")
    );
}

#[test]
fn a_login_begins_a_session_that_a_logout_ends() {
    let sandbox = sandbox();
    let body = format!("AT=LI&WID=ada%40acme.example&PW=canary&MU=GoBack&BU={BACK}");
    let asked = post(&sandbox, "/acme/p.php", &body, "");
    assert!(!asked.shows("canary") && asked.shows("site.login"));
    let form = asked.form().expect("a form");
    let done = post(&sandbox, &form, "", "");
    let back = "https://portal.acme.example/?x=1&AT=LI&WID=ada%40acme.example&ST=SUCCESS";
    assert_eq!(done.link("Continue"), back);
    let cookie = done.cookie.clone().expect("a session");
    let again = get_as(
        &sandbox,
        "/acme/p.php?AT=LI&WID=ada&BU=https://a.example/",
        &cookie,
    );
    assert!(again.shows("Logged in as") && again.shows("Answer AlreadyLogon"));
    let host = format!("/acme/m.php?AT=HM&MK=123456789&BU={BACK}");
    assert!(get(&sandbox, &host).shows("Answer AccessDenied"));
    assert!(!get_as(&sandbox, &host, &cookie).shows("Answer AccessDenied"));
    let out = get_as(&sandbox, &format!("/acme/p.php?AT=LO&BU={BACK}"), &cookie);
    let out = post(&sandbox, &out.form().expect("a form"), "", &cookie);
    assert_eq!(
        out.link("Continue"),
        "https://portal.acme.example/?x=1&AT=LO&ST=SUCCESS"
    );
    assert!(get_as(&sandbox, &host, &cookie).shows("Answer AccessDenied"));
}

/// The page after a login lies on the site, or the login leads to its back URL.
#[test]
fn a_login_leads_into_the_site_alone() {
    let next = |landing: &str| {
        let sandbox = sandbox();
        let body = format!("AT=LI&WID=a&PW=b&BU={BACK}&MU={landing}");
        let asked = post(&sandbox, "/acme/p.php", &body, "");
        post(&sandbox, &asked.form().expect("a form"), "", "").link("Continue")
    };
    let host = "http%3A%2F%2F127.0.0.1%3A8081%2Facme%2Fm.php%3FAT%3DHM%26MK%3D123456789";
    assert_eq!(
        next(host),
        "http://127.0.0.1:8081/acme/m.php?AT=HM&MK=123456789"
    );
    for foreign in [
        "https%3A%2F%2Fevil.example%2F",
        "http%3A%2F%2F127.0.0.1%3A8080%2F",
        "http%3A%2F%2F127.0.0.1%3A8081%40evil.example%2F",
        "javascript%3Aalert(1)",
        "%2F%2Fevil.example%2F",
    ] {
        assert!(
            next(foreign).starts_with("https://portal.acme.example/"),
            "{foreign}"
        );
    }
}

#[test]
fn meetings_are_scheduled_listed_joined_and_deleted() {
    let sandbox = sandbox();
    let cookie = log_in(&sandbox);
    let ask = |path: &str| get_as(&sandbox, path, &cookie);
    let act = |page: &Seen| post(&sandbox, &page.form().expect("a form"), "", &cookie);
    let asked = ask(&format!("/acme/m.php?AT=SM&MN=Retro%20%3Cb%3E&BU={BACK}"));
    let done = act(&asked);
    assert!(
        done.link("Continue")
            .ends_with("&AT=SM&MK=900000001&ST=SUCCESS")
    );
    // A second click schedules no second meeting.
    assert_eq!(act(&asked).link("Continue"), done.link("Continue"));
    let open = || ask("/acme/m.php?AT=OM").text;
    assert_eq!(
        open(),
        "\n\n<ListOpenMeetings><Status>SUCCESS</Status><MeetingKeys></MeetingKeys></ListOpenMeetings>\n"
    );
    let room = ask("/acme/m.php?AT=HM&MK=900000001");
    assert!(room.shows("Retro &#60;b&#62; (900000001)"), "{}", room.text);
    assert!(open().contains("<MeetingKeys>900000001;</MeetingKeys>"));
    let denied = get(&sandbox, "/acme/m.php?AT=OM").text;
    assert!(denied.contains("<Status>FAIL</Status><Reason>AccessDenied</Reason>"));
    act(&ask("/acme/w.php?AT=KM&MK=900000001"));
    assert!(open().contains("<MeetingKeys></MeetingKeys>"));
    act(&ask("/acme/m.php?AT=EM&MK=900000001&MN=Review"));
    assert!(get(&sandbox, "/acme/m.php?AT=JM&MK=900000001").shows("Review (900000001)"));
    let deleted = act(&ask("/acme/m.php?AT=DM&MK=900000001"));
    assert!(deleted.shows("The meeting 900000001 is deleted."));
    let again = act(&ask("/acme/m.php?AT=DM&MK=900000001"));
    assert!(again.shows("knows no meeting 900000001"));
}

/// Nothing happens because of a link that somebody followed.
#[test]
fn only_a_click_on_its_own_page_carries_a_call_out() {
    let sandbox = sandbox();
    let form = get(&sandbox, "/acme/m.php?AT=SM&MN=x")
        .form()
        .expect("a form");
    assert_eq!(get(&sandbox, &form).status, StatusCode::NOT_FOUND);
    for headers in [
        [("origin", "https://evil.example")],
        [("origin", "null")],
        [("origin", "http://127.0.0.1:8080")],
        [("sec-fetch-site", "cross-site")],
        [("sec-fetch-site", "same-site")],
    ] {
        let refused = Ask {
            method: "POST",
            path: &form,
            headers: &headers,
            ..Ask::default()
        };
        assert_eq!(
            refused.at(&sandbox).status,
            StatusCode::FORBIDDEN,
            "{headers:?}"
        );
    }
    assert_eq!(
        post(&sandbox, "/-/do/0", "", "").status,
        StatusCode::NOT_FOUND
    );
    assert!(!get(&sandbox, "/").shows("900000001"));
}

#[test]
fn links_of_today_lead_into_a_room() {
    for (path, name) in [
        (
            "/acme/j.php?MTID=m0123456789abcdef0123456789abcdef",
            "All hands (987654321)",
        ),
        (
            "/acme/j.php?MTID=m1123456789abcdef0123456789abcdef",
            "m1123456789abcdef0123456789abcdef",
        ),
        ("/meet/ada.lovelace", "ada.lovelace"),
        ("/join/ada", "ada"),
    ] {
        let room = get(&sandbox(), path);
        assert!(
            room.shows(&format!("You are in the meeting <bdi>{name}</bdi>")),
            "{path}: {}",
            room.text
        );
        assert_eq!(room.link("Leave the meeting"), "/");
    }
}

#[test]
fn no_back_url_leads_where_a_browser_would_run_something() {
    for back in [
        "javascript:alert(1)",
        "JaVaScRiPt://x/%250aalert(1)",
        "data:text/html,x",
        "//evil.example/",
        "www.baidu.com",
        "https:evil.example",
        "https://a.example%5C@evil.example/",
        "https://u:p@evil.example/",
        "https://@evil.example/",
        "https://a.example/%0d%0aSet-Cookie:x=1",
        "ftp://a.example/",
        "https://a.example/&BU=https://b.example/",
    ] {
        let page = get(
            &sandbox(),
            &format!("/acme/m.php?AT=JM&MK=123456789&BU={back}"),
        );
        assert_eq!(page.link("Leave the meeting"), "/", "{back}");
        assert!(!page.shows("href=\"javascript"), "{back}");
    }
    let long = format!("https://a.example/{}", "x".repeat(4096));
    let page = get(
        &sandbox(),
        &format!("/acme/m.php?AT=JM&MK=123456789&BU={long}"),
    );
    assert_eq!(page.link("Leave the meeting"), "/");
}

#[test]
fn markup_in_every_field_stays_text() {
    const MARKUP: &str = "%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E";
    let sandbox = sandbox();
    let mut fields = String::new();
    for name in [
        "MK", "AN", "AE", "RID", "WID", "MN", "EN", "MU", "sandbox", "XX", MARKUP,
    ] {
        fields.push_str(&format!("&{name}={MARKUP}"));
    }
    for page in [
        "m.php?AT=JM",
        "m.php?AT=SM",
        "p.php?AT=LI",
        "p.php?AT=SU",
        "o.php?AT=DF",
        "x.php?AT=x",
    ] {
        let back = format!("https%3A%2F%2Fa.example%2F{MARKUP}");
        let page = get(&sandbox, &format!("/acme/{page}{fields}&BU={back}"));
        assert!(!page.shows("<script"), "{}", page.text);
        if let Some(form) = page.form() {
            assert!(!post(&sandbox, &form, "", "").shows("<script"));
        }
    }
    for path in [
        format!("/-/portal/{MARKUP}?{MARKUP}={MARKUP}"),
        format!("/meet/{MARKUP}"),
        "/".to_owned(),
    ] {
        assert!(!get(&sandbox, &path).shows("<script"), "{path}");
    }
}

#[test]
fn large_input_is_cut_and_old_calls_are_forgotten() {
    let sandbox = sandbox();
    let body = format!("AT=JM&AN={}{}", "é".repeat(10_000), "&x=y".repeat(1000));
    let page = post(&sandbox, "/acme/m.php", &body, "");
    assert!(page.shows("more fields were not read"));
    assert!(page.shows("(10000 characters)"));
    for number in 0..60 {
        get(&sandbox, &format!("/acme/m.php?AT=JM&AN=caller-{number}"));
    }
    let calls = get(&sandbox, "/");
    assert!(calls.shows("caller-59") && calls.shows("caller-10") && !calls.shows("caller-9<"));
    let at = |name: &str| calls.text.find(name).expect(name);
    assert!(at("caller-59") < at("caller-58"));
}

#[test]
fn other_hosts_get_nothing() {
    let with_host = |host: &str| {
        let headers = [("host", host)];
        Ask {
            method: "GET",
            path: "/",
            headers: &headers,
            ..Ask::default()
        }
        .at(&sandbox())
        .status
    };
    for host in [
        "127.0.0.1:8081",
        "localhost:8081",
        "[::1]:8081",
        "127.9.9.9",
    ] {
        assert_eq!(with_host(host), StatusCode::OK, "{host}");
    }
    for host in [
        "evil.example",
        "127.0.0.1.evil.example",
        "10.0.0.1",
        "0.0.0.0",
        "[::]",
        "localhost.evil.example",
    ] {
        assert_eq!(with_host(host), StatusCode::MISDIRECTED_REQUEST, "{host}");
    }
    assert_eq!(with_host("a b"), StatusCode::BAD_REQUEST);
}

#[test]
fn the_portal_shows_what_came_without_secrets() {
    let page = get(
        &sandbox(),
        "/-/portal/meetings?AT=JM&ST=FAIL&RS=MeetingLocked&PW=canary",
    );
    assert!(page.shows("MeetingLocked") && page.shows("<code>meetings</code>"));
    assert!(!page.shows("canary"));
}

/// How a newcomer goes through the program.
struct Newcomer(SandboxProgram);

impl Newcomer {
    /// Follows an address, as a browser does: to whichever of the two it leads.
    #[track_caller]
    fn open(&self, address: &str) -> Answered {
        let url = Url::parse(address).expect(address);
        let to = url.socket_addrs(|| None).expect("an address")[0];
        assert!(to == self.0.gateway || to == self.0.sandbox, "{address}");
        let target = &url[url::Position::BeforePath..];
        Answered(exchange(
            to,
            format!(
                "GET {target} HTTP/1.1\r\nHost: {to}\r\nAccept: text/html\r\nConnection: close\r\n\r\n"
            ),
        ))
    }

    /// The same through all redirects: the page at the end.
    #[track_caller]
    fn browse(&self, address: &str) -> Answered {
        let mut answered = self.open(address);
        while let Some(next) = answered.0.location() {
            answered = self.open(next);
        }
        answered
    }

    fn at_gateway(&self, path: &str) -> String {
        format!("http://{}{path}", self.0.gateway)
    }
}

struct Answered(crate::support::Response);

impl Answered {
    #[track_caller]
    fn link(&self, words: &str) -> String {
        let seen = Seen {
            status: StatusCode::OK,
            cookie: None,
            text: self.0.body(),
        };
        seen.link(words)
    }

    fn shows(&self, text: &str) -> bool {
        self.0.body().contains(text)
    }
}

#[test]
fn a_newcomer_gets_into_the_meeting_and_out_of_it() {
    let mut program = Newcomer(SandboxProgram::start());
    let directory = program.browse(&program.at_gateway("/"));
    assert!(directory.shows("Platform team stand-up"));
    let room = program.browse(&program.at_gateway("/go/standup"));
    assert!(room.shows("You are in the meeting <bdi>Platform team stand-up (123456789)</bdi>"));
    assert_eq!(program.0.logged("link")["outcome"], "redirected");
    let portal = program.browse(&room.link("Leave the meeting"));
    assert!(portal.shows("You are back") && portal.shows("<code>meetings</code>"));
    assert_eq!(program.0.logged("webex")["webex"], "success");
    let calls = program.open(&format!("http://{}/", program.0.sandbox));
    assert!(calls.shows("meeting.join"));
}

/// Each failure is told to the visitor, and stands in the decision log by its word.
#[test]
fn every_failure_comes_back_through_the_gateway() {
    let mut program = Newcomer(SandboxProgram::start());
    let room = program.browse(&program.at_gateway("/go/standup"));
    for reason in Reason::ALL.iter().copied() {
        let Some(code) = reason.code() else { continue };
        let page = program.browse(&room.link(code));
        assert!(!page.shows("You are back"), "{code}");
        let line = program.0.logged("webex");
        assert_eq!(line["webex"], reason.as_str(), "{line}");
    }
}

#[test]
fn it_refuses_to_listen_for_others() {
    for arguments in [
        &["sandbox", "--listen", "0.0.0.0:0"][..],
        &["sandbox", "--with-gateway", "--gateway-listen", "[::]:0"],
        &["sandbox", "--gateway-listen", "127.0.0.1:0"],
    ] {
        assert_eq!(run(arguments).status.code(), Some(2), "{arguments:?}");
    }
}

/// A form with a password, over a socket.
#[test]
fn a_posted_login_is_read_and_its_password_is_not_kept() {
    let program = Newcomer(SandboxProgram::start());
    let host = program.0.sandbox;
    let post = |body: &str| {
        let length = body.len();
        exchange(
            host,
            format!(
                "POST /acme/p.php HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{body}"
            ),
        )
    };
    let page = post("AT=LI&WID=ada&PW=canary");
    assert_eq!(page.status(), 200);
    assert!(page.body().contains("site.login") && !page.body().contains("canary"));
    let calls = program.open(&format!("http://{host}/"));
    assert!(calls.shows("ada") && !calls.shows("canary"));
    assert_eq!(
        post(&format!("AT=LI&PW={}", "x".repeat(70_000))).status(),
        413
    );
}
