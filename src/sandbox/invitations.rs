//! Links into a meeting for one person and a few minutes.

use std::collections::VecDeque;

use jiff::Timestamp;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::origin::{Origin, SITE};
use super::random::random_id;

const MOST_INVITATIONS: usize = 200;

/// For whom a link was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guest {
    pub email: Option<String>,
    pub display_name: String,
    pub is_host: bool,
}

#[derive(Clone, Debug)]
pub struct Invitation {
    token: String,
    pub meeting_id: String,
    pub guest: Guest,
    pub until: Timestamp,
}

#[derive(Debug, Default)]
pub struct Invitations {
    invitations: VecDeque<Invitation>,
}

impl Invitations {
    /// Makes a link; `None` when the system gives no random numbers.
    pub fn link(&mut self, origin: &Origin, wanted: Invitation) -> Option<String> {
        // The tokens in public examples have these characters as they are.
        let token = format!("{}/{}+sandbox==", random_id()?, random_id()?);
        let principal = match wanted.guest.is_host {
            true => "",
            false => "&principal=sandbox/principal+1=",
        };
        let end = utf8_percent_encode(&origin.at("/-/left"), NON_ALPHANUMERIC).to_string();
        let link = origin.at(&format!(
            "/wbxmjs/joinservice/sites/{SITE}/meeting/download/{}?siteurl={SITE}&integrationJoinToken={token}{principal}&integrationEndUrl={end}",
            wanted.meeting_id
        ));
        if self.invitations.len() == MOST_INVITATIONS {
            self.invitations.pop_front();
        }
        self.invitations.push_back(Invitation { token, ..wanted });
        Some(link)
    }

    /// The invitation with this token, as it stands in a query.
    pub fn find(&self, token: &str, now: Timestamp) -> Option<&Invitation> {
        // A plus sign that nobody encoded is read as a blank.
        let token = token.replace(' ', "+");
        let mut invitations = self.invitations.iter();
        invitations.find(|known| known.token == token && known.until > now)
    }
}

impl Invitation {
    pub fn new(meeting_id: &str, guest: Guest, until: Timestamp) -> Self {
        Self {
            token: String::new(),
            meeting_id: meeting_id.to_owned(),
            guest,
            until,
        }
    }
}
