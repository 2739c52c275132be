//! What a policy says of a service.

use crate::digest::{Digest, Hasher};
use crate::webex::{Secret, TargetUrl};

/// A server of Webex that a site has.
#[derive(Clone, Debug)]
pub struct ServiceConfig {
    /// The site's name in the policy.
    pub name: Box<str>,
    /// What the targets of calls follow, as `https://webexapis.com/v1/`; the address itself for XML.
    pub base: TargetUrl,
    /// In PEM form; those of the system without them.
    pub authorities: Option<Box<str>>,
    pub auth: Auth,
}

/// How a service learns who asks.
#[derive(Clone, Debug)]
pub enum Auth {
    /// The REST API: by an access token.
    Token(TokenConfig),
    /// The XML API: by what is in each request.
    InBody,
}

/// From where access tokens come.
#[derive(Clone, Debug)]
pub struct TokenConfig {
    pub token_url: TargetUrl,
    pub client_id: Secret,
    pub client_secret: Secret,
    pub refresh_token: Secret,
}

impl ServiceConfig {
    /// Differs for configurations that differ, with the texts of their secrets.
    pub(super) fn digest(&self) -> Digest {
        let mut hasher = Hasher::new();
        hasher.part(self.name.as_bytes());
        hasher.part(self.base.as_str().as_bytes());
        let authorities = self.authorities.as_deref().unwrap_or_default();
        hasher.part(authorities.as_bytes());
        match &self.auth {
            Auth::InBody => hasher.part(b"body"),
            Auth::Token(config) => {
                hasher.part(&config.binding());
                hasher.part(config.client_secret.expose().as_bytes());
            }
        }
        hasher.finish()
    }
}

impl TokenConfig {
    /// For what tokens are: one client at one endpoint, authorised once. Another refresh token in the
    /// policy is another authorisation, whatever was kept of the one before it.
    pub(super) fn binding(&self) -> Digest {
        let mut hasher = Hasher::new();
        hasher.part(self.token_url.as_str().as_bytes());
        hasher.part(self.client_id.expose().as_bytes());
        hasher.part(self.refresh_token.expose().as_bytes());
        hasher.finish()
    }
}
