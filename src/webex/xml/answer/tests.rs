use proptest::prelude::*;

use super::TicketFailureReason as Reason;
use super::*;

fn site() -> Site {
    Site::parse("acme", "https://acme.webex.com/acme/").expect("a site")
}

const HEADER: &str = "<serv:header><serv:response><serv:result>SUCCESS</serv:result>\
    <serv:gsbStatus>PRIMARY</serv:gsbStatus></serv:response></serv:header>";

/// An answer with this within its root.
fn message(within: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <serv:message xmlns:serv=\"{SERVICE}\" xmlns:use=\"{SERVICE_USER}\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">{within}</serv:message>"
    )
}

/// A successful answer with this content.
fn success(content: &str) -> String {
    message(&format!(
        "{HEADER}<serv:body><serv:bodyContent>{content}</serv:bodyContent></serv:body>"
    ))
}

fn with_ticket(ticket: &str) -> String {
    success(&format!(
        "<use:ticket>{ticket}</use:ticket><use:apiVersion>WebEx 9.0</use:apiVersion>"
    ))
}

fn with_address(address: &str) -> String {
    success(&format!("<use:userLoginURL>{address}</use:userLoginURL>"))
}

fn failure(response: &str) -> String {
    message(&format!(
        "<serv:header><serv:response><serv:result>FAILURE</serv:result>{response}</serv:response>\
         </serv:header><serv:body><serv:bodyContent/></serv:body>"
    ))
}

/// The ticket, or the reason why there is none.
fn read(answer: &str) -> Result<String, Reason> {
    read_bytes(answer.as_bytes())
}

fn read_bytes(answer: &[u8]) -> Result<String, Reason> {
    match read_ticket(&site(), answer) {
        Ok(ticket) => Ok(ticket.expose().to_owned()),
        Err(failure) => Err(failure.reason),
    }
}

#[track_caller]
fn assert_ticket(answer: &str, expected: &str) {
    assert_eq!(read(answer).as_deref(), Ok(expected), "{answer}");
}

#[track_caller]
fn assert_refused(answer: &str, expected: Reason) {
    assert_eq!(read(answer), Err(expected), "{answer}");
}

#[test]
fn a_ticket_is_read() {
    assert_ticket(&with_ticket("0123abcd"), "0123abcd");
    assert_ticket(&with_ticket("a+b/c=="), "a+b/c==");
    assert_ticket(&with_ticket("a&amp;b&#43;&lt;"), "a&b+<");
    assert_ticket(&with_ticket("<![CDATA[a&b]]>"), "a&b");
    assert_ticket(&with_ticket("a<!-- - -->b"), "ab");
    assert_ticket(&with_ticket(&"t".repeat(512)), &"t".repeat(512));
    assert_ticket(&format!("\u{feff}{}\n", with_ticket("t")), "t");
}

/// Prefixes are the service's own choice.
#[test]
fn the_namespace_counts_and_not_the_prefix() {
    let answer = with_ticket("t");
    assert_ticket(
        &answer
            .replace("serv:", "s:")
            .replace(":serv", ":s")
            .replace("use:", "ns1:")
            .replace(":use", ":ns1"),
        "t",
    );
    let default = answer.replace("serv:", "").replace("xmlns:serv", "xmlns");
    assert_ticket(&default, "t");
    for wrong in [
        "http://www.webex.com/schemas/2002/06/service/",
        "http://evil.example/",
        "",
    ] {
        let named = |uri: &str| format!("\"{uri}\"");
        assert_refused(
            &answer.replace(&named(SERVICE), &named(wrong)),
            Reason::NoAnswer,
        );
        let answer = answer.replace(&named(SERVICE_USER), &named(wrong));
        assert_refused(&answer, Reason::NoTicket);
    }
    assert_refused(
        &answer.replace(" xmlns:use=", " xmlns:other="),
        Reason::NoTicket,
    );
    assert_refused(
        &answer.replace("use:ticket", "serv:ticket"),
        Reason::NoTicket,
    );
    assert_refused(
        &answer.replace("use:ticket", "use:Ticket"),
        Reason::NoTicket,
    );
    assert_refused(&answer.replace("serv:", ""), Reason::NoAnswer);
}

#[test]
fn a_ticket_is_taken_out_of_an_address_of_the_site() {
    for (address, expected) in [
        (
            "https://acme.webex.com/acme/p.php?AT=LI&amp;WID=ada&amp;TK=0123abcd&amp;MU=GoBack&amp;BU=",
            "0123abcd",
        ),
        (
            "https://acme.webex.com/acme/p.php?AT=LI&amp;WID=a%40b&amp;TK=a+b/c==",
            "a+b/c==",
        ),
        (
            "https://acme.webex.com/acme/p.php?TK=a%2Bb%2Fc%3D%3d",
            "a+b/c==",
        ),
        (
            "https://acme.webex.com/acme/p.php?AT=LI&amp;WID=Ada Lovelace&amp;TK=t",
            "t",
        ),
        ("https://ACME.webex.com:443/other/p.php?tk=t#TK=u", "t"),
        (
            "<![CDATA[https://acme.webex.com/acme/p.php?AT=LI&WID=ada&TK=t&MU=GoBack&BU=]]>",
            "t",
        ),
    ] {
        assert_ticket(&with_address(address), expected);
    }
}

#[test]
fn an_address_elsewhere_has_no_ticket() {
    for address in [
        "https://evil.example/acme/p.php?TK=t",
        "https://acme.webex.com.evil.example/p.php?TK=t",
        "https://evilacme.webex.com/p.php?TK=t",
        "https://acme.webex.com:8443/p.php?TK=t",
        "http://acme.webex.com/p.php?TK=t",
        "https://acme.webex.com./p.php?TK=t",
        "https://ada@acme.webex.com/p.php?TK=t",
        "https://@acme.webex.com/p.php?TK=t",
        "https://acme.webex.com@evil.example/p.php?TK=t",
        "https://evil.example\\@acme.webex.com/p.php?TK=t",
        "https://acme.webex.com\\.evil.example/p.php?TK=t",
        "https:acme.webex.com/p.php?TK=t",
        "https://acme.webex.com/p.php?\nTK=t",
        "https://acme.webex.com/p.php?TK=t&#13;&#10;",
        "//acme.webex.com/p.php?TK=t",
        "/acme/p.php?TK=t",
        "javascript:alert(1)//?TK=t",
        "TK=t",
        "",
    ] {
        assert_refused(&with_address(address), Reason::ForeignAddress);
    }
}

#[test]
fn an_address_has_one_ticket() {
    let at = |query: &str| with_address(&format!("https://acme.webex.com/acme/p.php{query}"));
    for query in [
        "",
        "?",
        "?AT=LI&amp;WID=ada",
        "?TK",
        "?TK=",
        "?XTK=t",
        "#TK=t",
        "?a=b#&amp;TK=t",
    ] {
        assert_refused(&at(query), Reason::NoTicket);
    }
    for query in ["?TK=t&amp;TK=t", "?TK=t&amp;tk=u", "?TK=&amp;TK=u"] {
        assert_refused(&at(query), Reason::NoAnswer);
    }
    for query in [
        "?TK=a%0D%0Ab",
        "?TK=a%20b",
        "?TK=%C3%A9",
        "?TK=é",
        "?TK=%00",
    ] {
        assert_refused(&at(query), Reason::MalformedTicket);
    }
    assert_refused(
        &at(&format!("?TK={}", "t".repeat(600))),
        Reason::MalformedTicket,
    );
    assert_refused(
        &at(&format!("?TK={}", "t".repeat(5000))),
        Reason::MalformedTicket,
    );
}

#[test]
fn a_malformed_ticket_is_refused() {
    assert_refused(&with_ticket(""), Reason::NoTicket);
    assert_refused(&success("<use:ticket/>"), Reason::NoTicket);
    assert_refused(&success(""), Reason::NoTicket);
    assert_refused(&message(HEADER), Reason::NoTicket);
    for ticket in [
        "a b",
        " a",
        "a\n",
        "a\r\nSet-Cookie: x",
        "a&#13;&#10;b",
        "&#0;",
        "é",
        "a\u{200b}",
    ] {
        // No XML has the character zero, by whatever name.
        let expected = match ticket {
            "&#0;" => Reason::NotXml,
            _ => Reason::MalformedTicket,
        };
        assert_refused(&with_ticket(ticket), expected);
    }
    for length in [513, 600, 5000, 60_000] {
        assert_refused(&with_ticket(&"t".repeat(length)), Reason::MalformedTicket);
    }
}

#[test]
fn a_failure_has_its_number() {
    for (response, reason, id) in [
        (
            "<serv:reason>canary</serv:reason><serv:exceptionID>030002</serv:exceptionID>",
            Reason::WrongPassword,
            Some("030002"),
        ),
        (
            "<serv:exceptionID>030001</serv:exceptionID>",
            Reason::NoSuchUser,
            Some("030001"),
        ),
        (
            "<serv:exceptionID>\n 010107 </serv:exceptionID>",
            Reason::SiteSuspended,
            Some("010107"),
        ),
        (
            "<serv:exceptionID>999999</serv:exceptionID>",
            Reason::Other,
            Some("999999"),
        ),
        (
            "<serv:exceptionID>canary</serv:exceptionID>",
            Reason::Other,
            None,
        ),
        (
            "<serv:exceptionID>0300020</serv:exceptionID>",
            Reason::Other,
            None,
        ),
        ("<serv:reason>canary</serv:reason>", Reason::Other, None),
        (
            "<serv:subErrors><serv:subError><serv:exceptionID>030002</serv:exceptionID></serv:subError></serv:subErrors>",
            Reason::Other,
            None,
        ),
    ] {
        let answer = failure(response);
        let found = read_ticket(&site(), answer.as_bytes()).expect_err(response);
        assert_eq!(found.reason, reason, "{response}");
        assert_eq!(
            found.exception_id.map(|id| id.to_string()).as_deref(),
            id,
            "{response}"
        );
        assert!(!format!("{found:?}").contains("canary"));
    }
    let with_ticket = with_ticket("t").replace("SUCCESS", "FAILURE");
    assert_refused(&with_ticket, Reason::Other);
}

/// A site answers in its own language, and perhaps in its own encoding.
#[test]
fn a_reason_in_another_encoding_is_skipped() {
    let answer = failure("<serv:reason>@</serv:reason><serv:exceptionID>030001</serv:exceptionID>");
    let bytes: Vec<u8> = answer
        .bytes()
        .map(|b| if b == b'@' { 0xe9 } else { b })
        .collect();
    assert_eq!(read_bytes(&bytes), Err(Reason::NoSuchUser));
    let answer = with_ticket("a@");
    let bytes: Vec<u8> = answer
        .bytes()
        .map(|b| if b == b'@' { 0xe9 } else { b })
        .collect();
    assert_eq!(read_bytes(&bytes), Err(Reason::MalformedTicket));
}

#[test]
fn what_is_no_answer_is_refused() {
    for answer in ["", " ", "TK=t", "{\"ticket\":\"t\"}", "\0", "<", "&amp;"] {
        assert_refused(answer, Reason::NotXml);
    }
    for answer in [
        "<html><body>Log in</body></html>",
        "<message/>",
        "<serv:message/>",
        "<serv:message xmlns:serv=\"http://www.webex.com/schemas/2002/06/service\"/>",
    ] {
        assert_refused(answer, Reason::NoAnswer);
    }
    assert_refused("<!DOCTYPE html><html><head>", Reason::DocumentType);
    assert_refused("<html><p>a<br></html>", Reason::NoAnswer);
    let answer = with_ticket("t");
    for (from, to) in [
        ("SUCCESS", "success"),
        ("SUCCESS", "WARNING"),
        ("SUCCESS", ""),
        ("SUCCESS", "SUCCESS FAILURE"),
        ("SUCCESS", "<b>SUCCESS</b>"),
        (
            "<serv:result>SUCCESS</serv:result>",
            "<serv:outcome>SUCCESS</serv:outcome>",
        ),
        ("<serv:result>", "<serv:result/><serv:result>"),
        ("<use:ticket>", "<use:ticket>a</use:ticket><use:ticket>"),
        (
            "<use:ticket>",
            "<use:userLoginURL>https://acme.webex.com/acme/p.php?TK=u</use:userLoginURL><use:ticket>",
        ),
        ("<use:ticket>", "<use:ticket>a<use:b/>"),
        ("</serv:message>", "</serv:message><serv:message/>"),
    ] {
        assert_refused(&answer.replacen(from, to, 1), Reason::NoAnswer);
    }
    assert_refused(&format!("{answer}t"), Reason::NotXml);
    assert_refused(&format!("t{answer}"), Reason::NotXml);
}

#[test]
fn a_cut_answer_is_refused() {
    let answer = with_ticket("0123abcd");
    for end in 0..answer.len() {
        let found = read(&answer[..end]);
        assert_eq!(found, Err(Reason::NotXml), "{}", &answer[..end]);
    }
}

#[test]
fn tags_that_do_not_match_are_refused() {
    let answer = with_ticket("t");
    for (from, to) in [
        ("</use:ticket>", "</serv:ticket>"),
        ("</serv:message>", "</serv:message></serv:message>"),
        ("<use:ticket>t", "<use:ticket>t & u"),
        ("<use:ticket>t", "<use:ticket>t&#xD800;"),
        ("<use:ticket>t", "<use:ticket>t&#x110000;"),
    ] {
        assert_refused(&answer.replacen(from, to, 1), Reason::NotXml);
    }
}

#[test]
fn no_document_declares_entities() {
    let answer = with_ticket("&t;");
    assert_refused(&answer, Reason::Entity);
    for name in ["nbsp", "t", "%t", "AMP"] {
        assert_refused(&with_ticket(&format!("&{name};")), Reason::Entity);
    }
    for declared in [
        "<!DOCTYPE serv:message [<!ENTITY t \"ticket\">]>",
        "<!DOCTYPE serv:message [<!ENTITY t SYSTEM \"file:///etc/passwd\">]>",
        "<!DOCTYPE serv:message SYSTEM \"https://evil.example/x.dtd\">",
        "<!DOCTYPE t [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">\
         <!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY t \"&c;&c;&c;&c;&c;&c;&c;&c;\">]>",
        "<!doctype t>",
    ] {
        let answer = answer.replacen("?>\n", &format!("?>{declared}"), 1);
        assert_refused(&answer, Reason::DocumentType);
    }
}

#[test]
fn an_answer_is_bounded() {
    let fill = |size: usize| message(&format!("{HEADER}<serv:x>{}</serv:x>", "x".repeat(size)));
    let frame = fill(0).len();
    assert_refused(&fill(MAX_BYTES - frame), Reason::NoTicket);
    assert_refused(&fill(MAX_BYTES - frame + 1), Reason::TooLong);
    let nested = |depth: usize| {
        let opened = "<serv:x>".repeat(depth);
        message(&format!("{HEADER}{opened}{}", "</serv:x>".repeat(depth)))
    };
    assert_refused(&nested(MAX_DEPTH - 1), Reason::NoTicket);
    assert_refused(&nested(MAX_DEPTH), Reason::TooDeep);
    assert_refused(&nested(3000), Reason::TooDeep);
    let spaces: String = (0..2000).map(|i| format!(" xmlns:a{i}=\"u\"")).collect();
    assert_refused(
        &with_ticket("t").replacen(" xmlns", &format!("{spaces} xmlns"), 1),
        Reason::NotXml,
    );
}

#[test]
fn a_ticket_is_not_shown() {
    let ticket = read_ticket(&site(), with_ticket("canary").as_bytes());
    let shown = format!("{ticket:?}");
    assert!(ticket.is_ok() && !shown.contains("canary"), "{shown}");
    let site = site();
    for answer in [
        with_ticket("canary canary"),
        with_address("https://canary.example/?TK=canary"),
        with_ticket("&canary;"),
        failure("<serv:reason>canary</serv:reason><serv:exceptionID>canary</serv:exceptionID>"),
        "<canary>".to_owned(),
    ] {
        let failure = read_ticket(&site, answer.as_bytes()).expect_err(&answer);
        assert!(!format!("{failure:?}").contains("canary"), "{failure:?}");
    }
}

proptest! {
    #[test]
    fn whatever_comes_is_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read_ticket(&site(), &bytes);
    }

    #[test]
    fn whatever_stands_in_an_answer_gives_a_ticket_that_can_be_sent(
        at in any::<prop::sample::Index>(),
        put in prop::sample::select(vec![
            "<", ">", "&", ";", "\"", "</", "/>", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>",
            "&#10;", "\r\n", "é", "<use:ticket>", "</use:ticket>", "FAILURE", "\0",
        ]),
    ) {
        let mut answer = with_ticket("0123abcd");
        answer.insert_str(at.index(answer.len() + 1), put);
        if let Ok(ticket) = read(&answer) {
            prop_assert!(!ticket.is_empty() && ticket.bytes().all(|b| b.is_ascii_graphic()));
        }
    }
}
