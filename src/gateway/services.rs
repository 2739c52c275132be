//! The servers that the gateway asks, as the policy names them, and how they are asked.

use hyper::body::Bytes;

use super::policy_snapshot::PolicySnapshot;
use super::webex_call::{PendingCall, WebexCall, WebexReply};
use crate::policy::{Policy, RestService, SiteWithCommands, XmlService};
use crate::upstream::{Auth, ServiceConfig, TokenConfig, UpstreamError};
use crate::webex::{TicketFor, ticket_request};

/// The servers of all sites of a policy.
pub fn of(policy: &Policy) -> Vec<ServiceConfig> {
    let sites = policy.sites().iter();
    sites.flat_map(of_site).collect()
}

fn of_site(known: &SiteWithCommands) -> impl Iterator<Item = ServiceConfig> {
    let name = known.site.name();
    let rest = known.rest.as_deref().map(|rest| rest_config(name, rest));
    let xml = known.xml.as_deref().map(|xml| xml_config(name, xml));
    rest.into_iter().chain(xml)
}

fn rest_config(site: &str, rest: &RestService) -> ServiceConfig {
    ServiceConfig {
        name: site.into(),
        base: rest.api.clone(),
        authorities: rest.authorities.clone(),
        auth: Auth::Token(TokenConfig {
            token_url: rest.token_url.clone(),
            client_id: rest.client_id.clone(),
            client_secret: rest.client_secret.clone(),
            refresh_token: rest.refresh_token.clone(),
        }),
    }
}

fn xml_config(site: &str, xml: &XmlService) -> ServiceConfig {
    ServiceConfig {
        name: site.into(),
        base: xml.url.clone(),
        authorities: xml.authorities.clone(),
        auth: Auth::InBody,
    }
}

impl PendingCall {
    /// Makes the call. There is a reply within the deadline of `upstream`, whatever Webex does.
    pub async fn make(&self, snapshot: &PolicySnapshot) -> WebexReply {
        let services = &snapshot.services;
        match &self.call {
            WebexCall::Rest(call) => services.ask(&self.site, call.clone()).await,
            WebexCall::Ticket { web_id } => {
                let whose = web_id
                    .as_deref()
                    .map_or(TicketFor::Account, TicketFor::User);
                let body = self.ticket_request(&snapshot.policy, whose)?;
                services.post_xml(&self.site, body).await
            }
        }
    }

    fn ticket_request(
        &self,
        policy: &Policy,
        whose: TicketFor<'_>,
    ) -> Result<Bytes, UpstreamError> {
        let mut sites = policy.sites().iter();
        let known = sites.find(|known| *known.site.name() == *self.site);
        let xml = known.and_then(|known| known.xml.as_deref());
        let xml = xml.ok_or(UpstreamError::NoService)?;
        let body = ticket_request(&xml.credentials, whose);
        // A user id with characters that XML does not have is nobody's.
        let body = body.map_err(|_| UpstreamError::NoService)?;
        Ok(Bytes::from_owner(body))
    }
}
