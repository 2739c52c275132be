//! One line of the decision log.

use std::net::IpAddr;

use jiff::Timestamp;
use serde::Serialize;

use super::record::Replay;

/// The version of the fields and words of the decision log. It grows with every change that
/// docs/operating.md does not announce as possible within one version.
pub const LOG_VERSION: u32 = 1;

/// What is recorded of one request. Of the request itself it holds the address
/// of the client, who they are proven to be, a meeting key, masked unless the
/// policy says otherwise, the ids of its trace, and, where they have the shape of
/// one, the name or the host that does not exist here; every other text is a name
/// out of code or policy.
#[derive(Debug)]
// The writer of lines is compared with this one.
#[cfg_attr(test, derive(Serialize))]
pub struct Line<'a> {
    /// When it was answered.
    #[cfg_attr(test, serde(serialize_with = "rfc3339"))]
    pub time: Timestamp,
    /// The id that the visitor was shown.
    pub request_id: &'a str,
    /// The trace that the request says to belong to.
    #[cfg_attr(test, serde(skip_serializing_if = "Option::is_none"))]
    pub trace_id: Option<&'a str>,
    /// The span in that trace from which it was sent; only with it.
    #[cfg_attr(test, serde(skip_serializing_if = "Option::is_none"))]
    pub span_id: Option<&'a str>,
    /// `GET`, `HEAD`, `POST` or `other`.
    pub method: &'static str,
    /// The address that it came from; `null` where none is known.
    pub client: Option<IpAddr>,
    /// The hash of the policy by which it was answered.
    pub policy: &'a str,
    /// Who asked, as far as it is proven; only with an identity source.
    #[cfg_attr(test, serde(skip_serializing_if = "Option::is_none"))]
    pub caller: Option<&'a str>,
    /// The identity source: `headers`, `certificate`, or the name of a token issuer in the policy.
    #[cfg_attr(test, serde(skip_serializing_if = "Option::is_none"))]
    pub identity_provider: Option<&'a str>,
    /// Whom the request's other proofs name. They count for `deny`.
    #[cfg_attr(test, serde(skip_serializing_if = "Vec::is_empty"))]
    pub further_callers: Vec<FurtherCaller<'a>>,
    /// Why the caller is anonymous although the request claims an identity.
    #[cfg_attr(test, serde(skip_serializing_if = "Option::is_none"))]
    pub auth_error: Option<&'static str>,
    /// The route that answered.
    #[cfg_attr(test, serde(skip_serializing_if = "Option::is_none"))]
    pub route: Option<&'a str>,
    /// The named link that was asked for.
    #[cfg_attr(test, serde(skip_serializing_if = "Option::is_none"))]
    pub link: Option<&'a str>,
    /// The alias by which it was asked for, if it was; only with it.
    #[cfg_attr(test, serde(skip_serializing_if = "Option::is_none"))]
    pub alias: Option<&'a str>,
    /// The meeting.
    #[cfg_attr(test, serde(skip_serializing_if = "Option::is_none"))]
    pub meeting_key: Option<&'a str>,
    /// The step from which somebody came back, counted from 1.
    #[cfg_attr(test, serde(skip_serializing_if = "Option::is_none"))]
    pub step: Option<usize>,
    /// How that ended, as Webex said; only with it.
    #[cfg_attr(test, serde(skip_serializing_if = "Option::is_none"))]
    pub webex: Option<&'static str>,
    /// What happened.
    pub outcome: &'static str,
    /// The status of the answer.
    pub status: u16,
    /// Why it was not carried out.
    #[cfg_attr(test, serde(skip_serializing_if = "Option::is_none"))]
    pub reason: Option<&'static str>,
    /// More about why, for the help desk.
    #[cfg_attr(test, serde(flatten))]
    pub detail: Option<&'a Detail<'a>>,
    /// The back URL that was chosen.
    #[cfg_attr(test, serde(skip_serializing_if = "Option::is_none"))]
    pub back: Option<&'a str>,
    /// How many query fields meant nothing.
    pub ignored_query_fields: u32,
    /// What another policy would have to know; only where the policy says so.
    #[cfg_attr(test, serde(skip_serializing_if = "Option::is_none"))]
    pub replay: Option<&'a Replay<'a>>,
}

/// What the help desk needs to know of a request that was not carried out, or for which Webex was
/// asked, or that would end otherwise without report-only rules. Others have none, so that a redirect does not pay for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(test, derive(Serialize))]
pub struct Detail<'a> {
    /// The parameter that was the reason.
    #[cfg_attr(test, serde(skip_serializing_if = "Option::is_none"))]
    pub parameter: Option<&'a str>,
    /// The name of a link that does not exist.
    #[cfg_attr(test, serde(skip_serializing_if = "Option::is_none"))]
    pub missed_name: Option<Box<str>>,
    /// The host that was asked for, which is not the gateway's.
    #[cfg_attr(test, serde(skip_serializing_if = "Option::is_none"))]
    pub host: Option<Box<str>>,
    /// The last call to Webex that was made for the request, by its name in the code.
    #[cfg_attr(test, serde(skip_serializing_if = "Option::is_none"))]
    pub webex_call: Option<&'static str>,
    /// Webex's own id of that call.
    #[cfg_attr(test, serde(skip_serializing_if = "Option::is_none"))]
    pub tracking_id: Option<Box<str>>,
    /// More about a failure there: a number of Webex's, or a word of the code.
    #[cfg_attr(test, serde(skip_serializing_if = "Option::is_none"))]
    pub webex_error: Option<Box<str>>,
    /// The rule that refused the caller, in the words of `explain`.
    #[cfg_attr(test, serde(skip_serializing_if = "Option::is_none"))]
    pub rule: Option<Box<str>>,
    /// The groups that the rule asked for.
    #[cfg_attr(test, serde(skip_serializing_if = "Vec::is_empty"))]
    pub groups: Vec<&'a str>,
    /// Those of them that the caller has in another spelling.
    #[cfg_attr(test, serde(skip_serializing_if = "Vec::is_empty"))]
    pub near_groups: Vec<&'a str>,
    /// How it would end if every rule and limit were enforced, where that differs.
    #[cfg_attr(test, serde(flatten))]
    pub would: Option<Would>,
}

/// How a request would end if nothing were report-only.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(test, derive(Serialize))]
pub struct Would {
    /// A word like that of an outcome.
    #[cfg_attr(test, serde(rename = "would"))]
    pub outcome: &'static str,
    #[cfg_attr(
        test,
        serde(rename = "would_reason", skip_serializing_if = "Option::is_none")
    )]
    pub reason: Option<&'static str>,
    /// The rule by which it would.
    #[cfg_attr(
        test,
        serde(rename = "would_rule", skip_serializing_if = "Option::is_none")
    )]
    pub rule: Option<Box<str>>,
}

/// A person of a proof that is not the strongest.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct FurtherCaller<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caller: Option<&'a str>,
    pub identity_provider: &'a str,
}

#[cfg(test)]
fn rfc3339<S: serde::Serializer>(time: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(&format_args!("{time:.3}"))
}

#[cfg(test)]
pub mod example {
    use std::net::Ipv4Addr;

    use super::*;

    /// A line without anything that a line may lack.
    pub fn line() -> Line<'static> {
        Line {
            time: Timestamp::UNIX_EPOCH,
            request_id: "1",
            trace_id: None,
            span_id: None,
            method: "GET",
            client: Some(Ipv4Addr::LOCALHOST.into()),
            policy: "0",
            caller: None,
            identity_provider: None,
            further_callers: Vec::new(),
            auth_error: None,
            meeting_key: None,
            step: None,
            webex: None,
            route: None,
            link: None,
            alias: None,
            outcome: "unknown",
            status: 404,
            reason: None,
            detail: None,
            back: None,
            ignored_query_fields: 0,
            replay: None,
        }
    }
}
