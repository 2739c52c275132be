//! One request for each part of a comparison, and what both policies really answer to it.

use jiff::Timestamp;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::group::{ChangedPath, Group};
use super::hours::{AlikeTimes, Stretch};
use super::sample;
use super::side::{Answer, Sides};
use super::space::{MadeCaller, Space};
use crate::decision::{BadRequest, Delivery, LinkRequest, Outcome, Stop, decide};
use crate::policy::{Policy, Segment, SharedSegment, Target, ValueSource, Window};
use crate::webex::OwnPath;

/// A request that the policies answer differently.
#[derive(Clone, Debug)]
pub struct Example {
    /// Path and query.
    pub address: String,
    pub caller: MadeCaller,
    pub now: Timestamp,
    /// What the policies answer.
    pub was: String,
    pub is: String,
    /// Which part of the group it is an example of: the number of a change of access, or `None` for what
    /// is sent.
    pub of: Option<usize>,
}

/// An example of each part, as far as there is one.
pub fn examples(group: &Group<'_>, now: Timestamp) -> Vec<Example> {
    let Some(space) = group.access.space() else {
        return Vec::new();
    };
    let changes = group.access.changes.iter().enumerate();
    let of_access = changes.filter_map(|(number, change)| {
        let mut classes = change.classes.iter();
        classes.find_map(|class| {
            let made = space.make(&class.cell)?;
            let example = example(group, space, made, now)?;
            Some(Example {
                of: Some(number),
                ..example
            })
        })
    });
    let sent = group
        .access
        .admitted
        .as_ref()
        .filter(|_| group.changes_what_is_sent());
    let sent = sent.and_then(|cell| example(group, space, space.make(cell)?, now));
    of_access.chain(sent).collect()
}

/// An example with this caller at the first path of the group for which there is such a time.
fn example(
    group: &Group<'_>,
    space: &Space<'_>,
    made: MadeCaller,
    now: Timestamp,
) -> Option<Example> {
    let path = group.paths.first()?;
    let policies = group.compared.policies;
    let address = address(path, policies)?;
    let now = moment(path.sides, space, &made, now)?;
    let answer = |policy: &Policy| {
        let caller = made.as_caller(policy.trust());
        let request = LinkRequest::parse(&address).ok()?;
        Some(in_words(&decide(policy, &request, &caller, now).outcome))
    };
    let (was, is) = (answer(policies[0])?, answer(policies[1])?);
    Some(Example {
        address,
        caller: made,
        now,
        was,
        is,
        of: None,
    })
}

/// A moment within these dates at which these windows are open; `None` where the dates of this link leave
/// none.
fn moment(
    sides: Sides<'_>,
    space: &Space<'_>,
    made: &MadeCaller,
    now: Timestamp,
) -> Option<Timestamp> {
    let windows: Vec<&Window> = space.windows();
    let mut edges = sides.edges(now);
    edges.extend(
        space
            .eras()
            .iter()
            .map(|era| era.from)
            .filter(|from| *from > now),
    );
    edges.sort_unstable();
    edges.dedup();
    // In the same era as the moment for which the caller was made.
    let era = space.eras().iter().find(|era| era.has(made.now))?;
    Stretch::cut(now, &edges).into_iter().find_map(|stretch| {
        if sides.dates(stretch.from) != made.dates || !era.has(stretch.from) {
            return None;
        }
        let times = AlikeTimes::of(&windows, stretch);
        let found = times.into_iter().find(|times| times.open == made.open);
        found.map(|times| times.first)
    })
}

/// An address that both policies answer as the path says, with what the routes need to be given.
fn address(path: &ChangedPath<'_>, policies: [&Policy; 2]) -> Option<String> {
    let mut candidates = sample::TEXTS.iter();
    let segments = candidates.find_map(|fallback| {
        let segments = segments(path, fallback);
        let is_same =
            [path.sides.old, path.sides.new]
                .iter()
                .zip(policies)
                .all(|(side, policy)| {
                    let target = policy.find(&segments);
                    is_answer(*side, policy, target)
                });
        is_same.then_some(segments)
    })?;
    let mut address = OwnPath::new(segments.iter().map(String::as_str))
        .as_str()
        .to_owned();
    let mut mark = '?';
    for (name, value) in query(path.sides) {
        let value = utf8_percent_encode(&value, NON_ALPHANUMERIC);
        address.push_str(&format!("{mark}{name}={value}"));
        mark = '&';
    }
    Some(address)
}

fn is_answer(side: Option<Answer<'_>>, policy: &Policy, target: Option<Target>) -> bool {
    let found = target.map(|target| Answer::of(policy, target));
    let sides = |old| Sides { old, new: None };
    sides(side).is_same(&sides(found))
}

/// The segments of a path, with a value for each place that any word may take.
fn segments(path: &ChangedPath<'_>, fallback: &str) -> Vec<String> {
    let segments = path.segments.iter().enumerate();
    let segments = segments.map(|(at, segment)| match segment {
        SharedSegment::Word(word) => word.to_string(),
        SharedSegment::Other => {
            let kinds = path.sides.both().flat_map(|answer| {
                let bindings = answer.route.bindings().iter();
                let here = bindings.filter(move |binding| {
                    *binding.source() == ValueSource::Path(at)
                        && matches!(answer.route.segments().get(at), Some(Segment::Parameter(_)))
                        && answer.link.is_none()
                });
                here.map(|binding| binding.parameter().kind())
            });
            let kinds: Vec<_> = kinds.collect();
            sample::value(&kinds, fallback).unwrap_or_else(|| fallback.to_owned())
        }
    });
    segments.collect()
}

/// The query fields that either route requires.
fn query(sides: Sides<'_>) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for answer in sides.both() {
        for (number, binding) in answer.route.bindings().iter().enumerate() {
            let parameter = binding.parameter();
            let is_preset = answer
                .link
                .is_some_and(|link| link.preset(number).is_some());
            let is_asked = *binding.source() == ValueSource::Query && parameter.is_required();
            let is_there = fields.iter().any(|(name, _)| name == parameter.name());
            if is_asked && !is_preset && !is_there {
                let value = sample::value(&[parameter.kind()], "");
                fields.extend(value.map(|value| (parameter.name().to_owned(), value)));
            }
        }
    }
    fields
}

/// What becomes of a request, without values of it.
pub fn in_words(outcome: &Outcome<'_>) -> String {
    let delivery = |delivery: &Delivery| match delivery {
        Delivery::Redirect(call) => format!("sent to {}", call.origin()),
        Delivery::Form(form) => format!("sent to {} by a form", form.origin()),
        Delivery::Ticket => "sent on with a ticket".to_owned(),
        Delivery::Rest => "carried out by the gateway".to_owned(),
    };
    match outcome {
        Outcome::Send(sent) => delivery(sent),
        Outcome::Confirm(sent, _) => format!("asked to confirm, then {}", delivery(sent)),
        Outcome::Stop(Stop::Unknown) => "not found".to_owned(),
        Outcome::Stop(Stop::Expired) => "expired".to_owned(),
        Outcome::Stop(Stop::Refused(refusal)) => format!("refused ({})", refusal.as_str()),
        Outcome::Stop(Stop::Bad(bad)) => match BadRequest::parameter(bad) {
            Some(name) => format!("bad request ({name})"),
            None => "bad request".to_owned(),
        },
    }
}
