//! What a line of the decision log says beside the answer of today.

pub mod text;

use serde::Serialize;

use super::args::ExplainArgs;
use super::log_line::LogLine;
use crate::cli::explanation::{Facts, second};
use crate::gateway::{Method, OutcomeWord, all_reasons};
use crate::identity::AuthError;
use crate::replay::Stage;
use crate::webex::{Ending, Reason};

#[derive(Debug, Serialize)]
pub struct Logged {
    pub request_id: String,
    pub time: String,
    /// Which request of the visitor the line is about.
    pub stage: &'static str,
    pub then: Recorded,
    pub now: Recorded,
    pub same_policy: bool,
    /// `None` where the two answers cannot be compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub same_answer: Option<bool>,
    /// What came of the comparison, in words.
    pub says: String,
    /// What the line has about why, by the names of its fields.
    #[serde(skip_serializing_if = "Detail::is_empty")]
    pub detail: Detail,
    pub notes: Vec<String>,
    /// What the log does not hold and the command line does not say.
    pub not_logged: Vec<&'static str>,
}

/// An answer as the log has it.
#[derive(Debug, Serialize)]
pub struct Recorded {
    pub status: u16,
    pub outcome: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The hash of the policy.
    pub policy: String,
}

/// What a line tells the help desk.
#[derive(Debug, Serialize)]
pub struct Detail {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missed_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub near_groups: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub would: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub would_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub would_rule: Option<String>,
}

impl Detail {
    fn of(line: &LogLine) -> Self {
        Self {
            missed_name: line.missed_name.clone(),
            host: line.host.clone(),
            rule: line.rule.clone(),
            groups: line.groups.clone(),
            near_groups: line.near_groups.clone(),
            would: line.would.clone(),
            would_reason: line.would_reason.clone(),
            would_rule: line.would_rule.clone(),
        }
    }

    fn is_empty(&self) -> bool {
        self.in_words().next().is_none()
    }

    /// One sentence for each.
    pub fn in_words(&self) -> impl Iterator<Item = String> {
        let named =
            |what: &str, name: &Option<String>| name.as_ref().map(|name| format!("{what} {name}"));
        let listed = |what: &str, names: &[String]| {
            (!names.is_empty()).then(|| format!("{what} {}", names.join(", ")))
        };
        [
            named("no link was called", &self.missed_name),
            named("the host that was asked for was", &self.host),
            named("the rule was:", &self.rule),
            listed("groups that the rule asked for:", &self.groups),
            listed(
                "the identity source spells this group in another way:",
                &self.near_groups,
            ),
            named(
                "if nothing had been report-only, it would have been",
                &self.would,
            ),
            named("for the reason", &self.would_reason),
            named("by the rule:", &self.would_rule),
        ]
        .into_iter()
        .flatten()
    }
}

impl Logged {
    pub fn new(line: &LogLine, args: &ExplainArgs, facts: &Facts, policy: &str) -> Self {
        let answer = &facts.answer;
        let now = Recorded {
            status: answer.status,
            outcome: answer.outcome.to_owned(),
            reason: answer.reason.map(ToOwned::to_owned),
            policy: policy.to_owned(),
        };
        let then = Recorded {
            status: line.status,
            outcome: line.outcome.clone(),
            reason: line.reason.clone(),
            policy: line.policy.clone(),
        };
        let same_policy = then.policy == now.policy;
        let is_of_line = is_of_line(line, args, facts);
        let same_answer = is_of_line.then(|| same_answer(line, &then, &now)).flatten();
        Self {
            request_id: line.request_id.clone(),
            time: second(line.time),
            stage: line.stage().as_str(),
            says: match is_of_line {
                true => says(line, same_answer, same_policy),
                false => NOT_OF_LINE.to_owned(),
            },
            detail: Detail::of(line),
            notes: notes(line),
            not_logged: not_logged(line, args),
            then,
            now,
            same_policy,
            same_answer,
        }
    }
}

const NOT_OF_LINE: &str = "not compared: the URL given is not one that the line can be about";

/// Whether the request that is explained can be the one of the line. A URL that the operator gives
/// may be another one.
fn is_of_line(line: &LogLine, args: &ExplainArgs, facts: &Facts) -> bool {
    let is_rebuilt = args.url.is_none();
    let link = facts.decision.link.as_ref().map(|link| &*link.view.name);
    let route = facts.decision.route.as_ref().map(|route| &*route.view.name);
    // Before the policy was asked, the line names neither.
    let fits = |logged: Option<&str>, now: Option<&str>| logged.is_none() || logged == now;
    is_rebuilt || (fits(line.link.as_deref(), link) && fits(line.route.as_deref(), route))
}

fn same_answer(line: &LogLine, then: &Recorded, now: &Recorded) -> Option<bool> {
    let (outcome, is_request) = (line.outcome()?, line.stage() == Stage::Request);
    let is_same = OutcomeWord::from_word(&now.outcome) == Some(outcome)
        && (then.status, &then.reason) == (now.status, &now.reason);
    is_request.then_some(is_same)
}

fn says(line: &LogLine, same_answer: Option<bool>, same_policy: bool) -> String {
    let says = match (same_answer, same_policy) {
        (Some(true), true) => "the same answer, by the same policy",
        (Some(true), false) => "the same answer, though by another policy",
        (Some(false), false) => "another answer, by another policy",
        (Some(false), true) => {
            "another answer by the same policy: by a flag given here, or by what the log does not hold, such as headers (try --header 'Accept: application/json' for a program)"
        }
        (None, _) => match line.stage() {
            Stage::Return => {
                "the line is about a return from Webex; explained is the request that led there"
            }
            Stage::Confirmation => {
                "the line is about a confirmation; explained is the request that asked for it"
            }
            Stage::Request => "not compared: this version does not know the outcome",
        },
    };
    says.to_owned()
}

fn notes(line: &LogLine) -> Vec<String> {
    let unknown =
        |what: &str, word: &str| format!("this version does not know the {what} `{word}`");
    let mut notes = Vec::new();
    if line.outcome().is_none() {
        notes.push(unknown("outcome", &line.outcome));
    }
    if let Some(reason) = &line.reason
        && !is_reason(reason)
    {
        notes.push(unknown("reason", reason));
    }
    if let Some(word) = &line.auth_error {
        notes.push(format!(
            "the identity that the request claimed was not proven (`{word}`): the caller is anonymous"
        ));
        if !AuthError::words().any(|known| known == word) {
            notes.push(unknown("auth_error", word));
        }
    }
    if let (Some(step), Some(word)) = (line.step, &line.webex) {
        notes.push(format!("Webex said of step {step}: `{word}`"));
    }
    if let (Stage::Request, Method::Other) = (line.stage(), line.method) {
        notes.push("the log does not name the method: OTHER stands for it".to_owned());
    }
    if let Some(OutcomeWord::RateLimited | OutcomeWord::Unavailable) = line.outcome() {
        notes.push("that answer depended on the moment, not on this request alone".to_owned());
    }
    notes
}

fn is_reason(word: &str) -> bool {
    let of_webex = Reason::ALL.iter().map(|reason| reason.as_str());
    let unclear = Ending::Unclear.as_str();
    let mut known = all_reasons().chain(of_webex).chain([unclear]);
    known.any(|known| known == word)
}

fn not_logged(line: &LogLine, args: &ExplainArgs) -> Vec<&'static str> {
    let is_known =
        line.caller.is_some() || args.asking.person.is_some() || args.asking.user.is_some();
    let lacks = [
        (args.url.is_none(), "query and typed text"),
        (args.headers.is_empty(), "headers"),
        (is_known && args.asking.groups.is_empty(), "groups"),
        (args.asking.certificate.is_none(), "certificate"),
        (args.asking.referrer.is_none(), "referrer"),
    ];
    let lacks = lacks.into_iter().filter(|(lacks, _)| *lacks);
    lacks.map(|(_, what)| what).collect()
}
