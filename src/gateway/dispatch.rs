//! The order in which a request is judged, and what answers which path. Both are decided here and
//! nowhere else.

use smallvec::SmallVec;

use super::answer::{Answer, Dispatched, Reply};
use super::assets::Asset;
use super::environment::Environment;
use super::handlers::asset::asset;
use super::handlers::callback::callback;
use super::handlers::caller_page::caller_page;
use super::handlers::choice_page::choice;
use super::handlers::confirm::confirm;
use super::handlers::directory_page::{
    directory, foreign_address, refuse_two, search_results, searched,
};
use super::handlers::https_redirect::https_redirect;
use super::handlers::link_page::{link_page, qr_code};
use super::handlers::redirect::redirect;
use super::handlers::route_form::{FilledForm, route_form};
use super::handlers::suggestions::suggestions;
use super::method::Methods;
use super::outcome::Outcome;
use super::pages::Repeated;
use super::policy_snapshot::PolicySnapshot;
use super::precheck::{Listener, RequestHead, RequestTarget};
use super::rate_limit::{LimitClass, RateLimited};
use super::refusal_detail;
use super::request_context::RequestContext;
use super::respond::Responder;
use super::unverified_ticket::UnverifiedTicket;
use crate::decision::{Caller, LinkRequest, Page, Purpose};
use crate::directory::{Names, Resolution, resolve};
use crate::identity::Identity;
use crate::policy::Route;
use crate::text::without_trailing_marks;

/// A request, and what it meets.
#[derive(Clone, Copy, Debug)]
pub struct Dispatcher<'p, 'r> {
    pub snapshot: &'p PolicySnapshot,
    pub head: RequestHead<'r>,
    pub respond: Responder<'r>,
    pub environment: &'r dyn Environment,
}

impl<'p: 'r, 'r> Dispatcher<'p, 'r> {
    /// Judges a request from top to bottom. An error is an outcome before anybody asked who makes
    /// the request.
    fn judge(&self) -> Result<Dispatched<'p, 'r>, Outcome> {
        // Size, host, target. Nothing else is looked at before a request is known to be for us.
        let target = self.head.target(self.snapshot.policy.endpoint())?;
        // A mark of `linkgate probe` makes a request nobody's, whatever it asks for: what its headers
        // claim is written down and not believed.
        if self.is_probe(target) {
            return Ok(self.by_nobody(self.respond.nothing(Outcome::Probed)));
        }
        // The method comes before identity and policy, so that a 405 tells nothing of either.
        let row = find(target.path);
        if !row.methods.contain(target.method) {
            return Err(Outcome::MethodNotAllowed(row.methods));
        }
        // Nobody has asked for it yet: no ticket is issued and no token verified for it.
        if self.head.is_prefetch() {
            return Err(Outcome::Prefetch);
        }
        // Pages of ours have to look right for everybody, whoever they are and however often they ask.
        let handler = match row.endpoint {
            Endpoint::Asset(kind) => {
                let reply = asset(&self.respond, kind, target.path_and_query)?;
                return Ok(self.by_nobody(reply));
            }
            Endpoint::Handler(handler) => handler,
        };
        // A person is counted by who they are, wherever they are; so identity comes before the limit.
        let context = self.identify(target, handler.repeated())?;
        let class = handler.limit_class();
        let would_refuse = match self.admit(class, &context.caller) {
            Ok(would_refuse) => would_refuse,
            Err(limited) => {
                let reply = self.respond.refuse(Outcome::RateLimited(limited));
                return Ok(context.end(reply.about_nothing()));
            }
        };
        // What is left is the policy's to decide.
        let answer = match handler {
            Handler::Callback(ticket) => callback(&context, ticket),
            Handler::Confirm(ticket) => confirm(&context, ticket),
            Handler::RouteForm(name) => {
                with_request(&context, target.path_and_query, |context, request| {
                    fill_in(context, request, name)
                })
            }
            Handler::SearchBox => with_request(&context, target.path_and_query, search_box),
            Handler::Suggestions => with_request(&context, target.path_and_query, suggest),
            Handler::Caller => caller_page(&context).about_nothing(),
            Handler::Policy => with_request(&context, target.path_and_query, by_policy),
        };
        let mut dispatched = context.end(answer);
        dispatched.note_limit(would_refuse);
        Ok(dispatched)
    }

    /// Counts a request, and says whether a limit that is only reported would refuse it.
    fn admit(
        &self,
        class: LimitClass,
        caller: &Caller<'_>,
    ) -> Result<Option<RateLimited>, RateLimited> {
        self.environment.admit(class, caller)?;
        Ok(self.environment.would_refuse(class, caller))
    }
}

/// What answers a path, and to which methods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Row<'r> {
    methods: Methods,
    endpoint: Endpoint<'r>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Endpoint<'r> {
    /// A file for everybody: nobody has to be known, and nothing is counted or logged.
    Asset(Asset),
    Handler(Handler<'r>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Handler<'r> {
    SearchBox,
    Suggestions,
    Callback(UnverifiedTicket<'r>),
    Confirm(UnverifiedTicket<'r>),
    Caller,
    RouteForm(&'r str),
    Policy,
}

const BACK: &str = Purpose::Return.as_str();
const CONFIRM: &str = Purpose::Confirm.as_str();

/// Every path. Those under `/-/` are the gateway's own, which no policy can bind; they have no
/// characters that need encoding, so that they are compared as they stand.
#[rustfmt::skip]
fn find(path: &str) -> Row<'_> {
    use self::{Endpoint::{Asset as File, Handler as Page}, Methods::{Post, Read}};
    let Some(own) = path.strip_prefix("/-/") else {
        let endpoint = match path {
            "/favicon.ico"    => File(Asset::Icon),
            "/robots.txt"     => File(Asset::Robots),
            "/opensearch.xml" => File(Asset::Search),
            _                 => Page(Handler::Policy),
        };
        return Row { methods: Read, endpoint };
    };
    let segments: SmallVec<[&str; 3]> = own.splitn(3, '/').collect();
    let (methods, endpoint) = match segments[..] {
        ["style.css"]          => (Read, File(Asset::Style)),
        ["logo"]               => (Read, File(Asset::Logo)),
        ["icon.svg"]           => (Read, File(Asset::Icon)),
        ["openapi.json"]       => (Read, File(Asset::Api)),
        [BACK, route, text]    => (Read, Page(Handler::Callback(UnverifiedTicket { route, text }))),
        [CONFIRM, route, text] => (Post, Page(Handler::Confirm(UnverifiedTicket { route, text }))),
        // People hand these on. What a sentence leaves behind means nothing, as in other paths.
        ["route", name] | ["route", name, ""] => (Read, Page(Handler::RouteForm(without_trailing_marks(name)))),
        _ => match without_trailing_marks(own.strip_suffix('/').unwrap_or(own)) {
            "go"      => (Read, Page(Handler::SearchBox)),
            "suggest" => (Read, Page(Handler::Suggestions)),
            "me"      => (Read, Page(Handler::Caller)),
            _         => (Read, Page(Handler::Policy)),
        },
    };
    Row { methods, endpoint }
}

/// A path of the policy: its directory, something about one of its links, or a way to Webex.
fn by_policy<'p>(context: &RequestContext<'p, '_>, request: &LinkRequest<'_>) -> Answer<'p> {
    match Page::asked(context.policy, request) {
        Some(Page::Directory) => directory_or_box(context, request),
        Some(Page::Link(link)) => link_page(context, link),
        Some(Page::Code(link, format)) => qr_code(context, link, format),
        None => redirect(context, request),
    }
}

/// The directory, or a search of it. A meeting number or an address is found in no link: it leads
/// where the box leads.
fn directory_or_box<'p>(context: &RequestContext<'p, '_>, request: &LinkRequest<'_>) -> Answer<'p> {
    if let Some(refused) = refuse_two(context, request) {
        return refused.about_nothing();
    }
    let list = || directory(context, request).about_nothing();
    match searched(request) {
        Some(text) => open(context, text, Names::Searched).unwrap_or_else(list),
        None => list(),
    }
}

/// Whatever somebody has typed.
fn search_box<'p>(context: &RequestContext<'p, '_>, request: &LinkRequest<'_>) -> Answer<'p> {
    if let Some(refused) = refuse_two(context, request) {
        return refused.about_nothing();
    }
    let typed = request.field(Page::SEARCHED).unwrap_or_default();
    let search = || search_results(context, typed).about_nothing();
    open(context, typed, Names::Opened).unwrap_or_else(search)
}

/// Opens what a text means: a path is answered as if it had been asked for. `None` for a text to
/// search for.
fn open<'p>(context: &RequestContext<'p, '_>, text: &str, names: Names) -> Option<Answer<'p>> {
    let viewer = context.viewer();
    let may_use = |route: &Route| viewer.has_route(route);
    let resolution = resolve(context.policy, text, names, context.now(), may_use);
    context.environment.resolved(&resolution);
    match resolution {
        Resolution::Path(path) => Some(with_request(context, path.as_str(), by_policy)),
        Resolution::Choice(choices) => Some(choice(context, choices).about_nothing()),
        Resolution::Foreign if names == Names::Opened => {
            Some(foreign_address(context, text).about_nothing())
        }
        Resolution::Foreign | Resolution::Nothing => None,
    }
}

/// The form of a route, or what it leads to when it is filled in: its path is answered as if it had
/// been asked for.
fn fill_in<'p>(
    context: &RequestContext<'p, '_>,
    request: &LinkRequest<'_>,
    name: &str,
) -> Answer<'p> {
    match route_form(context, request, name) {
        FilledForm::Answer(answer) => *answer,
        FilledForm::Path(path) => with_request(context, path.as_str(), by_policy),
        FilledForm::Unknown => by_policy(context, request),
    }
}

fn suggest<'p>(context: &RequestContext<'p, '_>, request: &LinkRequest<'_>) -> Answer<'p> {
    let refused = refuse_two(context, request);
    let suggested = || suggestions(context, request);
    refused.unwrap_or_else(suggested).about_nothing()
}

fn with_request<'p>(
    context: &RequestContext<'p, '_>,
    path_and_query: &str,
    answer: impl FnOnce(&RequestContext<'p, '_>, &LinkRequest<'_>) -> Answer<'p>,
) -> Answer<'p> {
    match LinkRequest::parse(path_and_query) {
        Ok(request) => answer(context, &request.with_referrer(context.head.referrer())),
        Err(malformed) => {
            let outcome = Outcome::Malformed(malformed);
            context.respond.refuse(outcome).about_nothing()
        }
    }
}

impl Handler<'_> {
    fn limit_class(self) -> LimitClass {
        match self {
            Self::Suggestions => LimitClass::Suggestions,
            _ => LimitClass::General,
        }
    }

    /// What of its query leads to an answer again.
    fn repeated(self) -> Repeated {
        match self {
            Self::SearchBox => Repeated::Search,
            Self::Policy => Repeated::SearchOfDirectory,
            Self::Callback(_) => Repeated::Reply,
            Self::Suggestions | Self::Confirm(_) | Self::Caller | Self::RouteForm(_) => {
                Repeated::Nothing
            }
        }
    }
}

impl<'p: 'r, 'r> Dispatcher<'p, 'r> {
    /// Answers a request.
    pub fn answer(&self) -> Dispatched<'p, 'r> {
        let judged = match self.head.listener {
            Listener::Links => self.judge(),
            Listener::HttpsRedirect => self.judge_unencrypted(),
        };
        judged.unwrap_or_else(|outcome| self.refuse(outcome))
    }

    /// The same for the listener without TLS, where one answer fits every path.
    fn judge_unencrypted(&self) -> Result<Dispatched<'p, 'r>, Outcome> {
        let endpoint = self.snapshot.policy.endpoint();
        let target = self.head.target(endpoint)?;
        if !Methods::Read.contain(target.method) {
            return Err(Outcome::MethodNotAllowed(Methods::Read));
        }
        let request = LinkRequest::parse(target.path_and_query);
        let request = request.map_err(Outcome::Malformed)?;
        let anonymous = self.anonymous();
        let would_refuse = self
            .admit(LimitClass::General, &anonymous)
            .map_err(Outcome::RateLimited)?;
        let reply = https_redirect(&self.respond, endpoint, &request);
        let mut dispatched = Self::by(anonymous, reply);
        dispatched.note_limit(would_refuse);
        Ok(dispatched)
    }

    fn is_probe(&self, target: RequestTarget<'r>) -> bool {
        let (snapshot, head) = (self.snapshot, self.head);
        self.environment.probes().is_some_and(|probes| {
            probes.takes(target.path_and_query, head.now, |id| {
                let trust = snapshot.policy.trust();
                let headers = &head.parts.headers;
                snapshot.identity.sight(trust, headers, head.peer, id)
            })
        })
    }

    fn identify(
        &self,
        target: RequestTarget<'r>,
        repeated: Repeated,
    ) -> Result<RequestContext<'p, 'r>, Outcome> {
        let (snapshot, head) = (self.snapshot, self.head);
        let (trust, headers) = (snapshot.policy.trust(), &head.parts.headers);
        let proven = snapshot
            .identity
            .identify(trust, headers, head.peer, head.now)
            .map_err(Outcome::ConflictingIdentity)?;
        let identified = self.environment.identified(proven);
        Ok(RequestContext {
            policy: &snapshot.policy,
            index: &snapshot.index,
            rule_names: &snapshot.rule_names,
            asked_facts: &snapshot.asked_facts,
            head,
            target,
            caller: identified.caller,
            auth_error: identified.auth_error,
            respond: Responder {
                repeated,
                ..self.respond
            },
            environment: self.environment,
        })
    }

    /// Refuses a request of which nothing has been looked up. Whoever sends nothing else is counted
    /// all the same.
    fn refuse(&self, outcome: Outcome) -> Dispatched<'p, 'r> {
        let anonymous = self.anonymous();
        let (outcome, would_refuse) = match self.admit(LimitClass::General, &anonymous) {
            Ok(would_refuse) => (outcome, would_refuse),
            Err(limited) => (Outcome::RateLimited(limited), None),
        };
        let detail = match &outcome {
            Outcome::WrongHost(host) => Some(refusal_detail::of_wrong_host(host)),
            _ => None,
        };
        let mut dispatched = Self::by(anonymous, self.respond.refuse(outcome));
        dispatched.answer.context.detail = detail;
        dispatched.note_limit(would_refuse);
        dispatched
    }

    fn by_nobody(&self, reply: Reply) -> Dispatched<'p, 'r> {
        Self::by(self.anonymous(), reply)
    }

    fn by(caller: Caller<'r>, reply: Reply) -> Dispatched<'p, 'r> {
        Dispatched {
            answer: reply.about_nothing(),
            caller,
            auth_error: None,
        }
    }

    fn anonymous(&self) -> Caller<'r> {
        let (trust, headers) = (self.snapshot.policy.trust(), &self.head.parts.headers);
        Caller::unknown(Identity::client_address(trust, headers, self.head.peer))
    }
}
