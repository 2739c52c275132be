//! The page of a link, and its QR code: what the link would do, without doing
//! it.

use std::borrow::Cow;

use http_body_util::Full;
use hyper::Response;
use hyper::body::Bytes;

use super::directory_page::tags;
use crate::decision::{LinkRequest, Outcome, Page, Preview, Refusal, Stop, decide};
use crate::gateway::access_log::{About, Told};
use crate::gateway::i18n::{Language, Text};
use crate::gateway::outcome::Fault;
use crate::gateway::pages::{LinkPage, title_of_route};
use crate::gateway::policy_snapshot::PolicySnapshot;
use crate::gateway::qr::Code;
use crate::gateway::sanitize::{LONG, SHORT, cut, truncate};
use crate::gateway::{RequestContext, dates, login, views};
use crate::policy::{Alternative, Link};
use crate::webex::{BackAddress, Call, OwnPath};

/// So many bytes of a page are for an address that a link leads to.
const ADDRESS_BYTES: usize = 2000;

/// So many bytes of a page are for a way to be let in.
const RULE_BYTES: usize = 300;
/// So many ways to be let in are told in a page.
const ALTERNATIVES: usize = 8;

impl PolicySnapshot {
    /// Tells what there is to know about a link.
    pub fn show_link(&self, visit: &RequestContext<'_>, link: &Link) -> Response<Full<Bytes>> {
        self.tell_about(visit, (link, Page::OF_LINK), |preview| {
            let respond = &visit.respond;
            match respond.is_for_a_person() {
                true => respond.show(&self.link_page(visit, preview)),
                false => respond.json(&self.link_details(visit, preview)),
            }
        })
    }

    /// Shows the address of a link to cameras.
    pub fn show_code(&self, visit: &RequestContext<'_>, link: &Link) -> Response<Full<Bytes>> {
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
        visit: &RequestContext<'_>,
        (link, suffix): (&Link, &str),
        tell: impl FnOnce(&Preview<'_, '_, '_>) -> Response<Full<Bytes>>,
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

    fn link_page<'p>(
        &'p self,
        visit: &RequestContext<'p>,
        preview: &'p Preview<'_, '_, '_>,
    ) -> LinkPage<'p> {
        let frame = visit.respond.frame();
        let (link, endpoint) = (preview.link, self.policy.endpoint());
        let address = self.address(link);
        let zone = endpoint.time_zone();
        let access = preview.route.access();
        let (target, home) = (preview.target.as_ref(), preview.home.as_ref());
        LinkPage {
            title: truncate(link.title().unwrap_or(link.name()), LONG),
            href: endpoint.link_path(link.name()),
            code: Code::of(address.as_str()),
            address: address.into_string(),
            does: title_of_route(preview.route, frame.language),
            site: preview.route.site().base(),
            is_asked_first: preview.route.effect().needs_confirmation(),
            target: target.map(|target| truncate(target.as_str(), ADDRESS_BYTES)),
            home: home.map(|home| truncate(home.as_str(), ADDRESS_BYTES)),
            values: values(preview)
                .map(|(name, value)| {
                    let value = value.map(|value| truncate(&value, SHORT).into_owned());
                    (name, value)
                })
                .collect(),
            owner: link.owner().map(|owner| truncate(owner, LONG)),
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
        visit: &RequestContext<'_>,
        preview: &'p Preview<'_, '_, '_>,
    ) -> views::LinkDetails<'p> {
        let language = visit.respond.frame().language;
        let (link, route, endpoint) = (preview.link, preview.route, self.policy.endpoint());
        let parameters = values(preview);
        let parameters = parameters.map(|(name, value)| views::Parameter { name, value });
        views::LinkDetails {
            link: views::Link::of(link, endpoint),
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
    preview: &'p Preview<'_, '_, '_>,
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
