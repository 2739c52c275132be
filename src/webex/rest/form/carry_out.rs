//! Commands that are one call, after what has to be found.

use std::borrow::Cow;

use serde_json::{Map, Value as Json, json};

use crate::webex::code::Code;
use crate::webex::parameter::Parameter;
use crate::webex::rest::acting::Acting;
use crate::webex::rest::call::{CallKind, CallName, RestCall, RestMethod};
use crate::webex::rest::conversation::Conversation;
use crate::webex::rest::failure::RestFailure;
use crate::webex::rest::fields::{fixed, in_query, json_of, without_ids};
use crate::webex::rest::find::{Find, FoundMeeting, MeetingQuery, invitee, person};
use crate::webex::rest::operation::{Answer, Operation};
use crate::webex::rest::progress::{Progress, Step};
use crate::webex::rest::rows;
use crate::webex::rest::site_address::SiteAddress;
use crate::webex::rest::target::Target;
use crate::webex::rest::times::{END, START, Times, Zone, is_start};
use crate::webex::site::Site;
use crate::webex::template::Template;
use crate::webex::value::Value;

/// A call of an operation for somebody.
pub struct CarryOut<'c> {
    pub site: &'c Site,
    pub operation: &'c Operation,
    pub arguments: &'c [(&'c Parameter, &'c Value<'c>)],
    pub acting: &'c Acting<'c>,
}

/// What the call is about.
#[derive(Default)]
struct Found<'r> {
    id: Option<Cow<'r, str>>,
    host: Option<Cow<'r, str>>,
    meeting: Option<FoundMeeting<'r>>,
}

impl CarryOut<'_> {
    pub fn run(&self, conversation: &mut Conversation<'_>) -> Step<Progress> {
        let operation = self.operation;
        if operation.needs_host() && self.acting.host.is_none() {
            return Err(RestFailure::NoHost.into());
        }
        let found = self.find(conversation)?;
        let mut fields = self.fields(&found);
        if !operation.kept.is_empty() {
            fields = self.kept_with(fields, &found, conversation)?;
        }
        let reply = conversation.ask(self.call(fields, &found))?;
        self.judge(&reply.body)
    }

    fn find<'r>(&self, conversation: &mut Conversation<'r>) -> Step<Found<'r>> {
        match self.operation.find {
            None => Ok(Found::default()),
            Some(Find::Person) => Ok(Found {
                id: Some(person(conversation, self.text(Find::PERSON)?)?),
                ..Found::default()
            }),
            Some(Find::Meeting | Find::Series) => self.find_meeting(conversation),
            Some(Find::Invitee) => {
                let email = self.text(Find::INVITEE)?;
                let found = self.find_meeting(conversation)?;
                let host = self.acting.host.or(found.host.as_deref());
                let host = host.ok_or(RestFailure::NoHost)?;
                let meeting = found.id.as_deref().unwrap_or_default();
                let id = invitee(conversation, meeting, email, host)?;
                Ok(Found {
                    id: Some(id),
                    ..found
                })
            }
        }
    }

    fn find_meeting<'r>(&self, conversation: &mut Conversation<'r>) -> Step<Found<'r>> {
        let looks = self.operation.looks();
        let query = MeetingQuery {
            number: self.text(Find::NUMBER)?,
            whole_series: self.operation.find != Some(Find::Meeting),
            // What is changed must not be what the number meant some minutes ago.
            kind: if looks {
                CallKind::Lookup
            } else {
                CallKind::Read
            },
        };
        let mut meeting = match self.acting.host {
            Some(host) => query.as_host(conversation, host)?,
            None => query.as_administrator(conversation)?,
        };
        let host = match self.acting.host {
            Some(_) => None,
            None => Some(meeting.host_email.take().ok_or(RestFailure::Unreadable)?),
        };
        Ok(Found {
            id: Some(meeting.id.clone()),
            host,
            meeting: Some(meeting),
        })
    }

    /// The fields of the call, but those that are kept.
    fn fields(&self, found: &Found<'_>) -> Map<String, Json> {
        let operation = self.operation;
        let zone = Zone::of(self.arguments, self.acting.zone);
        let present = found.meeting.as_ref().and_then(FoundMeeting::times);
        let times = Times::of(self.arguments, &zone, present);
        let mut fields = Map::new();
        let own = self.arguments.iter().filter(|(p, _)| !is_start(p));
        for (parameter, value) in own {
            self.insert_argument(&mut fields, parameter, value, &zone);
        }
        for (name, time) in [(START, times.start), (END, times.end)] {
            time.map(|time| fields.insert(name.to_owned(), json!(zone.written(time))));
        }
        let has_times = zone.is_given || times.start.is_some();
        let zone = zone.zone.iana_name().filter(|_| has_times);
        let own = [
            (&operation.zone, zone),
            (&operation.site, Some(self.site.host())),
            (&operation.found, found.id.as_deref()),
            (&operation.host, self.host(found)),
        ];
        for (code, text) in own {
            if let (Some(code), Some(text)) = (code, text) {
                fields.insert(code.as_str().to_owned(), json!(text));
            }
        }
        for field in &operation.fixed {
            fields.insert(field.code.as_str().to_owned(), fixed(&field.text));
        }
        fields
    }

    fn insert_argument(
        &self,
        fields: &mut Map<String, Json>,
        parameter: &Parameter,
        value: &Value<'_>,
        zone: &Zone,
    ) {
        let Some(code) = parameter.codes().first() else {
            return;
        };
        // Addresses stand in logs, even those of calls between servers.
        if parameter.is_secret() && self.operation.is_in_query(code) {
            return;
        }
        if let Some(value) = json_of(parameter, value, zone) {
            let value = match self.operation.lists.contains(code) {
                true => json!([value]),
                false => value,
            };
            fields.insert(code.as_str().to_owned(), value);
        }
    }

    /// The fields with those that the call would otherwise remove, which are read first.
    fn kept_with(
        &self,
        mut fields: Map<String, Json>,
        found: &Found<'_>,
        conversation: &mut Conversation<'_>,
    ) -> Step<Map<String, Json>> {
        let whose = [&self.operation.host, &self.operation.site];
        let is_whose = |name: &str| whose.iter().any(|code| is_code(code.as_ref(), name));
        let query = fields
            .iter()
            .filter(|(name, _)| is_whose(name) || self.is_in_query(name));
        let target = with_query(self.target(found), query);
        let name = CallName::ReadPresent;
        let call = RestCall::new(name, RestMethod::Get, target, CallKind::Read);
        let mut present: Map<String, Json> = conversation.read(call)?;
        let kept = self.operation.kept.iter().map(Code::as_str);
        let mut kept: Map<String, Json> =
            kept.filter_map(|code| present.remove_entry(code)).collect();
        if kept.is_empty() {
            // Sent back like this, it would remove everything.
            return Err(RestFailure::Unreadable.into());
        }
        kept.values_mut().for_each(without_ids);
        if let Some(list) = &self.operation.appended {
            let is_own = |code: &str| self.arguments.iter().any(|(p, _)| has_code(p, code));
            let own: Vec<String> = fields.keys().filter(|code| is_own(code)).cloned().collect();
            let item: Map<String, Json> = own
                .iter()
                .filter_map(|code| fields.remove_entry(code))
                .collect();
            let items = kept.entry(list.as_str()).or_insert_with(|| json!([]));
            let items = items.as_array_mut().ok_or(RestFailure::Unreadable)?;
            items.push(Json::Object(item));
        }
        kept.extend(fields);
        Ok(kept)
    }

    fn call(&self, fields: Map<String, Json>, found: &Found<'_>) -> RestCall {
        let operation = self.operation;
        let query = fields.iter().filter(|(code, _)| self.is_in_query(code));
        let target = with_query(self.target(found), query);
        let call = RestCall::new(operation.name, operation.method, target, operation.kind());
        let body: Map<String, Json> = fields
            .into_iter()
            .filter(|(code, _)| !self.is_in_query(code))
            .collect();
        match operation.method {
            RestMethod::Get | RestMethod::Delete => call,
            RestMethod::Post | RestMethod::Put | RestMethod::Patch => call.with_body(&body),
        }
    }

    fn target(&self, found: &Found<'_>) -> Target {
        let mut path = String::new();
        self.path().fill_into(&mut path, |name| match name {
            Operation::FOUND => found.id.as_deref(),
            name => self.text(name).ok(),
        });
        Target::of_path(&path)
    }

    fn path(&self) -> &Template {
        match (&self.operation.admin_path, self.acting.host) {
            (Some(path), None) => path,
            _ => &self.operation.path,
        }
    }

    fn is_in_query(&self, code: &str) -> bool {
        Code::parse(code).is_some_and(|code| self.operation.is_in_query(&code))
    }

    fn host<'f>(&'f self, found: &'f Found<'_>) -> Option<&'f str> {
        self.acting.host.or(found.host.as_deref())
    }

    fn text(&self, name: &str) -> Step<&str> {
        let mut arguments = self.arguments.iter();
        let argument = arguments.find(|(parameter, _)| parameter.name() == name);
        let text = argument.and_then(|(_, value)| value.as_text());
        // The catalogue requires it.
        text.ok_or_else(|| RestFailure::Invalid.into())
    }

    fn judge(&self, body: &[u8]) -> Step<Progress> {
        if self.operation.answer == Answer::Done {
            return Ok(Progress::Done);
        }
        let answer: Json = serde_json::from_slice(body).map_err(|_| RestFailure::Unreadable)?;
        let mut listing = match &self.operation.answer {
            Answer::Done => return Ok(Progress::Done),
            Answer::Rows(shape) => rows::listing(self.site, shape, &answer)?,
            Answer::Flags(codes) => rows::flags(codes, &answer)?,
            Answer::Link(code) => {
                let link = answer.get(code.as_str()).and_then(Json::as_str);
                let link = link.ok_or(RestFailure::Unreadable)?;
                return Ok(Progress::Follow(SiteAddress::check(self.site, link)?));
            }
        };
        let most = self.operation.most_rows();
        listing.is_cut = most.is_some_and(|most| listing.rows.len() >= most);
        Ok(Progress::Show(listing))
    }
}

fn has_code(parameter: &Parameter, name: &str) -> bool {
    is_code(parameter.codes().first(), name)
}

fn is_code(code: Option<&Code>, name: &str) -> bool {
    code.is_some_and(|code| code.as_str() == name)
}

fn with_query<'f>(target: Target, fields: impl Iterator<Item = (&'f String, &'f Json)>) -> Target {
    let texts = fields.filter_map(|(name, value)| Some((name, in_query(value)?)));
    texts.fold(target, |target, (name, text)| {
        target.with_field(name, &text)
    })
}
