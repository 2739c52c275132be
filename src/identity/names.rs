//! Connections to servers that are known by name, without the C library's lookup: that one loads
//! parts of itself (NSS) when it runs, which a static program has not.
//!
//! Hosts file and name servers are the system's, in the order that `hosts: files dns` has, and are
//! read for each lookup: networks change while a process runs. Nothing is remembered.

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

/// Least time for one of several addresses: servers on the other side of the earth answer within it.
const MIN_SHARE: Duration = Duration::from_secs(1);

/// Where names are looked up.
#[derive(Clone)]
pub struct Names {
    hosts_file: PathBuf,
    servers_file: PathBuf,
    /// Where name servers listen.
    port: u16,
}

/// Why there is no connection to a server.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// Its address is not known.
    #[error("the name {0} cannot be looked up: {1}")]
    Name(Box<str>, NameError),
    /// None of its addresses can be reached; this was the last.
    #[error("connecting to {0} failed: {1}")]
    Address(SocketAddr, io::Error),
}

/// Why a name has no address.
#[derive(Debug, thiserror::Error)]
pub enum NameError {
    /// It cannot be a name.
    #[error("it cannot be a name")]
    Malformed,
    /// The file that names the name servers cannot be read, or names none.
    #[error("{file}: {source}", file = .0.display(), source = .1)]
    Servers(PathBuf, Box<NetError>),
    /// Name servers know that it does not exist.
    #[error("there is no such name")]
    Unknown,
    /// It exists, and has something else.
    #[error("it has no address")]
    NoAddress,
    /// No name server has answered.
    #[error("no answer from {0}")]
    Silent(String),
    /// The name servers cannot or do not want to say.
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
    /// Connects to a name or an address within the limit. Several addresses are tried in turn, and
    /// one that never answers leaves time for the others.
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
        let count = u32::try_from(addresses.len()).unwrap_or(u32::MAX);
        let share = (limit / 2 / count.max(1)).max(MIN_SHARE);
        let mut failed = ConnectError::Name(host.into(), NameError::NoAddress);
        for address in addresses {
            let address = SocketAddr::new(address, port);
            let slow = Err(io::ErrorKind::TimedOut.into());
            match timeout(share, TcpStream::connect(address))
                .await
                .unwrap_or(slow)
            {
                Ok(stream) => return Ok(stream),
                Err(error) => failed = ConnectError::Address(address, error),
            }
        }
        Err(failed)
    }

    async fn named(&self, host: &str, limit: Duration) -> Result<Vec<IpAddr>, ConnectError> {
        let addresses = self.addresses(host, limit).await;
        addresses.map_err(|error| ConnectError::Name(host.into(), error))
    }

    /// The addresses of a name: those of the hosts file, or else what name servers say.
    async fn addresses(&self, host: &str, limit: Duration) -> Result<Vec<IpAddr>, NameError> {
        let name = Name::from_ascii(host).map_err(|_| NameError::Malformed)?;
        let known = self.known(&name);
        if !known.is_empty() {
            return Ok(known);
        }
        // Never asked of a server (RFC 6761, 6.3).
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

    /// What the hosts file says. It need not exist.
    fn known(&self, name: &Name) -> Vec<IpAddr> {
        let mut hosts = Hosts::default();
        if let Ok(file) = File::open(&self.hosts_file) {
            // Lines before one that is no text count.
            let _ = hosts.read_hosts_conf(file);
        }
        let of_kind = |kind| hosts.lookup_static_host(&Query::query(name.clone(), kind));
        let lookups = [RecordType::AAAA, RecordType::A].map(of_kind);
        let records = lookups.iter().flatten().flat_map(Lookup::answers);
        records.filter_map(|record| record.data.ip_addr()).collect()
    }

    /// Who asks the name servers, and the names of these.
    fn resolver(&self) -> Result<(TokioResolver, String), NameError> {
        let unusable = |error| NameError::Servers(self.servers_file.clone(), Box::new(error));
        let text = fs::read(&self.servers_file).map_err(|error| unusable(error.into()))?;
        let (config, mut options) = parse_resolv_conf(text).map_err(unusable)?;
        // Done above: names that the file has with one kind of address are not asked for the other.
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
