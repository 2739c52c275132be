//! All services of a policy, and what outlives it.

use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use hyper::body::Bytes;
use jiff::Timestamp;
use rustls::ClientConfig;
use tokio::runtime::Handle;

use super::client::HttpClient;
use super::config::{Auth, ServiceConfig, TokenConfig};
use super::dial::Dialer;
use super::error::{ServiceError, UpstreamError, UpstreamReply};
use super::limits::UpstreamLimits;
use super::service::{Service, ServiceParts};
#[cfg(test)]
use super::test_site::TestNetwork;
use super::tokens::{StateFile, TokenParts, Tokens};
use crate::digest::{Digest, Hasher};
use crate::https_client::client_tls;
use crate::telemetry::{UpstreamApi, UpstreamMetrics};
use crate::webex::RestCall;

/// What the services of a process share.
#[derive(Clone)]
pub struct UpstreamParts {
    /// Where tokens are kept for the next process. Without it, they are kept in memory.
    pub state_dir: Option<PathBuf>,
    pub metrics: UpstreamMetrics,
    pub limits: UpstreamLimits,
    /// For the times in kept tokens alone.
    pub clock: fn() -> Timestamp,
    /// Where tokens are renewed.
    pub runtime: Handle,
}

/// The services of a process, from policy to policy.
pub struct Upstreams {
    parts: UpstreamParts,
    known: Mutex<Known>,
    #[cfg(test)]
    network: Option<TestNetwork>,
}

#[derive(Default)]
struct Known {
    services: HashMap<Digest, Weak<Service>>,
    tokens: HashMap<Digest, Weak<Tokens>>,
    /// Those of the last policy.
    sites: Vec<KnownSite>,
    has_warned: bool,
}

#[derive(PartialEq, Eq)]
struct KnownSite {
    name: Box<str>,
    api: UpstreamApi,
}

/// The services of one policy. A service whose configuration stays has its connections, tokens and cache
/// through all policies.
#[derive(Clone, Default)]
pub struct Services(Arc<ByName>);

#[derive(Default)]
struct ByName {
    rest: HashMap<Box<str>, Arc<Service>>,
    xml: HashMap<Box<str>, Arc<Service>>,
}

impl Upstreams {
    pub fn new(parts: UpstreamParts) -> Self {
        Self {
            parts,
            known: Mutex::default(),
            #[cfg(test)]
            network: None,
        }
    }

    #[cfg(test)]
    pub fn on(self, network: TestNetwork) -> Self {
        let network = Some(network);
        Self { network, ..self }
    }

    /// How long and how much.
    pub fn limits(&self) -> UpstreamLimits {
        self.parts.limits
    }

    /// The services of a policy.
    ///
    /// # Errors
    ///
    /// The authorities of a service are no certificates, or the system has none.
    pub fn follow(
        &self,
        configs: impl IntoIterator<Item = ServiceConfig>,
    ) -> Result<Services, ServiceError> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut services = ByName::default();
        let mut sites = Vec::new();
        let configs = configs.into_iter();
        // A policy with an error leaves everything as it is.
        let found: Result<Vec<_>, _> = configs.map(|c| self.service(&mut known, c)).collect();
        let found = found?;
        known.clear_sites();
        for service in found {
            service.serve();
            let (api, of_api) = match service.tokens() {
                Some(_) => (UpstreamApi::Rest, &mut services.rest),
                None => (UpstreamApi::Xml, &mut services.xml),
            };
            let name: Box<str> = service.name().into();
            of_api.insert(name.clone(), service);
            sites.push(KnownSite { name, api });
        }
        known.retire(sites, &self.parts.metrics);
        Ok(Services(Arc::new(services)))
    }

    fn service(
        &self,
        known: &mut Known,
        config: ServiceConfig,
    ) -> Result<Arc<Service>, ServiceError> {
        let digest = config.digest();
        if let Some(service) = known.services.get(&digest).and_then(Weak::upgrade) {
            return Ok(service);
        }
        let dialer = self.dialer(&config)?;
        let tokens = match &config.auth {
            Auth::InBody => None,
            Auth::Token(auth) => Some(self.tokens(known, &config, auth, &dialer)),
        };
        let service = Arc::new(Service::new(ServiceParts {
            limits: self.parts.limits,
            metrics: &self.parts.metrics,
            client: HttpClient::new(&dialer),
            config,
            tokens,
        }));
        known.services.insert(digest, Arc::downgrade(&service));
        Ok(service)
    }

    fn dialer(&self, config: &ServiceConfig) -> Result<Dialer, ServiceError> {
        let is_plain = config.base.is_loopback()
            && match &config.auth {
                Auth::InBody => true,
                Auth::Token(auth) => auth.token_url.is_loopback(),
            };
        let tls = match is_plain {
            true => None,
            false => Some(tls_of(config)?),
        };
        let dialer = Dialer::new(tls, self.parts.limits.connect());
        #[cfg(test)]
        if let Some(network) = &self.network {
            return Ok(dialer.on(network.clone()));
        }
        Ok(dialer)
    }

    /// Tokens belong to an authorisation, which several sites may share.
    fn tokens(
        &self,
        known: &mut Known,
        config: &ServiceConfig,
        auth: &TokenConfig,
        dialer: &Dialer,
    ) -> Arc<Tokens> {
        let mut hasher = Hasher::new();
        hasher.part(&auth.binding());
        hasher.part(auth.client_secret.expose().as_bytes());
        hasher.part(config.authorities.as_deref().unwrap_or_default().as_bytes());
        let digest = hasher.finish();
        let tokens = known.tokens.get(&digest).and_then(Weak::upgrade);
        tokens.unwrap_or_else(|| {
            let tokens = Arc::new(self.start_tokens(known, auth, dialer));
            known.tokens.insert(digest, Arc::downgrade(&tokens));
            tokens
        })
    }

    fn start_tokens(&self, known: &mut Known, auth: &TokenConfig, dialer: &Dialer) -> Tokens {
        let folder = self.parts.state_dir.as_deref();
        if folder.is_none() && !known.has_warned {
            known.has_warned = true;
            tracing::warn!(
                "without --state-dir no token of Webex is kept: each start asks for a new one, and a \
                 refresh token that Webex has replaced is lost"
            );
        }
        Tokens::start(TokenParts {
            config: auth.clone(),
            client: HttpClient::new(dialer),
            file: folder.map(|folder| StateFile::in_folder(folder, auth)),
            metrics: self.parts.metrics.clone(),
            clock: self.parts.clock,
            runtime: &self.parts.runtime,
        })
    }
}

fn tls_of(config: &ServiceConfig) -> Result<Arc<ClientConfig>, ServiceError> {
    let tls = client_tls(config.authorities.as_deref()).map_err(|error| ServiceError {
        site: config.name.clone(),
        error,
    })?;
    Ok(Arc::new(tls))
}

impl Known {
    /// Tokens that are on their way out must not say how a site is that has others.
    fn clear_sites(&self) {
        for tokens in self.tokens.values().filter_map(Weak::upgrade) {
            tokens.clear_sites();
        }
    }

    /// Forgets what no policy has any more. `sites` are those of the new one.
    fn retire(&mut self, sites: Vec<KnownSite>, metrics: &UpstreamMetrics) {
        for gone in self.sites.iter().filter(|site| !sites.contains(site)) {
            metrics.forget_site(&gone.name, gone.api);
            if gone.api == UpstreamApi::Rest {
                metrics.forget_tokens(&gone.name);
            }
        }
        self.sites = sites;
        self.services
            .retain(|_, service| service.strong_count() > 0);
        self.tokens.retain(|_, tokens| tokens.strong_count() > 0);
    }
}

impl Services {
    /// A reply of the site's REST API that is there, without waiting.
    pub fn cached(&self, site: &str, call: &RestCall) -> Option<UpstreamReply> {
        self.0.rest.get(site)?.cached(call).map(Ok)
    }

    /// Calls the site's REST API, in no more time than the deadline.
    pub async fn ask(&self, site: &str, call: RestCall) -> UpstreamReply {
        match self.0.rest.get(site) {
            Some(service) => service.ask(call).await,
            None => Err(UpstreamError::NoService),
        }
    }

    /// Sends a document to the site's XML API. It is sent a second time only if there was no connection.
    pub async fn post_xml(&self, site: &str, body: Bytes) -> UpstreamReply {
        match self.0.xml.get(site) {
            Some(service) => service.post_xml(body).await,
            None => Err(UpstreamError::NoService),
        }
    }

    #[cfg(test)]
    pub fn rest(&self, site: &str) -> &Arc<Service> {
        &self.0.rest[site]
    }
}

impl fmt::Debug for Services {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (rest, xml) = (self.0.rest.keys(), self.0.xml.keys());
        f.debug_list().entries(rest).entries(xml).finish()
    }
}

impl fmt::Debug for Upstreams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upstreams").finish_non_exhaustive()
    }
}
