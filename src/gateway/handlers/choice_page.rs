//! Several routes take what was typed: the person chooses.

use crate::gateway::answer::Reply;
use crate::gateway::outcome::Outcome;
use crate::gateway::pages::{Choice, ChoicePage, title_of_route};
use crate::gateway::request_context::RequestContext;
use crate::gateway::respond::Forms;
use crate::gateway::sanitize::{SHORT, cut, take_within, truncate};
use crate::gateway::views;
use crate::policy::{Route, RouteView};
use crate::webex::{Effect, OwnPath};

/// Routes that somebody chooses from.
const CHOICES: usize = 20;
/// So many bytes of a page are for their paths, in which stands what was typed.
const PATH_BYTES: usize = 16 * 1024;

pub fn choice(context: &RequestContext<'_, '_>, mut choices: Vec<(&Route, OwnPath)>) -> Reply {
    choices.truncate(CHOICES);
    match context.respond.is_for_a_person() {
        true => show_page(context, choices),
        false => show_json(context, choices),
    }
}

fn show_page(context: &RequestContext<'_, '_>, choices: Vec<(&Route, OwnPath)>) -> Reply {
    let frame = context.respond.frame();
    let choices = take_within(choices, PATH_BYTES, |(_, path)| path.as_str().len());
    let choices = choices.into_iter().map(|(route, path)| Choice {
        title: cut(title_of_route(route, frame.language), SHORT),
        shown: truncate(path.as_str(), SHORT).into_owned(),
        href: path,
        destroys: route.effect() == Effect::Destroy,
    });
    let choices = choices.collect();
    let page = ChoicePage { choices, frame };
    context
        .respond
        .page(Outcome::ChoiceShown, &page, Forms::Own)
}

fn show_json(context: &RequestContext<'_, '_>, choices: Vec<(&Route, OwnPath)>) -> Reply {
    let language = context.respond.language();
    let choices = choices.into_iter().map(|(route, path)| RouteView {
        path: Some(path.to_string()),
        ..views::route(route, language)
    });
    let choices = choices.collect();
    context
        .respond
        .json(Outcome::ChoiceShown, &views::Choices { choices })
}
