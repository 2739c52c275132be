//! Sends anonymous callers to the login page of the policy, and back.

use super::answer::Reply;
use super::cookies;
use super::i18n::Phrase;
use super::outcome::Outcome;
use super::pages::{ABOUT_CALLER, Offer};
use super::request_context::RequestContext;
use super::respond::{ErrorHints, LOGIN_COOKIE};
use crate::decision::Refusal;
use crate::policy::{LoginUrl, Policy};
use crate::webex::{BackAddress, OwnPath};

/// Redirects to the login page, with a way back to the request. Without a login page, or for a
/// program, the answer is 401.
pub fn ask_for_login(context: &RequestContext<'_, '_>, back: Option<&OwnPath>) -> Reply {
    let respond = &context.respond;
    let denied = Outcome::Denied(Refusal::Nobody);
    let login = context.policy.trust().login.as_ref().zip(back);
    let login = login.filter(|_| respond.is_for_a_person());
    let Some(login) = login.map(|(login, back)| address(context.policy, login, back)) else {
        let hints = ErrorHints {
            offers: &ABOUT_CALLER,
            ..ErrorHints::default()
        };
        return respond.refuse_with(denied, hints);
    };
    // A person who comes from the login page and is still anonymous would be redirected in a loop.
    // A link on the error page leaves the next attempt to the person.
    if cookies::value(&context.head.parts.headers, LOGIN_COOKIE) != Some("1") {
        return respond.log_in(login);
    }
    let hints = ErrorHints {
        offers: &[
            Offer::new(login.as_str(), Phrase::OfferLogIn),
            ABOUT_CALLER[0],
        ],
        ..ErrorHints::default()
    };
    respond.refuse_with(denied, hints)
}

/// The login page, for anonymous callers who may see more after logging in.
pub fn offer(context: &RequestContext<'_, '_>, back: &OwnPath) -> Option<BackAddress> {
    let login = context.policy.trust().login.as_ref()?;
    is_possible(context).then(|| address(context.policy, login, back))
}

/// Whether the caller is anonymous, and could log in.
pub fn is_possible(context: &RequestContext<'_, '_>) -> bool {
    context.policy.trust().login.is_some() && context.caller.person().is_none()
}

/// The address of the login page, with the way back in its placeholder.
fn address(policy: &Policy, login: &LoginUrl, path: &OwnPath) -> BackAddress {
    // The way back is always an address of the gateway, so that the login page cannot be made to
    // lead elsewhere.
    let back = policy.endpoint().home().address(path);
    let placeholder = |name: &str| (name == LoginUrl::PLACE).then_some(back.as_str());
    login.url().address(placeholder)
}
