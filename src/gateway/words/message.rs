//! The messages that this crate says, by name: one that no file of a language
//! has does not pass the tests.

/// Declares messages: a name for each, and its id in the files.
macro_rules! messages {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $id:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(in crate::gateway) enum $name { $($variant,)* }

        impl $name {
            /// All of them.
            #[cfg(test)]
            pub(in crate::gateway) const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Its id in the files of the languages.
            pub(super) const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }
        }
    };
}

messages! {
    /// Something that a page tells: a title, a sentence, and a next step.
    Notice {
        Host = "host",
        WrongHost = "wrong-host",
        Target = "target",
        TooLong = "too-long",
        TooManyHeaders = "too-many-headers",
        NoAnswer = "no-answer",
        Method = "method",
        TooManyPerson = "too-many-person",
        TooManyAddress = "too-many-address",
        RefusedAccess = "refused-access",
        RefusedAccount = "refused-account",
        RefusedHours = "refused-hours",
        RefusedNotYet = "refused-not-yet",
        Nobody = "nobody",
        Unconfirmed = "unconfirmed",
        ForeignForm = "foreign-form",
        QuestionExpired = "question-expired",
        QuestionForged = "question-forged",
        PersonOnly = "person-only",
        Prefetch = "prefetch",
        Spoof = "spoof",
        WayBackExpired = "way-back-expired",
        WayBack = "way-back",
        NoWayOn = "no-way-on",
        Unknown = "unknown",
        Expired = "expired",
        Unrecorded = "unrecorded",
        Broken = "broken",
        Bad = "bad",
        AccessDenied = "access-denied",
        AlreadyLoggedIn = "already-logged-in",
        AutoLoginDisabled = "auto-login-disabled",
        BadLogin = "bad-login",
        AccountLocked = "account-locked",
        LoginUsedUp = "login-used-up",
        UserNameTaken = "user-name-taken",
        EmailTaken = "email-taken",
        LinkNotAccepted = "link-not-accepted",
        NotFromALink = "not-from-a-link",
        NoSuchKind = "no-such-kind",
        MeetingTooLong = "meeting-too-long",
        NotKnownWhy = "not-known-why",
        UnknownMeeting = "unknown-meeting",
        UnknownMeetingOrPassword = "unknown-meeting-or-password",
        MeetingLocked = "meeting-locked",
        MeetingNotOpen = "meeting-not-open",
        TooBusy = "too-busy",
        TooFewLines = "too-few-lines",
        UnreadableData = "unreadable-data",
        EmailNotTaken = "email-not-taken",
        UnknownRegistration = "unknown-registration",
        NotRegistered = "not-registered",
        LoginRequired = "login-required",
        UnlistedReason = "unlisted-reason",
        NoReason = "no-reason",
        Unclear = "unclear",
        OwnLogin = "own-login",
    }
}

messages! {
    /// One text.
    Phrase {
        BrokenParts = "broken-parts",
        BrokenPath = "broken-path",
        BrokenEscape = "broken-escape",
        BrokenText = "broken-text",
        BrokenControl = "broken-control",
        BrokenSlash = "broken-slash",
        BrokenDots = "broken-dots",
        BadMissing = "bad-missing",
        BadTwice = "bad-twice",
        BadSteering = "bad-steering",
        BadTooMuch = "bad-too-much",
        BadBack = "bad-back",
        BadEmpty = "bad-empty",
        BadDigits = "bad-digits",
        BadRange = "bad-range",
        BadLength = "bad-length",
        BadControl = "bad-control",
        BadName = "bad-name",
        BadEmail = "bad-email",
        BadFlag = "bad-flag",
        BadChoice = "bad-choice",
        BadDuration = "bad-duration",
        BadStart = "bad-start",
        BadYear = "bad-year",
        BadTimeZone = "bad-time-zone",
        BadFeatures = "bad-features",
        BadToken = "bad-token",
        BadHexadecimal = "bad-hexadecimal",
        BadUrl = "bad-url",
        BadEntries = "bad-entries",
        BadList = "bad-list",
        Request = "request",
        ConfirmTitle = "confirm-title",
        ConfirmQuestion = "confirm-question",
        ConfirmDestroys = "confirm-destroys",
        ConfirmChanges = "confirm-changes",
        ConfirmLink = "confirm-link",
        ConfirmYes = "confirm-yes",
        ConfirmOtherwise = "confirm-otherwise",
        FormNext = "form-next",
        FormGo = "form-go",
        OfferLogIn = "offer-log-in",
        OfferAgain = "offer-again",
        OfferLogOut = "offer-log-out",
        OfferWebexLogin = "offer-webex-login",
        OfferLeaveMeeting = "offer-leave-meeting",
        OfferLeave = "offer-leave",
    }
}
