//! Resolves host names and connects, without the resolver of the C library: it loads modules (NSS)
//! at run time, which a static program cannot.
//!
//! Like `hosts: files dns` in nsswitch.conf: the hosts file first, then the name servers of
//! resolv.conf. Both files are read for each lookup, because networks change while a process runs,
//! and nothing is cached.

use std::fs::{self, File};
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use hickory_resolver::config::{ResolveHosts, ResolverConfig};
use hickory_resolver::lookup::Lookup;
use hickory_resolver::net::NetError;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::op::Query;
use hickory_resolver::proto::rr::{Name, RecordType};
use hickory_resolver::system_conf::parse_resolv_conf;
use hickory_resolver::{Hosts, TokioResolver};
use tokio::net::TcpStream;
use tokio::time::timeout;

#[cfg(test)]
pub mod tests;

/// The least time for one of several addresses. Servers on the other side of the earth answer
/// within it.
const MIN_SHARE: Duration = Duration::from_secs(1);

/// Where host names are looked up.
#[derive(Clone)]
pub struct Names {
    hosts_file: PathBuf,
    servers_file: PathBuf,
    /// The port of the name servers.
    port: u16,
}

/// Why a server cannot be reached.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    #[error("the name {0} cannot be looked up: {1}")]
    Name(Box<str>, NameError),
    /// The last of its addresses, and why it failed.
    #[error("connecting to {0} failed: {1}")]
    Address(SocketAddr, io::Error),
}

/// Why a host name cannot be resolved.
#[derive(Debug, thiserror::Error)]
pub enum NameError {
    #[error("it cannot be a name")]
    Malformed,
    /// resolv.conf cannot be read, or has no name server.
    #[error("{file}: {source}", file = .0.display(), source = .1)]
    Servers(PathBuf, Box<NetError>),
    /// NXDOMAIN.
    #[error("there is no such name")]
    Unknown,
    /// The name exists, but only with records of other types.
    #[error("it has no address")]
    NoAddress,
    #[error("no answer from {0}")]
    Silent(String),
    /// The name servers answered with an error.
    #[error("{0}")]
    Failed(Box<NetError>),
}

impl Default for Names {
    fn default() -> Self {
        Self {
            hosts_file: "/etc/hosts".into(),
            servers_file: "/etc/resolv.conf".into(),
            port: 53,
        }
    }
}

impl Names {
    /// Connects to a host name or an address. Several addresses are tried one after the other.
    pub async fn connect(
        &self,
        host: &str,
        port: u16,
        limit: Duration,
    ) -> Result<TcpStream, ConnectError> {
        let addresses = match host.parse() {
            Ok(address) => vec![address],
            Err(_) => self.named(host, limit / 2).await?,
        };
        // Half of the time is for the lookup. The rest is shared, so that an address that never
        // answers leaves time for the others.
        let count = u32::try_from(addresses.len()).unwrap_or(u32::MAX);
        let share = (limit / 2 / count.max(1)).max(MIN_SHARE);
        let mut failed = ConnectError::Name(host.into(), NameError::NoAddress);
        for address in addresses {
            match connect_to(SocketAddr::new(address, port), share).await {
                Ok(stream) => return Ok(stream),
                Err(error) => failed = error,
            }
        }
        Err(failed)
    }

    async fn named(&self, host: &str, limit: Duration) -> Result<Vec<IpAddr>, ConnectError> {
        let addresses = self.addresses(host, limit).await;
        addresses.map_err(|error| ConnectError::Name(host.into(), error))
    }

    /// The addresses of a name: from the hosts file, or else from the name servers.
    async fn addresses(&self, host: &str, limit: Duration) -> Result<Vec<IpAddr>, NameError> {
        let name = Name::from_ascii(host).map_err(|_| NameError::Malformed)?;
        let in_file = self.in_hosts_file(&name);
        if !in_file.is_empty() {
            return Ok(in_file);
        }
        // Must not be sent to a name server (RFC 6761, 6.3).
        if name.is_localhost() {
            return Ok(vec![Ipv6Addr::LOCALHOST.into(), Ipv4Addr::LOCALHOST.into()]);
        }
        let (resolver, servers) = self.resolver()?;
        let found = timeout(limit, resolver.lookup_ip(name)).await;
        match found.unwrap_or(Err(NetError::Timeout)) {
            Ok(found) => Ok(found.iter().collect()),
            Err(NetError::Timeout) => Err(NameError::Silent(servers)),
            Err(error) if error.is_nx_domain() => Err(NameError::Unknown),
            Err(error) if error.is_no_records_found() => Err(NameError::NoAddress),
            Err(error) => Err(NameError::Failed(error.into())),
        }
    }

    fn in_hosts_file(&self, name: &Name) -> Vec<IpAddr> {
        let mut hosts = Hosts::default();
        // A container may have no hosts file.
        if let Ok(file) = File::open(&self.hosts_file) {
            // On an error, the lines before it count.
            let _ = hosts.read_hosts_conf(file);
        }
        let of_kind = |kind| hosts.lookup_static_host(&Query::query(name.clone(), kind));
        let lookups = [RecordType::AAAA, RecordType::A].map(of_kind);
        let records = lookups.iter().flatten().flat_map(Lookup::answers);
        records.filter_map(|record| record.data.ip_addr()).collect()
    }

    /// The resolver, and its name servers for messages.
    fn resolver(&self) -> Result<(TokioResolver, String), NameError> {
        let unusable = |error| NameError::Servers(self.servers_file.clone(), Box::new(error));
        let text = fs::read(&self.servers_file).map_err(|error| unusable(error.into()))?;
        let (config, mut options) = parse_resolv_conf(text).map_err(unusable)?;
        // The file has been read before: a name that it has with one type of address must not be
        // looked up for the other type.
        options.use_hosts_file = ResolveHosts::Never;
        let (domain, search, mut servers) = config.into_parts();
        let asked = servers.iter().map(|server| server.ip.to_string());
        let asked = asked.collect::<Vec<_>>().join(", ");
        for connection in servers
            .iter_mut()
            .flat_map(|server| &mut server.connections)
        {
            connection.port = self.port;
        }
        let config = ResolverConfig::from_parts(domain, search, servers);
        let builder = TokioResolver::builder_with_config(config, TokioRuntimeProvider::default());
        let resolver = builder.with_options(options).build().map_err(unusable)?;
        Ok((resolver, asked))
    }
}

async fn connect_to(address: SocketAddr, limit: Duration) -> Result<TcpStream, ConnectError> {
    let slow = Err(io::ErrorKind::TimedOut.into());
    let connected = timeout(limit, TcpStream::connect(address)).await;
    let connected = connected.unwrap_or(slow);
    connected.map_err(|error| ConnectError::Address(address, error))
}
