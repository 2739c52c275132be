//! Reading the calls of a route: its `command`, or the `steps` of a chain.

use std::ops::Range;

use super::bindings::Bindings;
use super::command::{Target, read_command};
use super::login::read_login;
use super::step_draft::StepDraft;
use crate::compile::context::Span;
use crate::compile::fields::Fields;
use crate::compile::landing::Landing;
use crate::compile::secrets::Secrets;
use crate::compile::yaml::Node;
use crate::policy::{Binding, ReturnMode, Step, StepCall, ValueSource};
use crate::webex::{Command, Parameter, Site};

/// Most steps of a chain: each is nested in the one before it, and browsers and proxies limit the
/// length of addresses.
const MAX_STEPS: usize = 4;

/// Reads the `command` of a route, or its `steps`.
pub fn read<'c, 'd>(fields: &mut Fields<'d>, target: Option<Target<'c>>) -> Vec<StepDraft<'c, 'd>> {
    let is_chain = fields.mentions("steps");
    let Some(node) = fields.take("steps") else {
        // `steps` without a value has been reported, and no command is missing.
        let found = match is_chain {
            true => None,
            false => read_command(fields, target),
        };
        let span = fields.heading();
        return read_login(fields, target).before(StepDraft::without_keys(found, span));
    };
    if let Some(command) = fields.take_text("command") {
        command
            .error("a route has one `command`, or `steps`")
            .help("make it one of the steps");
    }
    let steps = read_chain(node, target);
    match steps.is_empty() {
        true => vec![StepDraft::without_keys(None, fields.heading())],
        false => steps,
    }
}

/// Reads the `steps` of a chain; that there are none, or too many, is reported.
fn read_chain<'c, 'd>(node: Node<'d>, target: Option<Target<'c>>) -> Vec<StepDraft<'c, 'd>> {
    let items: Vec<Node<'d>> = node.items().map_or_else(Vec::new, Iterator::collect);
    if items.is_empty() {
        node.error(format!("`steps` is a list of up to {MAX_STEPS} calls"))
            .help("write each on its own line, like `- command: meeting.join`");
    }
    let steps: Vec<StepDraft<'c, 'd>> = items
        .into_iter()
        .flat_map(|item| read_step(item, target))
        .collect();
    if steps.len() > MAX_STEPS {
        let count = steps.len();
        node.head()
            .error(format!(
                "there are {count} steps, but the maximum is {MAX_STEPS}"
            ))
            .help("split it into two routes");
    }
    steps
}

fn read_step<'c, 'd>(item: Node<'d>, target: Option<Target<'c>>) -> Vec<StepDraft<'c, 'd>> {
    let mut fields = Fields::open(item, "a step");
    let found = read_command(&mut fields, target);
    let login = read_login(&mut fields, target);
    login.before(StepDraft {
        found,
        span: fields.heading(),
        fields: Some(fields),
    })
}

/// Reads what the steps say of their own parameters.
pub fn read_parameters(
    steps: &mut [StepDraft<'_, '_>],
    bindings: &mut Bindings,
    secrets: &Secrets<'_>,
) {
    for (step, scope) in steps.iter_mut().zip(bindings.steps.clone()) {
        if let Some(mut fields) = step.fields.take() {
            bindings.read_fixed(&mut fields, &scope, secrets);
            fields.finish();
        }
    }
}

/// The steps of a route; `None` when one of them is broken.
pub fn finish(drafts: Vec<StepDraft<'_, '_>>, bindings: Vec<Range<usize>>) -> Option<Vec<Step>> {
    let found = drafts.into_iter().map(|draft| draft.found);
    let steps = found.zip(bindings).map(|(found, bindings)| {
        let found = found?;
        Some(Step {
            command: found.command.clone(),
            call: found.call,
            bindings,
        })
    });
    steps.collect()
}

/// Where a step stands in its chain.
#[derive(Clone, Copy)]
struct StepPosition {
    is_last: bool,
    return_mode: ReturnMode,
}

/// Checks that each step leads on to the next, and that no secret gets into an address.
pub fn check(
    steps: &[StepDraft<'_, '_>],
    bindings: &Bindings,
    return_mode: ReturnMode,
    site: Option<&Site>,
) {
    for (at, (step, scope)) in steps.iter().zip(&bindings.steps).enumerate() {
        let Some(command) = step.command() else {
            continue;
        };
        let bindings = &bindings.all[scope.clone()];
        let is_last = at + 1 == steps.len();
        let position = StepPosition {
            is_last,
            return_mode,
        };
        // A page of the gateway leads on from what it does itself.
        if !matches!(step.call(), Some(StepCall::Rest(_))) {
            check_leads_on(command, position, step.span);
        }
        if let Some(site) = site {
            check_landing(bindings, position, site, step.span);
        }
        // Without `return: gateway`, the call before has the whole address of this one in it.
        let is_nested = at > 0 && return_mode == ReturnMode::Direct;
        let is_secret = |binding: &Binding| matches!(binding.source, ValueSource::Secret(_));
        if is_nested && bindings.iter().any(is_secret) {
            let name = command.name();
            step.span
                .error(format!(
                    "`{name}` has a secret, which would be in the address of the step before it"
                ))
                .help("add `return: gateway` to the route: each step is then sent separately");
        }
    }
}

fn check_leads_on(command: &Command, position: StepPosition, span: Span<'_>) {
    let comes_back = command.takes_back();
    let lands = command.parameters().iter().any(Parameter::is_landing);
    let name = command.name();
    // A login leads on by its landing page, too, but only a back URL leads to the gateway.
    let leads_on = comes_back || (lands && position.return_mode == ReturnMode::Direct);
    if !position.is_last && !leads_on {
        span.error(format!("no step can follow `{name}`: it takes no back URL"))
            .help("make it the last step, or leave it out");
    } else if position.return_mode == ReturnMode::Gateway && !comes_back {
        span.error(format!(
            "`{name}` takes no back URL, so visitors cannot come back from it"
        ))
        .help("remove `return: gateway`");
    }
}

fn check_landing(bindings: &[Binding], position: StepPosition, site: &Site, span: Span<'_>) {
    let binding = bindings
        .iter()
        .find(|binding| binding.parameter.is_landing());
    let Some(binding) = binding else {
        return;
    };
    // A link that gives it is checked where the link is read.
    let ValueSource::Constant(page) = &binding.source else {
        return;
    };
    let landing = Landing {
        name: binding.parameter.name(),
        page,
        is_end: position.is_last && position.return_mode == ReturnMode::Direct,
        site,
    };
    landing.check(span);
}
