//! What the gateway knows of whoever asks: what identity sources say, and what the rules of the
//! policy make of it.
//!
//! Everybody sees their own facts only. Of the policy, they see the names of the networks around
//! them, and of groups that they are in or whose name is all there is in one of theirs: an
//! anonymous caller has none.

use crate::decision::{Person, Proof};
use crate::gateway::answer::Reply;
use crate::gateway::i18n::{Argument, Language, Phrase, Text};
use crate::gateway::login;
use crate::gateway::outcome::Outcome;
use crate::gateway::pages::{CallerPage, Fact, FactValue};
use crate::gateway::request_context::RequestContext;
use crate::gateway::respond::Forms;
use crate::gateway::sanitize::{LONG, SHORT, page_bytes, reveal, take_within};
use crate::gateway::views;
use crate::identity::{AuthError, GroupMatch, GroupStanding, Standing, ToldRules};
use crate::webex::{BackAddress, OwnPath};

/// So many bytes of a page are for all that it says of a caller.
const FACT_BYTES: usize = 20 * 1024;
/// What a page has around one value, but for words of ours.
const VALUE_BYTES: usize = 40;
/// So many other proofs of a request are told in a page.
const PROOFS: usize = 8;

pub fn caller_page(context: &RequestContext<'_, '_>) -> Reply {
    let told = ToldRules::EnforcedAt(context.now());
    let standing = Standing::of(context.rule_names, told, &context.caller);
    match context.respond.is_for_a_person() {
        true => show_page(context, &standing),
        false => show_json(context, &standing),
    }
}

fn show_json(context: &RequestContext<'_, '_>, standing: &Standing<'_, '_>) -> Reply {
    let caller = &context.caller;
    let person = caller.person();
    let view = views::CallerView {
        known: person.is_some(),
        user: person.and_then(|person| person.user.as_deref()),
        name: person.and_then(|person| person.name.as_deref()),
        email: person.and_then(|person| person.email.as_deref()),
        identity_provider: person.map(|person| &*person.identity_provider),
        certificate: caller.certificate().map(|held| &*held.subject),
        groups: standing.groups.as_ref().map(|groups| {
            let groups = groups.iter();
            groups.map(views::GroupView::of).collect()
        }),
        further_callers: further(context).map(views::FurtherView::of).collect(),
        auth_error: context.auth_error.map(AuthError::as_str),
        address: caller.address().known(),
        networks: &standing.networks,
        policy: context.policy.hash(),
        request_id: context.respond.id.as_str(),
    };
    context.respond.json(Outcome::CallerShown, &view)
}

fn further<'c>(context: &'c RequestContext<'_, '_>) -> impl Iterator<Item = &'c Person<'c>> {
    context.caller.further().iter().map(Proof::person)
}

fn show_page(context: &RequestContext<'_, '_>, standing: &Standing<'_, '_>) -> Reply {
    let frame = context.respond.frame();
    let login = login::offer(context, &OwnPath::new(["-", "me"]));
    let mut facts = facts(context, standing, frame.language);
    share_room(&mut facts, frame.language);
    let page = CallerPage {
        problem: problem(context, frame.language),
        has_hidden: facts
            .iter()
            .any(|fact| fact.values.iter().any(FactValue::has_sign)),
        facts,
        login: login.as_ref().map(BackAddress::as_str),
        frame,
    };
    context
        .respond
        .page(Outcome::CallerShown, &page, Forms::None)
}

/// Why nobody is known.
fn problem(context: &RequestContext<'_, '_>, language: Language) -> Vec<Text> {
    match (context.caller.person(), context.auth_error) {
        (Some(_), _) => Vec::new(),
        (None, None) => vec![language.say(Phrase::MeAnonymous)],
        (None, Some(error)) => {
            let reason = ("reason", Argument::text(error.as_str()));
            vec![
                language.say_with(Phrase::MeFailed, &[reason]),
                language.say(Phrase::MeFailedNext),
            ]
        }
    }
}

fn facts<'c>(
    context: &'c RequestContext<'_, 'c>,
    standing: &'c Standing<'_, '_>,
    language: Language,
) -> Vec<Fact<'c>> {
    let said = |text: &'c str| FactValue::Said(reveal(text, LONG));
    let fact = |label: Phrase, values: Vec<FactValue<'c>>| Fact {
        label: language.say(label),
        values,
    };
    let mut facts = Vec::new();
    if let Some(person) = context.caller.person() {
        for (label, text) in [
            (Phrase::MeUser, person.user.as_deref()),
            (Phrase::MeName, person.name.as_deref()),
            (Phrase::MeEmail, person.email.as_deref()),
            (Phrase::MeSource, Some(&*person.identity_provider)),
        ] {
            facts.extend(text.map(|text| fact(label, vec![said(text)])));
        }
        facts.extend(groups(standing.groups.as_deref(), language));
    }
    if let Some(held) = context.caller.certificate() {
        facts.push(fact(Phrase::MeCertificate, vec![said(&held.subject)]));
    }
    let others: Vec<_> = further(context).take(PROOFS).map(of_other_proof).collect();
    if !others.is_empty() {
        facts.push(fact(Phrase::MeFurther, others));
    }
    facts.push(fact(Phrase::MeNetworks, networks(standing, language)));
    let address = context.caller.address().known();
    let address = address.map(|address| FactValue::Code(address.to_string()));
    let unknown = || FactValue::Ours(language.say(Phrase::MeUnknown));
    facts.push(fact(
        Phrase::MeAddress,
        vec![address.unwrap_or_else(unknown)],
    ));
    let policy = FactValue::Code(context.policy.hash().to_owned());
    facts.push(fact(Phrase::LinkPolicy, vec![policy]));
    facts
}

fn of_other_proof<'c>(person: &'c Person<'_>) -> FactValue<'c> {
    let id = reveal(person.id().unwrap_or_default(), SHORT);
    let source = reveal(&person.identity_provider, SHORT);
    FactValue::Said(format!("{id} ({source})").into())
}

fn networks<'c>(standing: &'c Standing<'_, '_>, language: Language) -> Vec<FactValue<'c>> {
    let networks = standing.networks.iter();
    let names = networks.map(|name| FactValue::Said(reveal(name, SHORT)));
    let names: Vec<_> = names.collect();
    match names.is_empty() {
        true => vec![FactValue::Ours(language.say(Phrase::MeNoNetwork))],
        false => names,
    }
}

/// The groups by what rules make of them, so that one that is nearly right stands apart.
fn groups<'c>(groups: Option<&'c [GroupStanding<'c, 'c>]>, language: Language) -> Vec<Fact<'c>> {
    let ours = |phrase: Phrase| Fact {
        label: language.say(Phrase::MeGroups),
        values: vec![FactValue::Ours(language.say(phrase))],
    };
    let groups = match groups {
        None => return vec![ours(Phrase::MeGroupsUnknown)],
        Some([]) => return vec![ours(Phrase::MeNone)],
        Some(groups) => groups,
    };
    let lists = [
        (Phrase::MeGroupsNamed, matched(groups, GroupMatch::Named)),
        (Phrase::MeGroupsNear, near(groups)),
        (
            Phrase::MeGroupsLimited,
            matched(groups, GroupMatch::OutsideLimits),
        ),
        (Phrase::MeGroupsOther, matched(groups, GroupMatch::Unnamed)),
    ];
    let told = lists.into_iter().filter(|(_, values)| !values.is_empty());
    let facts = told.map(|(label, values)| Fact {
        label: language.say(label),
        values,
    });
    facts.collect()
}

fn matched<'c>(groups: &'c [GroupStanding<'c, 'c>], matched: GroupMatch) -> Vec<FactValue<'c>> {
    let groups = groups.iter().filter(|group| group.matched == matched);
    let names = groups.map(|group| FactValue::Said(reveal(group.name, SHORT)));
    names.collect()
}

/// Each group with each spelling of it that rules name. It may stand among those that rules name as
/// they are, too.
fn near<'c>(groups: &'c [GroupStanding<'c, 'c>]) -> Vec<FactValue<'c>> {
    let pairs = groups.iter().flat_map(|group| {
        let near = group.near.iter();
        near.map(|near| FactValue::Near {
            is: reveal(group.name, SHORT),
            named: reveal(near, SHORT),
        })
    });
    pairs.collect()
}

/// Cuts the lists to the room that they share. The short ones come first: what they leave is for the
/// long ones.
fn share_room(facts: &mut [Fact<'_>], language: Language) {
    let near = page_bytes(&language.say(Phrase::MeGroupNear));
    let bytes = |value: &FactValue<'_>| {
        let ours = match value {
            FactValue::Near { .. } => near,
            FactValue::Ours(_) | FactValue::Said(_) | FactValue::Code(_) => 0,
        };
        value.bytes() + ours + VALUE_BYTES
    };
    let of_fact = |fact: &Fact<'_>| fact.values.iter().map(bytes).sum::<usize>();
    let mut by_length: Vec<&mut Fact<'_>> = facts.iter_mut().collect();
    by_length.sort_by_key(|fact| of_fact(fact));
    let mut room = FACT_BYTES;
    let count = by_length.len();
    for (fact, before) in by_length.into_iter().zip(0..) {
        let share = room / (count - before);
        let shown = take_within(&fact.values, share, |value| bytes(value)).len();
        let left_out = fact.values.len() - shown;
        fact.values.truncate(shown);
        room -= of_fact(fact);
        if left_out > 0 {
            let more = ("count", Argument::count(left_out));
            let more = language.say_with(Phrase::MeMore, &[more]);
            fact.values.push(FactValue::Ours(more));
        }
    }
}
