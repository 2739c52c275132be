//! Routes: their calls, who may use them, and where they lead back.

use serde::Serialize;

use super::parameters::BindingView;
use crate::policy::access::Rule;
use crate::policy::{ActsFor, Binding, MeetingKeys, NamedBack, Route, RouteView, Step, StepCall};
use crate::webex::{Action, Address};

#[derive(Debug, Serialize)]
pub struct RouteDetailsView<'p> {
    #[serde(flatten)]
    route: RouteView,
    site: &'p str,
    steps: Vec<StepView<'p>>,
    /// Those of the route itself, which belong to no command.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parameters: Vec<BindingView>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    back: Vec<&'p str>,
    #[serde(rename = "return")]
    return_mode: &'static str,
    /// For whom the gateway asks Webex.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    acts_for: Option<&'p str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    personal: bool,
    allow: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    deny: Vec<String>,
}

#[derive(Debug, Serialize)]
struct StepView<'p> {
    command: &'p str,
    /// Who makes the call, where it is not the browser alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<&'static str>,
    effect: &'static str,
    #[serde(flatten)]
    address: AddressView<'p>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parameters: Vec<BindingView>,
}

/// Where a command is found below its site.
#[derive(Debug, Default, Serialize)]
struct AddressView<'p> {
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
}

impl<'p> RouteDetailsView<'p> {
    pub fn of(route: &'p Route, meeting_keys: MeetingKeys) -> Self {
        let backs = route.backs().iter();
        let parameters = |bindings: &'p [Binding]| {
            let bindings = bindings.iter();
            let shown = bindings.filter_map(|binding| BindingView::of(binding, meeting_keys));
            shown.collect::<Vec<_>>()
        };
        let steps = route.steps().iter();
        let steps = steps.map(|step| StepView {
            parameters: parameters(&route.bindings()[step.bindings()]),
            ..StepView::of(step)
        });
        Self {
            route: RouteView::of(route),
            site: route.site().name(),
            steps: steps.collect(),
            parameters: parameters(route.own_bindings()),
            back: backs.map(|back| NamedBack::name(back)).collect(),
            return_mode: route.return_mode().as_str(),
            acts_for: route.acts_for().map(ActsFor::as_written),
            personal: route.is_personal(),
            allow: in_words(route.access().allow()),
            deny: in_words(route.access().deny()),
        }
    }
}

impl<'p> StepView<'p> {
    /// A step, still without its parameters.
    fn of(step: &'p Step) -> Self {
        let command = step.command();
        Self {
            command: command.name().as_str(),
            by: match step.call() {
                StepCall::Browser(_) => None,
                StepCall::WithTicket(_) => Some("ticket"),
                StepCall::Rest(_) => Some("rest"),
            },
            effect: command.effect().as_str(),
            address: AddressView::of(command.address()),
            parameters: Vec::new(),
        }
    }
}

impl<'p> AddressView<'p> {
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
            // Commands of the REST API have several calls, and a route with any of the others is
            // refused.
            Address::Rest(_) | Address::Nowhere(_) | Address::Incomplete(_) => Self::default(),
        }
    }
}

/// With a mark at each rule that is report-only.
fn in_words(rules: &[Rule]) -> Vec<String> {
    rules.iter().map(Rule::in_words).collect()
}
