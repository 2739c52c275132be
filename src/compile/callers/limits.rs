//! Reading `limits`: what an identity source may say.

use std::sync::Arc;

use crate::compile::access::{read_domain, read_plain};
use crate::compile::context::Text;
use crate::compile::fields::{Fields, MapEntry, Subject, named_entries};
use crate::compile::yaml::Node;
use crate::policy::{CERTIFICATE, SourceLimits};

type Names = Box<[Box<str>]>;

/// Reads `limits:`. `sources` are the names of all identity sources.
pub fn read_limits(sections: &[Node<'_>], sources: &[&str]) -> Vec<Arc<SourceLimits>> {
    let entries = named_entries(sections, "limits").into_iter();
    let read = entries.filter_map(|entry| read_one(entry, sources));
    read.map(Arc::new).collect()
}

fn read_one(MapEntry { name, value }: MapEntry<'_>, sources: &[&str]) -> Option<SourceLimits> {
    if !sources.contains(&name.as_str()) {
        name.error(format!("there is no identity source `{name}`"))
            .help_one_of(&name, sources.iter().copied());
    }
    let mut fields = Fields::open(value, Subject::Named("the limits of", name));
    let has_groups = fields.mentions("groups");
    let limits = SourceLimits {
        source: name.as_str().into(),
        users: read_list(&mut fields, "users", read_plain),
        mail_domains: read_list(&mut fields, "mail_domains", read_domain),
        groups: read_groups(&mut fields, name),
    };
    let is_nothing =
        limits.users.is_none() && limits.mail_domains.is_none() && !has_groups && fields.is_sound();
    let has_unknown = fields.finish();
    if is_nothing && !has_unknown {
        name.error(format!("the limits of `{name}` are empty"))
            .help("list what it may say: `users`, `mail_domains` or `groups`");
    }
    Some(limits)
}

fn read_groups(fields: &mut Fields<'_>, source: Text<'_>) -> Option<Names> {
    if source.as_str() == CERTIFICATE && fields.mentions("groups") {
        fields
            .take("groups")?
            .error("a certificate has no groups")
            .help("remove it");
        return None;
    }
    read_list(fields, "groups", read_plain)
}

/// A text, or a list of them.
fn read_list(
    fields: &mut Fields<'_>,
    key: &'static str,
    read: fn(&str) -> Result<Box<str>, &'static str>,
) -> Option<Names> {
    let node = fields.take(key)?;
    if node.is_empty_list() {
        node.error("this list is empty")
            .help("list what the source may say, or remove the source");
    }
    let texts = node.read_texts(&format!("`{key}`")).into_iter();
    let names = texts.filter_map(|text| match read(&text) {
        Ok(name) => Some(name),
        Err(message) => {
            text.error(message);
            None
        }
    });
    Some(names.collect())
}
