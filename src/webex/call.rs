//! The only writer of a Webex URL.

use super::back::BackUrl;
use super::command::{Address, Command};
use super::parameter::Parameter;
use super::site::Site;
use super::template::{Template, TemplateError};
use super::value::Value;

/// A finished call: the address to which a person is sent.
///
/// Only [`CallForm::call`] makes one, out of a site and a command of the
/// policy and checked values. There is no way from a text to a `Call`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call(String);

impl Call {
    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address, to be sent.
    pub fn into_string(self) -> String {
        self.0
    }

    /// Scheme, host and port, without a slash.
    pub fn origin(&self) -> &str {
        let behind_scheme = "https://".len();
        let end = self.0[behind_scheme..].find('/');
        &self.0[..end.map_or(self.0.len(), |at| behind_scheme + at)]
    }
}

/// A command at a site, prepared so that only values remain to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallForm(Prepared);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Prepared {
    /// `https://acme.webex.com/acme/m.php?AT=JM`
    Action(Box<str>),
    /// `https://acme.webex.com/acme/j.php`
    Page(Box<str>),
    /// `https://acme.webex.com/meet/{room}`
    Path(Template),
}

/// Room for the values of an ordinary call, in bytes, so that it is written
/// without growing the text.
const ROOM: usize = 256;

impl CallForm {
    /// Prepares a command for a site; `None` when the command is incomplete.
    pub fn new(site: &Site, command: &Command) -> Option<Self> {
        let prepared = match command.address() {
            Address::Page(page, Some(action)) => Prepared::Action(
                format!("{}{}?AT={}", site.base(), page.as_str(), action.as_str()).into(),
            ),
            Address::Page(page, None) => {
                Prepared::Page(format!("{}{}", site.base(), page.as_str()).into())
            }
            Address::Path(path) => Prepared::Path(at_root(site, path).ok()?),
            Address::Incomplete(_) => return None,
        };
        Some(Self(prepared))
    }

    /// Writes the call. Each argument is sent once, in the order given, and
    /// the back URL last. Secrets never stand in an address: they are left
    /// out here, whoever passes them.
    pub fn call<'v>(
        &self,
        arguments: impl Iterator<Item = (&'v Parameter, &'v Value<'v>)> + Clone,
        back: Option<&BackUrl>,
    ) -> Call {
        let arguments = arguments.filter(|(parameter, _)| !parameter.is_secret());
        let text = |name: &str| {
            let mut arguments = arguments.clone();
            let (_, value) = arguments.find(|(parameter, _)| parameter.name() == name)?;
            value.as_text()
        };
        let mut out = String::with_capacity(ROOM);
        match &self.0 {
            Prepared::Action(head) | Prepared::Page(head) => out.push_str(head),
            Prepared::Path(path) => path.fill_into(&mut out, text),
        }
        let end_of_path = out.len();
        for (parameter, value) in arguments.clone() {
            value.write_query(parameter.codes(), &mut out);
        }
        if let Some(back) = back {
            out.push_str("&BU=");
            back.write_encoded(&mut out, text);
        }
        let query_is_open = matches!(self.0, Prepared::Action(_));
        if !query_is_open && out.len() > end_of_path {
            out.replace_range(end_of_path..=end_of_path, "?");
        }
        Call(out)
    }
}

/// The path at the root of the site's host, with the site's own name in it.
fn at_root(site: &Site, path: &Template) -> Result<Template, TemplateError> {
    let place = format!("{{{}}}", Command::SITE_PLACE);
    let path = path.to_string().replace(&place, site.segment());
    Template::parse(&format!("{}{path}", site.origin()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::webex::{Action, Code, CommandName, Effect, Evidence, Kind, Page, Service, Words};

    fn parameter(name: &str, code: Option<&str>, kind: Kind) -> Parameter {
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
        };
        let name = CommandName::parse("test.it").expect("a name");
        let effect = (Effect::Enter, true);
        Command::new(name, Service::Meetings, address, effect, parameters, words).expect("fits")
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
        let call = form.call(values.iter().map(|(p, v)| (*p, v)), back.as_ref());
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
                parameter("meeting_key", Some("MK"), Kind::MEETING_KEY),
                parameter("attendee_name", Some("AN"), Kind::Text { max: 64 }),
            ]),
            &["123 456 789", "Ada & BU=evil"],
            Some("https://portal.acme.example/meetings"),
            "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789&AN=Ada%20%26%20BU%3Devil\
             &BU=https%3A%2F%2Fportal.acme.example%2Fmeetings",
        );
    }

    #[test]
    fn a_secret_is_never_written() {
        let password = parameter("password", Some("PW"), Kind::Text { max: 16 }).secret(true);
        assert_call(
            &join(vec![password]),
            &["canary"],
            None,
            "https://acme.webex.com/acme/m.php?AT=JM",
        );
    }

    #[test]
    fn a_page_without_action_begins_its_query_itself() {
        let page = Page::parse("k2/j.php").expect("a page");
        let token = Kind::Token {
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
                vec![parameter("room", None, Kind::Name { max: 64 }).required(true)],
            ),
            &["ada.lovelace"],
            Some("https://a.example/?x=1"),
            "https://acme.webex.com/sites/acme/meet/ada.lovelace?BU=https%3A%2F%2Fa.example%2F%3Fx%3D1",
        );
    }
}
