//! Calls that find out what a command is about.

mod meeting;
mod others;

use crate::word_list::words;

pub use meeting::{FoundMeeting, MeetingQuery};
pub use others::{invitee, person};

words! {
    /// What has to be found before a call.
    #[derive(Hash)]
    pub enum Find {
        /// The occurrence of a meeting that is running or next.
        Meeting = "meeting",
        /// All occurrences of a meeting; the only one, if it does not recur.
        Series = "series",
        /// Somebody on the list of invited people.
        Invitee = "invitee",
        /// Somebody with an account.
        Person = "person",
    }
}

impl Find {
    /// The parameter with the number of a meeting, which the URL API calls its key.
    pub const NUMBER: &'static str = "meeting_key";
    /// The parameter with the mail address of somebody who is invited.
    pub const INVITEE: &'static str = "attendee_email";
    /// The parameter with the mail address of an account.
    pub const PERSON: &'static str = "email";

    /// The parameters that say what is meant.
    pub fn parameters(self) -> &'static [&'static str] {
        match self {
            Self::Meeting | Self::Series => &[Self::NUMBER],
            Self::Invitee => &[Self::NUMBER, Self::INVITEE],
            Self::Person => &[Self::PERSON],
        }
    }

    /// Whether it is found by the number of a meeting, as its host.
    pub fn is_by_number(self) -> bool {
        self != Self::Person
    }
}
