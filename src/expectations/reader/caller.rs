//! Reading callers: named ones of the file, and those that a test writes out.

use std::collections::HashMap;
use std::net::IpAddr;

use crate::compile::{Fields, Node, Text};
use crate::decision::{Certificate, certificate};
use crate::expectations::model::TestCaller;
use crate::expectations::names::{NameKind, Names};
use crate::text::MailAddress;

/// The caller of whom nothing is known, on this machine.
const ANONYMOUS: &str = "anonymous";

/// The callers that a file declares.
pub struct Callers<'n> {
    names: &'n Names<'n>,
    by_name: HashMap<Box<str>, TestCaller>,
}

impl<'n> Callers<'n> {
    pub fn read(section: Option<Node<'_>>, names: &'n Names<'n>) -> Self {
        let mut callers = Self {
            names,
            by_name: HashMap::new(),
        };
        let entries = section.map(|node| Fields::open(node, "`callers`").rest());
        for entry in entries.unwrap_or_default() {
            if entry.name.as_str() == ANONYMOUS {
                let finding = entry.name.error("`anonymous` is known already");
                finding.help("choose another name: it is the caller of whom nothing is known");
                continue;
            }
            let caller = callers.read_inline(entry.value, Some(entry.name));
            callers.by_name.insert(entry.name.as_str().into(), caller);
        }
        callers
    }

    /// Reads the callers of a test: one, or a list.
    pub fn of_test(&self, node: Option<Node<'_>>) -> Vec<TestCaller> {
        let Some(node) = node else {
            return vec![TestCaller::default()];
        };
        if node.is_empty_list() {
            let finding = node.error("this list of callers is empty");
            finding.help("name a caller, or remove `caller` for an anonymous one");
        }
        match node.items() {
            Some(items) => items.filter_map(|item| self.read_one(item)).collect(),
            None => self.read_one(node).into_iter().collect(),
        }
    }

    fn read_one(&self, node: Node<'_>) -> Option<TestCaller> {
        if node.text().is_none() {
            return Some(self.read_inline(node, None));
        }
        let name = node.read_text("`caller`")?;
        if name.as_str() == ANONYMOUS {
            return Some(TestCaller::default());
        }
        let known = self.by_name.get(name.as_str());
        if known.is_none() {
            let names = self.by_name.keys().map(|name| &**name);
            let finding = name.error(format!("this file has no caller `{name}`"));
            finding.help_one_of(&name, names.chain([ANONYMOUS]));
        }
        known.cloned()
    }

    fn read_inline(&self, node: Node<'_>, label: Option<Text<'_>>) -> TestCaller {
        let mut fields = Fields::open(node, "a caller");
        let caller = TestCaller {
            label: label.map(|label| label.as_str().into()),
            user: take(&mut fields, "user"),
            name: take(&mut fields, "name"),
            email: fields.take_text("email").and_then(read_email),
            groups: fields.take("groups").map_or_else(Vec::new, |groups| {
                let groups = groups.read_texts("a group").into_iter();
                groups.map(|group| group.as_str().into()).collect()
            }),
            by: self.read_source(&mut fields),
            certificate: fields.take_text("certificate").and_then(read_certificate),
            from: fields.take_text("from").and_then(read_address),
        };
        let says_more = !caller.groups.is_empty() || caller.by.is_some();
        if says_more && !caller.is_person() && fields.is_sound() {
            let finding = fields.heading().error("`groups` and `by` need a person");
            finding.help("add `user`, `email` or `name`");
        }
        fields.finish();
        caller
    }

    fn read_source(&self, fields: &mut Fields<'_>) -> Option<Box<str>> {
        let source = fields.take_text("by")?;
        let is_known = self.names.check(NameKind::IdentitySource, source);
        is_known.then(|| source.as_str().into())
    }
}

fn take(fields: &mut Fields<'_>, key: &'static str) -> Option<Box<str>> {
    let text = fields.take_text(key)?;
    let some = text.trim();
    if some.is_empty() {
        text.error(format!("`{key}` is empty")).help("remove it");
    }
    (!some.is_empty()).then(|| some.into())
}

fn read_email(text: Text<'_>) -> Option<Box<str>> {
    if MailAddress::parse(&text).is_err() {
        let finding = text.error(format!("`{text}` is no e-mail address"));
        finding.help("write it like ann@acme.example");
        return None;
    }
    Some(text.as_str().into())
}

fn read_certificate(text: Text<'_>) -> Option<Certificate> {
    let read = certificate(&text);
    if let Err(help) = &read {
        let finding = text.error(format!("`{text}` is no subject and no e-mail address"));
        finding.help(help.clone());
    }
    read.ok()
}

fn read_address(text: Text<'_>) -> Option<IpAddr> {
    let read = text.parse().ok();
    if read.is_none() {
        let finding = text.error(format!("`{text}` is no IP address"));
        finding.help("write the address of one client, like 10.1.2.3 or 2001:db8::1");
    }
    read
}
