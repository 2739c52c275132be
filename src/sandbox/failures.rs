//! Failures on demand: what goes wrong with the next calls of servers.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};

use crate::word_list::words;

/// Most demands at once.
const MOST_DEMANDS: usize = 20;

/// Most calls in one second that a limit may be set to.
pub const HIGHEST_RATE: usize = 1000;

words! {
    /// What goes wrong.
    pub enum Failure {
        BadRequest = "400",
        Unauthorized = "401",
        Forbidden = "403",
        NotFound = "404",
        Conflict = "409",
        Locked = "423",
        TooMany = "429",
        /// Without a body and without a word when to come again.
        TooManyBare = "429_bare",
        ServerError = "500",
        Unavailable = "503",
        /// Another place answers: the API itself redirects.
        Redirect = "redirect",
        /// The error of an OAuth server, in its own form.
        OAuth = "oauth",
        Html = "html",
        NotJson = "not_json",
        /// Half of the answer.
        Cut = "cut",
        Endless = "endless",
        Silence = "silence",
        LinkForeign = "link_foreign",
        LinkScheme = "link_scheme",
        LinkUser = "link_user",
        LinkCrLf = "link_crlf",
        LinkLong = "link_long",
        LinkMissing = "link_missing",
        LinkType = "link_type",
        EndUrlForeign = "end_url_foreign",
        /// XML that declares entities.
        Entities = "entities",
        /// Exceptions of the XML service, by their ids.
        NoRecords = "000015",
        Suspended = "010107",
        NoSuchUser = "030001",
        BadPassword = "030002",
    }
}

impl Failure {
    /// What happens, for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::BadRequest => "the input is not valid",
            Self::Unauthorized => "the access token is not accepted",
            Self::Forbidden => "not allowed",
            Self::NotFound => "not found",
            Self::Conflict => "conflict",
            Self::Locked => "locked",
            Self::TooMany => "too many calls, with Retry-After: 2",
            Self::TooManyBare => "too many calls, without a body and without Retry-After",
            Self::ServerError => "internal error",
            Self::Unavailable => "unavailable",
            Self::Redirect => "the API redirects to another host",
            Self::OAuth => "400 in the form of OAuth: error and error_description",
            Self::Html => "200 with an HTML page",
            Self::NotJson => "200 with a body that is neither JSON nor XML",
            Self::Cut => "the first half of the answer",
            Self::Endless => "a body that does not end",
            Self::Silence => "no answer for a minute",
            Self::LinkForeign => "links to a host of another name that begins like the site",
            Self::LinkScheme => "links with another scheme",
            Self::LinkUser => "links with user information",
            Self::LinkCrLf => "links with a line break",
            Self::LinkLong => "links of 9 KB",
            Self::LinkMissing => "links are missing",
            Self::LinkType => "links are numbers",
            Self::EndUrlForeign => "integrationEndUrl leads to another host",
            Self::Entities => "XML with a document type that declares entities",
            Self::NoRecords => "exception 000015: no records",
            Self::Suspended => "exception 010107: the site is suspended",
            Self::NoSuchUser => "exception 030001: no such user",
            Self::BadPassword => "exception 030002: wrong password",
        }
    }
}

/// A failure that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demand {
    /// The name of the calls; `None` for all.
    pub call: Option<&'static str>,
    pub failure: Failure,
    /// For how many calls; `None` until it is withdrawn.
    pub left: Option<u32>,
}

#[derive(Debug, Default)]
pub struct Failures {
    demands: VecDeque<Demand>,
    /// Most calls in one second.
    rate: Option<usize>,
    /// When the last calls came.
    recent: VecDeque<Timestamp>,
}

impl Failures {
    pub fn demands(&self) -> impl Iterator<Item = &Demand> {
        self.demands.iter()
    }

    pub fn demand(&mut self, demand: Demand) {
        if self.demands.len() == MOST_DEMANDS {
            self.demands.pop_front();
        }
        self.demands.push_back(demand);
    }

    pub fn withdraw_all(&mut self) {
        self.demands.clear();
    }

    pub fn rate(&self) -> Option<usize> {
        self.rate
    }

    pub fn set_rate(&mut self, rate: Option<usize>) {
        self.rate = rate.map(|rate| rate.clamp(1, HIGHEST_RATE));
        self.recent.clear();
    }

    /// What goes wrong with a call, which counts it.
    pub fn next(&mut self, call: &str, now: Timestamp) -> Option<Failure> {
        if self.is_too_fast(now) {
            return Some(Failure::TooMany);
        }
        let mut demands = self.demands.iter_mut();
        let demand = demands.find(|demand| demand.call.is_none_or(|name| name == call))?;
        let failure = demand.failure;
        if let Some(left) = &mut demand.left {
            *left = left.saturating_sub(1);
        }
        self.demands.retain(|demand| demand.left != Some(0));
        Some(failure)
    }

    fn is_too_fast(&mut self, now: Timestamp) -> bool {
        let Some(rate) = self.rate else {
            return false;
        };
        let second = SignedDuration::from_secs(1);
        self.recent
            .retain(|time| now.duration_since(*time) < second);
        if self.recent.len() >= rate {
            return true;
        }
        self.recent.push_back(now);
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_comes_as_often_as_it_was_asked_for() {
        let now = Timestamp::UNIX_EPOCH;
        let mut failures = Failures::default();
        failures.demand(Demand {
            call: Some("join"),
            failure: Failure::Locked,
            left: Some(2),
        });
        failures.demand(Demand {
            call: None,
            failure: Failure::Html,
            left: None,
        });
        for (call, failure) in [
            ("token", Failure::Html),
            ("join", Failure::Locked),
            ("join", Failure::Locked),
            ("join", Failure::Html),
        ] {
            assert_eq!(failures.next(call, now), Some(failure), "{call}");
        }
        failures.withdraw_all();
        assert_eq!(failures.next("join", now), None);
        for _ in 0..100 {
            failures.demand(Demand {
                call: None,
                failure: Failure::Html,
                left: None,
            });
        }
        assert_eq!(failures.demands().count(), MOST_DEMANDS);
    }

    #[test]
    fn a_limit_holds_for_each_second() {
        let at = |millis: i64| Timestamp::from_millisecond(millis).expect("a time");
        let mut failures = Failures::default();
        failures.set_rate(Some(3));
        for (millis, failure) in [
            (0, None),
            (10, None),
            (20, None),
            (30, Some(Failure::TooMany)),
            (999, Some(Failure::TooMany)),
            (1000, None),
            (1001, Some(Failure::TooMany)),
        ] {
            assert_eq!(failures.next("join", at(millis)), failure, "{millis}");
        }
    }
}
