//! The address at which the sandbox was asked, and the links that begin with it.

use super::request::Target;

/// The name of the site in links that the sandbox makes. It answers under every name.
pub const SITE: &str = "acme";

/// Scheme, host and port, without a slash at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    text: String,
    /// Host and port.
    host: String,
}

impl Origin {
    pub fn of(target: Target<'_>) -> Self {
        let host = target.authority.host();
        let host = match target.authority.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        Self {
            text: format!("http://{host}"),
            host,
        }
    }

    /// What `siteUrl` says: the host without its scheme. Here the port belongs to it.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether a `siteUrl` names this site; with or without the port.
    pub fn is_site(&self, site: &str) -> bool {
        let without_port = self.host.rsplit_once(':').map(|(host, _)| host);
        site.eq_ignore_ascii_case(&self.host) || Some(site) == without_port
    }

    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.text)
    }

    /// The page of a meeting or, with an `r`, of its registration.
    pub fn web_link(&self, id: &str) -> String {
        // Instances have no letter in front.
        let letter = if id.contains("_I_") { "" } else { "m" };
        self.at(&format!("/{SITE}/j.php?MTID={letter}{id}"))
    }
}
