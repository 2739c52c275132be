//! One line: what was answered, and what another policy would answer.

use std::net::IpAddr;
use std::sync::Arc;

use jiff::Timestamp;

use super::caller::LineCaller;
use super::ending::Ending;
use super::facts::{Fact, Reading, Told};
use super::line_path::path_of;
use super::literals::Literals;
use super::request::{Head, Heads};
use super::skip::Skip;
use super::stage::{Stage, StageFields};
use super::template::{Hidden, Template};
use super::witness::Witness;
use crate::decision_logs::LogLine;
use crate::gateway::{DryAnswer, DryRun, Method, OutcomeWord, RequestHead};
use crate::identity::Identity;
use crate::net::Peer;
use crate::policy::{Alternative, Condition, Policy, Route, ValueSource};

/// Most facts about a caller that are tried both ways. Each doubles the work.
const MAX_UNTOLD: usize = 3;

/// A policy by which lines are decided again.
#[derive(Debug)]
pub struct Replayer {
    policy: Arc<Policy>,
    dry_run: DryRun,
    heads: Heads,
    literals: Literals,
}

/// What comes of a line.
#[derive(Debug, PartialEq, Eq)]
pub enum Replayed {
    Same,
    /// Webex is asked for the answer, as it was before.
    AsksWebex,
    Differs(Box<Difference>),
    Skipped(Skip),
}

/// A request that would end in another way.
#[derive(Debug, PartialEq, Eq)]
pub struct Difference {
    pub was: Ending,
    pub is: Ending,
    /// The rule that refuses it now.
    pub rule: Option<String>,
    /// The path as the log has it, or as it follows from the line.
    pub path: String,
}

/// The request of a line, with made-up values in it.
#[derive(Clone, Copy, Debug)]
struct LineRequest<'l> {
    line: &'l LogLine<'l>,
    hidden: &'l [Hidden<'l>],
    head: Head<'l>,
}

impl Replayer {
    pub fn new(policy: Arc<Policy>, identity: Identity) -> Self {
        Self {
            heads: Heads::new(policy.endpoint()),
            literals: Literals::of(&policy),
            dry_run: DryRun::new(Arc::clone(&policy), identity),
            policy,
        }
    }

    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Decides the request of a line.
    pub fn replay(&self, line: &LogLine<'_>) -> Replayed {
        self.compared(line).unwrap_or_else(Replayed::Skipped)
    }

    fn compared(&self, line: &LogLine<'_>) -> Result<Replayed, Skip> {
        let outcome = OutcomeWord::from_word(&line.outcome).ok_or(Skip::UnknownWord)?;
        let method = Method::from_word(&line.method).ok_or(Skip::UnknownWord)?;
        check_kind(line, outcome, method)?;
        let path = path_of(line, outcome, &self.policy)?;
        let template = Template::read(&path)?;
        if self.literals.could_be_in(&template, &self.policy) {
            return Err(Skip::MaskedNumber);
        }
        let head = Head {
            target: &template.target,
            is_head: method == Method::Head,
            takes_pages: takes_pages(line, outcome),
            page_origin: line
                .replay
                .as_ref()
                .and_then(|replay| replay.page_origin.as_deref()),
        };
        let request = LineRequest {
            line,
            hidden: &template.hidden,
            head,
        };
        let answer = self.answer(request, template.longest.as_deref())?;
        let (was, is) = (Ending::of_line(line), Ending::of_answer(&answer));
        Ok(match was == is {
            true => Replayed::Same,
            false if asks_as_before(outcome, &was, &is) => Replayed::AsksWebex,
            false => Replayed::Differs(Box::new(Difference::new(was, is, answer.rule, path))),
        })
    }

    /// The answer of the policy, if it is the same whatever the line does not tell.
    fn answer(&self, request: LineRequest<'_>, longest: Option<&str>) -> Result<DryAnswer, Skip> {
        let line = request.line;
        let readings = Reading::of(line);
        let answer = self.run(request, readings[0], &[])?;
        if let Some(target) = longest {
            let head = Head {
                target,
                ..request.head
            };
            let other = self.run(LineRequest { head, ..request }, readings[0], &[]);
            let other = other.map_err(|_| Skip::OtherType)?;
            check_alike(&answer, &other, Skip::OtherType)?;
        }
        let mut routes = self.policy.routes().iter();
        let route = routes.find(|route| Some(route.name()) == answer.route.as_deref());
        let Some(route) = route else {
            return Ok(answer);
        };
        // The line does not say whom the request claimed to be from: this policy may believe it.
        let is_unproven = line.auth_error.is_some();
        if is_unproven && (asks_for_person(route, line.time) || is_filled_by_caller(route)) {
            return Err(Skip::CallerFacts);
        }
        for reading in readings {
            self.check_caller(request, route, *reading, &answer)?;
        }
        Ok(answer)
    }

    /// Checks that the answer stays the same whatever is so of the caller that the line does not tell.
    fn check_caller(
        &self,
        request: LineRequest<'_>,
        route: &Route,
        reading: Reading,
        answer: &DryAnswer,
    ) -> Result<(), Skip> {
        let told = Told::by(request.line, reading);
        if !told.is_known() && !told.has("certificate") {
            return Ok(());
        }
        let untold = told.untold(route, &self.policy);
        let fills = reading != Reading::Recorded && is_filled_by_caller(route);
        if fills || untold.len() > MAX_UNTOLD {
            return Err(Skip::CallerFacts);
        }
        // With nothing assumed, the first reading has given the answer itself.
        let first = u32::from(reading == Reading::of(request.line)[0]);
        for chosen in first..1_u32 << untold.len() {
            let is_assumed = |at: usize| chosen & (1 << at) != 0;
            let assumed = untold.iter().enumerate().filter(|(at, _)| is_assumed(*at));
            let assumed: Vec<Fact<'_>> = assumed.map(|(_, fact)| *fact).collect();
            let other = self.run(request, reading, &assumed)?;
            check_alike(answer, &other, Skip::CallerFacts)?;
        }
        Ok(())
    }

    fn run(
        &self,
        request: LineRequest<'_>,
        reading: Reading,
        assumed: &[Fact<'_>],
    ) -> Result<DryAnswer, Skip> {
        let LineRequest { line, hidden, head } = request;
        let parts = self.heads.parts(head).ok_or(Skip::NoPath)?;
        let client = line.client.as_deref().map(str::parse::<IpAddr>);
        let peer = Peer::named(client.and_then(Result::ok));
        let caller = LineCaller {
            line,
            reading,
            assumed,
        };
        let witness = Witness::new(&self.policy, caller, hidden);
        let head = RequestHead::new(&parts, &peer, line.time);
        let answer = self.dry_run.answer(head, &witness);
        match witness.needs_value() {
            true => Err(Skip::OtherType),
            false => Ok(answer),
        }
    }
}

impl Difference {
    fn new(was: Ending, is: Ending, rule: Option<String>, path: String) -> Self {
        let (was, is) = match was.leads_back_elsewhere(&is) {
            true => (was, is),
            false => (was.without_back(), is.without_back()),
        };
        Self {
            was,
            is,
            rule,
            path,
        }
    }
}

fn check_alike(one: &DryAnswer, other: &DryAnswer, skip: Skip) -> Result<(), Skip> {
    match Ending::of_answer(one) == Ending::of_answer(other) {
        true => Ok(()),
        false => Err(skip),
    }
}

/// Whether a rule asks for what an identity source says of the caller.
fn asks_for_person(route: &Route, now: Timestamp) -> bool {
    let rules = route.access().enforced(now);
    let rules = rules.allowed().chain(rules.denied());
    let mut conditions = rules.flat_map(Alternative::conditions);
    conditions.any(Condition::is_about_person)
}

/// Whether a parameter is what an identity source says of the caller.
fn is_filled_by_caller(route: &Route) -> bool {
    let mut bindings = route.bindings().iter();
    bindings.any(|binding| matches!(binding.source(), ValueSource::Caller(_)))
}

fn check_kind(line: &LogLine<'_>, outcome: OutcomeWord, method: Method) -> Result<(), Skip> {
    let stage = Stage::of(StageFields {
        outcome: Some(outcome),
        method,
        has_step: line.step.is_some(),
        has_route: line.route.is_some(),
    });
    match (stage, Skip::of_outcome(outcome)) {
        (Stage::Return, _) => Err(Skip::Return),
        (Stage::Confirmation, _) => Err(Skip::Confirmation),
        (Stage::Request, Some(skip)) => Err(skip),
        (Stage::Request, None) if !line.further_callers.is_empty() => Err(Skip::Proofs),
        (Stage::Request, None) => Ok(()),
    }
}

/// Whether the client takes pages. Where the line does not say, its outcome does.
fn takes_pages(line: &LogLine<'_>, outcome: OutcomeWord) -> bool {
    use OutcomeWord as Word;
    match &line.replay {
        Some(replay) => replay.takes_pages,
        None => !matches!(
            outcome,
            Word::ConfirmationRequired | Word::BrowserRequired | Word::Denied
        ),
    }
}

/// Whether Webex had been asked for the same route and link, and would be asked again.
fn asks_as_before(outcome: OutcomeWord, was: &Ending, is: &Ending) -> bool {
    use OutcomeWord as Word;
    let asked = matches!(
        outcome,
        Word::Redirected
            | Word::CarriedOut
            | Word::ListShown
            | Word::WayShown
            | Word::WebexNotAsked
            | Word::ServerFailed
    );
    asked && is.outcome == Word::WebexNotAsked.as_str() && was.is_about_same(is)
}
