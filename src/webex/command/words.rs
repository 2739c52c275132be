//! The fixed words of the catalogue.

use crate::word_list::words;

words! {
    /// The service of Webex that a command belongs to.
    #[derive(Hash, PartialOrd, Ord)]
    pub enum Service {
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
    #[derive(Hash, PartialOrd, Ord)]
    pub enum Effect {
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
    #[derive(Hash, PartialOrd, Ord)]
    pub enum Evidence {
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
    #[derive(Hash, PartialOrd, Ord)]
    pub enum Missing {
        /// The page.
        Page = "page",
        /// The action.
        Action = "action",
        /// The parameters.
        Parameters = "parameters",
    }
}
