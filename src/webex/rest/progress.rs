//! How far a plan has come.

use super::call::RestCall;
use super::failure::RestFailure;
use super::listing::Listing;
use super::site_address::{AddressRefused, SiteAddress};

/// How far a plan has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The reply to this call is needed.
    Ask(RestCall),
    /// The person goes on to an address of the site.
    Follow(SiteAddress),
    /// A list for a page.
    Show(Listing),
    /// Webex has done it.
    Done,
    Failed(RestFailure),
}

/// A part of a plan: its result, or why the plan stops here.
pub type Step<T> = Result<T, Progress>;

// For `?` in plans.
impl From<RestFailure> for Progress {
    fn from(failure: RestFailure) -> Self {
        Self::Failed(failure)
    }
}

impl From<AddressRefused> for Progress {
    fn from(refused: AddressRefused) -> Self {
        Self::Failed(refused.into())
    }
}
