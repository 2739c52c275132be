//! The address of a collector.

use std::fmt;
use std::str::FromStr;

use url::Url;

/// What the protocol puts behind the address of a collector.
const PATH: &str = "v1/traces";

/// Where spans go: `http://collector:4318`, as in `OTEL_EXPORTER_OTLP_ENDPOINT`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtlpEndpoint {
    pub is_encrypted: bool,
    /// Without the brackets of an IPv6 address.
    pub host: Box<str>,
    pub port: u16,
    /// Host, and the port unless it is the default.
    pub authority: Box<str>,
    pub target: Box<str>,
}

/// Why an address is none.
#[derive(Debug, thiserror::Error)]
pub enum NoEndpoint {
    #[error("write it like http://collector:4318; /{PATH} is added")]
    Malformed,
    #[error(
        "user and password have no place in it: let the collector be a near one, which has them"
    )]
    UserInfo,
    #[error("it ends with its path: a query or a fragment has no meaning")]
    Query,
}

impl FromStr for OtlpEndpoint {
    type Err = NoEndpoint;

    fn from_str(text: &str) -> Result<Self, NoEndpoint> {
        let url = Url::parse(text).map_err(|_| NoEndpoint::Malformed)?;
        let is_encrypted = match url.scheme() {
            "http" => false,
            "https" => true,
            _ => return Err(NoEndpoint::Malformed),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err(NoEndpoint::UserInfo);
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(NoEndpoint::Query);
        }
        let host = url.host_str().ok_or(NoEndpoint::Malformed)?;
        let port = url.port_or_known_default().ok_or(NoEndpoint::Malformed)?;
        let authority = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        Ok(Self {
            is_encrypted,
            host: host.trim_matches(['[', ']']).into(),
            port,
            authority: authority.into(),
            target: format!("{}/{PATH}", url.path().trim_end_matches('/')).into(),
        })
    }
}

impl fmt::Display for OtlpEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.is_encrypted { "https" } else { "http" };
        write!(f, "{scheme}://{}{}", self.authority, self.target)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_of_the_protocol_follows_the_address() {
        for (given, sent_to, port) in [
            (
                "http://collector:4318",
                "http://collector:4318/v1/traces",
                4318,
            ),
            (
                "http://collector:4318/",
                "http://collector:4318/v1/traces",
                4318,
            ),
            (
                "https://otlp.acme.example/in/",
                "https://otlp.acme.example/in/v1/traces",
                443,
            ),
            ("http://[::1]:4318", "http://[::1]:4318/v1/traces", 4318),
        ] {
            let endpoint: OtlpEndpoint = given.parse().expect("an address");
            assert_eq!(endpoint.to_string(), sent_to);
            assert_eq!(endpoint.port, port);
        }
        let endpoint: OtlpEndpoint = "http://[::1]:4318".parse().expect("an address");
        assert_eq!(&*endpoint.host, "::1");
    }

    #[test]
    fn what_is_no_address_of_a_collector_is_refused() {
        for wrong in [
            "",
            "collector:4318",
            "grpc://collector:4317",
            "unix:/run/otlp.sock",
            "http://ann:secret@collector:4318",
            "http://collector:4318/?token=x",
            "http://collector:4318/#x",
        ] {
            let error = wrong.parse::<OtlpEndpoint>().expect_err(wrong).to_string();
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
