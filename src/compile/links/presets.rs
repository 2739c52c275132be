//! The values that a link gives to the parameters of its route.

use super::draft::{Field, LinkDraft, read_value};
use crate::compile::landing::Landing;
use crate::policy::{Binding, LINK_KEYS, Preset, Route, ValueSource};
use crate::text::nearest;

/// A binding of a route, with its number.
#[derive(Clone, Copy)]
struct NumberedBinding<'p> {
    number: usize,
    binding: &'p Binding,
}

pub fn read_presets(draft: &LinkDraft<'_>, route: &Route) -> Vec<Preset> {
    let mut presets = Vec::new();
    for field in &draft.fields {
        for binding in bindings_named_by(field, route) {
            presets.extend(read_preset(binding, field, route));
        }
    }
    presets
}

/// The bindings that a field of a link gives a value to. That there are none is reported.
fn bindings_named_by<'p>(field: &Field<'_>, route: &'p Route) -> Vec<NumberedBinding<'p>> {
    let name = field.key;
    let bindings = route.bindings().iter().enumerate();
    let named: Vec<_> = bindings
        .map(|(number, binding)| NumberedBinding { number, binding })
        .filter(|numbered| numbered.binding.parameter().name() == name.as_str())
        .collect();
    if named.is_empty() {
        let bindings = route.bindings().iter();
        let open = bindings.filter(|binding| !binding.parameter().is_secret());
        let known = open.map(|binding| binding.parameter().name());
        let message = format!("the route `{}` has no parameter `{name}`", route.name());
        name.error(message)
            .help_one_of(&name, known.chain(LINK_KEYS));
    }
    // A step may set for itself what another leaves to the link.
    let is_open = |numbered: &&NumberedBinding<'_>| !numbered.binding.source().is_fixed();
    let open: Vec<_> = named.iter().filter(is_open).copied().collect();
    match open.is_empty() {
        // One finding is enough when several steps set it.
        true => named.into_iter().take(1).collect(),
        false => open,
    }
}

/// The value that a link gives to one parameter of its route.
fn read_preset(
    NumberedBinding { number, binding }: NumberedBinding<'_>,
    field: &Field<'_>,
    route: &Route,
) -> Option<Preset> {
    let name = field.key;
    if binding.parameter().is_secret() {
        name.error(format!(
            "`{name}` is a secret, which must not be in a policy or a link"
        ))
        .help("name it under the route's `secrets`, or leave it out: Webex then asks the visitor for it");
    } else if binding.source().is_fixed() {
        name.error(format!("the route `{}` sets `{name}` itself", route.name()))
            .help("leave it out here, or remove it from the route");
    } else if let Some(value) = read_value(binding.parameter(), field) {
        if binding.parameter().is_landing() {
            let landing = Landing {
                name: &name,
                page: &value,
                is_end: route.ends_with_step_of(number),
                site: route.site(),
            };
            landing.check(field.span);
        }
        let binding = u16::try_from(number).unwrap_or(u16::MAX);
        return Some(Preset { binding, value });
    }
    None
}

/// Reports what a route needs and its link does not give.
pub fn check_complete(draft: &LinkDraft<'_>, route: &Route, presets: &[Preset]) {
    for (binding, at) in route.bindings().iter().zip(0..) {
        let name = binding.parameter().name();
        let needed = binding.parameter().is_required()
            || matches!(binding.source(), ValueSource::Path(_))
            || route.is_needed_to_go_back(name);
        let supplied = binding.source().is_fixed() || *binding.source() == ValueSource::Query;
        let given = presets.iter().any(|preset| preset.binding == at) || draft.mentions(name);
        if needed && !supplied && !given && !may_be_misnamed(draft, route, name) {
            let link = draft.name;
            link.error(format!("the link `{link}` has no `{name}`"))
                .help(format!("add `{name}:`"));
        }
    }
}

/// Whether a field that the route does not have, which has been reported, is a slip of this one.
fn may_be_misnamed(draft: &LinkDraft<'_>, route: &Route, name: &str) -> bool {
    let is_other = |field: &&Field<'_>| {
        let mut bindings = route.bindings().iter();
        !bindings.any(|binding| binding.parameter().name() == field.key.as_str())
    };
    let mut others = draft.fields.iter().filter(is_other);
    draft.has_unknown || others.any(|field| nearest(&field.key, &[name]).is_some())
}
