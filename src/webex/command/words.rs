//! The fixed words of the catalogue.

use crate::word_list::words;

words! {
    /// The service of Webex that a command belongs to.
    #[derive(Hash, PartialOrd, Ord)]
    pub enum Service {
        Accounts = "accounts",
        /// Login and logout.
        Site = "site",
        Meetings = "meetings",
        /// The pages of a user's account.
        MyWebex = "my-webex",
        Registration = "registration",
        /// Lists of invited users.
        Attendees = "attendees",
        Recordings = "recordings",
        /// Questions to attendees and their answers.
        Questions = "questions",
        Training = "training",
        Reports = "reports",
        Support = "support",
        /// Options of the browser session: service and language.
        Session = "session",
        Events = "events",
        /// The link forms in use today (webex.md 6).
        Links = "links",
    }
}

words! {
    /// What a command does at Webex, which decides how it is carried out. Later ones outweigh
    /// earlier ones in a route with several steps.
    #[derive(Hash, PartialOrd, Ord)]
    pub enum Effect {
        Look = "look",
        /// Joins a meeting, starts a scheduled one, logs in or out. No confirmation: a foreign page
        /// that makes a browser follow such a link could use Webex's own link as well.
        Enter = "enter",
        /// Creates or alters something, for example an instant meeting.
        Change = "change",
        /// Deletes something or ends it for others.
        Destroy = "destroy",
    }
}

impl Effect {
    /// Whether a person has to confirm it. Otherwise a prefetch or an image tag could carry it out.
    pub fn needs_confirmation(self) -> bool {
        matches!(self, Self::Change | Self::Destroy)
    }
}

words! {
    /// How well the facts of an entry of the catalogue are known.
    #[derive(Hash, PartialOrd, Ord)]
    pub enum Evidence {
        /// Read in public sources.
        Verified = "verified",
        /// Something essential is concluded from code or layout.
        Inferred = "inferred",
        /// Only the existence of the service is published.
        Listed = "listed",
        /// Public sources disagree on something essential.
        Disputed = "disputed",
        /// Stated by the operator in a policy.
        Operator = "operator",
    }
}

words! {
    /// What an entry of the catalogue lacks before it can be used.
    #[derive(Hash, PartialOrd, Ord)]
    pub enum Missing {
        Page = "page",
        Action = "action",
        Parameters = "parameters",
    }
}
