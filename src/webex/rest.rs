//! Commands at a site's REST API: pure plans that say what to ask, and what the replies mean.
//!
//! A plan makes no request. It is run again with every reply that came, until it needs no more.

mod acting;
mod address;
mod call;
mod conversation;
mod failure;
mod fields;
mod find;
mod form;
mod id;
mod listing;
mod operation;
mod progress;
mod rows;
mod scopes;
mod shown_field;
mod site_address;
mod target;
mod times;

pub use acting::{Acting, Attendee};
pub use address::RestAddress;
pub use call::{CallKind, CallName, RestCall, RestMethod, RestReply};
pub use failure::RestFailure;
pub use find::Find;
pub use form::RestForm;
pub use listing::{Cell, Column, Listing};
pub use operation::{Answer, ColumnOf, FixedField, Operation, RowShape};
pub use progress::Progress;
pub use scopes::Scopes;
pub use shown_field::ShownField;
pub use site_address::{AddressRefused, SiteAddress};
