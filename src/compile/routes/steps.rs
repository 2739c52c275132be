//! Reading the calls of a route: its `command`, or the `steps` of a chain.

use std::ops::Range;

use super::read_command;
use super::supplies::Supplies;
use crate::compile::fields::Fields;
use crate::compile::problem::Problems;
use crate::compile::secrets::Secrets;
use crate::compile::sites::SiteWithCommands;
use crate::compile::yaml::Node;
use crate::policy::Place;
use crate::policy::{Slot, Step, Supply, Way};
use crate::webex::{CallForm, Command, HttpsUrl, Parameter, Site, Value};

/// Most steps of a chain: each is nested in the one before it, and addresses
/// that browsers and proxies take have an end.
const MAX_STEPS: usize = 4;

/// A step while it is read.
pub struct Draft<'d, 'c> {
    /// What it says besides its command; the route says it for its only one.
    fields: Option<Fields<'d>>,
    pub found: Option<(&'c Command, CallForm)>,
    pub place: Place,
}

impl<'c> Draft<'_, 'c> {
    /// The only step of a route, which says itself what there is to say.
    fn alone(found: Option<(&'c Command, CallForm)>, place: Place) -> Self {
        let fields = None;
        Self {
            fields,
            found,
            place,
        }
    }
}

/// Reads the `command` of a route, or its `steps`.
pub fn read<'d, 'c>(
    fields: &mut Fields<'d>,
    site: Option<&'c SiteWithCommands>,
    problems: &mut Problems,
) -> Vec<Draft<'d, 'c>> {
    let is_chain = fields.mentions("steps");
    let Some(node) = fields.take("steps", problems) else {
        // Without a value: no command is missing.
        let found = match is_chain {
            true => None,
            false => find(fields, site, problems),
        };
        return vec![Draft::alone(found, fields.heading())];
    };
    if let Some((_, place)) = fields.take_text("command", problems) {
        problems
            .error(place, "a route has one `command`, or `steps`")
            .propose("make it one of the steps");
    }
    let items: Vec<Node<'d>> = node.items().map_or_else(Vec::new, Iterator::collect);
    if items.is_empty() {
        problems
            .error(
                node.place(),
                format!("`steps` is a list of up to {MAX_STEPS} calls"),
            )
            .propose("write each on a line of its own, like `- command: meeting.join`");
        return vec![Draft::alone(None, fields.heading())];
    }
    if items.len() > MAX_STEPS {
        problems
            .error(
                node.place().head(),
                format!(
                    "there are {} steps, and {MAX_STEPS} are the most",
                    items.len()
                ),
            )
            .propose("make two routes of it");
    }
    let steps = items.into_iter().map(|item| {
        let mut fields = Fields::open(item, "a step", problems);
        Draft {
            found: find(&mut fields, site, problems),
            place: fields.heading(),
            fields: Some(fields),
        }
    });
    steps.collect()
}

fn find<'c>(
    fields: &mut Fields<'_>,
    site: Option<&'c SiteWithCommands>,
    problems: &mut Problems,
) -> Option<(&'c Command, CallForm)> {
    match site {
        Some((site, catalogue)) => read_command(fields, site, catalogue, problems),
        None => fields.take("command", problems).and(None),
    }
}

/// Reads what the steps say of their own parameters.
pub fn read_parameters(
    steps: &mut [Draft<'_, '_>],
    supplies: &mut Supplies,
    secrets: &mut Secrets,
    problems: &mut Problems,
) {
    for (step, scope) in steps.iter_mut().zip(supplies.steps.clone()) {
        if let Some(mut fields) = step.fields.take() {
            supplies.read_fixed(&mut fields, scope, secrets, problems);
            fields.finish(problems);
        }
    }
}

/// The steps of a route; `None` when one of them is broken.
pub fn finish(drafts: Vec<Draft<'_, '_>>, slots: Vec<Range<usize>>) -> Option<Vec<Step>> {
    let found = drafts.into_iter().map(|draft| draft.found);
    let steps = found.zip(slots).map(|(found, slots)| {
        let (command, form) = found?;
        let command = command.clone();
        Some(Step {
            command,
            form,
            slots,
        })
    });
    steps.collect()
}

/// Checks that every step leads on to the next, and no secret into an address.
pub fn check(
    steps: &[Draft<'_, '_>],
    supplies: &Supplies,
    (way, site): (Way, Option<&Site>),
    problems: &mut Problems,
) {
    for (at, (step, scope)) in steps.iter().zip(&supplies.steps).enumerate() {
        let Some((command, _)) = &step.found else {
            continue;
        };
        let slots = &supplies.slots[scope.clone()];
        let is_last = at + 1 == steps.len();
        check_leads_on(command, (is_last, way), step.place, problems);
        check_landing(slots, (is_last, way, site), step.place, problems);
        let is_nested = at > 0 && way == Way::Direct;
        if is_nested
            && slots
                .iter()
                .any(|slot| matches!(slot.supply, Supply::Secret(_)))
        {
            problems
                .error(step.place, format!("`{}` has a secret, which would stand in the address that the step before it leads to", command.name()))
                .propose("add `return: gateway` to the route: then each step is sent by itself");
        }
    }
}

fn check_leads_on(
    command: &Command,
    (is_last, way): (bool, Way),
    place: Place,
    problems: &mut Problems,
) {
    let comes_back = command.takes_back();
    let lands = command.parameters().iter().any(Parameter::is_landing);
    let name = command.name();
    let leads_on = comes_back || (lands && way == Way::Direct);
    if !is_last && !leads_on {
        problems
            .error(
                place,
                format!("nothing leads on from `{name}`: it takes no back URL"),
            )
            .propose("make it the last step, or leave it out");
    } else if way == Way::Gateway && !comes_back {
        problems
            .error(
                place,
                format!("`{name}` takes no back URL, so nobody comes back from it"),
            )
            .propose("remove `return: gateway`");
    }
}

/// The page after a login may lie only in the site (WEBEX.md 5), and is the
/// gateway's to choose when the login is one of several steps.
fn check_landing(
    slots: &[Slot],
    (is_last, way, site): (bool, Way, Option<&Site>),
    place: Place,
    problems: &mut Problems,
) {
    let landing = slots.iter().find(|slot| slot.parameter.is_landing());
    let Some(landing) = landing.filter(|slot| slot.supply != Supply::Nothing) else {
        return;
    };
    let (Supply::Constant(value), Some(site)) = (&landing.supply, site) else {
        return;
    };
    check_page_after_login(
        (landing.parameter.name(), value),
        (is_last && way == Way::Direct, site),
        place,
        problems,
    );
}

/// Checks the page after a login, which a route or a link gives to a step;
/// whether that ends there.
pub fn check_page_after_login(
    (name, value): (&str, &Value<'_>),
    (ends_there, site): (bool, &Site),
    place: Place,
    problems: &mut Problems,
) {
    let text = value.as_text().unwrap_or_default();
    let page = text.parse::<HttpsUrl>().ok();
    if !ends_there {
        problems
            .error(
                place,
                format!("`{name}` would lead past the next step, or past the gateway"),
            )
            .propose("leave it out: the gateway sets it");
    } else if page.is_none_or(|page| page.origin() != site.origin()) {
        problems
            .error(
                place,
                format!("`{name}` may lead only to a page of the Webex site"),
            )
            .propose(format!("write an address that begins with {}", site.base()));
    }
}
