//! `explain`: what would happen to a request, and why.
//!
//! The answer is production's own, from the same dispatcher; here it is only put into words.

mod address;
mod answer;
mod args;
mod facts;
mod header;
mod moment;
mod notation;
mod person;
mod recorder;
mod request;
#[cfg(test)]
mod tests;
mod text;

use std::borrow::Cow;
use std::io;
use std::process::ExitCode;
use std::sync::Arc;

use jiff::Timestamp;

use super::exit::USAGE;
use super::findings::Findings;
use super::{output, report};
use crate::compile::Sources;
use crate::decision::{Caller, Groups, Person};
use crate::gateway::{DryRun, RequestHead};
use crate::identity::{Identity, holder};
use crate::net::Peer;
use crate::policy::Policy;
use crate::server::{Limits, oversize};
use answer::Answer;
pub use args::ExplainArgs;
use args::Format;
use facts::{Asked, Facts};
use recorder::Recorder;

/// Explains a request.
pub fn run(args: &ExplainArgs, now: Timestamp) -> io::Result<ExitCode> {
    let name = args.policy.name();
    let loaded = args.policy.load(now);
    if loaded.policy.is_none() {
        output::eprint(&report::unusable(&Findings::of(&name, &loaded)))?;
    }
    let Some(policy) = loaded.policy.map(Arc::new) else {
        return Ok(ExitCode::FAILURE);
    };
    let zone = policy.endpoint().time_zone();
    let Some(at) = args.at.map_or(Some(now), |at| at.in_zone(zone)) else {
        output::eprint("error: --at is out of range\n")?;
        return Ok(ExitCode::from(USAGE));
    };
    let identity = Identity::new(&policy).map_err(io::Error::other)?;
    let facts = explain(&policy, identity, &loaded.sources, args, at);
    match args.format {
        Format::Human => output::print(&text::render(&facts))?,
        Format::Json => output::print_raw(&output::json(&facts)?)?,
    }
    Ok(match facts.leads_to_webex() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// Answers the request as production would, and gathers the facts about it.
fn explain(
    policy: &Arc<Policy>,
    identity: Identity,
    sources: &Sources,
    args: &ExplainArgs,
    at: Timestamp,
) -> Facts {
    let recorder = Recorder::new(policy, sources, caller(args));
    let asked = Asked::new(args, at, policy.trust());
    let Ok(parts) = request::parts(args, policy.endpoint()) else {
        return Facts::stopped(asked, Answer::unreadable());
    };
    let peer = Peer::at(args.from);
    let head = RequestHead {
        oversize: oversize(&parts, &Limits::default()),
        ..RequestHead::new(&parts, &peer, at)
    };
    let answer = DryRun::new(Arc::clone(policy), identity).answer(head, &recorder);
    recorder.facts(asked, &answer, &parts)
}

/// Whoever asks, if the command line says so; otherwise the headers of the request do.
fn caller(args: &ExplainArgs) -> Option<Caller<'static>> {
    let mut caller = Caller::unknown(args.from);
    if args.person.is_none() && args.user.is_none() && args.certificate.is_none() {
        return None;
    }
    if args.person.is_some() || args.user.is_some() {
        let person = args.person.clone().unwrap_or_default();
        let groups = args.groups.iter().map(|group| group.as_str().into());
        caller = caller.with_identity(Person {
            user: args.user.clone().map(Cow::Owned).or(person.user),
            groups: Groups::List(groups.collect()),
            identity_provider: "explain".into(),
            ..person
        });
    }
    if let Some(certificate) = &args.certificate {
        if let (None, Some(holder)) = (caller.person(), holder(certificate)) {
            caller = caller.with_identity(holder);
        }
        caller = caller.with_certificate(certificate.clone());
    }
    Some(caller)
}
