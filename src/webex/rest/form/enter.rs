//! Ways into a meeting.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

use crate::webex::parameter::Parameter;
use crate::webex::rest::acting::{Acting, Attendee};
use crate::webex::rest::call::{CallKind, CallName, RestCall, RestMethod};
use crate::webex::rest::conversation::Conversation;
use crate::webex::rest::failure::RestFailure;
use crate::webex::rest::find::{Find, FoundMeeting, MeetingQuery};
use crate::webex::rest::progress::{Progress, Step};
use crate::webex::rest::site_address::SiteAddress;
use crate::webex::rest::target::Target;
use crate::webex::site::Site;
use crate::webex::value::{Content, Value};

/// How long a link for one person lasts, in minutes: it is followed at once.
const EXPIRATION: u32 = 5;

/// Most characters of a name that Webex takes.
const MAX_NAME: usize = 128;

/// The fields of a join that the plan writes itself.
const OWN_FIELDS: [&str; 6] = [
    "meetingNumber",
    "joinDirectly",
    "email",
    "displayName",
    "hostEmail",
    "expirationMinutes",
];

/// Somebody on the way into a meeting.
pub struct Entering<'e> {
    pub site: &'e Site,
    pub arguments: &'e [(&'e Parameter, &'e Value<'e>)],
    pub acting: &'e Acting<'e>,
}

/// The links for one person.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Links<'r> {
    #[serde(borrow)]
    join_link: Option<Cow<'r, str>>,
    #[serde(borrow)]
    start_link: Option<Cow<'r, str>>,
}

impl Entering<'_> {
    /// Leads to the page of the meeting, where people say who they are.
    pub fn join(&self, conversation: &mut Conversation<'_>) -> Step<Progress> {
        let number = self.number()?;
        let meeting = match self.acting.host {
            Some(host) => query(number).as_host(conversation, host)?,
            // An administrator finds the meeting, but only its host sees the link.
            None => {
                let found = query(number).as_administrator(conversation)?;
                let host = found.host_email.as_deref();
                let host = host.ok_or(RestFailure::Unreadable)?;
                FoundMeeting::by_id(conversation, &found.id, host)?
            }
        };
        self.follow(meeting.web_link)
    }

    /// Leads into the meeting by a link for one person.
    pub fn join_as(
        &self,
        attendee: Attendee<'_>,
        conversation: &mut Conversation<'_>,
    ) -> Step<Progress> {
        let number = self.number()?;
        // Webex refuses a Service App that names no host.
        let host = match self.acting.host {
            Some(host) => Cow::Borrowed(host),
            None => {
                let found = query(number).as_administrator(conversation)?;
                found.host_email.ok_or(RestFailure::Unreadable)?
            }
        };
        let mut body = self.body(number, &host);
        let name: String = attendee.name.chars().take(MAX_NAME).collect();
        body.insert("email".to_owned(), json!(attendee.email));
        body.insert("displayName".to_owned(), json!(name));
        let links: Links<'_> = conversation.read(call(CallName::Join, &body))?;
        self.follow(links.join_link)
    }

    /// Leads the host into the meeting.
    pub fn start(&self, conversation: &mut Conversation<'_>) -> Step<Progress> {
        let host = self.acting.host.ok_or(RestFailure::NoHost)?;
        let body = self.body(self.number()?, host);
        let links: Links<'_> = conversation.read(call(CallName::Start, &body))?;
        self.follow(links.start_link)
    }

    fn number(&self) -> Step<&str> {
        let mut arguments = self.arguments.iter();
        let found = arguments.find(|(parameter, _)| parameter.name() == Find::NUMBER);
        let number = found.and_then(|(_, value)| value.as_text());
        // The catalogue requires it.
        number.ok_or_else(|| RestFailure::Invalid.into())
    }

    fn body(&self, number: &str, host: &str) -> Map<String, Json> {
        let mut body = Map::new();
        for (parameter, value) in self.arguments {
            let (Some(code), Content::One(text) | Content::Secret(text)) =
                (parameter.codes().first(), value.content())
            else {
                continue;
            };
            // A visitor may type a name and an address, but joins as the person who is proven.
            if !OWN_FIELDS.contains(&code.as_str()) && !text.is_empty() {
                body.insert(code.as_str().to_owned(), json!(text));
            }
        }
        body.insert("meetingNumber".to_owned(), json!(number));
        body.insert("hostEmail".to_owned(), json!(host));
        // Otherwise Webex redirects the gateway into the meeting.
        body.insert("joinDirectly".to_owned(), json!(false));
        body.insert("expirationMinutes".to_owned(), json!(EXPIRATION));
        body
    }

    fn follow(&self, link: Option<Cow<'_, str>>) -> Step<Progress> {
        let link = link.ok_or(RestFailure::Unreadable)?;
        Ok(Progress::Follow(SiteAddress::check(self.site, &link)?))
    }
}

fn query(number: &str) -> MeetingQuery<'_> {
    MeetingQuery {
        number,
        whole_series: false,
        kind: CallKind::Lookup,
    }
}

/// Makes links, and nothing else: it may be repeated.
fn call(name: CallName, body: &Map<String, Json>) -> RestCall {
    let target = Target::of_path("meetings/join");
    RestCall::new(name, RestMethod::Post, target, CallKind::Repeatable).with_body(body)
}
