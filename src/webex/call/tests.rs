use super::*;
use crate::webex::{
    Action, Address, Code, CommandName, CommandParts, Effect, Evidence, Page, ParameterType,
    Secret, Service, Template, Words,
};

fn parameter(name: &str, code: Option<&str>, kind: ParameterType) -> Parameter {
    let codes = code.and_then(Code::parse).into_iter().collect();
    Parameter::new(name, codes, kind).expect("a name")
}

fn command(address: Address, parameters: Vec<Parameter>) -> Command {
    let words = Words {
        title: "Test".into(),
        returns: Vec::new(),
        returns_format: None,
        evidence: Evidence::Verified,
        source: "".into(),
        note: None,
        partial: None,
    };
    let parts = CommandParts {
        name: CommandName::parse("test.it").expect("a name"),
        service: Service::Meetings,
        address,
        effect: Effect::Enter,
        takes_back: true,
        parameters,
        words,
    };
    Command::new(parts).expect("fits")
}

#[track_caller]
fn assert_call(command: &Command, texts: &[&str], back: Option<&str>, expected: &str) {
    let site = Site::parse("acme", "https://acme.webex.com/acme/").expect("a site");
    let back = back.map(|text| BackUrl::parse(text).expect(text));
    let values: Vec<_> = command
        .parameters()
        .iter()
        .zip(texts)
        .map(|(parameter, text)| (parameter, parameter.parse(text).expect("a value")))
        .collect();
    let form = CallForm::new(&site, command).expect("complete");
    let onward = Continuation {
        next: None,
        back: back.as_ref().map(Back::Of),
    };
    let call = form.call(values.iter().map(|(p, v)| (*p, v)), onward);
    assert_eq!(call.as_str(), expected);
    assert_eq!(call.origin(), "https://acme.webex.com");
}

fn join(parameters: Vec<Parameter>) -> Command {
    let page = Page::parse("m.php").expect("a page");
    command(Address::Page(page, Action::parse("JM")), parameters)
}

#[test]
fn an_action_takes_its_parameters_and_the_back_url_last() {
    assert_call(
        &join(vec![
            parameter("meeting_key", Some("MK"), ParameterType::MEETING_KEY),
            parameter("attendee_name", Some("AN"), ParameterType::Text { max: 64 }),
        ]),
        &["123 456 789", "Ada & BU=evil"],
        Some("https://portal.acme.example/meetings"),
        "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789&AN=Ada%20%26%20BU%3Devil\
         &BU=https%3A%2F%2Fportal.acme.example%2Fmeetings",
    );
}

#[test]
fn a_secret_is_never_written() {
    let password = parameter("password", Some("PW"), ParameterType::Text { max: 16 }).secret(true);
    assert_call(
        &join(vec![password]),
        &["canary"],
        None,
        "https://acme.webex.com/acme/m.php?AT=JM",
    );
}

fn ticket(text: &str) -> OneTimeTicket {
    let site = Site::parse("acme", "https://acme.webex.com/acme/").expect("a site");
    let service = "http://www.webex.com/schemas/2002/06/service";
    let answer = format!(
        "<s:message xmlns:s='{service}' xmlns:u='{service}/user'><s:header><s:response>\
         <s:result>SUCCESS</s:result></s:response></s:header><s:body><s:bodyContent>\
         <u:ticket>{text}</u:ticket></s:bodyContent></s:body></s:message>"
    );
    crate::webex::read_ticket(&site, answer.as_bytes()).expect("a ticket")
}

fn login() -> Command {
    let page = Page::parse("p.php").expect("a page");
    let text = ParameterType::Text { max: 512 };
    let parameters = vec![
        parameter("ticket", Some("TK"), text.clone()),
        parameter("page_after_login", Some("MU"), ParameterType::Url),
        parameter("partner_id", Some("PID"), text),
    ];
    command(Address::Page(page, Action::parse("LI")), parameters)
}

#[track_caller]
fn assert_login(text: &str, onward: Continuation<'_>, expected: &str) {
    let site = Site::parse("acme", "https://acme.webex.com/acme/").expect("a site");
    let form = CallForm::new(&site, &login()).expect("complete");
    let call = form.call_with_ticket([].into_iter(), ticket(text), onward);
    assert_eq!(call.expect("takes a ticket").location(), expected);
}

#[test]
fn a_ticket_is_written_into_the_address_of_a_login() {
    let back = BackUrl::parse("https://portal.acme.example/meetings").expect("an address");
    let site = Site::parse("acme", "https://acme.webex.com/acme/").expect("a site");
    let start = CallForm::new(&site, &join(vec![])).expect("complete");
    let start = start.call([].into_iter(), Continuation::default());
    let back = Some(Back::Of(&back));
    let next = Some(&start);
    let nothing = Continuation::default();
    let at = |query: &str| format!("https://acme.webex.com/acme/p.php?AT=LI&TK={query}");
    assert_login("0123abcd", nothing, &at("0123abcd"));
    // A plus sign would be read as a blank.
    assert_login("a+b/c==", nothing, &at("a%2Bb%2Fc%3D%3D"));
    assert_login("a&amp;BU=%2B#", nothing, &at("a%26BU%3D%252B%23"));
    assert_login(
        "t",
        Continuation { next: None, back },
        &at("t&MU=GoBack&BU=https%3A%2F%2Fportal.acme.example%2Fmeetings"),
    );
    assert_login(
        "t",
        Continuation { next, back },
        &at("t&MU=https%3A%2F%2Facme.webex.com%2Facme%2Fm.php%3FAT%3DJM\
             &BU=https%3A%2F%2Fportal.acme.example%2Fmeetings"),
    );
}

#[test]
fn with_a_ticket_other_secrets_are_still_left_out() {
    let site = Site::parse("acme", "https://acme.webex.com/acme/").expect("a site");
    let login = login();
    let form = CallForm::new(&site, &login).expect("complete");
    let secret = Secret::new("canary".to_owned());
    let values = ["ticket", "partner_id"].map(|name| {
        let parameter = login.parameter(name).expect("known");
        (parameter, parameter.parse_secret(&secret).expect("a text"))
    });
    let page = login.parameter("page_after_login").expect("known");
    let address = page.parse("https://acme.webex.com/x").expect("an address");
    let values = values.into_iter().chain([(page, address)]);
    let values: Vec<_> = values.collect();
    let arguments = values.iter().map(|(p, v)| (*p, v));
    let call = form
        .call_with_ticket(arguments, ticket("one-time"), Continuation::default())
        .expect("takes a ticket");
    assert_eq!(
        call.location(),
        "https://acme.webex.com/acme/p.php?AT=LI&TK=one-time&MU=https%3A%2F%2Facme.webex.com%2Fx"
    );
    assert_eq!(
        format!("{call:?}"),
        format!("TicketCall(https://acme.webex.com {MASK})")
    );
}

#[test]
fn only_a_login_takes_a_ticket() {
    let site = Site::parse("acme", "https://acme.webex.com/acme/").expect("a site");
    let form = CallForm::new(&site, &join(vec![])).expect("complete");
    let call = form.call_with_ticket([].into_iter(), ticket("t"), Continuation::default());
    assert!(call.is_none());
}

#[test]
fn a_secret_travels_in_the_body_of_a_form_alone() {
    let site = Site::parse("acme", "https://acme.webex.com/acme/").expect("a site");
    let password = parameter("password", Some("PW"), ParameterType::Text { max: 16 });
    let key = parameter("meeting_key", Some("MK"), ParameterType::MEETING_KEY);
    let secret = password.parse_secret(&Secret::new("canary & co\n".to_owned()));
    let values = [
        (&key, key.parse("123456789").expect("a key")),
        (&password, secret.expect("a text")),
    ];
    let form = CallForm::new(&site, &join(vec![key.clone(), password.clone()]));
    let form = form.expect("complete");
    let arguments = values.iter().map(|(p, v)| (*p, v));
    let call = form.call(arguments.clone(), Continuation::default());
    assert!(!call.as_str().contains("canary"));
    let post = form.form(arguments, Continuation::default());
    assert_eq!(post.target(), "https://acme.webex.com/acme/m.php");
    let fields: Vec<_> = post.fields().collect();
    let expected = [("AT", "JM"), ("MK", "123456789"), ("PW", "canary & co")];
    assert_eq!(fields, expected);
    assert!(!format!("{post:?} {values:?}").contains("canary"));
}

#[test]
fn a_call_leads_to_the_next_one_encoded_as_a_whole() {
    let site = Site::parse("acme", "https://acme.webex.com/acme/").expect("a site");
    let form = |command: &Command| CallForm::new(&site, command).expect("complete");
    let back = BackUrl::parse("https://a.example/?x=1").expect("a back URL");
    let back = Some(Back::Of(&back));
    let joined = form(&join(vec![])).call([].into_iter(), Continuation { next: None, back });
    let next = Some(&joined);
    let inner = "https%3A%2F%2Facme.webex.com%2Facme%2Fm.php%3FAT%3DJM%26BU%3D\
                 https%253A%252F%252Fa.example%252F%253Fx%253D1";
    let chosen = form(&join(vec![])).call([].into_iter(), Continuation { next, back });
    let expected = format!("https://acme.webex.com/acme/m.php?AT=JM&BU={inner}");
    assert_eq!(chosen.as_str(), expected);
    let login = form(&join(vec![parameter(
        "page",
        Some("MU"),
        ParameterType::Url,
    )]));
    let outer = login.call([].into_iter(), Continuation { next, back });
    let failed = "https%3A%2F%2Fa.example%2F%3Fx%3D1";
    let expected = format!("https://acme.webex.com/acme/m.php?AT=JM&MU={inner}&BU={failed}");
    assert_eq!(outer.as_str(), expected);
    let alone = login.call([].into_iter(), Continuation { next: None, back });
    let expected = format!("https://acme.webex.com/acme/m.php?AT=JM&MU=GoBack&BU={failed}");
    assert_eq!(alone.as_str(), expected);
}

#[test]
fn a_page_without_action_begins_its_query_itself() {
    let page = Page::parse("k2/j.php").expect("a page");
    let token = ParameterType::Token {
        prefix: "t".into(),
        hex: 4,
    };
    assert_call(
        &command(
            Address::Page(page, None),
            vec![parameter("meeting", Some("MTID"), token)],
        ),
        &["t12af"],
        None,
        "https://acme.webex.com/acme/k2/j.php?MTID=t12af",
    );
}

#[test]
fn a_path_stands_at_the_root_of_the_host() {
    let path = Template::parse("/sites/{site}/meet/{room}").expect("a path");
    assert_call(
        &command(
            Address::Path(path),
            vec![parameter("room", None, ParameterType::Name { max: 64 }).required(true)],
        ),
        &["ada.lovelace"],
        Some("https://a.example/?x=1"),
        "https://acme.webex.com/sites/acme/meet/ada.lovelace?BU=https%3A%2F%2Fa.example%2F%3Fx%3D1",
    );
}
