//! How a request ends: what is compared.

use serde::Serialize;

use crate::decision_logs::LogLine;
use crate::gateway::DryAnswer;

/// How a request ends, in the words of the decision log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Ending {
    pub outcome: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// The back URL, by its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub back: Option<String>,
}

impl Ending {
    /// How it ended.
    pub fn of_line(line: &LogLine<'_>) -> Self {
        Self {
            outcome: line.outcome.to_string(),
            reason: line.reason.as_ref().map(|reason| reason.to_string()),
            route: line.route.as_ref().map(|route| route.to_string()),
            link: line.link.as_ref().map(|link| link.to_string()),
            back: line.back.as_ref().map(|back| back.to_string()),
        }
    }

    /// How it would end.
    pub fn of_answer(answer: &DryAnswer) -> Self {
        let spec = answer.outcome.spec();
        Self {
            outcome: spec.word.as_str().to_owned(),
            reason: spec.reason.map(ToOwned::to_owned),
            route: answer.route.clone(),
            link: answer.link.clone(),
            back: answer.back.clone(),
        }
    }

    /// Whether it is about the same route and link, with the same way back.
    pub fn is_about_same(&self, other: &Self) -> bool {
        self.route == other.route && self.link == other.link && self.back == other.back
    }

    /// Whether the way back is a part of the change. A refused request has none, which is no news.
    pub fn leads_back_elsewhere(&self, other: &Self) -> bool {
        let are_both = self.back.is_some() && other.back.is_some();
        self.back != other.back && (are_both || self.outcome == other.outcome)
    }

    /// It without the way back.
    pub fn without_back(self) -> Self {
        Self { back: None, ..self }
    }
}
