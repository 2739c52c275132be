//! The back URLs of a policy: the only places to which Webex may send people
//! afterwards.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::fields::{Fields, check_name, named_entries, text, texts};
use super::front::Front;
use super::problem::Problems;
use super::source::Place;
use super::yaml::Node;
use crate::webex::BackUrl;

/// A back URL with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedBack {
    name: Box<str>,
    url: BackUrl,
}

impl NamedBack {
    /// What the policy, and a visitor who picks it, calls it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where it leads.
    pub fn url(&self) -> &BackUrl {
        &self.url
    }
}

/// The back URLs of a policy by name.
#[derive(Debug, Default)]
pub(super) struct BackUrls(BTreeMap<Box<str>, (Arc<NamedBack>, Place, bool)>);

impl BackUrls {
    /// Reads `back_urls:`.
    pub(super) fn read(sections: &[Node<'_>], front: &Front, problems: &mut Problems) -> Self {
        let mut urls = Self::default();
        for (name, key, value) in named_entries(sections, "back_urls", problems) {
            check_name(name, key, problems);
            let Some(address) = text(value, "a back URL", problems) else {
                continue;
            };
            let url = match BackUrl::parse(address) {
                Ok(url) => url,
                Err(error) => {
                    problems.error(value.place(), error.to_string());
                    continue;
                }
            };
            if front.answers_for(url.host()) {
                problems
                    .error(value.place(), "this back URL leads to the gateway itself")
                    .propose("name the page that people should see after their meeting");
            }
            let name: Box<str> = name.into();
            let back = Arc::new(NamedBack {
                name: name.clone(),
                url,
            });
            urls.0.insert(name, (back, key.place(), false));
        }
        urls
    }

    /// Reads the `back` of a route: one name, or several of which the first
    /// is the default and a visitor may pick another.
    pub(super) fn read_choice(
        &mut self,
        fields: &mut Fields<'_>,
        problems: &mut Problems,
    ) -> Vec<(Arc<NamedBack>, Place)> {
        let Some(node) = fields.take("back") else {
            return Vec::new();
        };
        texts(node, "`back`", problems)
            .into_iter()
            .filter_map(|(name, place)| {
                if let Some((back, _, used)) = self.0.get_mut(name) {
                    *used = true;
                    return Some((Arc::clone(back), place));
                }
                let adding = problems.error(place, format!("there is no back URL `{name}`"));
                if name.contains("://") {
                    adding
                        .propose("declare the address under `back_urls`, and write its name here");
                } else {
                    adding.propose_one_of(name, self.0.keys().map(|name| &**name));
                }
                None
            })
            .collect()
    }

    /// Warns of back URLs that no route uses.
    pub(super) fn warn_of_unused(&self, problems: &mut Problems) {
        for (name, (_, place, used)) in &self.0 {
            if !used {
                problems
                    .warning(
                        *place,
                        format!("the back URL `{name}` is not used by any route"),
                    )
                    .propose("name it in a route's `back`, or remove it");
            }
        }
    }
}
