//! The form of a route. Forms cannot write what was typed into a path, so it is done here.

use crate::decision::{BadRequest, LinkRequest, Stop};
use crate::directory::{leads_to, path_with};
use crate::gateway::answer::{Answer, Reply};
use crate::gateway::login;
use crate::gateway::outcome::Outcome;
use crate::gateway::pages::RoutePage;
use crate::gateway::request_context::RequestContext;
use crate::gateway::respond::Forms;
use crate::gateway::rows::{Fields, is_in_path, is_open, path_of_route, route_form as form_of};
use crate::gateway::views;
use crate::policy::{Binding, Policy, Route};
use crate::text::is_same_name;
use crate::webex::OwnPath;

/// What a request for the form of a route is answered with.
#[derive(Debug)]
pub enum FilledForm<'p> {
    /// The form itself, or what is wrong with what was typed.
    Answer(Box<Answer<'p>>),
    /// The path of the route, with what was typed.
    Path(OwnPath),
    /// There is no such route for this caller.
    Unknown,
}

/// Reads the form of a route, or shows it if nothing is filled in.
pub fn route_form<'p>(
    context: &RequestContext<'p, '_>,
    request: &LinkRequest<'_>,
    name: &str,
) -> FilledForm<'p> {
    let routes = context.policy.routes().iter();
    // Access comes before the values, as in a decision: to others, a route that they may not use is one
    // that does not exist, filled in or not.
    let viewer = context.viewer();
    let mut routes = routes.filter(|route| route.name() == name);
    let Some(route) = routes.find(|route| viewer.has_route(route)) else {
        return unknown(context, request);
    };
    if open(route).all(|binding| fields(binding, request).next().is_none()) {
        let about = context.about_form(request, route, None);
        return FilledForm::Answer(Box::new(show(context, route).about(about)));
    }
    match path(context.policy, route, request) {
        Ok(path) => FilledForm::Path(path),
        Err(bad) => {
            let stop = Stop::Bad(bad);
            let reply = context.respond.refuse(Outcome::from(&stop));
            let about = context.about_form(request, route, Some(stop));
            FilledForm::Answer(Box::new(reply.about(about)))
        }
    }
}

/// Answers whoever may not use the route, and whoever asks for one that does not exist. If only the former
/// were sent to the login, it would tell them which routes there are.
fn unknown<'p>(context: &RequestContext<'p, '_>, request: &LinkRequest<'_>) -> FilledForm<'p> {
    if !login::is_possible(context) {
        return FilledForm::Unknown;
    }
    // What was typed is not for the login page.
    let form = OwnPath::new(request.segments().iter().map(AsRef::as_ref));
    let answer = login::ask_for_login(context, Some(&form)).about_nothing();
    FilledForm::Answer(Box::new(answer))
}

fn show(context: &RequestContext<'_, '_>, route: &Route) -> Reply {
    let language = context.respond.language();
    if !context.respond.is_for_a_person() {
        let view = views::EntryView::Route(views::route(route, language));
        return context.respond.json(Outcome::RouteShown, &view);
    }
    let page = RoutePage {
        form: form_of(route, None, Fields::All, language),
        path: path_of_route(route, language),
        is_asked_first: route.effect().needs_confirmation(),
        frame: context.respond.frame(),
    };
    context.respond.page(Outcome::RouteShown, &page, Forms::Own)
}

/// The path of a route with what was typed. Fields of the query are handed on, but for those that
/// were left empty.
fn path<'p>(
    policy: &'p Policy,
    route: &'p Route,
    request: &LinkRequest<'_>,
) -> Result<OwnPath, BadRequest<'p>> {
    for binding in open(route) {
        // Of two values it would be unclear which one counts, also where one of them was left empty.
        if fields(binding, request).nth(1).is_some() {
            return Err(BadRequest::Twice(binding.parameter().name()));
        }
    }
    let path = path_with(route, |binding| typed(binding, request))?;
    if !leads_to(policy, &path, route) {
        return Err(BadRequest::Elsewhere(leading_away(route, request)));
    }
    let in_path = |name: &str| places(route).any(|binding| is_for(binding, name));
    let fields = request.query();
    let fields = fields.filter(|(name, value)| !in_path(name) && !value.trim().is_empty());
    Ok(fields.fold(path, |path, (name, value)| path.with_field(name, value)))
}

/// The parameters that a visitor gives.
fn open(route: &Route) -> impl Iterator<Item = &Binding> {
    route.bindings().iter().filter(|binding| is_open(binding))
}

/// The values of the fields for a parameter.
fn fields<'q>(binding: &Binding, request: &'q LinkRequest<'_>) -> impl Iterator<Item = &'q str> {
    let fields = request.query();
    fields.filter_map(|(name, value)| is_for(binding, name).then_some(value))
}

/// Whether a field has the name of a parameter, which is compared as in the query of a path.
fn is_for(binding: &Binding, field: &str) -> bool {
    is_same_name(binding.parameter().name(), field)
}

/// The parameters in the path of a route.
fn places(route: &Route) -> impl Iterator<Item = &Binding> + Clone {
    route
        .bindings()
        .iter()
        .filter(|binding| is_in_path(binding))
}

/// What was typed for a place of the path.
fn typed<'p>(binding: &'p Binding, request: &LinkRequest<'_>) -> Result<String, BadRequest<'p>> {
    let parameter = binding.parameter();
    let typed = fields(binding, request).next().unwrap_or_default().trim();
    match parameter.parse(typed) {
        _ if typed.is_empty() => Err(BadRequest::Missing(parameter.name())),
        Err(error) => Err(BadRequest::Value(parameter.name(), error)),
        Ok(_) => Ok(typed.to_owned()),
    }
}

/// The parameter whose value leads a path elsewhere: the one that cannot be part of any path, else the
/// first.
fn leading_away<'p>(route: &'p Route, request: &LinkRequest<'_>) -> &'p str {
    let is_broken = |binding: &&Binding| {
        let typed = typed(binding, request).unwrap_or_default();
        LinkRequest::parse(OwnPath::new([&*typed]).as_str()).is_err()
    };
    let mut places = places(route);
    let first = places.clone().next();
    let found = places.find(is_broken).or(first);
    found.map_or("", |binding| binding.parameter().name())
}
