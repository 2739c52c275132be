//! Reading one condition.

use std::sync::Arc;

use x509_cert::name::Name;

use super::rules::{EXAMPLE, NAME_A_SOURCE, NetworkUse, Rules, report_empty_list};
use crate::compile::context::Text;
use crate::compile::yaml::Node;
use crate::policy::{CERTIFICATE, Condition, HEADERS, Network, Validity};
use crate::text::{MailAddress, mail_domain};
use crate::word_list::words;

words! {
    /// The conditions that have one key each; `days` and `hours` together are one condition.
    pub enum ConditionKey {
        User = "user",
        MailDomain = "mail_domain",
        Group = "group",
        Network = "network",
        Certificate = "certificate",
        From = "from",
        Link = "link",
    }
}

/// The values of a condition: a text, or a list of them.
struct Values<'d> {
    key: ConditionKey,
    texts: Vec<Text<'d>>,
    /// How many values the policy has. Those that are no text have been reported.
    count: usize,
}

impl<'d> Rules<'_, 'd> {
    /// Reads the values of one condition; `None` when any of them is broken.
    pub fn read_condition(&self, key: ConditionKey, node: Node<'d>) -> Option<Condition> {
        let values = || Values::read(key, node);
        Some(match key {
            ConditionKey::User => Condition::User(values().names(read_plain)?),
            ConditionKey::MailDomain => Condition::MailDomain(values().names(read_domain)?),
            ConditionKey::Group => Condition::Group(values().names(self.group_reader())?),
            ConditionKey::Certificate => Condition::Certificate(values().names(read_holder)?),
            ConditionKey::Network => {
                Condition::Network(values().each(|name| self.read_network(name))?)
            }
            ConditionKey::From => Condition::From(values().each(|name| self.read_source(name))?),
            ConditionKey::Link => read_dates(node)?,
        })
    }
}

impl<'d> Rules<'_, 'd> {
    fn group_reader(&self) -> fn(&str) -> Result<Box<str>, &'static str> {
        // A token may name such a group. A header has commas between groups.
        let is_token = |source: &&str| ![HEADERS, CERTIFICATE].contains(source);
        match self.sources.iter().any(is_token) {
            true => read_plain,
            false => read_plain_group,
        }
    }

    fn read_source(&self, name: Text<'d>) -> Option<Box<str>> {
        if self.sources.contains(&name.as_str()) {
            return Some(name.as_str().into());
        }
        let finding = name.error(format!("there is no identity source `{name}`"));
        match self.sources.is_empty() {
            true => finding.help(NAME_A_SOURCE),
            false => finding.help_one_of(&name, self.sources.iter().copied()),
        }
        None
    }

    fn read_network(&self, name: Text<'d>) -> Option<Arc<Network>> {
        let network = self.networks.refer_to(name)?;
        self.uses.networks.borrow_mut().push(NetworkUse {
            span: name.span(),
            network: Arc::clone(&network),
        });
        Some(network)
    }
}

impl<'d> Values<'d> {
    fn read(key: ConditionKey, node: Node<'d>) -> Self {
        let word = key.as_str();
        let values = Self {
            key,
            texts: node.read_texts(&format!("`{word}`")),
            count: node.items().map_or(1, Iterator::count),
        };
        if values.count == 0 {
            let example = match key {
                ConditionKey::Network => EXAMPLE.to_owned(),
                _ => format!("write it like `{{ {word}: {} }}`", example(key)),
            };
            report_empty_list(node, &example);
        }
        values
    }

    /// Reads each value; `None` when any of them is broken.
    fn each<T>(self, read: impl FnMut(Text<'d>) -> Option<T>) -> Option<Box<[T]>> {
        let all: Box<[T]> = self.texts.into_iter().filter_map(read).collect();
        // Without its broken values, a `deny` would hold for fewer callers than was meant.
        (all.len() == self.count && self.count > 0).then_some(all)
    }

    fn names(self, read: fn(&str) -> Result<Box<str>, &'static str>) -> Option<Box<[Box<str>]>> {
        let (word, example) = (self.key.as_str(), example(self.key));
        self.each(|value| match read(&value) {
            Ok(value) => Some(value),
            Err(message) => {
                value
                    .error(message)
                    .help(format!("write it like `{word}: {example}`"));
                None
            }
        })
    }
}

fn read_dates(node: Node<'_>) -> Option<Condition> {
    let word = node.read_text("`link`")?;
    let known = Validity::from_word(&word);
    if known.is_none() {
        word.error(format!("unknown value `{word}` for `link`"))
            .help_one_of(&word, Validity::ALL.iter().map(|known| known.as_str()));
    }
    known.map(Condition::Link)
}

fn example(key: ConditionKey) -> &'static str {
    match key {
        ConditionKey::MailDomain => "acme.example",
        ConditionKey::Certificate => "\"CN=Ann Lee,O=Acme\"",
        ConditionKey::Group => "[staff, hosts]",
        ConditionKey::From => "headers",
        ConditionKey::User | ConditionKey::Network | ConditionKey::Link => "NAME",
    }
}

pub fn read_plain(text: &str) -> Result<Box<str>, &'static str> {
    let plain = !text.is_empty() && text.trim() == text && !text.contains(char::is_control);
    plain
        .then(|| text.into())
        .ok_or("a name must not be empty or have spaces around it")
        .and_then(|name: Box<str>| match &*name {
            // In many languages of rules, `*` means everybody.
            "*" => Err("`*` matches no caller: conditions have no patterns"),
            _ => Ok(name),
        })
}

/// A group where nothing but a header can name any.
fn read_plain_group(text: &str) -> Result<Box<str>, &'static str> {
    match text.contains(',') {
        true => Err("write several groups as a list"),
        false => read_plain(text),
    }
}

/// The mail address of a certificate, or its subject exactly as RFC 4514 writes it.
fn read_holder(text: &str) -> Result<Box<str>, &'static str> {
    // Subjects are compared as texts, so any other spelling of a name would never match.
    let is_canonical = |name: Name| name.to_string() == text;
    match text.contains('=') {
        true if !text.parse().is_ok_and(is_canonical) => {
            Err("certificates do not write a subject like this")
        }
        // A certificate with any other text in the place of an address proves nothing.
        false if MailAddress::parse(text).is_err() => {
            Err("name a certificate by its subject, or by an e-mail address in it")
        }
        _ => read_plain(text),
    }
}

pub fn read_domain(text: &str) -> Result<Box<str>, &'static str> {
    // Any other text is the domain of no address, and the condition would never hold.
    let domain = mail_domain(text).map(Box::from);
    domain.ok_or("a mail domain is the full domain after the @")
}
