//! What a probe has found, for the operator.

use std::borrow::Cow;

use clap::builder::styling::Style;
use url::Url;

use super::attempt::{Attempt, Outcome, Probed};
use super::client::{ExchangeError, ProbeError};
use crate::cli::output::{BAD, CARE, GOOD, QUIET, counted, styled, table, visible};
use crate::identity::HeaderPurpose;

/// Where there is nothing to try.
const NOTHING_BELIEVED: &str = "The gateway believes no header and no address from proxies: there is nothing that a visitor could set.\n";

/// Whether no attempt succeeded, and each of them could be judged.
pub fn is_safe(probed: &[Probed<'_>]) -> bool {
    probed.iter().all(|one| match one.outcome {
        Outcome::Stopped | Outcome::Refused(_) | Outcome::ConnectionEnded => true,
        Outcome::Believed | Outcome::Arrives | Outcome::NotFoundOut => false,
    })
}

/// All attempts with their outcomes, the summary, and what to do.
pub fn text(url: &Url, probed: &[Probed<'_>]) -> String {
    if probed.is_empty() {
        return NOTHING_BELIEVED.to_owned();
    }
    let rows: Vec<Vec<(Style, Cow<'_, str>)>> = probed.iter().map(row).collect();
    let url = visible(url.as_str());
    let (rows, summary) = (table(&rows, 2), summary(probed));
    format!("{url} as a visitor:\n\n{rows}\n{summary}")
}

fn row<'a>(probed: &'a Probed<'_>) -> Vec<(Style, Cow<'a, str>)> {
    let (style, word, meaning) = match probed.outcome {
        Outcome::Believed => (BAD, "believed", meaning(probed.attempt)),
        Outcome::Arrives => (
            BAD,
            "arrives",
            "Linkgate refuses the request; other programs may believe it".to_owned(),
        ),
        Outcome::Stopped if probed.attempt.is_about_address() => (
            GOOD,
            "no effect",
            "it does not become the visitor's address".to_owned(),
        ),
        Outcome::Stopped => (
            GOOD,
            "stopped",
            "the proxy deletes or replaces it".to_owned(),
        ),
        Outcome::Refused(status) => (
            GOOD,
            "refused",
            format!("the proxy answers {}", status.as_u16()),
        ),
        Outcome::ConnectionEnded => (GOOD, "refused", "the proxy ends the connection".to_owned()),
        Outcome::NotFoundOut => (
            CARE,
            "unknown",
            "no request with it came from the proxy to the replica that was asked".to_owned(),
        ),
    };
    let shown = visible(probed.attempt.shown());
    vec![
        (Style::new(), shown),
        (style, word.into()),
        (QUIET, meaning.into()),
    ]
}

fn meaning(attempt: &Attempt) -> String {
    let whose = match attempt {
        Attempt::ProxyHeader => "the visitor's address",
        Attempt::Header(header) => match header.says {
            HeaderPurpose::User => "who the visitor is",
            HeaderPurpose::Name => "the visitor's name",
            HeaderPurpose::Email => "the visitor's e-mail address",
            HeaderPurpose::Groups => "the visitor's groups",
            HeaderPurpose::Certificate => "the visitor's certificate",
            HeaderPurpose::Address => "the visitor's address",
        },
    };
    let who = match attempt.needs_secret() {
        true => "a visitor who learns the secret",
        false => "a visitor",
    };
    format!("{who} can set it: it says {whose}")
}

fn summary(probed: &[Probed<'_>]) -> String {
    let count = |wanted: fn(&Outcome) -> bool| {
        let outcomes = probed.iter().map(|one| &one.outcome);
        outcomes.filter(|outcome| wanted(outcome)).count()
    };
    let settable = count(|outcome| matches!(outcome, Outcome::Believed | Outcome::Arrives));
    let unknown = count(|outcome| matches!(outcome, Outcome::NotFoundOut));
    let tried = counted(probed.len(), "attempt");
    if settable > 0 {
        return format!(
            "{}\nhelp: let the proxy set or delete each of them on every request, under every name that is listed\n",
            styled(
                BAD,
                &format!("A visitor can set {settable} of these ({tried}).")
            )
        );
    }
    if unknown > 0 {
        return format!(
            "{}\nhelp: probe again while this is the only replica that gets requests\n",
            styled(
                CARE,
                &format!("{unknown} could not be found out ({tried}).")
            )
        );
    }
    format!(
        "{}\n",
        styled(GOOD, &format!("A visitor can set nothing ({tried})."))
    )
}

/// Why there is no result, and what to do.
pub fn failure(error: &ProbeError) -> String {
    let help = match error {
        ProbeError::NeverArrives(Some(status))
            if status.is_redirection() || matches!(status.as_u16(), 401 | 403) =>
        {
            Some(
                "if it requires a login, pass the cookie of a logged-in visitor with --headers FILE",
            )
        }
        ProbeError::NeverArrives(Some(status)) if status.is_server_error() => {
            Some("the front door fails by itself: look into its log")
        }
        ProbeError::NeverArrives(_) => {
            Some("the URL must lead to the replica whose admin listener is asked")
        }
        ProbeError::NoProxy => Some(
            "probe the address of the proxy, not the gateway itself; or name the proxy in `trusted_proxies`",
        ),
        ProbeError::OtherPolicy | ProbeError::OtherSecret => {
            Some("name the policy that the gateway runs, or let it reload first")
        }
        ProbeError::Unencrypted => Some("probe an https:// address, or one on this machine"),
        ProbeError::Front(ExchangeError::Certificate(_)) => Some(
            "name the authorities that signed it: --authorities FILE; a certificate that is its own authority cannot be checked",
        ),
        ProbeError::AdminStatus(status) if status.as_u16() == 401 => {
            Some("name the file with its token: --admin-token-file FILE")
        }
        ProbeError::AdminClient(..) => {
            Some("run this where the admin listener can be reached, or name it: --admin-listen")
        }
        _ => None,
    };
    let help = help.map_or_else(String::new, |help| format!("help: {help}\n"));
    let error = error.to_string();
    format!("{}{}\n{help}", styled(BAD, "error: "), visible(&error))
}
