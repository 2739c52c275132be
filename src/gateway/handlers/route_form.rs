//! The form of a route. Forms cannot write what was typed into a path, so it is done here.

use crate::decision::{BadRequest, LinkRequest, Stop};
use crate::gateway::answer::Reply;
use crate::gateway::outcome::Outcome;
use crate::gateway::pages::RoutePage;
use crate::gateway::request_context::RequestContext;
use crate::gateway::respond::Forms;
use crate::gateway::rows::{Fields, path_of_route, route_form as form_of};
use crate::gateway::views;
use crate::policy::{Binding, Route, Segment, ValueSource};
use crate::webex::OwnPath;

/// What a request for the form of a route is answered with.
#[derive(Debug)]
pub enum FilledForm {
    /// The form itself, or what is wrong with what was typed.
    Answer(Reply),
    /// The path of the route, with what was typed.
    Path(OwnPath),
    /// There is no such route for this caller.
    Unknown,
}

/// Reads the form of a route, or shows it if nothing is filled in.
pub fn route_form(
    context: &RequestContext<'_, '_>,
    request: &LinkRequest<'_>,
    name: &str,
) -> FilledForm {
    let routes = context.policy.routes().iter();
    // Access comes before the values, as in a decision: to others, a route that they may not use is one
    // that does not exist, filled in or not.
    let viewer = context.viewer();
    let mut routes = routes.filter(|route| route.name() == name);
    let Some(route) = routes.find(|route| viewer.has_route(route)) else {
        return FilledForm::Unknown;
    };
    let mut open = route
        .bindings()
        .iter()
        .filter(|binding| matches!(binding.source(), ValueSource::Path(_) | ValueSource::Query));
    if open.all(|binding| request.field(binding.parameter().name()).is_none()) {
        return FilledForm::Answer(show(context, route));
    }
    match path(route, request) {
        Ok(path) => FilledForm::Path(path),
        Err(bad) => {
            let outcome = Outcome::from(&Stop::Bad(bad));
            FilledForm::Answer(context.respond.refuse(outcome))
        }
    }
}

fn show(context: &RequestContext<'_, '_>, route: &Route) -> Reply {
    let language = context.respond.language();
    if !context.respond.is_for_a_person() {
        let view = views::EntryView::Route(views::route(route, language));
        return context.respond.json(Outcome::DirectoryShown, &view);
    }
    let page = RoutePage {
        form: form_of(route, None, Fields::All, language),
        path: path_of_route(route, language),
        is_asked_first: route.effect().needs_confirmation(),
        frame: context.respond.frame(),
    };
    context
        .respond
        .page(Outcome::DirectoryShown, &page, Forms::Own)
}

/// The path of a route with what was typed. Fields of the query are handed on, but for those that
/// were left empty.
fn path<'p>(route: &'p Route, request: &LinkRequest<'_>) -> Result<OwnPath, BadRequest<'p>> {
    let mut segments = Vec::new();
    for (at, segment) in route.segments().iter().enumerate() {
        segments.push(match segment {
            Segment::Literal(word) => word.to_string(),
            Segment::Parameter(_) => segment_of(route, at, request)?,
        });
    }
    let path = OwnPath::new(segments.iter().map(String::as_str));
    let in_path = |name: &str| {
        let mut bindings = route.bindings().iter();
        bindings.any(|b| b.parameter().name() == name && matches!(b.source(), ValueSource::Path(_)))
    };
    let fields = request.query();
    let fields = fields.filter(|(name, value)| !in_path(name) && !value.trim().is_empty());
    Ok(fields.fold(path, |path, (name, value)| path.with_field(name, value)))
}

/// What was typed for a place of the path. What could leave its place there is never a value.
fn segment_of<'p>(
    route: &'p Route,
    at: usize,
    request: &LinkRequest<'_>,
) -> Result<String, BadRequest<'p>> {
    let is_there = |binding: &&Binding| *binding.source() == ValueSource::Path(at);
    let binding = route.bindings().iter().find(is_there);
    let parameter = binding
        .expect("every place of a path has a parameter")
        .parameter();
    let typed = request.field(parameter.name()).unwrap_or_default().trim();
    match parameter.parse(typed) {
        _ if typed.is_empty() => Err(BadRequest::Missing(parameter.name())),
        Err(error) => Err(BadRequest::Value(parameter.name(), error)),
        Ok(_) => Ok(typed.to_owned()),
    }
}
