//! Somebody has to be known, and nobody is: to the login, and back.

use http_body_util::Full;
use hyper::Response;
use hyper::body::Bytes;
use hyper::header::COOKIE;
use hyper::http::request::Parts;

use super::Visit;
use super::fault::Fault;
use super::page::Offer;
use super::record::Told;
use super::respond::Aid;
use super::words::Phrase;
use crate::decision::Refusal;
use crate::policy::{LoginUrl, Policy};
use crate::webex::{BackAddress, OwnPath};

/// Says that a browser has just been to the login. If nobody is known
/// nevertheless, sending it there again would go on for ever.
pub(super) const BEEN_THERE: &str = "linkgate_login=1";

/// Sends a person to the policy's login, with a way back to what they asked
/// for; or tells them that they have to log in.
pub(super) fn ask_for_it(
    policy: &Policy,
    visit: &Visit<'_>,
    back: Option<&OwnPath>,
) -> (Response<Full<Bytes>>, Told) {
    let fault = Fault::Refused(Refusal::Nobody);
    let told = Told::of(&fault);
    let respond = &visit.respond;
    let login = policy.trust().login.as_ref();
    let login = login
        .zip(back)
        .map(|(login, back)| address(policy, login, back));
    match login {
        Some(login) if respond.is_for_a_person() && has_been_there(visit.arrived.head) => {
            let offer = Offer::new(login.as_str(), Phrase::OfferLogIn);
            let aid = Aid {
                offers: &[offer],
                ..Aid::default()
            };
            (respond.fault_with(&fault, aid), told)
        }
        Some(login) if respond.is_for_a_person() => {
            let is_encrypted = policy.endpoint().public_url().starts_with("https:");
            let told = Told {
                outcome: "sent_to_login",
                ..told
            };
            (respond.log_in(login, is_encrypted), told)
        }
        _ => (respond.fault(&fault), told),
    }
}

/// Where somebody who is not known can log in to see more than they see now.
pub(super) fn offer(policy: &Policy, visit: &Visit<'_>, back: &OwnPath) -> Option<BackAddress> {
    let login = policy.trust().login.as_ref()?;
    let is_known = visit.caller.person().is_some();
    (!is_known).then(|| address(policy, login, back))
}

/// The login, with the way back in its place. The way back is the gateway's
/// own address and nothing else.
fn address(policy: &Policy, login: &LoginUrl, path: &OwnPath) -> BackAddress {
    let back = policy.endpoint().home().address(path);
    let place = |name: &str| (name == LoginUrl::PLACE).then_some(back.as_str());
    login.url().address(place)
}

fn has_been_there(head: &Parts) -> bool {
    let cookies = head.headers.get_all(COOKIE).iter();
    let mut cookies = cookies.filter_map(|cookies| cookies.to_str().ok());
    cookies.any(|cookies| cookies.split(';').any(|cookie| cookie.trim() == BEEN_THERE))
}
