//! The reasons that Webex gives for a failure.

use crate::word_list::words;

words! {
    /// Why a call failed, as far as Webex says (`RS`).
    ///
    /// Only these reach logs and metrics, never the text that came in.
    #[derive(Hash, PartialOrd, Ord)]
    pub enum Reason {
        /// The session is missing or over (after 30 minutes without activity), or
        /// the person has no right to it.
        AccessDenied = "access_denied",
        /// Somebody is logged in already, perhaps somebody else. For a login this
        /// counts as success: see [`Ending::AlreadyLoggedIn`](super::Ending).
        AlreadyLogon = "already_logon",
        /// The site does not let programs log people in.
        AutoLoginDisabled = "auto_login_disabled",
        /// Wrong id or password, or no such account. Webex's page spells it both
        /// ways.
        BadWebExIdOrPassword = "bad_webex_id_or_password",
        /// The account is locked.
        AccountLocked = "account_locked",
        /// The one-time ticket of a login is wrong or used up.
        InvalidTicket = "invalid_ticket",
        /// An account with this id exists.
        WebExIdConflict = "webex_id_conflict",
        /// An account with this mail address exists.
        EmailConflict = "email_conflict",
        /// Webex does not accept the partner id.
        PartnerIdError = "partner_id_error",
        /// The site, or something on the way, cannot be called like this.
        ApiNotSupported = "api_not_supported",
        /// The site has no meetings of this type.
        MeetingTypeNotSupported = "meeting_type_not_supported",
        /// The meeting would be too long.
        DurationTooLong = "duration_too_long",
        /// Webex's own word for a reason that it does not know.
        Unknown = "unknown",
        /// There is no meeting with this key.
        InvalidMeetingKey = "invalid_meeting_key",
        /// There is no meeting with this key and this password.
        InvalidMeetingKeyOrPassword = "invalid_meeting_key_or_password",
        /// The host lets nobody else in.
        MeetingLocked = "meeting_locked",
        /// The meeting has not started yet, or it is over.
        MeetingNotInProgress = "meeting_not_in_progress",
        /// Webex has no room for the meeting.
        MeetingScheduleFail = "meeting_schedule_fail",
        /// Webex has not enough telephone lines.
        TeleConferenceLineReserveFail = "teleconference_line_reserve_fail",
        /// A field is malformed.
        InvalidDataFormat = "invalid_data_format",
        /// The mail address is not one.
        InvalidEmailAddress = "invalid_email_address",
        /// The registration id is wrong.
        InvalidRegistrationId = "invalid_registration_id",
        /// The registration id is missing.
        RegistrationIdIsRequired = "registration_id_is_required",
        /// Whoever joins must be logged in.
        LoginRequired = "login_required",
        /// A code that is none of these.
        Unlisted = "unlisted",
        /// No code, or several that contradict each other.
        Unnamed = "unnamed",
    }
}

/// Webex's codes (WEBEX.md 3.5). `Unlisted` and `Unnamed` have none: they stand for the others.
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
    /// Reads a code. Case does not count, for sources vary in it, nor do
    /// blanks around it.
    pub fn parse(code: &str) -> Self {
        let code = code.trim_ascii();
        if code.is_empty() {
            return Self::Unnamed;
        }
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

    /// Every code with its reason, as published (in one case, in two
    /// spellings that differ by capitals only).
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
            "unnamed",
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
