//! The reasons that Webex gives for a failure (webex.md 3.5).

use crate::word_list::words;

words! {
    /// Why a command failed, as far as Webex says (`RS`).
    ///
    /// Logs and metrics have these words, never the text that came in.
    #[derive(Hash, PartialOrd, Ord)]
    pub enum Reason {
        /// There is no session, it has ended (after 30 minutes without activity), or the person has
        /// no right to the command.
        AccessDenied = "access_denied",
        /// The browser is logged in, perhaps as another user. For a login this counts as success:
        /// see [`Ending::AlreadyLoggedIn`](super::Ending).
        AlreadyLogon = "already_logon",
        /// The site has no login through the API.
        AutoLoginDisabled = "auto_login_disabled",
        /// Wrong id or password, or no such account.
        BadWebExIdOrPassword = "bad_webex_id_or_password",
        AccountLocked = "account_locked",
        /// The one-time login ticket is wrong or used up.
        InvalidTicket = "invalid_ticket",
        /// An account with this id exists already.
        WebExIdConflict = "webex_id_conflict",
        /// An account with this mail address exists already.
        EmailConflict = "email_conflict",
        PartnerIdError = "partner_id_error",
        /// The site, or the browser, does not support the API.
        ApiNotSupported = "api_not_supported",
        MeetingTypeNotSupported = "meeting_type_not_supported",
        DurationTooLong = "duration_too_long",
        /// Webex itself gives no reason.
        Unknown = "unknown",
        InvalidMeetingKey = "invalid_meeting_key",
        InvalidMeetingKeyOrPassword = "invalid_meeting_key_or_password",
        /// The host admits no further attendees.
        MeetingLocked = "meeting_locked",
        /// The meeting has not started, or it is over.
        MeetingNotInProgress = "meeting_not_in_progress",
        /// Webex lacks the resources for the meeting.
        MeetingScheduleFail = "meeting_schedule_fail",
        /// There are not enough telephone lines.
        TeleConferenceLineReserveFail = "teleconference_line_reserve_fail",
        /// Some field is malformed.
        InvalidDataFormat = "invalid_data_format",
        InvalidEmailAddress = "invalid_email_address",
        InvalidRegistrationId = "invalid_registration_id",
        RegistrationIdIsRequired = "registration_id_is_required",
        /// Attendees have to log in before they join.
        LoginRequired = "login_required",
        /// A code that is not listed here.
        Unlisted = "unlisted",
        /// No code, or codes that contradict each other.
        Unnamed = "no_reason",
    }
}

/// Webex's codes. Webex spells some of them in two ways.
const CODES: [(&str, Reason); 27] = [
    ("AccessDenied", Reason::AccessDenied),
    ("AlreadyLogon", Reason::AlreadyLogon),
    ("AutoLoginDisabled", Reason::AutoLoginDisabled),
    ("BadWebExIDorPassword", Reason::BadWebExIdOrPassword),
    ("BadWebIDorPassword", Reason::BadWebExIdOrPassword),
    ("AccountLocked", Reason::AccountLocked),
    ("InvalidTicket", Reason::InvalidTicket),
    ("InvalidSessionTicket", Reason::InvalidTicket),
    ("WebExIDConflict", Reason::WebExIdConflict),
    ("EmailConflict", Reason::EmailConflict),
    ("PartnerIDError", Reason::PartnerIdError),
    ("DoNotSupportAPI", Reason::ApiNotSupported),
    (
        "SiteDoNotSupportThisMeetingType",
        Reason::MeetingTypeNotSupported,
    ),
    ("NoMeetingTypeSupport", Reason::MeetingTypeNotSupported),
    ("TheDurationIsExceedTheMaxDuration", Reason::DurationTooLong),
    ("Unknown", Reason::Unknown),
    ("InvalidMeetingKey", Reason::InvalidMeetingKey),
    (
        "InvalidMeetingKeyOrPassword",
        Reason::InvalidMeetingKeyOrPassword,
    ),
    ("MeetingLocked", Reason::MeetingLocked),
    ("MeetingNotInProgress", Reason::MeetingNotInProgress),
    ("MeetingScheduleFail", Reason::MeetingScheduleFail),
    (
        "TeleConferenceLineReserveFail",
        Reason::TeleConferenceLineReserveFail,
    ),
    ("InvalidDataFormat", Reason::InvalidDataFormat),
    ("InvalidEmailAddress", Reason::InvalidEmailAddress),
    ("InvalidRegistrationID", Reason::InvalidRegistrationId),
    ("RegistrationIDIsRequired", Reason::RegistrationIdIsRequired),
    ("LoginRequired", Reason::LoginRequired),
];

impl Reason {
    /// Webex's code for it, in one of its spellings.
    pub fn code(self) -> Option<&'static str> {
        let mut codes = CODES.iter();
        codes.find_map(|(code, reason)| (*reason == self).then_some(*code))
    }

    /// Reads a code, without regard to blanks around it.
    pub fn parse(code: &str) -> Self {
        let code = code.trim_ascii();
        if code.is_empty() {
            return Self::Unnamed;
        }
        // Published lists differ in the case of codes (webex.md 3.5).
        let mut codes = CODES.iter();
        codes
            .find(|(known, _)| known.eq_ignore_ascii_case(code))
            .map_or(Self::Unlisted, |(_, reason)| *reason)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    /// Every code with its reason, as published (in one case, in two spellings that differ by
    /// capitals only).
    const PUBLISHED: [(&str, Reason); 28] = [
        ("AccessDenied", Reason::AccessDenied),
        ("AlreadyLogon", Reason::AlreadyLogon),
        ("AutoLoginDisabled", Reason::AutoLoginDisabled),
        ("BadWebIDorPassword", Reason::BadWebExIdOrPassword),
        ("BadWebExIDorPassword", Reason::BadWebExIdOrPassword),
        ("AccountLocked", Reason::AccountLocked),
        ("InvalidSessionTicket", Reason::InvalidTicket),
        ("InvalidTicket", Reason::InvalidTicket),
        ("WebExIDConflict", Reason::WebExIdConflict),
        ("EmailConflict", Reason::EmailConflict),
        ("PartnerIDError", Reason::PartnerIdError),
        ("DoNotSupportAPI", Reason::ApiNotSupported),
        ("DonotSupportAPI", Reason::ApiNotSupported),
        ("NoMeetingTypeSupport", Reason::MeetingTypeNotSupported),
        (
            "SiteDoNotSupportThisMeetingType",
            Reason::MeetingTypeNotSupported,
        ),
        ("TheDurationIsExceedTheMaxDuration", Reason::DurationTooLong),
        ("Unknown", Reason::Unknown),
        ("InvalidMeetingKey", Reason::InvalidMeetingKey),
        (
            "InvalidMeetingKeyOrPassword",
            Reason::InvalidMeetingKeyOrPassword,
        ),
        ("MeetingLocked", Reason::MeetingLocked),
        ("MeetingNotInProgress", Reason::MeetingNotInProgress),
        ("MeetingScheduleFail", Reason::MeetingScheduleFail),
        (
            "TeleConferenceLineReserveFail",
            Reason::TeleConferenceLineReserveFail,
        ),
        ("InvalidDataFormat", Reason::InvalidDataFormat),
        ("InvalidEmailAddress", Reason::InvalidEmailAddress),
        ("InvalidRegistrationID", Reason::InvalidRegistrationId),
        ("RegistrationIDIsRequired", Reason::RegistrationIdIsRequired),
        ("LoginRequired", Reason::LoginRequired),
    ];

    fn mixed_case(code: &str) -> String {
        let odd = |(i, c): (usize, char)| match i % 2 {
            0 => c.to_ascii_lowercase(),
            _ => c.to_ascii_uppercase(),
        };
        code.chars().enumerate().map(odd).collect()
    }

    #[test]
    fn every_published_code_is_read_in_any_case() {
        for (code, reason) in PUBLISHED {
            for spelling in [
                code.to_owned(),
                code.to_ascii_lowercase(),
                code.to_ascii_uppercase(),
                mixed_case(code),
                format!(" \t{code}\r\n "),
            ] {
                assert_eq!(Reason::parse(&spelling), reason, "{spelling:?}");
            }
        }
    }

    #[test]
    fn every_reason_with_a_code_is_published() {
        let published: HashSet<Reason> = PUBLISHED.iter().map(|(_, reason)| *reason).collect();
        let rest: Vec<_> = Reason::ALL
            .iter()
            .filter(|reason| !published.contains(reason))
            .collect();
        assert_eq!(rest, [&Reason::Unlisted, &Reason::Unnamed]);
    }

    #[test]
    fn any_other_code_is_unlisted_and_none_is_unnamed() {
        let long = "AccessDenied".repeat(342);
        for code in [
            "No",
            "unlisted",
            "no_reason",
            "access_denied",
            "Access Denied",
            "AccessDenied.",
            "AccessDenied\0",
            "\u{1b}[31mAccessDenied",
            "Access\r\nDenied",
            "ＡccessDenied",
            "AccountLoc\u{212a}ed",
            "\u{a0}AccessDenied",
            "<script>",
            &long,
        ] {
            assert_eq!(Reason::parse(code), Reason::Unlisted, "{code:?}");
        }
        for code in ["", " ", "\t\r\n"] {
            assert_eq!(Reason::parse(code), Reason::Unnamed, "{code:?}");
        }
    }

    #[test]
    fn the_words_are_snake_case_and_differ() {
        let words: HashSet<_> = Reason::ALL.iter().map(|reason| reason.as_str()).collect();
        assert_eq!(words.len(), Reason::ALL.len());
        for word in words {
            let snake = |b: u8| b.is_ascii_lowercase() || b == b'_';
            assert!(word.bytes().all(snake), "{word}");
        }
    }
}
