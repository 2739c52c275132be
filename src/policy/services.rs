//! What the gateway asks of Webex's servers itself, and with which credentials.

use super::caller_field::CallerField;
use crate::webex::{Secret, TargetUrl, XmlCredentials};

/// The REST API of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestService {
    /// The address below which its calls are, with a slash at the end.
    pub api: TargetUrl,
    /// Where access tokens come from.
    pub token_url: TargetUrl,
    /// Certificates (PEM) that replace those of the system.
    pub authorities: Option<Box<str>>,
    pub client_id: Secret,
    pub client_secret: Secret,
    pub refresh_token: Secret,
}

/// The XML service of a site, which gives login tickets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XmlService {
    pub url: TargetUrl,
    /// Certificates (PEM) that replace those of the system.
    pub authorities: Option<Box<str>>,
    /// The account that asks.
    pub credentials: XmlCredentials,
}

/// For whom a call is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActsFor {
    /// For the person whom the policy names.
    Named(Box<str>),
    /// For the caller, by their mail address.
    Caller,
}

impl ActsFor {
    /// As the policy writes it.
    pub fn as_written(&self) -> &str {
        match self {
            Self::Named(person) => person,
            Self::Caller => CallerField::Email.as_str(),
        }
    }
}
