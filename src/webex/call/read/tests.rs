use jiff::Timestamp;

use crate::webex::{
    Action, Address, CallForm, Code, Command, CommandName, CommandParts, Effect, Evidence, Page,
    Parameter, ParameterType, Pasted, Service, Site, Template, Words,
};

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

fn parameter(name: &str, code: Option<&str>, kind: ParameterType) -> Parameter {
    let codes = code.and_then(Code::parse).into_iter().collect();
    Parameter::new(name, codes, kind).expect("a name")
}

fn page(page: &str, action: Option<&str>, parameters: Vec<Parameter>) -> Command {
    let page = Page::parse(page).expect("a page");
    command(
        Address::Page(page, action.and_then(Action::parse)),
        parameters,
    )
}

fn join() -> Command {
    let flag = ParameterType::Flag {
        on: "1".into(),
        off: "0".into(),
    };
    let sharing = ParameterType::Choice([("web_tour".into(), "WebTour".into())].into());
    page(
        "m.php",
        Some("JM"),
        vec![
            parameter("meeting_key", Some("MK"), ParameterType::MEETING_KEY),
            parameter("attendee_name", Some("AN"), ParameterType::Text { max: 20 }),
            parameter("password", Some("PW"), ParameterType::Text { max: 16 }),
            parameter("listed", Some("LF"), flag),
            parameter("sharing", Some("AS"), sharing),
            parameter("time_zone", Some("TZ"), ParameterType::TimeZone),
            parameter("page", Some("MU"), ParameterType::Url),
        ],
    )
}

fn path(text: &str, place: &str, kind: ParameterType) -> Command {
    let path = Template::parse(text).expect("a template");
    let place = parameter(place, None, kind).required(true);
    command(Address::Path(path), vec![place])
}

fn room() -> Command {
    path("/meet/{room}", "room", ParameterType::Name { max: 40 })
}

/// What an address says of each parameter, as `name=words` with blanks between them; `None` when it
/// is no call of the command.
fn read(command: &Command, text: &str) -> Option<String> {
    let site = Site::parse("acme", "https://acme.webex.com/acme/").expect("a site");
    let form = CallForm::new(&site, command).expect("complete");
    let found = Pasted::all(text);
    let read = form.read(found.first()?, Timestamp::UNIX_EPOCH)?;
    let said = command.parameters().iter().filter_map(|parameter| {
        let words = read.words(parameter)?;
        assert!(read.mentions(parameter), "{text}");
        Some(format!("{}={words}", parameter.name()))
    });
    Some(said.collect::<Vec<_>>().join(" "))
}

#[track_caller]
fn assert_read(command: &Command, text: &str, expected: &str) {
    assert_eq!(read(command, text).as_deref(), Some(expected), "{text}");
}

#[track_caller]
fn assert_foreign(command: &Command, texts: &[&str]) {
    for text in texts {
        assert_eq!(read(command, text), None, "{text}");
    }
}

#[test]
fn a_call_is_read_back_into_the_words_for_it() {
    let key = "meeting_key=123456789";
    for text in [
        "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789",
        "https://acme.webex.com/acme/m.php?MK=123456789&AT=JM",
        "http https://ACME.webex.com:443/ACME/m.php?at=jm&mk=123456789#x",
        "acme.webex.com/acme/m.php?AT=JM&amp;MK=123456789",
        "https://acme.webex.com/acme/m.php?AT=JM&&MK=123456789%3E",
        "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789&MK=123456789&AT=jm",
        "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789&BU=https://evil.example/&X=1",
        "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789&PW=canary&MU=https://a.example/",
    ] {
        assert_read(&join(), text, key);
    }
    let all = "https://acme.webex.com/acme/m.php?AT=JM&AN=Ada+%26%20Bob&LF=0&AS=webtour&TZ=4";
    assert_read(
        &join(),
        all,
        "attendee_name=Ada & Bob listed=no sharing=web_tour",
    );
}

#[test]
fn what_is_no_value_or_two_is_not_read() {
    for text in [
        "https://acme.webex.com/acme/m.php?AT=JM",
        "https://acme.webex.com/acme/m.php?AT=JM&MK=",
        "https://acme.webex.com/acme/m.php?AT=JM&MK=12",
        "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789%26AT%3DDM",
        "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789&mk=987654321",
        "https://acme.webex.com/acme/m.php?AT=JM&MK1=123456789",
        "https://acme.webex.com/acme/m.php?AT=JM&LF=yes&AS=Tour",
        "https://acme.webex.com/acme/m.php?AT=JM&AN=a%0Ab",
        "https://acme.webex.com/acme/m.php?AT=JM&AN=a%FFb",
        "https://acme.webex.com/acme/m.php?AT=JM&AN=a%E2%80%AEb",
    ] {
        assert_read(&join(), text, "");
    }
}

#[test]
fn an_address_elsewhere_is_no_call() {
    assert_foreign(
        &join(),
        &[
            "https://acme.webex.com.evil.example/acme/m.php?AT=JM&MK=123456789",
            "https://evil.example/acme/m.php?AT=JM&MK=123456789",
            "https://acme.webex.com:8443/acme/m.php?AT=JM&MK=123456789",
            "https://acme.webex.com./acme/m.php?AT=JM&MK=123456789",
            "https://ada@acme.webex.com/acme/m.php?AT=JM&MK=123456789",
            "https://acme.webex.com/beta/m.php?AT=JM&MK=123456789",
            "https://acme.webex.com/acme/m.php/?AT=JM&MK=123456789",
            "https://acme.webex.com/acme/w.php?AT=JM&MK=123456789",
            "https://acme.webex.com/m.php?AT=JM&MK=123456789",
            "https://аcme.webex.com/acme/m.php?AT=JM&MK=123456789",
        ],
    );
}

#[test]
fn the_action_stands_there_and_no_other() {
    assert_foreign(
        &join(),
        &[
            "https://acme.webex.com/acme/m.php?MK=123456789",
            "https://acme.webex.com/acme/m.php?AT=DM&MK=123456789",
            "https://acme.webex.com/acme/m.php?AT=JM&at=DM&MK=123456789",
            "https://acme.webex.com/acme/m.php?AT=DM&AT=JM&MK=123456789",
            "https://acme.webex.com/acme/m.php?AT=&AT=JM&MK=123456789",
        ],
    );
    let token = ParameterType::Token {
        prefix: "met".into(),
        hex: 4,
    };
    let by_link = page(
        "j.php",
        None,
        vec![parameter("meeting", Some("MTID"), token)],
    );
    let address = "https://acme.webex.com/acme/j.php?mtid=mbeef%3E#join";
    assert_read(&by_link, address, "meeting=mbeef");
    assert_read(&by_link, "https://acme.webex.com/acme/j.php?RGID=rbeef", "");
    assert_foreign(
        &by_link,
        &["https://acme.webex.com/acme/j.php?AT=XX&MTID=mbeef"],
    );
}

#[test]
fn the_places_of_a_path_are_read() {
    for text in [
        "https://acme.webex.com/meet/ada.l",
        "https://acme.webex.com/Meet/ada.l/?launchApp=true",
        "acme.webex.com/meet/ada.l>",
        "https://acme.webex.com/meet/ada%2El%3E",
        "https://acme.webex.com/x/../meet/ada.l",
    ] {
        assert_read(&room(), text, "room=ada.l");
    }
    for text in [
        "https://acme.webex.com/meet/a%2Fb",
        "https://acme.webex.com/meet/..%2Fx",
        "https://acme.webex.com/meet/%E2%80%AEada",
    ] {
        assert_read(&room(), text, "");
    }
    assert_foreign(
        &room(),
        &[
            "https://acme.webex.com/meet/",
            "https://acme.webex.com/meet/ada/more",
            "https://acme.webex.com/join/ada",
            "https://acme.webex.com/meet/%FF",
            "https://acme.webex.com/meet/ada?AT=DM",
            "https://beta.webex.com/meet/ada",
        ],
    );
    let kind = ParameterType::Token {
        prefix: "".into(),
        hex: 4,
    };
    let recording = path("/r/{site}/rec/{recording}/playback", "recording", kind);
    let address = "https://acme.webex.com/r/ACME/rec/beef/playback";
    assert_read(&recording, address, "recording=beef");
}
