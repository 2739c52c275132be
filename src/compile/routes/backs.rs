//! Checking where a route leads back.

use super::bindings::Bindings;
use crate::compile::back_urls::BackChoice;
use crate::policy::ValueSource;
use crate::text::is_same_name;
use crate::webex::{CommandName, ParameterType};

/// Checks the back URLs of a route. `refusing` is the last command if it takes none. A route without a
/// path is used by links only.
pub fn check_backs(
    refusing: Option<&CommandName>,
    choices: &[BackChoice<'_>],
    bindings: &Bindings,
    has_path: bool,
) {
    for (at, choice) in choices.iter().enumerate() {
        check_name(choice, &choices[..at]);
        if let Some(command) = refusing {
            choice
                .span
                .error(format!("`{command}` takes no back URL"))
                .help("remove `back` from this route");
        }
        let places = choice.back.url().places();
        for place in places.filter(|place| !bindings.is_broken(place)) {
            check_place(choice, place, bindings, has_path);
        }
    }
}

fn check_name(choice: &BackChoice<'_>, earlier: &[BackChoice<'_>]) {
    let name = choice.back.name();
    let is_alike = |other: &&BackChoice<'_>| is_same_name(other.back.name(), name);
    if let Some(other) = earlier.iter().find(is_alike) {
        let other = other.back.name();
        choice
            .span
            .error(format!("a visitor cannot tell `{name}` from `{other}`"))
            .help("name each back URL once; case, `-` and `_` are ignored");
    }
}

/// Checks one {place} of a back URL, which takes the value of the parameter of that name.
fn check_place(choice: &BackChoice<'_>, name: &str, bindings: &Bindings, has_path: bool) {
    let BackChoice { back, span } = choice;
    let binding = bindings.binding(name);
    // Without a path only links lead here, and each has to give it.
    let unsupplied =
        binding.is_some_and(|binding| binding.source == ValueSource::Nothing) && has_path;
    let in_path = back.url().places_in_path().any(|place| place == name);
    match binding.map(|binding| binding.parameter.kind()) {
        Some(_) if unsupplied => span
            .error(format!("the back URL `{}` needs `{name}`, and nothing supplies it", back.name()))
            .help(format!("add `{{{name}}}` to the path, or `{name}` to `query` or `constants`")),
        None => span
            .error(format!("the back URL `{}` needs `{name}`, which this route does not have", back.name()))
            .help(format!("declare it: `parameters: {{ {name}: {{ type: name }} }}`, and supply it by path or query")),
        Some(kind) if in_path && !kind.is_safe_in_path() => span
            .error(format!("`{name}` is in the path of the back URL `{}`", back.name()))
            .help("make its type name, number, digits or token, or move the place after a `?`"),
        Some(ParameterType::Start { .. } | ParameterType::People { .. } | ParameterType::Texts { .. }) => span
            .error(format!("`{name}` is a date or list and cannot stand in a back URL"))
            .help("use a parameter with one value"),
        Some(_) => {}
    }
}
