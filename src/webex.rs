//! What Webex understands, as types: sites, commands with typed parameters, and [`Call`], the
//! address that a browser is sent to.
//!
//! This module knows neither the policy nor HTTP.

mod address;
mod back;
mod call;
mod code;
mod command;
mod encode;
mod feature;
mod home;
mod meeting_number;
mod parameter;
mod parameter_type;
mod pasted;
mod profile;
mod reply;
mod rest;
mod secret;
mod site;
mod template;
mod time_zone;
mod value;
mod xml;

pub use address::{AddressError, HttpsUrl, TargetUrl};
pub use back::{BackAddress, BackUrl, BackUrlError, Origins};
pub use call::{Back, Call, CallForm, Continuation, PostForm, ReadBack, TicketCall};
pub use code::Code;
pub use command::{
    Action, Address, Command, CommandError, CommandName, CommandParts, Effect, Evidence, Missing,
    Page, Service, Words,
};
pub use home::{Home, OwnPath};
pub use meeting_number::{meeting_number, meeting_number_in};
pub use parameter::Parameter;
pub use parameter_type::ParameterType;
pub use pasted::{Located, Pasted, like_written, locate};
pub use profile::Profile;
pub use reply::{Ending, Reason, Reply};
pub use rest::{
    Acting, AddressRefused, Answer, Attendee, CallKind, CallName, Cell, Column, ColumnOf, Find,
    FixedField, Listing, Operation, Progress, RestAddress, RestCall, RestFailure, RestForm,
    RestMethod, RestReply, RowShape, Scopes, ShownField, SiteAddress,
};
pub use secret::{MASK, Secret};
pub use site::{FormerSite, JoinPageError, Site, SiteError};
pub(crate) use template::is_parameter_name;
pub use template::{Template, TemplateError};
pub use value::{Value, ValueError};
pub use xml::{
    CredentialParts, ExceptionId, OneTimeTicket, TicketFailure, TicketFailureReason, TicketFor,
    XmlBody, XmlCredentials, XmlTextError, read_ticket, ticket_request, xml_service,
};

/// The embedded catalogue: every operation of the Webex Meetings URL API and the link forms in use
/// today, in the format of a policy's `commands:`.
pub const CATALOGUE: &str = include_str!("webex/catalogue.yaml");

/// The embedded catalogue of the REST API of today: what each operation of the URL API becomes
/// there, in the same format with `rest:` in place of a page.
pub const REST_CATALOGUE: &str = include_str!("webex/rest.yaml");

/// Why the operations of the URL API have no equivalent among the links of today.
pub const LINKS_CATALOGUE: &str = include_str!("webex/links.yaml");
