use proptest::prelude::*;
use quick_xml::NsReader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::Event;

use super::*;
use crate::webex::secret::Secret;
use crate::webex::xml::CredentialParts;

fn credentials() -> XmlCredentials {
    XmlCredentials::new(CredentialParts {
        web_id: secret("gateway"),
        password: secret("canary-password"),
        partner_id: None,
        site_name: "acme".into(),
        email: None,
    })
    .expect("plain texts")
}

fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

fn written(body: &XmlBody) -> &str {
    std::str::from_utf8(body.as_ref()).expect("UTF-8")
}

#[test]
fn an_account_asks_for_its_own_ticket() {
    let body = ticket_request(&credentials(), TicketFor::Account).expect("plain texts");
    assert_eq!(
        written(&body),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <serv:message xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xmlns:serv=\"http://www.webex.com/schemas/2002/06/service\">\
         <header><securityContext>\
         <webExID>gateway</webExID><password>canary-password</password><siteName>acme</siteName>\
         </securityContext></header>\
         <body><bodyContent xsi:type=\"java:com.webex.service.binding.user.GetLoginTicket\"/></body>\
         </serv:message>"
    );
}

#[test]
fn an_account_asks_for_the_ticket_of_a_user() {
    let credentials = XmlCredentials::new(CredentialParts {
        web_id: secret("a<b"),
        password: secret("\"&amp;'"),
        partner_id: Some(secret("]]>")),
        site_name: "acme".into(),
        email: Some("gateway@acme.example".into()),
    });
    let credentials = credentials.expect("plain texts");
    let body = ticket_request(&credentials, TicketFor::User("ada</webExID>&"));
    assert_eq!(
        written(&body.expect("plain texts")),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <serv:message xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xmlns:serv=\"http://www.webex.com/schemas/2002/06/service\">\
         <header><securityContext>\
         <webExID>a&lt;b</webExID><password>&quot;&amp;amp;&apos;</password>\
         <siteName>acme</siteName><partnerID>]]&gt;</partnerID><email>gateway@acme.example</email>\
         </securityContext></header>\
         <body><bodyContent xsi:type=\"java:com.webex.service.binding.user.GetloginurlUser\">\
         <webExID>ada&lt;/webExID&gt;&amp;</webExID></bodyContent></body>\
         </serv:message>"
    );
}

#[test]
fn a_text_that_would_not_arrive_as_it_is_is_not_sent() {
    for (text, error) in [
        ("", XmlTextError::Empty),
        ("a\0", XmlTextError::Character),
        ("a\rb", XmlTextError::Character),
        ("a\nb", XmlTextError::Character),
        ("\u{85}", XmlTextError::Character),
        ("\u{ffff}", XmlTextError::Character),
    ] {
        let request = ticket_request(&credentials(), TicketFor::User(text));
        assert_eq!(request.err(), Some(error), "{text:?}");
        let parts = CredentialParts {
            web_id: secret("gateway"),
            password: secret(text),
            partner_id: None,
            site_name: "acme".into(),
            email: None,
        };
        assert_eq!(XmlCredentials::new(parts).err(), Some(error), "{text:?}");
    }
}

#[test]
fn nothing_of_a_request_is_shown() {
    let whose = TicketFor::User("canary@acme.example");
    let body = ticket_request(&credentials(), whose).expect("plain texts");
    let shown = format!("{body:?} {whose:?} {:?}", credentials());
    assert!(
        !shown.contains("canary") && !shown.contains("gateway"),
        "{shown}"
    );
}

/// The leaves of a document with their texts, as an XML reader reads them.
fn leaves(document: &str) -> Vec<(String, String)> {
    let mut reader = NsReader::from_str(document);
    let mut open: Vec<String> = Vec::new();
    let mut leaves: Vec<(String, String)> = Vec::new();
    let mut text = String::new();
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Start(element) => {
                open.push(element.name().as_ref().to_owned());
                text.clear();
            }
            Event::Text(part) => text.push_str(&part.xml10_content()),
            Event::GeneralRef(reference) => {
                text.push_str(resolve_xml_entity(&reference).expect("predefined"));
            }
            Event::End(_) => {
                let name = open.pop().expect("opened");
                if !text.is_empty() {
                    leaves.push((name, std::mem::take(&mut text)));
                }
            }
            Event::Eof => {
                assert!(open.is_empty());
                return leaves;
            }
            _ => {}
        }
    }
}

/// Texts that are sent: with all that XML writes in another way.
fn sendable() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "<",
        ">",
        "&",
        "'",
        "\"",
        "&amp;",
        "&#65;",
        "]]>",
        "<!--",
        "<![CDATA[",
        "</webExID>",
        " ",
        "é",
        "漢",
        "\u{2028}",
        "\u{10ffff}",
    ]);
    let piece = prop_oneof![3 => piece.prop_map(str::to_owned), 1 => any::<String>()];
    prop::collection::vec(piece, 1..8)
        .prop_map(|pieces| pieces.concat())
        .prop_filter("sendable", |text| check_text(text).is_ok())
}

proptest! {
    #[test]
    fn a_request_reads_back_as_what_was_asked(
        web_id in sendable(),
        password in sendable(),
        partner_id in prop::option::of(sendable()),
        site_name in sendable(),
        email in prop::option::of(sendable()),
        user in prop::option::of(sendable()),
    ) {
        let credentials = XmlCredentials::new(CredentialParts {
            web_id: secret(&web_id),
            password: secret(&password),
            partner_id: partner_id.as_deref().map(secret),
            site_name: (&*site_name).into(),
            email: email.as_deref().map(Into::into),
        }).expect("sendable");
        let whose = user.as_deref().map_or(TicketFor::Account, TicketFor::User);
        let body = ticket_request(&credentials, whose).expect("sendable");
        prop_assert!(body.0.capacity() == size(&credentials, whose), "it has grown");
        let expected = [
            ("webExID", Some(web_id)),
            ("password", Some(password)),
            ("siteName", Some(site_name)),
            ("partnerID", partner_id),
            ("email", email),
            ("webExID", user),
        ];
        let expected: Vec<_> = expected
            .into_iter()
            .filter_map(|(name, text)| Some((name.to_owned(), text?)))
            .collect();
        prop_assert_eq!(leaves(written(&body)), expected);
    }
}
