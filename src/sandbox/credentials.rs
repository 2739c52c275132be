//! What a client needs for the server interfaces of the sandbox. Its owner writes it to files.

use std::fmt;

use super::random::random_id;
use crate::webex::MASK;

/// Made anew for each process.
#[derive(Clone)]
pub struct Credentials {
    pub client_id: String,
    pub client_secret: String,
    /// That of a Service App, a machine account.
    pub refresh_token: String,
    /// That of an integration, with which a person acts: the sandbox's first host.
    pub integration_refresh_token: String,
    /// The host's login at the XML service.
    pub web_id: String,
    pub password: String,
    pub partner_id: String,
}

/// One of the credentials, for a file of its own.
#[derive(Clone, Copy)]
pub struct Credential<'c> {
    pub name: &'static str,
    text: &'c str,
}

impl Credentials {
    /// New ones; `None` when the system gives no random numbers.
    pub fn generate() -> Option<Self> {
        let id = |prefix: &str| Some(format!("{prefix}{}", random_id()?));
        Some(Self {
            client_id: id("C")?,
            client_secret: random_id()?,
            refresh_token: id("RT-")?,
            integration_refresh_token: id("RT-")?,
            web_id: super::people::HOST.to_owned(),
            password: random_id()?,
            partner_id: id("P")?,
        })
    }

    /// All of them, with the names that files of them have.
    pub fn iter(&self) -> impl Iterator<Item = Credential<'_>> {
        let all = [
            ("client-id", &self.client_id),
            ("client-secret", &self.client_secret),
            ("refresh-token", &self.refresh_token),
            ("integration-refresh-token", &self.integration_refresh_token),
            ("xml-web-id", &self.web_id),
            ("xml-password", &self.password),
            ("xml-partner-id", &self.partner_id),
        ];
        let all = all.into_iter();
        all.map(|(name, text)| Credential { name, text })
    }
}

impl<'c> Credential<'c> {
    pub fn text(self) -> &'c str {
        self.text
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}
