//! Why there is no ticket.

use std::fmt;

use crate::word_list::words;

words! {
    /// Why the XML service gave no ticket, or why its answer is not used.
    ///
    /// Logs and metrics have these words, never the text that came in.
    #[derive(Hash, PartialOrd, Ord)]
    pub enum TicketFailureReason {
        NoRecords = "no_records",
        NoSuchUser = "no_such_user",
        WrongPassword = "wrong_password",
        UserExists = "user_exists",
        UnknownHost = "unknown_host",
        /// The account must not schedule for others.
        NotForOthers = "not_for_others",
        SiteSuspended = "site_suspended",
        /// An exception that is not listed here, or none.
        Other = "other_exception",
        /// More bytes than an answer has.
        TooLong = "too_long",
        /// Not well-formed, or cut off.
        NotXml = "not_xml",
        /// A document type, with which entities could be declared.
        DocumentType = "document_type",
        /// An entity that XML itself does not have.
        Entity = "entity",
        TooDeep = "too_deep",
        /// XML, but not an answer of the service: another root, no result, or two of something.
        NoAnswer = "no_answer",
        /// It succeeded, and there is no ticket.
        NoTicket = "no_ticket",
        /// Too long, or with characters that no ticket has.
        MalformedTicket = "malformed_ticket",
        /// The address with the ticket is not at the site.
        ForeignAddress = "foreign_address",
    }
}

/// The number by which Webex names an exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExceptionId(u32);

/// Why there is no ticket, for logs and metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TicketFailure {
    pub reason: TicketFailureReason,
    /// Webex's number for it; only for logs.
    pub exception_id: Option<ExceptionId>,
}

/// The exceptions that are known (webex.md 9).
const EXCEPTIONS: [(u32, TicketFailureReason); 8] = [
    (15, TicketFailureReason::NoRecords),
    (10107, TicketFailureReason::SiteSuspended),
    (30001, TicketFailureReason::NoSuchUser),
    (30002, TicketFailureReason::WrongPassword),
    (30004, TicketFailureReason::UserExists),
    (30005, TicketFailureReason::UserExists),
    (60019, TicketFailureReason::UnknownHost),
    (60021, TicketFailureReason::NotForOthers),
];

impl ExceptionId {
    /// Reads an id of up to six digits.
    pub fn parse(text: &str) -> Option<Self> {
        let is_id = (1..=6).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        is_id.then(|| text.parse().ok().map(Self))?
    }
}

impl fmt::Display for ExceptionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

impl TicketFailure {
    /// A failure that Webex reports under this id.
    pub(super) fn of_exception(id: &str) -> Self {
        let exception_id = ExceptionId::parse(id);
        let known = exception_id.and_then(|ExceptionId(id)| {
            let known = EXCEPTIONS.iter().find(|(known, _)| *known == id);
            known.map(|(_, reason)| *reason)
        });
        Self {
            reason: known.unwrap_or(TicketFailureReason::Other),
            exception_id,
        }
    }
}

impl From<TicketFailureReason> for TicketFailure {
    fn from(reason: TicketFailureReason) -> Self {
        Self {
            reason,
            exception_id: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_read(id: &str, reason: TicketFailureReason, shown: Option<&str>) {
        let failure = TicketFailure::of_exception(id);
        assert_eq!(failure.reason, reason, "{id:?}");
        let written = failure.exception_id.map(|id| id.to_string());
        assert_eq!(written.as_deref(), shown, "{id:?}");
    }

    #[test]
    fn exceptions_are_known_by_their_numbers() {
        assert_read("000015", TicketFailureReason::NoRecords, Some("000015"));
        assert_read("010107", TicketFailureReason::SiteSuspended, Some("010107"));
        assert_read("030001", TicketFailureReason::NoSuchUser, Some("030001"));
        assert_read("030002", TicketFailureReason::WrongPassword, Some("030002"));
        assert_read("060021", TicketFailureReason::NotForOthers, Some("060021"));
        assert_read("999999", TicketFailureReason::Other, Some("999999"));
    }

    #[test]
    fn what_is_no_number_is_not_kept() {
        for id in ["", "0300010", "+30001", "30 01", "canary", "٣٠٠٠١", "-1"] {
            assert_read(id, TicketFailureReason::Other, None);
        }
    }
}
