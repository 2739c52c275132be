//! The page of a link, and its QR code: what the link would do, without doing
//! it.

use std::borrow::Cow;

use http_body_util::Full;
use hyper::Response;
use hyper::body::Bytes;

use super::browse::tags;
use super::fault::Fault;
use super::generation::Generation;
use super::page::{LinkPage, title_of_route};
use super::qr::Code;
use super::record::{About, Told};
use super::shown::{LONG, SHORT, brief, cut};
use super::words::{Language, Text};
use super::{Visit, api, dates, login};
use crate::decision::{LinkRequest, Outcome, Page, Refusal, Stop, decide};
use crate::directory::Preview;
use crate::policy::{Alternative, Link};
use crate::webex::{BackAddress, Call, OwnPath};

/// So many bytes of a page are for an address that a link leads to.
const ADDRESS_BYTES: usize = 2000;

/// So many bytes of a page are for a way to be let in.
const RULE_BYTES: usize = 300;
/// So many ways to be let in are told in a page.
const ALTERNATIVES: usize = 8;

impl Generation {
    /// Tells what there is to know about a link.
    pub(super) fn show_link(&self, visit: &Visit<'_>, link: &Link) -> Response<Full<Bytes>> {
        self.tell_about(visit, (link, Page::OF_LINK), |preview| {
            let respond = &visit.respond;
            match respond.is_for_a_person() {
                true => respond.show(&self.link_page(visit, preview)),
                false => respond.json(&self.link_details(visit, preview)),
            }
        })
    }

    /// Shows the address of a link to cameras.
    pub(super) fn show_code(&self, visit: &Visit<'_>, link: &Link) -> Response<Full<Bytes>> {
        self.tell_about(visit, (link, Page::OF_CODE), |preview| {
            match Code::of(self.address(preview.link).as_str()) {
                Some(code) => visit.respond.code(&code),
                None => visit.respond.fault(&Fault::TooLong),
            }
        })
    }

    /// Tells whoever may use a link about it, and others what the link itself
    /// would tell them.
    fn tell_about(
        &self,
        visit: &Visit<'_>,
        (link, suffix): (&Link, &str),
        tell: impl FnOnce(&Preview<'_, '_>) -> Response<Full<Bytes>>,
    ) -> Response<Full<Bytes>> {
        let path = OwnPath::new(self.policy.endpoint().link_segments(link.name()));
        let asked = LinkRequest::parse(path.as_str());
        let answered = match &asked {
            Ok(ask) => {
                let decision = decide(&self.policy, ask, &visit.caller, visit.arrived.now);
                let about = About::of(&decision.trace, None);
                match (Preview::of(&decision), &decision.outcome) {
                    (Some(preview), _) => (tell(&preview), Told::plainly("shown"), about),
                    (None, Outcome::Stop(Stop::Refused(Refusal::Nobody))) => {
                        // Whoever only looks comes back to look.
                        let page = format!("{}{suffix}", link.name());
                        let page = OwnPath::new(self.policy.endpoint().link_segments(&page));
                        let (response, told) = login::ask_for_it(&self.policy, visit, Some(&page));
                        (response, told, about)
                    }
                    (None, _) => self.carry_out(visit, ask, decision),
                }
            }
            Err(malformed) => self.refuse(visit, &Fault::Malformed(*malformed)),
        };
        self.record_visit(visit, answered)
    }

    /// The address that people hand on.
    fn address(&self, link: &Link) -> BackAddress {
        let endpoint = self.policy.endpoint();
        let path = OwnPath::new(endpoint.link_segments(link.name()));
        endpoint.home().address(&path)
    }

    fn link_page<'p>(&'p self, visit: &Visit<'p>, preview: &'p Preview<'_, '_>) -> LinkPage<'p> {
        let frame = visit.respond.frame();
        let (link, endpoint) = (preview.link, self.policy.endpoint());
        let address = self.address(link);
        let zone = endpoint.time_zone();
        let access = preview.route.access();
        let (target, home) = (preview.target.as_ref(), preview.home.as_ref());
        LinkPage {
            title: brief(link.title().unwrap_or(link.name()), LONG),
            href: endpoint.link_path(link.name()),
            code: Code::of(address.as_str()),
            address: address.into_string(),
            does: title_of_route(preview.route, frame.language),
            site: preview.route.site().base(),
            is_asked_first: preview.route.effect().needs_confirmation(),
            target: target.map(|target| brief(target.as_str(), ADDRESS_BYTES)),
            home: home.map(|home| brief(home.as_str(), ADDRESS_BYTES)),
            values: values(preview)
                .map(|(name, value)| {
                    let value = value.map(|value| brief(&value, SHORT).into_owned());
                    (name, value)
                })
                .collect(),
            owner: link.owner().map(|owner| brief(owner, LONG)),
            tags: tags(link).collect(),
            from: link.from().map(|from| dates::beginning(from, zone)),
            until: link.until().map(|until| dates::end(until, zone)),
            allowed: briefly(in_words(access.allowed(), frame.language)),
            denied: briefly(in_words(access.denied(), frame.language)),
            policy: self.policy.hash(),
            frame,
        }
    }

    fn link_details<'p>(
        &'p self,
        visit: &Visit<'_>,
        preview: &'p Preview<'_, '_>,
    ) -> api::LinkDetails<'p> {
        let language = visit.respond.frame().language;
        let (link, route, endpoint) = (preview.link, preview.route, self.policy.endpoint());
        let parameters = values(preview);
        let parameters = parameters.map(|(name, value)| api::Parameter { name, value });
        api::LinkDetails {
            link: api::Link::of(link, endpoint),
            code: format!("{}.qr", endpoint.link_path(link.name())),
            does: title_of_route(route, language),
            effect: route.effect().as_str(),
            site: route.site().base(),
            is_complete: preview.target.is_some(),
            target: preview.target.as_ref().map(Call::as_str),
            back: preview.home.as_ref().map(BackAddress::as_str),
            parameters: parameters.collect(),
            allow: in_words(route.access().allowed(), language),
            deny: in_words(route.access().denied(), language),
            policy: self.policy.hash(),
        }
    }
}

/// What a link fills in; secrets without their values.
fn values<'p>(
    preview: &'p Preview<'_, '_>,
) -> impl Iterator<Item = (&'p str, Option<Cow<'p, str>>)> {
    preview.trace.filled.iter().map(|filled| {
        let value = (!filled.parameter.is_secret()).then(|| filled.value.shown());
        (filled.parameter.name(), value)
    })
}

/// As much of it as a page has room for.
fn briefly(told: Vec<Text>) -> Vec<Text> {
    let told = told.into_iter().take(ALTERNATIVES);
    told.map(|text| cut(text, RULE_BYTES)).collect()
}

fn in_words(alternatives: &[Alternative], language: Language) -> Vec<Text> {
    let alternatives = alternatives.iter();
    let told = alternatives.map(|alternative| language.alternative(alternative));
    told.collect()
}
