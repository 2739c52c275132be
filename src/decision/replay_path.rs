//! The path of a request as the decision log may have it, so that another policy can decide it again: the
//! words of the policy, and placeholders for what the visitor gave.

use super::bind_parameters::declared;
use super::link_request::LinkRequest;
use super::placeholder::placeholder;
use super::trace::Trace;
use crate::policy::{BACK, Binding, MeetingKeys, Policy, Route, Segment, ValueSource};
use crate::text::is_same_name;
use crate::webex::{OwnPath, ParameterType, Value};
use crate::word_list::words;

words! {
    /// What a line does not have, so that its request cannot be decided again.
    pub enum Lost {
        /// No route or link has the path, and it has not the shape of a name.
        Path = "path",
        /// A value that does not have its type.
        Value = "value",
        /// A query field that is refused.
        Query = "query",
        /// Several proofs of who asks.
        Proofs = "proofs",
    }
}

/// Writes the path for the log.
///
/// # Errors
///
/// [`Lost`] where the path would have to repeat what no word of the policy and no placeholder stands for.
pub fn replay_path(
    policy: &Policy,
    trace: &Trace<'_, '_>,
    request: &LinkRequest<'_>,
) -> Result<String, Lost> {
    let route = trace.route.ok_or(Lost::Path)?;
    let keys = policy.log_rules().meeting_keys;
    let mut path = match (trace.link, trace.alias) {
        (Some(link), alias) => {
            let name = alias.map_or(link.name(), |alias| link.alias(alias));
            let path = OwnPath::new(policy.endpoint().link_segments(name));
            path.as_str().to_owned()
        }
        (None, _) => route_path(route, request, keys)?,
    };
    let query = query(route, request, trace, keys)?;
    if !query.is_empty() {
        path.push('?');
        path.push_str(&query);
    }
    Ok(path)
}

fn route_path(route: &Route, request: &LinkRequest<'_>, keys: MeetingKeys) -> Result<String, Lost> {
    let mut path = String::new();
    let pairs = route.segments().iter().zip(request.segments());
    for (at, (segment, asked)) in pairs.enumerate() {
        match segment {
            Segment::Literal(word) => path.push_str(OwnPath::new([&**word]).as_str()),
            Segment::Parameter(_) => {
                let mut bindings = route.bindings().iter();
                let binding = bindings.find(|binding| *binding.source() == ValueSource::Path(at));
                path.push('/');
                path.push_str(&stand_in(binding.ok_or(Lost::Path)?, asked, keys)?);
            }
        }
    }
    Ok(path)
}

/// The fields that the route reads. Those that mean nothing to it are left out: their names come from the
/// visitor.
fn query(
    route: &Route,
    request: &LinkRequest<'_>,
    trace: &Trace<'_, '_>,
    keys: MeetingKeys,
) -> Result<String, Lost> {
    let mut query = String::new();
    let mut seen: Vec<&str> = Vec::new();
    for (name, value) in request.query() {
        let Some(name) = declared(route, name, trace) else {
            match route.is_steering(name) {
                true => return Err(Lost::Query),
                false => continue,
            }
        };
        if seen.contains(&name) {
            return Err(Lost::Query);
        }
        seen.push(name);
        if !query.is_empty() {
            query.push('&');
        }
        query.push_str(&encoded(name));
        query.push('=');
        query.push_str(&field(route, name, value, keys)?);
    }
    Ok(query)
}

fn field(route: &Route, name: &str, value: &str, keys: MeetingKeys) -> Result<String, Lost> {
    if name == BACK {
        let mut backs = route.backs().iter();
        let picked = backs.find(|back| is_same_name(back.name(), value));
        return picked.map(|back| encoded(back.name())).ok_or(Lost::Query);
    }
    // Forms also send fields that were left empty.
    if value.trim().is_empty() {
        return Ok(String::new());
    }
    let mut bindings = route.bindings().iter();
    let binding = bindings.find(|binding| {
        *binding.source() == ValueSource::Query && binding.parameter().name() == name
    });
    stand_in(binding.ok_or(Lost::Query)?, value, keys)
}

/// What the log has for a value.
fn stand_in(binding: &Binding, text: &str, keys: MeetingKeys) -> Result<String, Lost> {
    let parameter = binding.parameter();
    let value = parameter.parse(text).map_err(|_| Lost::Value)?;
    let is_shown = parameter.name() == MeetingKeys::PARAMETER && keys == MeetingKeys::Full;
    Ok(match (parameter.kind(), value.as_text()) {
        (_, Some(key)) if is_shown => encoded(key),
        (ParameterType::Choice(choices), _) => encoded(word_of(choices, &value)),
        (kind, _) => placeholder(kind, &value),
    })
}

/// The word of the policy that was chosen.
fn word_of<'c>(choices: &'c [(Box<str>, Box<str>)], value: &Value<'_>) -> &'c str {
    let is_chosen = |code: &str| value.as_text() == Some(code);
    let chosen = choices.iter().find(|(_, code)| is_chosen(code));
    chosen.map_or("", |(word, _)| word)
}

fn encoded(word: &str) -> String {
    OwnPath::new([word]).as_str()[1..].to_owned()
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use jiff::Timestamp;

    use super::*;
    use crate::compile::load_text;
    use crate::decision::{Caller, decide};

    const POLICY: &str = "\
version: 1
public_url: https://go.acme.example/
sites: { acme: https://acme.webex.com/acme/ }
back_urls: { home: https://portal.acme.example/, help: https://help.acme.example/ }
callers: { networks: { far: [192.0.2.0/24] } }
routes:
  join:
    path: /go/join/{meeting_key}
    command: meeting.join
    query: [attendee_name, attendee_email]
    back: [home, help]
    allow: anyone
  room: { path: '/go/room/{room}', command: room.meet, allow: [{ network: far }] }
links:
  stand-up: { route: join, meeting_key: 123456789, aliases: [daily] }
";

    fn written(log: &str, path: &str) -> Result<String, &'static str> {
        let text = format!("{POLICY}{log}");
        let loaded = load_text("policy.yaml", &text, Timestamp::UNIX_EPOCH);
        let policy = loaded.policy.expect("a policy");
        let caller = Caller::unknown(IpAddr::V4(Ipv4Addr::LOCALHOST));
        let request = LinkRequest::parse(path).expect("a path");
        let decision = decide(&policy, &request, &caller, Timestamp::UNIX_EPOCH);
        replay_path(&policy, &decision.trace, &request).map_err(Lost::as_str)
    }

    #[test]
    fn a_path_has_the_words_of_the_policy_and_placeholders() {
        for (path, expected) in [
            ("/GO/Join/123-456-789%3E", Ok("/go/join/{digits:9}")),
            ("/go/StandUp.", Ok("/go/stand-up")),
            ("/go/DAILY?utm_source=canary", Ok("/go/daily")),
            (
                "/go/join/123456789?Attendee_Name=Ann+Canary&back=HELP&x=canary&attendee_email=",
                Ok("/go/join/{digits:9}?attendee_name={text:10}&back=help&attendee_email="),
            ),
            // Nobody who is refused has had a value read.
            ("/go/room/canary", Ok("/go/room/{name:6}")),
            ("/go/room/c%20nary", Err("value")),
            ("/go/join/canary", Err("value")),
            ("/go/join/123456789?back=canary", Err("query")),
            ("/go/join/123456789?PW=canary", Err("query")),
            ("/go/daily?attendee_name=a&attendee_name=b", Err("query")),
            ("/go/canary", Err("path")),
        ] {
            let expected = expected.map(ToOwned::to_owned);
            assert_eq!(written("", path), expected, "{path}");
        }
    }

    #[test]
    fn a_meeting_number_is_shown_where_the_policy_shows_it() {
        let full = "log: { meeting_keys: full }\n";
        let path = written(full, "/go/join/123-456-789?attendee_name=Ann");
        let expected = "/go/join/123456789?attendee_name={text:3}";
        assert_eq!(path, Ok(expected.to_owned()));
    }
}
