//! The commands that are listed, each with the sites that understand it.

#[cfg(test)]
use crate::compile::embedded_catalogue;
use crate::policy::{Catalogue, Policy, SiteWithCommands};
use crate::webex::Command;

/// A command, and the sites of the policy that understand it like this.
#[derive(Debug)]
pub struct Listed<'c> {
    pub command: &'c Command,
    /// Empty when all sites do, or there is none.
    pub sites: Vec<&'c str>,
}

pub fn of_catalogue(catalogue: &Catalogue) -> Vec<Listed<'_>> {
    let listed = |command| Listed {
        command,
        sites: Vec::new(),
    };
    catalogue.iter().map(listed).collect()
}

/// The commands of all sites by name. One that the sites understand differently is listed once for
/// each way.
pub fn of_policy(policy: &Policy) -> Vec<Listed<'_>> {
    let mut all: Vec<Listed<'_>> = Vec::new();
    for SiteWithCommands { site, commands, .. } in policy.sites() {
        for command in commands.iter() {
            match all.iter_mut().find(|listed| listed.command == command) {
                Some(listed) => listed.sites.push(site.name()),
                None => all.push(Listed {
                    command,
                    sites: vec![site.name()],
                }),
            }
        }
    }
    let sites = policy.sites().len();
    for listed in &mut all {
        if listed.sites.len() == sites {
            listed.sites.clear();
        }
    }
    all.sort_by(|a, b| a.command.name().cmp(b.command.name()));
    all
}

#[cfg(test)]
pub fn with_embedded<R>(test: impl FnOnce(&[Listed<'_>]) -> R) -> R {
    let catalogue = embedded_catalogue().expect("the built-in catalogue is sound");
    test(&of_catalogue(&catalogue))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::commands::address_in_words;
    use crate::compile::load_text;
    use jiff::Timestamp;

    #[test]
    fn what_sites_understand_differently_is_listed_for_each() {
        let text = "version: 1\npublic_url: https://go.acme.example/\nsites:\n  a: https://a.webex.com/a/\n  b: { url: https://b.webex.com/b/, commands: { meeting.join: { page: k2/j.php } } }\nroutes:\n  join: { path: '/go/{meeting_key}', site: a, command: meeting.join, allow: anyone }\n";
        let loaded = load_text("p.yaml", text, Timestamp::UNIX_EPOCH);
        let policy = loaded.policy.expect("a good policy");
        let all = of_policy(&policy);
        let joins = all
            .iter()
            .filter(|l| l.command.name().as_str() == "meeting.join");
        let joins: Vec<_> = joins
            .map(|l| (address_in_words(l.command), l.sites.clone()))
            .collect();
        let expected = [
            ("m.php?AT=JM".to_owned(), vec!["a"]),
            ("k2/j.php?AT=JM".to_owned(), vec!["b"]),
        ];
        assert_eq!(joins, expected);
        assert!(all.iter().filter(|l| !l.sites.is_empty()).count() == 2);
    }
}
