//! Answers that depend on Webex's servers: what they reply becomes a redirect, a list, or a sentence.

use super::answer::Reply;
use super::delivered::Delivered;
use super::environment::NotAsked;
use super::i18n::Phrase;
use super::leg::Leg;
use super::method::Method;
use super::outcome::{Outcome, ServerFailure};
use super::pages::{
    DonePage, ListContext, ListPage, Offer, WayBack, WayPage, title, title_of_route,
};
use super::rate_limit::LimitClass;
use super::request_context::RequestContext;
use super::respond::{ErrorHints, Forms};
use super::views;
use super::webex_call::WebexCall;
use crate::decision::{RestTask, acts_for, call_with_ticket, return_path};
use crate::policy::{MeetingKeys, ReturnMode, Route};
use crate::webex::{
    BackAddress, CallKind, Listing, OwnPath, Progress, RestCall, RestFailure, RestReply,
    SiteAddress, read_ticket,
};

/// Most calls for one request. The longest plan has four.
const MAX_CALLS: usize = 6;

/// A leg of a route for which Webex is asked.
#[derive(Clone, Copy)]
pub struct Asked<'a, 'p, 'r, 't> {
    pub context: &'a RequestContext<'a, 'a>,
    pub leg: &'a Leg<'a, 'p, 'r, 't>,
    pub route: &'p Route,
    /// The outcomes of a redirect.
    pub delivered: &'a Delivered,
}

impl Asked<'_, '_, '_, '_> {
    /// Carries out a call to the REST API.
    pub fn rest(self) -> Reply {
        let task = RestTask {
            policy: self.context.policy,
            trace: self.leg.trace,
            caller: &self.context.caller,
            leg: self.leg.number,
            now: self.context.now(),
        };
        let mut replies = Vec::new();
        let mut last = None;
        while replies.len() <= MAX_CALLS {
            match task.progress(&replies) {
                Some(Progress::Ask(call)) => {
                    match self.reply_to(&WebexCall::Rest(call.clone())) {
                        Ok(reply) => replies.push(reply),
                        Err(reply) => return *reply,
                    }
                    last = Some(call);
                }
                Some(Progress::Follow(address)) => return self.follow(address),
                Some(Progress::Show(listing)) => return self.show(&listing),
                Some(Progress::Done) => return self.tell_of_success(),
                Some(Progress::Failed(failure)) => {
                    return self.fail(ServerFailure::Rest(failure), last.as_ref());
                }
                None => break,
            }
        }
        self.fail(ServerFailure::NoEnd, last.as_ref())
    }

    /// Logs the person in with a ticket that Webex gives for this one click.
    pub fn ticket(self) -> Reply {
        let web_id = acts_for(self.route, &self.context.caller).map(Into::into);
        let reply = match self.reply_to(&WebexCall::Ticket { web_id }) {
            Ok(reply) => reply,
            Err(reply) => return *reply,
        };
        if let Some(failure) = RestFailure::of_status(reply.status) {
            return self.fail(ServerFailure::Rest(failure), None);
        }
        let ticket = match read_ticket(self.route.site(), &reply.body) {
            Ok(ticket) => ticket,
            Err(failure) => return self.fail(ServerFailure::Ticket(failure), None),
        };
        let inputs = self.context.inputs(self.leg.request, self.leg.number);
        match call_with_ticket(inputs, self.route, self.leg.trace, ticket) {
            Ok(Some(call)) => {
                let outcome = self.delivered.redirect.clone();
                self.context.respond.redirect(outcome, call)
            }
            Ok(None) => self.fail(ServerFailure::NoEnd, None),
            Err(stop) => self.context.respond.refuse(Outcome::from(&stop)),
        }
    }

    /// The reply to a call, or the answer that ends the request here.
    fn reply_to(self, call: &WebexCall) -> Result<RestReply, Box<Reply>> {
        let respond = &self.context.respond;
        if !self.is_asked_for(call) {
            return Err(respond.nothing(Outcome::WebexNotAsked).into());
        }
        let (environment, site) = (self.context.environment, self.route.site().name());
        if let Some(known) = environment.known_reply(site, call) {
            return known.map_err(|error| {
                let call = match call {
                    WebexCall::Rest(call) => Some(call),
                    WebexCall::Ticket { .. } => None,
                };
                self.fail(ServerFailure::Upstream(error), call).into()
            });
        }
        // Numbers are not to be found by trial, and Webex has limits for all visitors together.
        environment
            .admit(LimitClass::WebexCalls, &self.context.caller)
            .map_err(|limited| respond.refuse(Outcome::RateLimited(limited)))?;
        let outcome = match environment.ask_webex(site, call) {
            NotAsked::Yet => Outcome::WebexNotAsked,
            NotAsked::OffTheRecord => return Err(respond.refuse(Outcome::Unavailable).into()),
        };
        Err(respond.nothing(outcome).into())
    }

    /// Programs that only look (`HEAD`) cause nothing at Webex but lookups, and get no link that belongs
    /// to a person. Nor does a foreign page that makes a browser load one as if it were a picture.
    fn is_asked_for(self, call: &WebexCall) -> bool {
        let is_lookup = match call {
            WebexCall::Rest(call) => call.kind() == CallKind::Lookup,
            WebexCall::Ticket { .. } => false,
        };
        let is_data = match call {
            WebexCall::Rest(call) => call.kind() == CallKind::Read,
            WebexCall::Ticket { .. } => false,
        };
        is_lookup
            || (self.context.target.method != Method::Head
                && (is_data || self.context.head.is_for_a_window()))
    }

    /// Sends the person to an address that Webex gave. The links of today lead nowhere afterwards, so
    /// that a page has to offer the way back.
    fn follow(self, address: SiteAddress) -> Reply {
        let respond = &self.context.respond;
        let offers_way_back = self.route.return_mode() == ReturnMode::Gateway;
        let home = self.home().filter(|_| offers_way_back);
        let Some(home) = home.filter(|_| respond.is_for_a_person()) else {
            return respond.redirect(self.delivered.redirect.clone(), address);
        };
        let frame = respond.frame();
        let page = WayPage {
            title: title(self.leg.trace, frame.language),
            address: address.as_str(),
            home: WayBack::from(&home),
            frame,
        };
        respond.page(Outcome::WayShown, &page, Forms::None)
    }

    /// Shows what Webex gave: what was asked for, or what has become of a change.
    fn show(self, listing: &Listing) -> Reply {
        let respond = &self.context.respond;
        let is_change = self.route.effect().needs_confirmation();
        let outcome = match is_change {
            true => Outcome::CarriedOut,
            false => Outcome::ListShown(listing.refused),
        };
        if !respond.is_for_a_person() {
            return respond.json(outcome, &views::ListView::of(listing));
        }
        let home = self.home();
        let frame = respond.frame();
        let context = ListContext {
            zone: self.context.policy.endpoint().time_zone(),
            home: home.as_ref().map(WayBack::from),
            frame,
        };
        let title = title(self.leg.trace, frame.language);
        let page = match is_change {
            true => ListPage::of_change(&title, listing, context),
            false => ListPage::new(title, listing, context),
        };
        respond.page(outcome, &page, Forms::None)
    }

    fn tell_of_success(self) -> Reply {
        let respond = &self.context.respond;
        if !respond.is_for_a_person() {
            let view = views::DoneView {
                done: title_of_route(self.route, respond.language()),
                request_id: respond.id.as_str(),
            };
            return respond.json(Outcome::CarriedOut, &view);
        }
        let home = self.home();
        let frame = respond.frame();
        let page = DonePage {
            title: title(self.leg.trace, frame.language),
            home: home.as_ref().map(WayBack::from),
            frame,
        };
        respond.page(Outcome::CarriedOut, &page, Forms::None)
    }

    /// Says why it did not work, and what helps.
    fn fail(self, failure: ServerFailure, call: Option<&RestCall>) -> Reply {
        let changes = self.route.effect().needs_confirmation();
        let failure = match call.map(RestCall::kind) {
            // Webex may have done it: to do it again could do it twice.
            Some(CallKind::Once | CallKind::Repeatable) if changes => failure.of_a_change(),
            _ => failure,
        };
        let is_about_meeting = self.leg.trace.has_value(MeetingKeys::PARAMETER);
        let failure = match failure {
            ServerFailure::Rest(RestFailure::NotFound) if !is_about_meeting => {
                ServerFailure::UnknownThing
            }
            failure => failure,
        };
        let again = return_path(self.context.policy, self.leg.trace, self.leg.request);
        let again = again.as_ref().map(OwnPath::as_str);
        let again = again.map(|href| Offer::new(href, Phrase::OfferAgain));
        let home = self.home();
        let home = home.as_ref().map(BackAddress::as_str);
        let home = home.map(|href| Offer::new(href, Phrase::OfferLeave));
        let offers: Vec<Offer<'_>> = again
            .filter(|_| failure.may_pass())
            .into_iter()
            .chain(home)
            .collect();
        let hints = ErrorHints {
            offers: &offers,
            ..ErrorHints::default()
        };
        let failed = Outcome::ServerFailed(failure);
        self.context.respond.refuse_with(failed, hints)
    }

    fn home(self) -> Option<BackAddress> {
        self.leg.trace.home()
    }
}
