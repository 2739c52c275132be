//! The path that a line of the decision log was about, as far as line and policy tell.

use crate::decision::Page;
use crate::gateway::{OutcomeWord, form_path};
use crate::policy::{
    BACK, Binding, Link, MeetingKeys, Policy, Route, Segment, Target, ValueSource,
};
use crate::webex::OwnPath;

/// The fields of a line that name what it is about.
#[derive(Clone, Copy, Debug, Default)]
pub struct Named<'l> {
    /// `None` for a word that this version does not know.
    pub outcome: Option<OutcomeWord>,
    pub route: Option<&'l str>,
    pub link: Option<&'l str>,
    pub alias: Option<&'l str>,
    pub meeting_key: Option<&'l str>,
    pub missed_name: Option<&'l str>,
    pub back: Option<&'l str>,
}

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
pub fn path(line: &Named<'_>, policy: &Policy) -> Result<OwnPath, Missing> {
    if line.outcome == Some(OutcomeWord::InvalidInput) {
        return Err(Missing::RefusedValue);
    }
    let endpoint = policy.endpoint();
    if let Some(name) = line.missed_name {
        return match MeetingKeys::is_masked(name) {
            true => Err(Missing::MaskedKey),
            false => Ok(OwnPath::new(endpoint.link_segments(name))),
        };
    }
    let subject = subject(line, policy)?;
    match subject.link {
        Some(link) if line.outcome == Some(OutcomeWord::LinkShown) => {
            let name = format!("{}{}", link.name(), Page::OF_LINK);
            Ok(OwnPath::new(endpoint.link_segments(&name)))
        }
        Some(link) => {
            let path = OwnPath::new(endpoint.link_segments(asked_name(line, link)?));
            with_query(path, line, &subject)
        }
        None if line.outcome == Some(OutcomeWord::RouteShown) => Ok(form_path(subject.route)),
        None => with_query(route_path(line, subject.route)?, line, &subject),
    }
}

fn subject<'p>(line: &Named<'_>, policy: &'p Policy) -> Result<Subject<'p>, Missing> {
    if let Some(name) = line.link {
        let link = find_link(policy, name).ok_or_else(|| Missing::Link(name.to_owned()))?;
        return Ok(Subject {
            link: Some(link),
            route: policy.route(link.route()),
        });
    }
    let name = line.route.ok_or(Missing::Name)?;
    let mut routes = policy.routes().iter();
    let route = routes.find(|route| route.name() == name);
    let route = route.ok_or_else(|| Missing::Route(name.to_owned()))?;
    Ok(Subject { link: None, route })
}

// By its path: a log has many lines, and a policy many links.
fn find_link<'p>(policy: &'p Policy, name: &str) -> Option<&'p Link> {
    let segments: Vec<&str> = policy.endpoint().link_segments(name).collect();
    match policy.find(&segments) {
        Some(Target::Link(link)) => Some(policy.link(link)).filter(|link| link.name() == name),
        Some(Target::Alias(_) | Target::Route(_)) | None => None,
    }
}

/// The alias by which the link was asked for, else its name.
fn asked_name<'p>(line: &Named<'_>, link: &'p Link) -> Result<&'p str, Missing> {
    let Some(asked) = line.alias else {
        return Ok(link.name());
    };
    let alias = link.find_alias(asked).map(|number| link.alias(number));
    alias.ok_or_else(|| Missing::Alias(asked.to_owned()))
}

fn route_path(line: &Named<'_>, route: &Route) -> Result<OwnPath, Missing> {
    if route.path().is_none() {
        return Err(Missing::Path(route.name().to_owned()));
    }
    let segments = route.segments().iter().map(|segment| match segment {
        Segment::Literal(word) => Ok(&**word),
        Segment::Parameter(name) if **name == *MeetingKeys::PARAMETER => match line.meeting_key {
            Some(key) if MeetingKeys::is_masked(key) => Err(Missing::MaskedKey),
            Some(key) => Ok(key),
            None => Err(Missing::Segment(name.to_string())),
        },
        Segment::Parameter(name) => Err(Missing::Segment(name.to_string())),
    });
    let segments: Vec<&str> = segments.collect::<Result<_, _>>()?;
    Ok(OwnPath::new(segments))
}

/// Adds the back URL that was chosen, if the query of the request can have chosen it.
fn with_query(path: OwnPath, line: &Named<'_>, subject: &Subject<'_>) -> Result<OwnPath, Missing> {
    let route = subject.route;
    let back = line.back;
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
