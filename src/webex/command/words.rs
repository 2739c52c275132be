//! The fixed words of the catalogue.

/// Declares an enum whose variants have one word each, in data and on screen.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $name {
            /// All of them, in their order.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The word for it in policies and tables.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// Reads the word.
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.as_str() == word)
            }
        }
    };
}

words! {
    /// The service of Webex that a command belongs to.
    Service {
        /// User accounts.
        Accounts = "accounts",
        /// Login and logout.
        Site = "site",
        /// Meetings.
        Meetings = "meetings",
        /// A user's own pages.
        MyWebex = "my-webex",
        /// Registration forms.
        Registration = "registration",
        /// Attendee lists.
        Attendees = "attendees",
        /// Recordings and recorded events.
        Recordings = "recordings",
        /// Questions and answers.
        Questions = "questions",
        /// Training sessions.
        Training = "training",
        /// Reports.
        Reports = "reports",
        /// Support sessions.
        Support = "support",
        /// Options of the browser's session: service and language.
        Session = "session",
        /// Events.
        Events = "events",
        /// The link forms of today.
        Links = "links",
    }
}

words! {
    /// What a command does at Webex, which decides how it may be carried out.
    Effect {
        /// Only shows something.
        Look = "look",
        /// Takes a person in or out: joining, starting what is scheduled,
        /// logging in or out. A foreign page can make a browser follow such a
        /// link, as it can make it follow Webex's own.
        Enter = "enter",
        /// Creates or alters something, a meeting at once among it.
        Change = "change",
        /// Deletes something, or ends it for others.
        Destroy = "destroy",
    }
}

impl Effect {
    /// Whether a person has to confirm it: a prefetch or an image tag must
    /// never carry it out.
    pub fn needs_confirmation(self) -> bool {
        matches!(self, Self::Change | Self::Destroy)
    }
}

words! {
    /// How well the facts of an entry are known.
    Evidence {
        /// Read in public sources.
        Verified = "verified",
        /// Something essential follows from code or layout only.
        Inferred = "inferred",
        /// Only the service's existence is published.
        Listed = "listed",
        /// Public sources disagree on something essential.
        Disputed = "disputed",
        /// The operator's own word.
        Operator = "operator",
    }
}

words! {
    /// What an entry still lacks before it can be used.
    Missing {
        /// The page.
        Page = "page",
        /// The action.
        Action = "action",
        /// The parameters.
        Parameters = "parameters",
    }
}
