//! Reading `back_urls:`, the only places to which Webex may send people afterwards.

use std::sync::Arc;

use crate::compile::context::{Span, Text};
use crate::compile::declarations::Declarations;
use crate::compile::fields::{Fields, check_name, named_entries};
use crate::compile::loopback::warn_of_loopback;
use crate::compile::yaml::Node;
use crate::policy::{NamedBack, PublicEndpoint};
use crate::webex::{AddressError, BackUrl, BackUrlError, Origins};

/// The back URLs of a policy by name.
#[derive(Debug)]
pub struct BackUrls<'d>(Declarations<'d, Arc<NamedBack>>);

/// A back URL that a route refers to, with the place of the reference.
#[derive(Debug)]
pub struct BackChoice<'d> {
    pub back: Arc<NamedBack>,
    pub span: Span<'d>,
}

impl<'d> BackUrls<'d> {
    /// Reads `back_urls:`.
    pub fn read(sections: &[Node<'d>], endpoint: &PublicEndpoint) -> Self {
        let mut urls = Declarations::default();
        for entry in named_entries(sections, "back_urls") {
            check_name(entry.name);
            urls.insert(entry.name, read_back(&entry.name, entry.value, endpoint));
        }
        Self(urls)
    }

    /// Reads the `back` of a route: one name, or several of which the first is the default and a
    /// visitor may pick another.
    pub fn read_choices<'r>(&self, fields: &mut Fields<'r>) -> Vec<BackChoice<'r>> {
        let Some(node) = fields.take("back") else {
            return Vec::new();
        };
        let names = node.read_texts("`back`");
        if node.items().is_some() && names.is_empty() {
            node.error("this list is empty")
                .help("name a back URL, or remove the line");
        }
        let choice = |name: Text<'r>| {
            let (back, span) = (self.refer_to(name)?, name.span());
            Some(BackChoice { back, span })
        };
        names.into_iter().filter_map(choice).collect()
    }

    fn refer_to(&self, name: Text<'_>) -> Option<Arc<NamedBack>> {
        if let Some(back) = self.0.refer_to(&name) {
            return back.item.clone();
        }
        let finding = name.error(format!("there is no back URL `{name}`"));
        if name.contains("://") {
            finding.help("declare the address under `back_urls`, and write its name here");
        } else {
            finding.help_one_of(&name, self.0.names());
        }
        None
    }

    pub fn warn_of_unused(&self) {
        self.0
            .warn_of_unused("back URL", "name it in a route's `back`, or remove it");
    }
}

fn read_back(name: &str, value: Node<'_>, endpoint: &PublicEndpoint) -> Option<Arc<NamedBack>> {
    let (node, referrers) = if value.pairs().is_none() {
        (value, None)
    } else {
        let mut fields = Fields::open(value, format!("the back URL `{name}`"));
        let origins = fields.require("referrer");
        let origins = origins.map(|node| read_origins(node, endpoint));
        let otherwise = fields.require("otherwise");
        fields.finish();
        (otherwise?, Some(origins?))
    };
    let address = node.read_text("a back URL")?;
    let url = match BackUrl::parse_target(&address) {
        Ok(url) => url,
        Err(error) => {
            let finding = address.error(error.to_string());
            // The finding about another spelling says itself how to write it.
            if matches!(&error, BackUrlError::Address(error) if !matches!(error, AddressError::NotCanonical(_)))
            {
                finding.help("write it like https://portal.acme.example/meetings");
            }
            return None;
        }
    };
    if url.sample().is_loopback() {
        warn_of_loopback(&address);
    }
    if endpoint.is_at(url.sample()) {
        refuse_own_host(address);
    }
    Some(Arc::new(NamedBack {
        name: name.into(),
        url,
        referrers,
    }))
}

/// Reads the origins whose pages people may be sent back to.
fn read_origins(node: Node<'_>, endpoint: &PublicEndpoint) -> Origins {
    let mut origins = Origins::default();
    if node.is_empty_list() {
        node.error("this list is empty")
            .help("declare origins like https://portal.acme.example");
    }
    for text in node.read_texts("`referrer`") {
        let declared = match text.contains(['{', '}']) {
            true => Err("an origin must not have {places}".to_owned()),
            false => origins.declare(&text).map_err(|error| error.to_string()),
        };
        match declared {
            // The last one is the one that has just been declared.
            Ok(()) => {
                let host = origins.hosts().last();
                if host.is_some_and(|host| endpoint.answers_for(host)) {
                    refuse_own_host(text);
                }
            }
            Err(message) => text
                .error(message)
                .help("write it like https://portal.acme.example"),
        }
    }
    origins
}

fn refuse_own_host(address: Text<'_>) {
    address
        .error("this back URL leads to the gateway itself")
        .help("name the page that visitors should see after their meeting");
}
