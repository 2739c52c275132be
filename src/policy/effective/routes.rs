//! Routes: their calls, who may use them, and where they lead back.

use serde::Serialize;

use super::parameters::ParameterInEffect;
use crate::policy::access::Alternative;
use crate::policy::{MeetingKeys, NamedBack, Route, Slot, Step, Way};
use crate::webex::{Action, Address};

#[derive(Debug, Serialize)]
pub struct RouteInEffect<'p> {
    name: &'p str,
    title: &'p str,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'p str>,
    site: &'p str,
    steps: Vec<StepInEffect<'p>>,
    /// Those of the route itself, which belong to no command.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parameters: Vec<ParameterInEffect<'p>>,
    back: Vec<&'p str>,
    #[serde(rename = "return")]
    way: &'static str,
    allow: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    deny: Vec<String>,
}

#[derive(Debug, Serialize)]
struct StepInEffect<'p> {
    command: &'p str,
    effect: &'static str,
    #[serde(flatten)]
    address: AddressInEffect<'p>,
    parameters: Vec<ParameterInEffect<'p>>,
}

/// Where a command is found below its site.
#[derive(Debug, Default, Serialize)]
struct AddressInEffect<'p> {
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
}

impl<'p> RouteInEffect<'p> {
    pub fn of(route: &'p Route, meeting_keys: MeetingKeys) -> Self {
        let backs = route.backs().iter();
        let parameters = |slots: &'p [Slot]| {
            let slots = slots.iter();
            let shown = slots.filter_map(|slot| ParameterInEffect::of(slot, meeting_keys));
            shown.collect::<Vec<_>>()
        };
        let steps = route.steps().iter();
        let steps = steps.map(|step| StepInEffect {
            parameters: parameters(&route.slots()[step.slots()]),
            ..StepInEffect::of(step)
        });
        Self {
            name: route.name(),
            title: route.title(),
            path: route.path(),
            site: route.site().name(),
            steps: steps.collect(),
            parameters: parameters(route.own_slots()),
            back: backs.map(|back| NamedBack::name(back)).collect(),
            way: match route.way() {
                Way::Direct => "direct",
                Way::Gateway => "gateway",
            },
            allow: in_words(route.access().allowed()),
            deny: in_words(route.access().denied()),
        }
    }
}

impl<'p> StepInEffect<'p> {
    /// A step, still without its parameters.
    fn of(step: &'p Step) -> Self {
        let command = step.command();
        Self {
            command: command.name().as_str(),
            effect: command.effect().as_str(),
            address: AddressInEffect::of(command.address()),
            parameters: Vec::new(),
        }
    }
}

impl<'p> AddressInEffect<'p> {
    fn of(address: &'p Address) -> Self {
        match address {
            Address::Page(page, action) => Self {
                page: Some(page.as_str()),
                action: action.as_ref().map(Action::as_str),
                path: None,
            },
            Address::Path(path) => Self {
                path: Some(path.to_string()),
                ..Self::default()
            },
            // No route is made of it.
            Address::Incomplete(_) => Self::default(),
        }
    }
}

fn in_words(alternatives: &[Alternative]) -> Vec<String> {
    alternatives.iter().map(Alternative::in_words).collect()
}
