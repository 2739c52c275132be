//! Answers the requests of expectations, and judges the answers.

use std::net::{IpAddr, Ipv4Addr};

use hyper::Method;
use hyper::header::{HeaderName, HeaderValue};

use super::coverage::Coverage;
use super::results::CaseResult;
use crate::cli::explanation::{
    Address, Facts, Header, Question, Trial, Unseen, Witness, strongest_source,
};
use crate::compile::{Loaded, Sources};
use crate::decision::{Groups, Person};
use crate::expectations::{Answer, Case, NamedValue, Suite, TestCaller, judge};
use crate::policy::Policy;

/// Most failures that are explained: further ones are hardly read, and each explanation takes memory.
const MAX_EXPLAINED: usize = 100;

pub struct Runner<'r> {
    trial: &'r Trial,
    /// The texts of the policy.
    sources: &'r Sources,
    /// None of them: to find a place in a text takes longer than all the rest.
    no_sources: Sources,
    witness: &'r dyn Witness,
}

impl<'r> Runner<'r> {
    pub fn new(trial: &'r Trial, loaded: &'r Loaded, coverage: Option<&'r Coverage<'_>>) -> Self {
        Self {
            trial,
            sources: &loaded.sources,
            no_sources: Sources::default(),
            witness: match coverage {
                Some(coverage) => coverage,
                None => &Unseen,
            },
        }
    }

    /// Runs all cases whose name has the text.
    pub fn run<'t>(
        &self,
        suites: impl Iterator<Item = &'t Suite>,
        filter: Option<&str>,
    ) -> Vec<CaseResult<'t>> {
        let filter = filter.map(str::to_lowercase);
        let is_wanted = |case: &Case<'_>| {
            let mut filter = filter.iter();
            filter.all(|text| case.name().to_lowercase().contains(&**text))
        };
        let mut explained = 0;
        let cases = suites.flat_map(Suite::cases).filter(is_wanted);
        let results = cases.map(|case| {
            let result = self.run_case(case, explained < MAX_EXPLAINED);
            explained += usize::from(result.facts.is_some());
            result
        });
        results.collect()
    }

    fn run_case<'t>(&self, case: Case<'t>, may_explain: bool) -> CaseResult<'t> {
        let question = question(case, self.trial.policy());
        let facts = self
            .trial
            .explain_to(self.witness, &question, &self.no_sources);
        let mismatches = judge(&case.test.checks, &answer(&facts));
        let is_explained = may_explain && !mismatches.is_empty();
        CaseResult {
            case,
            mismatches,
            facts: is_explained.then(|| {
                let facts = self.trial.explain(&question, self.sources);
                Box::new(facts)
            }),
        }
    }
}

/// What a case asks.
pub fn question(case: Case<'_>, policy: &Policy) -> Question {
    let Case {
        test,
        request,
        caller,
    } = case;
    let typed = request.link.parse();
    let typed = typed.expect("a request that was read is not empty");
    let method = Method::from_bytes(request.method.as_bytes());
    let headers = test.headers.iter().map(|header| {
        let name = HeaderName::from_bytes(header.name.as_bytes());
        let value = HeaderValue::from_bytes(header.value.as_bytes());
        Header {
            name: name.expect("a name that was read is a token"),
            value: value.expect("a value that was read has no control characters"),
        }
    });
    let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
    Question {
        url: Address::read(&typed, policy, test.at),
        method: method.expect("a method that was read has letters only"),
        headers: headers.collect(),
        from: Some(caller.from.unwrap_or(here)),
        at: test.at,
        person: caller.is_person().then(|| person(caller, policy)),
        further: Vec::new(),
        groups: caller.groups.iter().map(ToString::to_string).collect(),
        certificate: caller.certificate.clone(),
        referrer: test.referrer.as_ref().map(ToString::to_string),
        is_logged: false,
    }
}

/// Who has an e-mail address is known by it, unless there is a user id.
fn person(caller: &TestCaller, policy: &Policy) -> Person<'static> {
    let owned = |text: &Option<Box<str>>| text.as_ref().map(|text| text.to_string().into());
    let by = caller.by.as_ref();
    Person {
        user: owned(&caller.user).or_else(|| owned(&caller.email)),
        name: owned(&caller.name),
        email: owned(&caller.email),
        groups: Groups::List(caller.groups.clone()),
        identity_provider: by.map_or_else(|| strongest_source(policy), |by| by.to_string().into()),
    }
}

/// The facts, as far as something can be expected of them.
pub fn answer(facts: &Facts) -> Answer {
    let decision = &facts.decision;
    let access = decision.access.as_ref();
    let would = access.and_then(|access| access.would.as_ref());
    let steps = decision.steps.iter();
    let parameters = steps.flat_map(|step| &step.parameters);
    let parameters = parameters.filter_map(|parameter| {
        Some(NamedValue {
            name: parameter.name().to_owned(),
            value: parameter.value()?.to_owned(),
        })
    });
    Answer {
        status: facts.answer.status,
        outcome: facts.answer.outcome,
        reason: facts.answer.reason,
        route: decision.route.as_ref().map(|route| route.view.name.clone()),
        link: decision.link.as_ref().map(|link| link.view.name.clone()),
        back: decision.back.as_ref().map(|back| back.name.clone()),
        target: decision.target.clone(),
        location: facts.answer.location.clone(),
        would: would.map(|would| would.outcome),
        parameters: parameters.collect(),
    }
}
