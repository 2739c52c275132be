//! A route: a short path bound to a command, with who may use it, where each parameter comes from,
//! and where it leads back.

use std::sync::Arc;

use super::access::Access;
use super::back::NamedBack;
use super::caller_field::CallerField;
use super::place::Place;
use super::segment::Segment;
use super::services::ActsFor;
use super::step::Step;
use crate::text::is_same_name;
use crate::webex::{Effect, Parameter, Site, Value};
use crate::word_list::words;

/// The query field by which a visitor picks a back URL.
pub const BACK: &str = "back";

/// Query names that steer Webex or a gateway. Undeclared, they are refused on every route.
pub const RESERVED: [&str; 8] = ["AT", "BU", "MU", "PW", "PID", "TK", "CSRF", BACK];

#[derive(Clone, Debug)]
pub struct Route {
    pub(crate) name: Box<str>,
    pub(crate) title: Option<Box<str>>,
    pub(crate) path: Option<Box<str>>,
    pub(crate) segments: Vec<Segment>,
    pub(crate) site: Arc<Site>,
    pub(crate) steps: Vec<Step>,
    pub(crate) bindings: Vec<Binding>,
    pub(crate) backs: Vec<Arc<NamedBack>>,
    pub(crate) return_mode: ReturnMode,
    pub(crate) acts_for: Option<ActsFor>,
    pub(crate) is_personal: bool,
    pub(crate) access: Access,
    pub(crate) place: Place,
}

words! {
    /// How people come back from Webex, and from one step to the next.
    #[derive(Default)]
    pub enum ReturnMode {
        /// Straight to the back URL. The address of each step has the next one in it.
        #[default]
        Direct = "direct",
        /// Through the gateway, which reads Webex's answer.
        Gateway = "gateway",
    }
}

/// One parameter of a route and where its value comes from.
#[derive(Clone, Debug)]
pub struct Binding {
    pub(crate) parameter: Parameter,
    pub(crate) source: ValueSource,
}

/// Where the value of a parameter comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueSource {
    /// None, unless a named link sets it.
    Nothing,
    /// From this segment of the path, counted from 0.
    Path(usize),
    /// From the query, under the parameter's own name.
    Query,
    Constant(Value<'static>),
    Secret(Value<'static>),
    /// From what is known of the caller.
    Caller(CallerField),
}

words! {
    /// What a value comes from.
    pub enum ValueOrigin {
        Path = "path",
        Query = "query",
        /// A constant of the route.
        Constant = "constant",
        /// The named link.
        Link = "link",
        /// A secret of the policy.
        Secret = "secret",
        /// The identity of the caller.
        Caller = "caller",
    }
}

impl ValueSource {
    pub fn origin(&self) -> ValueOrigin {
        match self {
            // Links alone give a value to what has no source of its own.
            Self::Nothing => ValueOrigin::Link,
            Self::Path(_) => ValueOrigin::Path,
            Self::Query => ValueOrigin::Query,
            Self::Constant(_) => ValueOrigin::Constant,
            Self::Secret(_) => ValueOrigin::Secret,
            Self::Caller(_) => ValueOrigin::Caller,
        }
    }

    /// Whether the policy gives the value, so that no link may.
    pub fn is_fixed(&self) -> bool {
        matches!(self, Self::Constant(_) | Self::Secret(_) | Self::Caller(_))
    }
}

impl Binding {
    pub fn parameter(&self) -> &Parameter {
        &self.parameter
    }

    pub fn source(&self) -> &ValueSource {
        &self.source
    }
}

impl Route {
    /// What the policy, logs and metrics call it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it does, for people: its own title, else the command's.
    pub fn title(&self) -> &str {
        let title = self.title.as_deref();
        title.unwrap_or(&self.last_step().command.words().title)
    }

    /// Its path pattern; a route without one is used by links only.
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    pub fn site(&self) -> &Site {
        &self.site
    }

    /// The segments of that pattern; none for a route without one.
    pub(crate) fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The calls that it makes, one after the other.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    fn last_step(&self) -> &Step {
        self.steps.last().expect("a route has at least one step")
    }

    /// The steps of one answer of the gateway: all of them, or one at a time when people come back
    /// in between.
    pub fn leg(&self, leg: usize) -> Option<&[Step]> {
        match self.return_mode {
            // Each step has the next one in its address, so one answer starts them all.
            ReturnMode::Direct => (leg == 0).then_some(&*self.steps),
            ReturnMode::Gateway => self.steps.get(leg..=leg),
        }
    }

    /// Whether people stay at Webex where a binding's step leads them: it is the last one, and they
    /// do not come back through the gateway.
    pub fn ends_with_step_of(&self, binding: usize) -> bool {
        self.return_mode == ReturnMode::Direct && self.last_step().bindings.contains(&binding)
    }

    /// The strongest effect of the steps of a leg.
    pub fn leg_effect(&self, leg: usize) -> Effect {
        let steps = self.leg(leg).unwrap_or_default().iter();
        let effects = steps.map(|step| step.command.effect());
        effects.max().unwrap_or(Effect::Look)
    }

    /// The strongest effect of all steps.
    pub fn effect(&self) -> Effect {
        let effects = self.steps.iter().map(|step| step.command.effect());
        effects.max().unwrap_or(Effect::Look)
    }

    /// Its parameters: those of its steps in their order, then its own.
    pub fn bindings(&self) -> &[Binding] {
        &self.bindings
    }

    /// Whether a binding is the route's own, and so belongs to every step.
    pub fn is_own_binding(&self, number: usize) -> bool {
        number >= self.last_step().bindings.end
    }

    /// The bindings that are the route's own.
    pub fn own_bindings(&self) -> &[Binding] {
        &self.bindings[self.last_step().bindings.end..]
    }

    /// Where it may lead back, the default first.
    pub fn backs(&self) -> &[Arc<NamedBack>] {
        &self.backs
    }

    /// Whether a visitor may pick the back URL.
    pub fn lets_visitors_pick_back(&self) -> bool {
        self.backs.len() > 1
    }

    pub fn access(&self) -> &Access {
        &self.access
    }

    pub fn return_mode(&self) -> ReturnMode {
        self.return_mode
    }

    /// For whom the gateway asks Webex; `None` where nobody is named.
    pub fn acts_for(&self) -> Option<&ActsFor> {
        self.acts_for.as_ref()
    }

    /// Whether a caller who is known joins under their own name.
    pub fn is_personal(&self) -> bool {
        self.is_personal
    }

    /// Where it stands in the policy.
    pub fn place(&self) -> Place {
        self.place
    }

    /// Whether a back URL has a place for that parameter.
    pub fn is_needed_to_go_back(&self, name: &str) -> bool {
        let mut places = self.backs.iter().flat_map(|back| back.url().places());
        places.any(|place| place == name)
    }

    /// Whether an undeclared query name could steer this route's call: a reserved word, or a
    /// parameter's plain name or code.
    pub fn is_steering(&self, name: &str) -> bool {
        RESERVED.iter().any(|word| is_same_name(word, name))
            || self.bindings.iter().any(|binding| {
                let parameter = &binding.parameter;
                is_same_name(parameter.name(), name)
                    || parameter
                        .codes()
                        .iter()
                        .any(|code| is_code(parameter, code.as_str(), name))
            })
    }
}

/// Whether a query name is a code of a parameter, with its number if it is a numbered one.
fn is_code(parameter: &Parameter, code: &str, name: &str) -> bool {
    // Values of a list have codes with a number behind them.
    let digits = |rest: &str| rest.bytes().all(|b| b.is_ascii_digit());
    match name.split_at_checked(code.len()) {
        Some((head, "")) => head.eq_ignore_ascii_case(code),
        Some((head, rest)) if parameter.kind().is_numbered() => {
            head.eq_ignore_ascii_case(code) && digits(rest)
        }
        _ => false,
    }
}
