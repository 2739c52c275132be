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
use super::words::Phrase;
use crate::decision::{Ask, Refusal, Trace, way_back};
use crate::policy::{LoginUrl, Policy};
use crate::webex::BackAddress;

/// Says that a browser has just been to the login. If nobody is known
/// nevertheless, sending it there again would go on for ever.
pub(super) const BEEN_THERE: &str = "linkgate_login=1";

/// Sends a person to the policy's login, with a way back to what they asked
/// for; or tells them that they have to log in.
pub(super) fn ask_for_it(
    policy: &Policy,
    visit: &Visit<'_>,
    (trace, ask): (&Trace<'_>, &Ask<'_>),
) -> (Response<Full<Bytes>>, Told) {
    let fault = Fault::Refused(Refusal::Nobody);
    let told = Told::of(&fault);
    let respond = &visit.respond;
    let login = policy.vouchers().login.as_ref();
    let login = login.and_then(|login| address(policy, login, (trace, ask)));
    match login {
        Some(login) if respond.is_for_a_person() && has_been_there(visit.arrived.head) => {
            let offer = Offer::new(login.as_str(), Phrase::OfferLogIn);
            (respond.fault_with(&fault, &[offer]), told)
        }
        Some(login) if respond.is_for_a_person() => {
            let is_encrypted = policy.front().public_url().starts_with("https:");
            let told = Told {
                outcome: "login",
                ..told
            };
            (respond.log_in(login, is_encrypted), told)
        }
        _ => (respond.fault(&fault), told),
    }
}

/// The login, with the way back in its place. The way back is the gateway's
/// own address and nothing else.
fn address(
    policy: &Policy,
    login: &LoginUrl,
    (trace, ask): (&Trace<'_>, &Ask<'_>),
) -> Option<BackAddress> {
    let path = way_back(policy, trace, ask)?;
    let back = policy.front().home().address(&path);
    let place = |name: &str| (name == LoginUrl::PLACE).then_some(back.as_str());
    Some(login.url().address(place))
}

fn has_been_there(head: &Parts) -> bool {
    let cookies = head.headers.get_all(COOKIE).iter();
    let mut cookies = cookies.filter_map(|cookies| cookies.to_str().ok());
    cookies.any(|cookies| cookies.split(';').any(|cookie| cookie.trim() == BEEN_THERE))
}
