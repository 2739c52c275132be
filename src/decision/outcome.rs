//! The outcomes of a request.

use super::trace::Trace;
use crate::webex::{Call, Effect, PostForm, ValueError};
use crate::word_list::words;

/// What happens to a request, and how the evaluator came to it.
#[derive(Debug)]
pub struct Decision<'p, 'r> {
    pub outcome: Outcome<'p>,
    pub trace: Trace<'p, 'r>,
}

/// What happens to a request.
#[derive(Debug)]
pub enum Outcome<'p> {
    /// The caller is sent to Webex.
    Send(Delivery),
    /// The caller is sent to Webex after confirming it, because of what it changes there.
    Confirm(Delivery, Effect),
    /// The request is not carried out.
    Stop(Stop<'p>),
}

/// How a call is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// By a redirect.
    Redirect(Call),
    /// By posting a form, because one of the fields is secret.
    Form(PostForm),
    /// By a redirect with a ticket, which the gateway asks for first.
    Ticket,
    /// By the gateway, at the REST API.
    Rest,
}

/// Why a request is not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop<'p> {
    /// The request is wrong in itself.
    Bad(BadRequest<'p>),
    /// The policy does not allow it.
    Refused(Refusal),
    /// No route or link has this path.
    Unknown,
    /// The link has expired.
    Expired,
}

/// What is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadRequest<'p> {
    /// The value of this parameter is not of its kind.
    Value(&'p str, ValueError),
    /// With the value for this parameter, the path of the route leads elsewhere.
    Elsewhere(&'p str),
    /// This parameter is required and has no value.
    Missing(&'p str),
    /// The query has the field of this parameter twice.
    Twice(&'p str),
    /// The name of an undeclared query field, as the visitor wrote it. It is a reserved word, a
    /// parameter or one of Webex's codes, so that it would steer the call if it were passed on.
    Steering(Box<str>),
    /// The route has no back URL with the name that was picked.
    UnknownBack,
    /// The request is too long to be carried through Webex in a ticket.
    TooLong,
}

impl<'p> From<BadRequest<'p>> for Stop<'p> {
    fn from(request: BadRequest<'p>) -> Self {
        Self::Bad(request)
    }
}

impl<'p> BadRequest<'p> {
    /// The name of the parameter that is wrong, as in the policy.
    pub fn parameter(&self) -> Option<&'p str> {
        match self {
            Self::Value(name, _)
            | Self::Elsewhere(name)
            | Self::Missing(name)
            | Self::Twice(name) => Some(name),
            Self::Steering(_) | Self::UnknownBack | Self::TooLong => None,
        }
    }
}

words! {
    /// Why the policy does not allow a request.
    pub enum Refusal {
        /// The access rules of the route do not admit this anonymous caller, and an identity would
        /// not help.
        Access = "client_not_allowed",
        /// The access rules do not admit this identity.
        Account = "identity_not_allowed",
        /// The access rules would admit the caller at another hour.
        Hours = "outside_hours",
        /// The link is not valid yet.
        NotYet = "link_not_yet_valid",
        /// The route needs an identity, and the caller is anonymous.
        Nobody = "unauthenticated",
        // A `deny` asks for what is not known. Nothing else is in the way.
        /// The address of this anonymous caller.
        ClientUnknown = "client_not_established",
        // Of a caller who is not anonymous:
        UserUnknown = "user_not_established",
        MailDomainUnknown = "mail_domain_not_established",
        GroupsUnknown = "groups_not_established",
        NetworkUnknown = "network_not_established",
        CertificateUnknown = "certificate_not_established",
    }
}

impl Refusal {
    /// Whether it depends on who asks and from where, not only on when.
    pub fn is_about_caller(self) -> bool {
        !matches!(self, Self::Hours | Self::NotYet)
    }
}
