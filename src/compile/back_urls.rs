//! Reading `back_urls:`, the only places to which Webex may send people afterwards.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::compile::fields::{Fields, check_name, named_entries, text, texts};
use crate::compile::problem::Problems;
use crate::compile::yaml::Node;
use crate::policy::{Front, NamedBack, Place};
use crate::webex::{AddressError, BackUrl, BackUrlError, Origins};

/// The back URLs of a policy by name.
#[derive(Debug, Default)]
pub struct BackUrls(BTreeMap<Box<str>, Known>);

#[derive(Debug)]
struct Known {
    /// `None` when its address is broken, which has been reported.
    back: Option<Arc<NamedBack>>,
    place: Place,
    used: bool,
}

impl BackUrls {
    /// Reads `back_urls:`.
    pub fn read(sections: &[Node<'_>], front: &Front, problems: &mut Problems) -> Self {
        let mut urls = Self::default();
        for (name, key, value) in named_entries(sections, "back_urls", problems) {
            check_name(name, key, problems);
            let known = Known {
                back: read_back(name, value, front, problems),
                place: key.place(),
                used: false,
            };
            urls.0.insert(name.into(), known);
        }
        urls
    }

    /// Reads the `back` of a route: one name, or several of which the first
    /// is the default and a visitor may pick another.
    pub fn read_choice(
        &mut self,
        fields: &mut Fields<'_>,
        problems: &mut Problems,
    ) -> Vec<(Arc<NamedBack>, Place)> {
        let Some(node) = fields.take("back", problems) else {
            return Vec::new();
        };
        let names = texts(node, "`back`", problems);
        if node.items().is_some() && names.is_empty() {
            problems
                .error(node.place(), "this list is empty")
                .propose("name a back URL, or remove the line");
        }
        names
            .into_iter()
            .filter_map(|(name, place)| Some((self.read_name(name, place, problems)?, place)))
            .collect()
    }

    fn read_name(
        &mut self,
        name: &str,
        place: Place,
        problems: &mut Problems,
    ) -> Option<Arc<NamedBack>> {
        if let Some(known) = self.0.get_mut(name) {
            known.used = true;
            return known.back.clone();
        }
        let adding = problems.error(place, format!("there is no back URL `{name}`"));
        if name.contains("://") {
            adding.propose("declare the address under `back_urls`, and write its name here");
        } else {
            adding.propose_one_of(name, self.0.keys().map(|name| &**name));
        }
        None
    }

    /// Warns of back URLs that no route uses.
    pub fn warn_of_unused(&self, problems: &mut Problems) {
        for (name, known) in self
            .0
            .iter()
            .filter(|(_, known)| !known.used && known.back.is_some())
        {
            problems
                .warning(
                    known.place,
                    format!("the back URL `{name}` is not used by any route"),
                )
                .propose("name it in a route's `back`, or remove it");
        }
    }
}

fn read_back(
    name: &str,
    value: Node<'_>,
    front: &Front,
    problems: &mut Problems,
) -> Option<Arc<NamedBack>> {
    let (node, referrers) = if value.pairs().is_none() {
        (value, None)
    } else {
        let mut fields = Fields::open(value, format!("the back URL `{name}`"), problems);
        let origins = fields.require("referrer", problems);
        let origins = origins.map(|node| read_origins(node, front, problems));
        let otherwise = fields.require("otherwise", problems);
        fields.finish(problems);
        (otherwise?, Some(origins?))
    };
    let address = text(node, "a back URL", problems)?;
    let url = match BackUrl::parse(address) {
        Ok(url) => url,
        Err(error) => {
            let adding = problems.error(node.place(), error.to_string());
            if matches!(&error, BackUrlError::Address(error) if !matches!(error, AddressError::NotCanonical(_)))
            {
                adding.propose("write it like https://portal.acme.example/meetings");
            }
            return None;
        }
    };
    refuse_own_host(Some(url.host()), node.place(), front, problems);
    Some(Arc::new(NamedBack {
        name: name.into(),
        url,
        referrers,
    }))
}

/// Reads the origins whose pages people may be sent back to.
fn read_origins(node: Node<'_>, front: &Front, problems: &mut Problems) -> Origins {
    let mut origins = Origins::default();
    if node.items().is_some_and(|mut items| items.next().is_none()) {
        problems
            .error(node.place(), "this list is empty")
            .propose("declare origins like https://portal.acme.example");
    }
    for (text, place) in texts(node, "`referrer`", problems) {
        let declared = match text.contains(['{', '}']) {
            true => Err("an origin is written out: it has no {places}".to_owned()),
            false => origins.declare(text).map_err(|error| error.to_string()),
        };
        match declared {
            Ok(()) => refuse_own_host(origins.hosts().last(), place, front, problems),
            Err(message) => problems
                .error(place, message)
                .propose("write it like https://portal.acme.example"),
        }
    }
    origins
}

fn refuse_own_host(host: Option<&str>, place: Place, front: &Front, problems: &mut Problems) {
    if host.is_some_and(|host| front.answers_for(host)) {
        problems
            .error(place, "this back URL leads to the gateway itself")
            .propose("name the page that people should see after their meeting");
    }
}
