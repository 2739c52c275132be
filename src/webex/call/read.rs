//! Reading a call back: what an address that somebody has pasted says, if it
//! is a call of a form.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::prepared::Prepared;
use crate::webex::{Code, Kind, Parameter, Pasted, Template};

/// What a pasted address says, when it is a call of a form.
///
/// It gives nothing but words that a parameter's kind has read: no address, no
/// secret, and no field that the form's command does not have.
#[derive(Clone, Debug)]
pub struct ReadBack<'a> {
    /// The fields of the query, decoded.
    fields: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// The places of the path with what stands in them, decoded.
    places: Places<'a>,
}

/// The places of a path with what stands in them.
type Places<'a> = Vec<(&'a str, Cow<'a, str>)>;

fn read_places<'a>(path: &'a Template, page: &'a str) -> Option<Places<'a>> {
    let without_slash = || path.read(page.strip_suffix('/')?);
    let places = path.read(page).or_else(without_slash)?.into_iter();
    let decoded = |(name, value)| Some((name, percent_decode_str(value).decode_utf8().ok()?));
    places.map(decoded).collect()
}

impl<'a> ReadBack<'a> {
    /// Reads an address that this form could have made.
    pub fn of(prepared: &'a Prepared, address: &'a Pasted) -> Option<Self> {
        let page = address.page();
        let places = match prepared {
            Prepared::Action { page: own, .. } | Prepared::Page(own) => {
                own.eq_ignore_ascii_case(page).then(Vec::new)?
            }
            Prepared::Path(path) => read_places(path, page)?,
        };
        let fields = address.url().query_pairs().collect();
        let read = Self { fields, places };
        read.has_action(prepared.action()).then_some(read)
    }

    /// The words by which a visitor can ask for the value that the address has
    /// for this parameter. `None` when it has none or two, when no visitor
    /// could supply it, and when it cannot be told from how it is sent.
    pub fn words(&self, parameter: &Parameter) -> Option<String> {
        if parameter.is_secret() {
            return None;
        }
        let mut places = self.places.iter();
        let place = places.find(|(name, _)| *name == parameter.name());
        let sent = match place {
            Some((_, value)) => value,
            None => self.field(parameter)?,
        };
        // What was no text has left this character behind.
        let is_text = !sent.contains(char::REPLACEMENT_CHARACTER);
        is_text.then(|| words(parameter.kind(), sent.trim()))?
    }

    /// Whether the address has anything at all to say about this parameter.
    pub fn mentions(&self, parameter: &Parameter) -> bool {
        let mut places = self.places.iter();
        places.any(|(name, _)| *name == parameter.name()) || self.values(parameter).next().is_some()
    }

    fn values(&self, parameter: &Parameter) -> impl Iterator<Item = &str> {
        let fields = self.fields.iter().filter(|(name, _)| {
            let mut codes = parameter.codes().iter().map(Code::as_str);
            codes.any(|code| code.eq_ignore_ascii_case(name))
        });
        fields.map(|(_, value)| &**value)
    }

    /// The value of a field; `None` when it stands there twice and differs.
    fn field(&self, parameter: &Parameter) -> Option<&str> {
        let mut values = self.values(parameter);
        let first = values.next()?;
        values.all(|value| value == first).then_some(first)
    }

    /// Whether the address has this action, and no other.
    fn has_action(&self, action: Option<&str>) -> bool {
        let is_action = |(name, _): &&(Cow<'_, str>, _)| name.eq_ignore_ascii_case("AT");
        let mut actions = self.fields.iter().filter(is_action);
        match action {
            None => actions.next().is_none(),
            Some(action) => {
                let mut asked = actions.map(|(_, asked)| asked.eq_ignore_ascii_case(action));
                asked.next() == Some(true) && asked.all(|is_same| is_same)
            }
        }
    }
}

/// The words that a kind reads as the value which is sent like this. Dates,
/// lists and ids stay unread: they are sent as something else than people
/// write.
fn words(kind: &Kind, sent: &str) -> Option<String> {
    match kind {
        Kind::Flag { .. } if sent.is_empty() => None,
        Kind::Flag { on, .. } if **on == *sent => Some("yes".to_owned()),
        Kind::Flag { off, .. } => (**off == *sent).then(|| "no".to_owned()),
        Kind::Choice(choices) => choices
            .iter()
            .find(|(_, code)| code.eq_ignore_ascii_case(sent))
            .map(|(word, _)| word.to_string()),
        Kind::Digits { .. }
        | Kind::Number { .. }
        | Kind::Text { .. }
        | Kind::Name { .. }
        | Kind::Email
        | Kind::Duration { .. }
        | Kind::Token { .. } => Some(kind.parse(sent).ok()?.as_text()?.to_owned()),
        Kind::Start { .. }
        | Kind::TimeZone
        | Kind::Features
        | Kind::People { .. }
        | Kind::Texts { .. }
        | Kind::Url => None,
    }
}

#[cfg(test)]
mod tests;
