//! Reading what the gateway asks of Webex's servers itself: `profile`, `rest` and `xml` of a site.

use std::sync::Arc;

use crate::compile::authorities::read_authorities;
use crate::compile::context::Text;
use crate::compile::fields::Fields;
use crate::compile::loopback::warn_of_loopback;
use crate::compile::secrets::read_hidden_text;
use crate::compile::yaml::Node;
use crate::policy::{RestService, XmlService};
use crate::text::MailAddress;
use crate::webex::{
    CredentialParts, Profile, Secret, Site, TargetUrl, XmlCredentials, xml_service,
};

/// Where the REST API of all commercial sites is (webex.md 8.1).
const REST_API: &str = "https://webexapis.com/v1/";
/// Where access tokens come from, below the API (webex.md 8.1).
const TOKENS: &str = "access_token";

/// The REST API of a site, and for whom its calls are made.
pub struct RestDraft {
    pub service: Option<Arc<RestService>>,
    pub host: Option<Box<str>>,
}

/// Reads `profile`; an unknown word is reported.
pub fn read_profile(fields: &mut Fields<'_>) -> Option<Profile> {
    let word = fields.take_text("profile")?;
    let profile = Profile::from_word(&word);
    if profile.is_none() {
        word.error(format!("unknown value `{word}` for `profile`"))
            .help_one_of(&word, Profile::ALL.iter().map(|profile| profile.as_str()));
    }
    profile
}

/// Reads `rest`.
pub fn read_rest(node: Node<'_>) -> RestDraft {
    let mut fields = Fields::open(node, "`rest`");
    let api = match fields.take_text("api") {
        Some(text) => read_api(text),
        None => REST_API.parse().ok(),
    };
    let authorities = fields.take_text("authorities").map(read_authorities);
    let mut secret = |key, what| {
        let text = read_hidden_text(fields.require(key)?, what);
        text.map(Secret::new)
    };
    let client_id = secret("client_id", "a client id");
    let client_secret = secret("client_secret", "a client secret");
    let refresh_token = secret("refresh_token", "a refresh token");
    let host = fields.take_text("host").and_then(read_host);
    fields.finish();
    // `None` when a part is broken, which has been reported.
    let service = || {
        let api = api?;
        Some(Arc::new(RestService {
            token_url: format!("{}{TOKENS}", api.as_str()).parse().ok()?,
            api,
            authorities: whole(authorities)?,
            client_id: client_id?,
            client_secret: client_secret?,
            refresh_token: refresh_token?,
        }))
    };
    RestDraft {
        service: service(),
        host,
    }
}

/// Reads `xml`: the credentials with which tickets are asked for.
pub fn read_xml(node: Node<'_>, site: &Site) -> Option<Arc<XmlService>> {
    let mut fields = Fields::open(node, "`xml`");
    let url = match fields.take_text("url") {
        Some(text) => read_url(text),
        None => Some(xml_service(site)),
    };
    let authorities = fields.take_text("authorities").map(read_authorities);
    let web_id = fields.require("web_id");
    let password = fields.require("password");
    let partner_id = fields.take("partner_id");
    fields.finish();
    let read = |node: Node<'_>, what| read_hidden_text(node, what).map(Secret::new);
    let (web_id, password) = (
        web_id.and_then(|node| read(node, "a user id")),
        password.and_then(|node| read(node, "a password")),
    );
    let partner_id = partner_id.map(|node| read(node, "a partner id"));
    let credentials = XmlCredentials::new(CredentialParts {
        web_id: web_id?,
        password: password?,
        partner_id: whole(partner_id)?,
        site_name: site.segment().into(),
        email: None,
    });
    let credentials = credentials.map_err(|error| {
        node.head()
            .error(format!("a text of these credentials {error}"))
            .help("correct the text in its file or variable");
    });
    Some(Arc::new(XmlService {
        url: url?,
        authorities: whole(authorities)?,
        credentials: credentials.ok()?,
    }))
}

/// What may be left out: `None` only when it is there and broken.
#[expect(clippy::option_option, reason = "left out is not broken")]
fn whole<T>(part: Option<Option<T>>) -> Option<Option<T>> {
    match part {
        None => Some(None),
        Some(part) => part.map(Some),
    }
}

fn read_api(text: Text<'_>) -> Option<TargetUrl> {
    let url = read_url(text)?;
    let is_folder = url.path().ends_with('/') && url.query().is_none();
    if !is_folder {
        text.error("the calls of the API are below this address, so it must end with a slash")
            .help(format!("write it like {REST_API}"));
    }
    is_folder.then_some(url)
}

fn read_url(text: Text<'_>) -> Option<TargetUrl> {
    match text.parse::<TargetUrl>() {
        Ok(url) => {
            if url.is_loopback() {
                warn_of_loopback(&text);
            }
            Some(url)
        }
        Err(error) => {
            text.error(error.to_string());
            None
        }
    }
}

/// Reads the mail address of a host.
pub fn read_host(text: Text<'_>) -> Option<Box<str>> {
    if MailAddress::parse(&text).is_err() {
        text.error(format!("`{text}` is no e-mail address"))
            .help("write the e-mail address of a host of the site, like host@acme.example");
        return None;
    }
    Some(text.as_str().into())
}
