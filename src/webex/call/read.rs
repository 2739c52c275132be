//! Reading a pasted address that a [`CallForm`](super::CallForm) could have written.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use url::Url;

use super::prepared::Prepared;
use crate::webex::{Code, Parameter, ParameterType, Pasted, Template};

/// What a pasted address says, if a form could have written it.
///
/// Callers get words that the kind of a parameter has read, and nothing else: no address, no
/// secret, and no field of another command.
#[derive(Clone, Debug)]
pub struct ReadBack<'a> {
    fields: Fields<'a>,
    places: Places<'a>,
}

/// The names of fields with their decoded values.
type Fields<'a> = Vec<(Cow<'a, str>, Cow<'a, str>)>;

/// The names of places in a path with their decoded values.
type Places<'a> = Vec<(&'a str, Cow<'a, str>)>;

/// The field by which links name a meeting, the page to which they lead, and one that has the field and
/// leads to telephone numbers (webex.md 6).
const MEETING: &str = "MTID";
const JOIN_PAGE: &str = "/j.php";
const CALL_IN_PAGE: &str = "/globalcallin.php";

fn read_places<'a>(path: &'a Template, page: &'a str) -> Option<Places<'a>> {
    let without_slash = || path.read(page.strip_suffix('/')?);
    let places = path.read(page).or_else(without_slash)?.into_iter();
    let decoded = |(name, value)| Some((name, percent_decode_str(value).decode_utf8().ok()?));
    places.map(decoded).collect()
}

/// Fields of an address, of which some come from the source of a mail: every `=` is written `=3D` there
/// (RFC 2045, section 6.7). One of these codes is dropped. What is broken in more ways is not repaired
/// (webex.md 7.2).
fn as_sent<'a>(mut fields: Fields<'a>) -> Fields<'a> {
    const SIGN: &str = "3D";
    if fields.iter().all(|(_, value)| value.starts_with(SIGN)) {
        for (_, value) in &mut fields {
            *value = value[SIGN.len()..].to_owned().into();
        }
    }
    fields
}

impl<'a> ReadBack<'a> {
    pub fn of(prepared: &'a Prepared, address: &'a Pasted) -> Option<Self> {
        let page = address.page();
        let places = match prepared {
            // Webex takes the name of a site in any case (webex.md 7.1: `landesk`, `LANDesk`).
            Prepared::Action { page: own, .. } | Prepared::Page(own) => {
                own.eq_ignore_ascii_case(page).then(Vec::new)?
            }
            Prepared::Path(path) => read_places(path, page)?,
        };
        // A list, not a map: the order of fields varies, and one that comes twice must be noticed.
        let fields = as_sent(address.url().query_pairs().collect());
        let read = Self { fields, places };
        read.has_action(prepared.action()).then_some(read)
    }

    /// The meeting that an address names by its `MTID`, on whatever page of the host of this one. Pages
    /// on the way to a meeting carry it (webex.md 6).
    pub fn of_meeting(prepared: &'a Prepared, address: &'a Pasted) -> Option<Self> {
        let Prepared::Page(own) = prepared else {
            return None;
        };
        let own = Url::parse(own).ok()?;
        let url = address.url();
        let is_join_page = own.path().ends_with(JOIN_PAGE);
        // A page of telephone numbers is no way into the meeting.
        let is_call_in = url.path().to_ascii_lowercase().ends_with(CALL_IN_PAGE);
        if !is_join_page || is_call_in || own.origin() != url.origin() {
            return None;
        }
        let mut fields = as_sent(url.query_pairs().collect());
        fields.retain(|(name, _)| name.eq_ignore_ascii_case(MEETING));
        let places = Vec::new();
        (!fields.is_empty()).then_some(Self { fields, places })
    }

    /// The words by which a visitor would ask for the value that the address has for this
    /// parameter. `None` when it has none or several, when visitors cannot supply it, and when its
    /// kind is sent in a form from which the words do not follow.
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
        // Decoding the query puts this character in place of bytes that are not UTF-8.
        let is_text = !sent.contains(char::REPLACEMENT_CHARACTER);
        is_text.then(|| words(parameter.kind(), sent.trim()))?
    }

    /// Whether the address has this parameter at all, readable or not.
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

    /// The value of a parameter sent as a field; `None` when it comes twice and differs.
    fn field(&self, parameter: &Parameter) -> Option<&str> {
        let mut values = self.values(parameter);
        let first = values.next()?;
        values.all(|value| value == first).then_some(first)
    }

    /// Whether the address has exactly this action, or none.
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

/// The words that a kind reads as the value that is sent like this. Dates, lists and ids are not
/// read: they are sent in another form than people write.
fn words(kind: &ParameterType, sent: &str) -> Option<String> {
    match kind {
        // The text for "no" may be empty, but an empty field says neither yes nor no.
        ParameterType::Flag { .. } if sent.is_empty() => None,
        ParameterType::Flag { on, .. } if **on == *sent => Some("yes".to_owned()),
        ParameterType::Flag { off, .. } => (**off == *sent).then(|| "no".to_owned()),
        ParameterType::Choice(choices) => choices
            .iter()
            .find(|(_, code)| code.eq_ignore_ascii_case(sent))
            .map(|(word, _)| word.to_string()),
        ParameterType::Digits { .. }
        | ParameterType::Number { .. }
        | ParameterType::Text { .. }
        | ParameterType::Name { .. }
        | ParameterType::Email
        | ParameterType::Duration { .. }
        | ParameterType::Token { .. } => Some(kind.parse(sent).ok()?.as_text()?.to_owned()),
        ParameterType::Start { .. }
        | ParameterType::TimeZone
        | ParameterType::Features
        | ParameterType::People { .. }
        | ParameterType::Texts { .. }
        | ParameterType::Url => None,
    }
}

#[cfg(test)]
mod tests;
