//! Why a plan did not reach its end.

use super::site_address::AddressRefused;

/// Why a plan did not reach its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RestFailure {
    /// Webex knows no such meeting, person or recording, or the host may not see it (404, 410).
    NotFound,
    /// The token is wrong or expired, or scope, role or licence is missing (401, 403): the answers
    /// do not tell which.
    NotAllowed,
    /// Webex refuses the fields (400, 405, 415, 428).
    Invalid,
    /// Webex has this already, or the state of the meeting excludes it (409).
    Conflict,
    /// Somebody else is changing it (423).
    Locked,
    /// Too many calls (429).
    TooMany,
    /// Webex has an error of its own (5xx).
    Unavailable,
    /// The answer is not what Webex documents: no JSON, a field of another type, no link.
    Unreadable,
    /// The site's command acts as a host, and neither policy nor caller names one.
    NoHost,
    /// The address in the answer is none of the site's.
    Refused(AddressRefused),
}

impl RestFailure {
    /// The failure that a status means; `None` for success.
    pub fn of_status(status: u16) -> Option<Self> {
        Some(match status {
            200..=299 => return None,
            400 | 405 | 415 | 428 => Self::Invalid,
            401 | 403 => Self::NotAllowed,
            404 | 410 => Self::NotFound,
            409 => Self::Conflict,
            423 => Self::Locked,
            429 => Self::TooMany,
            500..=599 => Self::Unavailable,
            _ => Self::Unreadable,
        })
    }

    /// The word for it in logs and metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::NotAllowed => "not_allowed",
            Self::Invalid => "invalid",
            Self::Conflict => "conflict",
            Self::Locked => "locked",
            Self::TooMany => "too_many",
            Self::Unavailable => "unavailable",
            Self::Unreadable => "unreadable",
            Self::NoHost => "no_host",
            Self::Refused(_) => "address_refused",
        }
    }
}

impl From<AddressRefused> for RestFailure {
    fn from(refused: AddressRefused) -> Self {
        Self::Refused(refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_status_has_its_meaning() {
        for status in [200, 202, 204] {
            assert_eq!(RestFailure::of_status(status), None, "{status}");
        }
        for (status, word) in [
            (100, "unreadable"),
            (302, "unreadable"),
            (400, "invalid"),
            (401, "not_allowed"),
            (403, "not_allowed"),
            (404, "not_found"),
            (405, "invalid"),
            (409, "conflict"),
            (410, "not_found"),
            (415, "invalid"),
            (418, "unreadable"),
            (423, "locked"),
            (428, "invalid"),
            (429, "too_many"),
            (500, "unavailable"),
            (502, "unavailable"),
            (503, "unavailable"),
            (504, "unavailable"),
            (999, "unreadable"),
        ] {
            let failure = RestFailure::of_status(status).map(RestFailure::as_str);
            assert_eq!(failure, Some(word), "{status}");
        }
    }
}
