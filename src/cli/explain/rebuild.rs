//! The path that a line of the decision log was about, as far as line and policy tell.

use super::log_line::LogLine;
use crate::decision::Page;
use crate::gateway::{OutcomeWord, form_path};
use crate::policy::{BACK, Binding, Link, MeetingKeys, Policy, Route, Segment, ValueSource};
use crate::webex::OwnPath;

/// What a path cannot be written without.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Missing {
    #[error("it names neither a link nor a route")]
    Name,
    #[error("it names the link `{0}`, which this policy does not have")]
    Link(String),
    #[error("it names the alias `{0}`, which the link does not have in this policy")]
    Alias(String),
    #[error("it names the route `{0}`, which this policy does not have")]
    Route(String),
    #[error("it names no link, and the route `{0}` has no path of its own")]
    Path(String),
    #[error("its meeting number is masked")]
    MaskedKey,
    #[error("it does not have `{0}`, which is in the path")]
    Segment(String),
    #[error("it does not have `{0}`, which is in the query")]
    Field(String),
    #[error("it does not have the value that was refused")]
    RefusedValue,
}

/// What a line is about, in the policy of today.
struct Subject<'p> {
    link: Option<&'p Link>,
    route: &'p Route,
}

/// Writes the path again.
///
/// # Errors
///
/// [`Missing`] where the line leaves open what stood in it.
pub fn path(line: &LogLine, policy: &Policy) -> Result<OwnPath, Missing> {
    if line.outcome() == Some(OutcomeWord::InvalidInput) {
        return Err(Missing::RefusedValue);
    }
    let endpoint = policy.endpoint();
    if let Some(name) = &line.missed_name {
        return match MeetingKeys::is_masked(name) {
            true => Err(Missing::MaskedKey),
            false => Ok(OwnPath::new(endpoint.link_segments(name))),
        };
    }
    let subject = subject(line, policy)?;
    match subject.link {
        Some(link) if line.outcome() == Some(OutcomeWord::LinkShown) => {
            let name = format!("{}{}", link.name(), Page::OF_LINK);
            Ok(OwnPath::new(endpoint.link_segments(&name)))
        }
        Some(link) => {
            let path = OwnPath::new(endpoint.link_segments(asked_name(line, link)?));
            with_query(path, line, &subject)
        }
        None if line.outcome() == Some(OutcomeWord::RouteShown) => Ok(form_path(subject.route)),
        None => with_query(route_path(line, subject.route)?, line, &subject),
    }
}

fn subject<'p>(line: &LogLine, policy: &'p Policy) -> Result<Subject<'p>, Missing> {
    if let Some(name) = &line.link {
        let mut links = policy.links().iter();
        let link = links.find(|link| link.name() == name);
        let link = link.ok_or_else(|| Missing::Link(name.clone()))?;
        return Ok(Subject {
            link: Some(link),
            route: policy.route(link.route()),
        });
    }
    let name = line.route.as_ref().ok_or(Missing::Name)?;
    let mut routes = policy.routes().iter();
    let route = routes.find(|route| route.name() == name);
    let route = route.ok_or_else(|| Missing::Route(name.clone()))?;
    Ok(Subject { link: None, route })
}

/// The alias by which the link was asked for, else its name.
fn asked_name<'p>(line: &LogLine, link: &'p Link) -> Result<&'p str, Missing> {
    let Some(asked) = &line.alias else {
        return Ok(link.name());
    };
    let alias = link.find_alias(asked).map(|number| link.alias(number));
    alias.ok_or_else(|| Missing::Alias(asked.clone()))
}

fn route_path(line: &LogLine, route: &Route) -> Result<OwnPath, Missing> {
    if route.path().is_none() {
        return Err(Missing::Path(route.name().to_owned()));
    }
    let segments = route.segments().iter().map(|segment| match segment {
        Segment::Literal(word) => Ok(&**word),
        Segment::Parameter(name) if **name == *MeetingKeys::PARAMETER => {
            match line.meeting_key.as_deref() {
                Some(key) if MeetingKeys::is_masked(key) => Err(Missing::MaskedKey),
                Some(key) => Ok(key),
                None => Err(Missing::Segment(name.to_string())),
            }
        }
        Segment::Parameter(name) => Err(Missing::Segment(name.to_string())),
    });
    let segments: Vec<&str> = segments.collect::<Result<_, _>>()?;
    Ok(OwnPath::new(segments))
}

/// Adds the back URL that was chosen, if the query of the request can have chosen it.
fn with_query(path: OwnPath, line: &LogLine, subject: &Subject<'_>) -> Result<OwnPath, Missing> {
    let route = subject.route;
    let back = line.back.as_deref();
    let mut bindings = route.bindings().iter().enumerate();
    let missing = bindings.find(|(number, binding)| {
        let is_preset = subject
            .link
            .is_some_and(|link| link.preset(*number).is_some());
        let is_open = *binding.source() == ValueSource::Query && !is_preset;
        is_open && is_needed(binding, route, back)
    });
    if let Some((_, binding)) = missing {
        return Err(Missing::Field(binding.parameter().name().to_owned()));
    }
    Ok(match back {
        Some(back) if route.lets_visitors_pick_back() => path.with_field(BACK, back),
        _ => path,
    })
}

/// Whether there is no call, or no way back, without the value.
fn is_needed(binding: &Binding, route: &Route, back: Option<&str>) -> bool {
    let parameter = binding.parameter();
    let chosen = route.backs().iter();
    let mut chosen = chosen.filter(|known| back.is_none_or(|back| known.name() == back));
    let is_place = |place: &str| place == parameter.name();
    parameter.is_required()
        || chosen
            .next()
            .is_some_and(|back| back.url().places().any(is_place))
}
