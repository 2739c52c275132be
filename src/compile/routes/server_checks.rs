//! Checks of routes for which the gateway asks Webex itself: for whom, and who may cause it.

use super::draft::RouteDraft;
use super::step_draft::StepDraft;
use crate::policy::{Alternative, Condition, ReturnMode, StepCall};
use crate::webex::Effect;

/// The one command under whose REST call everybody may be let in: it only looks up where a meeting is.
const JOIN: &str = "meeting.join";

impl RouteDraft<'_, '_> {
    /// Checks a route for which the gateway asks Webex itself, and one that says so in vain.
    pub fn check_server(&self) {
        let asks_rest = self.is_rest();
        let mut calls = self.steps.iter().filter_map(StepDraft::call);
        let asks_tickets = calls.any(|call| matches!(call, StepCall::WithTicket(_)));
        if asks_rest {
            self.check_rest();
        }
        if asks_tickets {
            self.check_tickets();
        }
        if !asks_rest && !asks_tickets && self.is_known() {
            self.report_unused_keys();
        }
    }

    /// Whether the gateway makes the call of this route at the REST API.
    pub fn is_rest(&self) -> bool {
        let mut calls = self.steps.iter().filter_map(StepDraft::call);
        calls.any(|call| matches!(call, StepCall::Rest(_)))
    }

    fn is_known(&self) -> bool {
        self.steps.iter().all(|step| step.call().is_some())
    }

    fn check_rest(&self) {
        if self.target.is_some_and(|target| !target.has_rest) {
            self.name
                .error("the site has no `rest`, with which the gateway would call the REST API")
                .help("add `rest: { client_id: { file: PATH }, client_secret: { file: PATH }, refresh_token: { file: PATH } }` to the site");
        }
        if self.steps.len() > 1 && self.is_known() {
            self.name
                .error("the gateway makes the calls of this route itself, so it has one `command`")
                .help("split it into several routes");
        }
        self.check_host();
        let command = self.steps.first().and_then(StepDraft::command);
        let is_join = command.is_some_and(|command| command.name().as_str() == JOIN);
        if !is_join {
            self.check_names_people("Webex does this with the rights of the gateway");
        } else if self.server.is_personal() {
            // The link needs no password of the meeting.
            self.check_names_people(
                "people get into any meeting of the host by this, under their own name",
            );
        }
        if let Some(personal) = self.server.personal.filter(|_| !is_join) {
            personal
                .error("`personal` is for `meeting.join` only")
                .help("remove it");
        }
        let leads_away = command.is_some_and(|command| command.effect() == Effect::Enter);
        let is_direct = self.return_mode == Some(ReturnMode::Direct);
        if let Some(choice) = self.backs.first().filter(|_| leads_away && is_direct) {
            choice
                .span
                .warning("Webex's links of today take no back URL: nobody is sent back")
                .help("add `return: gateway`: a page then offers the way back, beside the meeting");
        }
    }

    /// Reports a call that is made for a host whom nobody names.
    fn check_host(&self) {
        let mut calls = self.steps.iter().filter_map(StepDraft::call);
        let needs_host = calls.any(|call| match call {
            StepCall::Rest(rest) => rest.form.needs_host(),
            StepCall::Browser(_) | StepCall::WithTicket(_) => false,
        });
        let is_named = self.server.person.is_some()
            || self
                .target
                .is_some_and(|target| target.site.rest_host.is_some());
        if needs_host && !is_named {
            self.name
                .error("Webex does this for a host, and nobody says for whom")
                .help("add `as: host@acme.example` or `as: \"{caller.email}\"` to the route, or `host` to the `rest` of the site");
        }
    }

    fn check_tickets(&self) {
        self.check_names_people("whoever may use this route is logged in to Webex by it");
        if self.server.person.is_none() {
            self.name
                .error("a ticket logs somebody in, and nobody says whom")
                .help("add `as: host@acme.example` or `as: \"{caller.email}\"` to the route");
        }
        if let Some(personal) = self.server.personal {
            personal
                .error("`personal` is for calls to the REST API")
                .help("remove it");
        }
        let mut steps = self.steps.iter().skip(1);
        if let Some(later) = steps.find(|step| matches!(step.call(), Some(StepCall::WithTicket(_))))
        {
            later
                .span()
                .error("a login by ticket is the first step of a route")
                .help("move it to the first step");
        }
    }

    /// Reports rules that let somebody in of whom only the network is known, if that.
    fn check_names_people(&self, why: &str) {
        let Some(access) = &self.access else {
            return;
        };
        let mut open = access.all().allowed().filter(|one| !names_people(one));
        if let Some(open) = open.next() {
            let who = match open {
                Alternative::Anyone => "anyone",
                Alternative::All(_) => "people whom it does not name",
            };
            self.name
                .error(format!("{why}, and `allow` lets in {who}"))
                .help("name people in each rule of `allow`: `user`, `group`, `mail_domain` or `certificate`");
        }
    }

    fn report_unused_keys(&self) {
        if let Some(person) = &self.server.person {
            person
                .text
                .error("`as` is for calls that the gateway makes itself")
                .help("remove it, or add `login: ticket` or `profile: rest`");
        }
        if let Some(personal) = self.server.personal {
            personal
                .error("`personal` is for calls to the REST API")
                .help("remove it, or add `profile: rest`");
        }
    }
}

/// Whether an alternative says who people are. That somebody is known to an identity source says nothing
/// about who that is.
fn names_people(alternative: &Alternative) -> bool {
    alternative.conditions().iter().any(|condition| {
        matches!(
            condition,
            Condition::User(_)
                | Condition::MailDomain(_)
                | Condition::Group(_)
                | Condition::Certificate(_)
        )
    })
}
