//! The arguments of `probe`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use url::Url;

use crate::cli::source::PolicyArgs;
use crate::server::Address;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  linkgate probe --policy /etc/linkgate https://go.acme.example
  linkgate probe --policy policy.yaml --headers cookie.txt https://go.acme.example
  linkgate probe --policy policy.yaml --connect 127.0.0.1:8443 --authorities ca.pem https://go.acme.example

Run it on a machine that reaches the admin listener of a replica. If the front door requires a
login, pass the cookie of a logged-in visitor with --headers. Probe each proxy, and each section
for paths in one, separately.

Exit codes: 0 visitors can set nothing, 1 they can or the probe failed, 2 wrong usage.")]
pub struct ProbeArgs {
    /// Address that visitors open, through all proxies
    #[arg(value_name = "URL", value_parser = read_url)]
    pub url: Url,
    #[command(flatten)]
    pub policy: PolicyArgs,
    /// Admin listener of a replica behind this front door: ADDRESS:PORT or unix:/PATH
    #[arg(
        long,
        value_name = "ADDRESS",
        env = "LINKGATE_ADMIN_LISTEN",
        default_value = "127.0.0.1:9090"
    )]
    pub admin_listen: Address,
    /// File with the token for the admin listener
    #[arg(long, value_name = "FILE", env = "LINKGATE_ADMIN_TOKEN_FILE")]
    pub admin_token_file: Option<PathBuf>,
    /// File with header lines of a logged-in visitor, like `Cookie: …`
    #[arg(long, value_name = "FILE")]
    pub headers: Option<PathBuf>,
    /// Address to connect to, instead of the host of the URL
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub connect: Option<SocketAddr>,
    /// Certificate authorities (PEM) to trust for the front door, instead of the system's
    #[arg(long, value_name = "FILE")]
    pub authorities: Option<PathBuf>,
}

fn read_url(text: &str) -> Result<Url, String> {
    let wanted = || "write it like https://go.acme.example".to_owned();
    let url = Url::parse(text).map_err(|_| wanted())?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
    let is_plain = url.username().is_empty() && url.password().is_none();
    match is_web && is_plain {
        true => Ok(url),
        false => Err(wanted()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_front_door_is_a_web_address_without_a_user() {
        for text in [
            "https://go.acme.example",
            "http://127.0.0.1:8080/go/standup?x=1",
        ] {
            assert!(read_url(text).is_ok(), "{text}");
        }
        for text in [
            "go.acme.example",
            "ftp://go.acme.example",
            "https://ann@go.acme.example",
            "",
        ] {
            assert!(read_url(text).is_err(), "{text}");
        }
    }
}
