//! `probe`: which identity headers, aliases and addresses a visitor can set through the front door.
//!
//! Each request claims one thing in one way, with a mark that only this probe knows. The gateway
//! says on its admin listener what arrived with the mark from a trusted proxy.

mod args;
mod attempt;
mod client;
mod front;
mod report;
mod state;

use std::io;
use std::process::ExitCode;

use hyper::StatusCode;
use jiff::Timestamp;
use tokio::runtime::Builder;

use super::exit_code::USAGE;
use super::{output, report as findings};
use crate::identity::{ProbeId, Sighting, header_names};
use crate::policy::{AddressFrom, Policy, TrustedHeader};
pub use args::ProbeArgs;
use attempt::{Attempt, Outcome, Probed};
use client::{AdminClient, ExchangeError, ProbeError};
use front::{FrontDoor, Visitor};
pub use state::ProbeState;

/// How often a request is sent at most: behind a load balancer, another replica than the one with
/// the admin listener may get it. Of ten replicas that take turns by chance, one is missed by all
/// of them once in 700,000 times.
const TRIES: usize = 128;

pub fn run(args: &ProbeArgs, now: Timestamp) -> io::Result<ExitCode> {
    let loaded = args.policy.load(now);
    let Some(policy) = &loaded.policy else {
        output::eprint(&findings::human(&loaded))?;
        return Ok(ExitCode::FAILURE);
    };
    if !args.policy.is_given() {
        output::eprint("error: name the policy that the gateway runs: --policy PATH\n")?;
        return Ok(ExitCode::from(USAGE));
    }
    let attempts = attempt::all(policy.trust());
    let runtime = Builder::new_current_thread().enable_all().build()?;
    match runtime.block_on(probe(args, policy, &attempts)) {
        Ok(probed) => {
            output::print(&report::text(&args.url, &probed))?;
            Ok(match report::is_safe(&probed) {
                true => ExitCode::SUCCESS,
                false => ExitCode::FAILURE,
            })
        }
        Err(error) => {
            output::eprint(&report::failure(&error))?;
            Ok(ExitCode::FAILURE)
        }
    }
}

async fn probe<'a>(
    args: &ProbeArgs,
    policy: &Policy,
    attempts: &'a [Attempt],
) -> Result<Vec<Probed<'a>>, ProbeError> {
    let admin = AdminClient::new(&args.admin_listen, args.admin_token_file.as_deref())?;
    let visitor = Visitor::read(args.headers.as_deref())?;
    let front = FrontDoor::new(args, visitor)?;
    let mut headers = policy.trust().trusted_headers();
    if headers.any(TrustedHeader::is_secret) && !front.is_private() {
        return Err(ProbeError::Unencrypted);
    }
    let opened = admin.open().await?;
    let session = Session {
        admin,
        front,
        policy,
        id: opened.id.parse().map_err(|_| ProbeError::NoGateway)?,
    };
    let probed = session.run(&opened, attempts).await;
    // A probe expires by itself, so that a failure does not matter.
    let _ = session.admin.close(session.id).await;
    probed
}

struct Session<'p> {
    admin: AdminClient,
    front: FrontDoor,
    policy: &'p Policy,
    id: ProbeId,
}

impl Session<'_> {
    async fn run<'a>(
        &self,
        opened: &ProbeState,
        attempts: &'a [Attempt],
    ) -> Result<Vec<Probed<'a>>, ProbeError> {
        self.check_policy(opened)?;
        if attempts.is_empty() {
            return Ok(Vec::new());
        }
        if let Err(error) = self.check_arrival().await {
            return self.proxied_alone(attempts).await?.ok_or(error);
        }
        let mut probed = Vec::with_capacity(attempts.len());
        for (number, attempt) in (1..).zip(attempts) {
            let outcome = self.carry_out(attempt, number).await?;
            probed.push(Probed { attempt, outcome });
        }
        Ok(probed)
    }

    /// Makes sure that the gateway believes the names which are tried.
    fn check_policy(&self, state: &ProbeState) -> Result<(), ProbeError> {
        if state.policy != self.policy.hash() {
            return Err(ProbeError::OtherPolicy);
        }
        match state.header_names == header_names(self.policy.trust(), self.id) {
            true => Ok(()),
            false => Err(ProbeError::OtherSecret),
        }
    }

    /// Makes sure that requests arrive, and through a trusted proxy: of a front door at which all
    /// requests end, nothing could be said.
    async fn check_arrival(&self) -> Result<(), ProbeError> {
        let mut last = None;
        for _ in 0..TRIES {
            last = Some(self.front.ask(None, self.id, 0).await?);
            match self.arrivals(0).await?.first() {
                Some(sighting) if sighting.from_trusted_proxy => return Ok(()),
                Some(_) => return Err(ProbeError::NoProxy),
                None => {}
            }
        }
        Err(ProbeError::NeverArrives(last))
    }

    /// A front door that sends no PROXY header of its own, where the gateway wants one, lets nobody
    /// in but a visitor who writes one, and is believed.
    async fn proxied_alone<'a>(
        &self,
        attempts: &'a [Attempt],
    ) -> Result<Option<Vec<Probed<'a>>>, ProbeError> {
        let is_expected = self.policy.trust().address == AddressFrom::ProxyProtocol;
        let mut attempts = attempts.iter().filter(|_| is_expected);
        let proxied = attempts.find(|attempt| matches!(attempt, Attempt::ProxyHeader));
        let Some(attempt) = proxied else {
            return Ok(None);
        };
        let outcome = self.carry_out(attempt, 1).await?;
        let is_found = outcome == Outcome::Believed;
        Ok(is_found.then(|| vec![Probed { attempt, outcome }]))
    }

    /// Tries until the request arrives. A refusal is no end: it may come from another replica, to
    /// which the header got.
    async fn carry_out(&self, attempt: &Attempt, number: u16) -> Result<Outcome, ProbeError> {
        let mut refusal = None;
        for _ in 0..TRIES {
            let answer = self.front.ask(Some(attempt), self.id, number).await;
            let arrivals = self.arrivals(number).await?;
            if !arrivals.is_empty() {
                return Ok(attempt.judge(&arrivals));
            }
            refusal = match answer {
                Ok(status) => refusal_by(status),
                // Once more would take as long.
                Err(ProbeError::Front(ExchangeError::Slow(_))) => return Ok(Outcome::NotFoundOut),
                // What breaks a connection, like a PROXY header that nobody expects.
                Err(ProbeError::Front(_)) => Some(Outcome::ConnectionEnded),
                Err(error) => return Err(error),
            };
        }
        match refusal {
            Some(refusal) if self.arrives_without(attempt, number).await? => Ok(refusal),
            _ => Ok(Outcome::NotFoundOut),
        }
    }

    /// Whether the same request arrives without what was tried. Only then was it refused for that,
    /// and not because the front door is gone, asks for a login again, has had enough of us, or
    /// sends this address always to another replica.
    async fn arrives_without(&self, attempt: &Attempt, number: u16) -> Result<bool, ProbeError> {
        for _ in 0..TRIES {
            match self.front.ask(None, self.id, number).await {
                Ok(_) => {}
                Err(ProbeError::Front(_)) => return Ok(false),
                Err(error) => return Err(error),
            }
            let arrivals = self.arrivals(number).await?;
            if !arrivals.is_empty() {
                // An attempt that was late would be among them.
                return Ok(attempt.judge(&arrivals) == Outcome::Stopped);
            }
        }
        Ok(false)
    }

    async fn arrivals(&self, number: u16) -> Result<Vec<Sighting>, ProbeError> {
        let state = self.admin.state(self.id).await?;
        self.check_policy(&state)?;
        let arrivals = state.arrivals.into_iter();
        let arrivals = arrivals.filter(|arrival| arrival.number == number);
        Ok(arrivals.map(|arrival| arrival.sighting).collect())
    }
}

/// Whether an answer can be the refusal of what was tried. One that asks for a login or for fewer
/// requests is not.
fn refusal_by(status: StatusCode) -> Option<Outcome> {
    let is_about_us = matches!(
        status,
        StatusCode::UNAUTHORIZED | StatusCode::TOO_MANY_REQUESTS
    );
    (status.is_client_error() && !is_about_us).then_some(Outcome::Refused(status))
}
