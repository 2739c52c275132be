//! The page of a link, and its QR code: what the link would do, without doing it.

use crate::decision::{CodeFormat, Filled, LinkRequest, Outcome as Decided, Page, Refusal, Stop};
use crate::directory::Preview;
use crate::gateway::answer::{Answer, Reply};
use crate::gateway::carry_out;
use crate::gateway::i18n::{Language, Text};
use crate::gateway::login;
use crate::gateway::outcome::Outcome;
use crate::gateway::pages::{LinkPage, title_of_route};
use crate::gateway::qr::Code;
use crate::gateway::request_context::RequestContext;
use crate::gateway::respond::Forms;
use crate::gateway::rows::{ON_ITS_PAGE, row_of_link};
use crate::gateway::sanitize::{cut, sanitize, truncate};
use crate::gateway::views;
use crate::net::HeadError;
use crate::policy::{Alternative, Link, LinkView, ParameterView};
use crate::webex::{BackAddress, Call, Effect, OwnPath};

/// So many bytes of a page are for an address that a link leads to.
const ADDRESS_BYTES: usize = 2000;
/// So many bytes of a page are for a way to be let in.
const RULE_BYTES: usize = 300;
/// So many ways to be let in are told in a page.
const ALTERNATIVES: usize = 8;

/// Tells what there is to know about a link.
pub fn link_page<'p>(context: &RequestContext<'p, '_>, link: &Link) -> Answer<'p> {
    let show = |preview: &Preview<'_, '_, '_>| match context.respond.is_for_a_person() {
        true => {
            let page = page(context, preview);
            context.respond.page(Outcome::LinkShown, &page, Forms::None)
        }
        false => context
            .respond
            .json(Outcome::LinkShown, &details(context, preview)),
    };
    show_to_whoever_may_use_it(context, link, Page::OF_LINK, show)
}

/// Shows the address of a link to cameras.
pub fn qr_code<'p>(
    context: &RequestContext<'p, '_>,
    link: &Link,
    format: CodeFormat,
) -> Answer<'p> {
    let show =
        |preview: &Preview<'_, '_, '_>| match Code::of(address(context, preview.link).as_str()) {
            Some(code) => context.respond.code(Outcome::LinkShown, &code, format),
            None => context
                .respond
                .refuse(Outcome::Unreadable(HeadError::UriTooLong)),
        };
    show_to_whoever_may_use_it(context, link, format.suffix(), show)
}

/// Others are told what the link itself would tell them.
fn show_to_whoever_may_use_it<'p>(
    context: &RequestContext<'p, '_>,
    link: &Link,
    suffix: &str,
    show: impl FnOnce(&Preview<'_, '_, '_>) -> Reply,
) -> Answer<'p> {
    let path = own_path(context, link.name());
    let request = match LinkRequest::parse(path.as_str()) {
        Ok(request) => request,
        Err(malformed) => {
            let refused = Outcome::Malformed(malformed);
            return context.respond.refuse(refused).about_nothing();
        }
    };
    let decision = context.decide(&request);
    let about = context.log_context(&decision.trace, None);
    match (Preview::of(&decision), &decision.outcome) {
        (Some(preview), _) => show(&preview).about(about),
        (None, Decided::Stop(Stop::Refused(Refusal::Nobody))) => {
            // Whoever only looks comes back to look.
            let page = own_path(context, &format!("{}{suffix}", link.name()));
            login::ask_for_login(context, Some(&page)).about(about)
        }
        (None, _) => carry_out::answer(context, &request, decision),
    }
}

fn own_path(context: &RequestContext<'_, '_>, name: &str) -> OwnPath {
    OwnPath::new(context.policy.endpoint().link_segments(name))
}

/// The address that people hand on.
fn address(context: &RequestContext<'_, '_>, link: &Link) -> BackAddress {
    let path = own_path(context, link.name());
    context.policy.endpoint().home().address(&path)
}

fn page<'c>(context: &'c RequestContext<'_, 'c>, preview: &'c Preview<'_, '_, '_>) -> LinkPage<'c> {
    let frame = context.respond.frame();
    let (link, endpoint) = (preview.link, context.policy.endpoint());
    let address = address(context, link);
    let access = preview.route.access().enforced(context.now());
    let target = preview.target.as_ref().map(Call::as_str);
    let home = preview.home.as_ref().map(BackAddress::as_str);
    LinkPage {
        link: row_of_link(link, endpoint, ON_ITS_PAGE),
        aliases: link.aliases().collect(),
        code: Code::of(address.as_str()),
        svg: format!("{}{}", own_path(context, link.name()), Page::OF_CODE),
        png: format!("{}{}", own_path(context, link.name()), Page::OF_CODE_PNG),
        file: sanitize(link.name()),
        address: address.into_string(),
        does: title_of_route(preview.route, frame.language),
        site: preview.route.site().base(),
        is_asked_first: preview.route.effect().needs_confirmation(),
        destroys: preview.route.effect() == Effect::Destroy,
        is_complete: preview.is_complete,
        target: target.map(|target| truncate(target, ADDRESS_BYTES)),
        home: home.map(|home| truncate(home, ADDRESS_BYTES)),
        parameters: parameters(preview),
        allowed: briefly(in_words(access.allowed(), frame.language)),
        denied: briefly(in_words(access.denied(), frame.language)),
        policy: context.policy.hash(),
        frame,
    }
}

fn details<'c>(
    context: &'c RequestContext<'_, '_>,
    preview: &'c Preview<'_, '_, '_>,
) -> views::LinkDetails<'c> {
    let language = context.respond.language();
    let (link, route, endpoint) = (preview.link, preview.route, context.policy.endpoint());
    let access = route.access().enforced(context.now());
    views::LinkDetails {
        link: LinkView::of(link, endpoint),
        code: format!("{}{}", own_path(context, link.name()), Page::OF_CODE),
        does: title_of_route(route, language),
        effect: route.effect().as_str(),
        site: route.site().base(),
        is_complete: preview.is_complete,
        target: preview.target.as_ref().map(Call::as_str),
        back: preview.home.as_ref().map(BackAddress::as_str),
        parameters: parameters(preview),
        allow: in_words(access.allowed(), language),
        deny: in_words(access.denied(), language),
        policy: context.policy.hash(),
    }
}

fn parameters(preview: &Preview<'_, '_, '_>) -> Vec<ParameterView> {
    preview.trace.filled.iter().map(Filled::view).collect()
}

/// As much of it as a page has room for.
fn briefly(rules: Vec<Text>) -> Vec<Text> {
    let rules = rules.into_iter().take(ALTERNATIVES);
    rules.map(|text| cut(text, RULE_BYTES)).collect()
}

fn in_words<'p>(
    alternatives: impl Iterator<Item = &'p Alternative>,
    language: Language,
) -> Vec<Text> {
    let rules = alternatives.map(|alternative| language.alternative(alternative));
    rules.collect()
}
