//! What the operator reads when the process starts: where it listens, and what looks wrong about it.

use std::io;
use std::net::SocketAddr;

use super::args::ServeArgs;
use super::sockets::Sockets;
use crate::cli::source;
use crate::server::Address;
use crate::telemetry::Diagnostics;

pub fn announce(
    args: &ServeArgs,
    sockets: &Sockets,
    encrypted: bool,
    diagnostics: &Diagnostics,
) -> io::Result<()> {
    let (public, admin) = (sockets.public.addresses()?, sockets.admin.addresses()?);
    for address in &public {
        let address = shown(address, if encrypted { "https" } else { "http" });
        tracing::info!("links:     {address}");
    }
    for address in &sockets.redirect.addresses()? {
        let address = shown(address, "http");
        tracing::info!("redirect:  {address} (to the public address)");
    }
    for address in &admin {
        let address = shown(address, "http");
        tracing::info!(
            "operators: {address} (healthz, readyz, version, metrics, policy, reload, probe)"
        );
    }
    warn_of_open_admin(args, &admin);
    for address in &sockets.health.addresses()? {
        let address = shown(address, "http");
        tracing::info!("health:    {address} (healthz, readyz)");
    }
    if let Some(endpoint) = &args.otlp.otlp_endpoint {
        tracing::info!("spans:     {endpoint}");
    }
    if encrypted && public.iter().all(is_unix) {
        tracing::warn!("--tls-cert is not used: Unix sockets do not speak TLS");
    }
    if let (None, Some(Address::Tcp(address))) = (&args.policy, public.first()) {
        diagnostics.say(&introduction(*address, encrypted));
    }
    Ok(())
}

fn warn_of_open_admin(args: &ServeArgs, admin: &[Address]) {
    let is_open = |address: &Address| match address {
        Address::Tcp(address) => !address.ip().is_loopback(),
        Address::Unix(_) | Address::Systemd(_) => false,
    };
    if args.admin_token_file.is_none() && admin.iter().any(is_open) {
        tracing::warn!(
            "other machines can reach --admin-listen, which asks for no token: set --admin-token-file, and give health checks --health-listen"
        );
    }
}

fn is_unix(address: &Address) -> bool {
    matches!(address, Address::Unix(_))
}

fn shown(address: &Address, scheme: &str) -> String {
    match address {
        Address::Tcp(address) => format!("{scheme}://{address}/"),
        Address::Unix(_) | Address::Systemd(_) => address.to_string(),
    }
}

/// What to try with the built-in policy.
fn introduction(address: SocketAddr, encrypted: bool) -> String {
    let tries = source::things_to_try(address, encrypted);
    let tries = tries.map(|try_this| format!("  {try_this}\n")).concat();
    format!("\nThis is the built-in example policy. Three things to try:\n\n{tries}\n")
}
