//! Reading `login: ticket`: the gateway gets a ticket from Webex, and the browser logs in with it.

use super::command::{ResolvedCommand, Target};
use super::step_draft::StepDraft;
use crate::compile::context::Text;
use crate::compile::fields::Fields;
use crate::policy::StepCall;
use crate::webex::{CallForm, Profile};

/// The one word for `login`.
const TICKET: &str = "ticket";
/// The login by a form, which the ticket takes the place of.
const LOGIN: &str = "site.login";

/// What `login` says of a step.
pub enum Login<'c, 'd> {
    /// Nothing.
    None,
    Ticket(TicketLogin<'c, 'd>),
}

/// The person is logged in by a ticket.
pub struct TicketLogin<'c, 'd> {
    word: Text<'d>,
    /// `None` when that cannot be, which has been reported.
    // Boxed: most steps have none.
    found: Option<Box<ResolvedCommand<'c>>>,
}

pub fn read_login<'c, 'd>(fields: &mut Fields<'d>, target: Option<Target<'c>>) -> Login<'c, 'd> {
    let Some(word) = fields.take_text("login") else {
        return Login::None;
    };
    if word.as_str() != TICKET {
        word.error(format!("unknown value `{word}` for `login`"))
            .help_one_of(&word, [TICKET]);
        return Login::Ticket(TicketLogin { word, found: None });
    }
    let found = target.and_then(|target| resolve(word, target));
    Login::Ticket(TicketLogin {
        word,
        found: found.map(Box::new),
    })
}

fn resolve<'c>(word: Text<'_>, target: Target<'c>) -> Option<ResolvedCommand<'c>> {
    if target.profile == Profile::Rest {
        word.error("a ticket is for the pages of the URL API, which this route does not use")
            .help("remove `login`, or write `profile: url_api`");
        return None;
    }
    if !target.has_xml {
        word.error("the site has no `xml`, from which tickets come")
            .help("add `xml: { web_id: { file: PATH }, password: { file: PATH } }` to the site");
        return None;
    }
    let command = target.site.ticket_login.as_ref()?;
    let with_ticket = target.site.commands.command(command.name().as_str())?;
    let form = CallForm::new(&target.site.site, with_ticket)?;
    Some(ResolvedCommand {
        command,
        call: StepCall::WithTicket(form),
    })
}

impl<'c, 'd> Login<'c, 'd> {
    /// The steps that a step becomes: itself, with the login before it. A login becomes the one by
    /// ticket.
    pub fn before(self, step: StepDraft<'c, 'd>) -> Vec<StepDraft<'c, 'd>> {
        let Self::Ticket(TicketLogin { word, found }) = self else {
            return vec![step];
        };
        let found = found.map(|found| *found);
        let is_login = step
            .command()
            .is_some_and(|command| command.name().as_str() == LOGIN);
        match is_login {
            true => vec![step.with(found)],
            false => vec![StepDraft::without_keys(found, word.span()), step],
        }
    }
}
