//! Reading the `allow` and `deny` of a route.

mod condition;
mod window;

use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::compile::fields::Fields;
use crate::compile::networks::Networks;
use crate::compile::problem::{Problems, nearest};
use crate::compile::yaml::Node;
use crate::policy::Place;
use crate::policy::{Access, Alternative, Condition, Network};

/// What rules are read against.
#[derive(Debug)]
pub struct Rules<'c> {
    pub networks: &'c mut Networks,
    /// The zone of hours that name none.
    pub zone: &'c TimeZone,
    /// What has been asked about persons so far.
    pub asked: &'c mut Asked,
}

/// Where rules first ask for something that somebody has to vouch for.
#[derive(Debug, Default)]
pub struct Asked {
    pub user: Option<Place>,
    pub mail_domain: Option<Place>,
    pub group: Option<Place>,
    pub certificate: Option<Place>,
    pub networks: Vec<(Place, Arc<Network>)>,
}

/// The conditions that stand under one key each.
const KEYS: [&str; 6] = [
    "user",
    "mail_domain",
    "group",
    "network",
    "certificate",
    "link",
];

/// How conditions look, for proposals.
const EXAMPLE: &str = "write `anyone`, or conditions like `{ network: NAME }`";

impl Rules<'_> {
    /// Reads the `allow` and `deny` of a route.
    pub fn read_access(
        &mut self,
        fields: &mut Fields<'_>,
        problems: &mut Problems,
    ) -> Option<Access> {
        let mentioned = fields.mentions("allow");
        let allow = fields.take("allow", problems);
        let denying = fields.take("deny", problems);
        let deny = denying.map_or((Vec::new(), true), |node| {
            self.read_alternatives(node, problems)
        });
        let Some(allowing) = allow else {
            if !mentioned {
                problems
                    .error(
                        fields.heading(),
                        format!("{} has no `allow`", fields.what()),
                    )
                    .propose(
                        "say who may use it: `allow: [{ network: NAME }]`, or `allow: anyone`",
                    );
            }
            return None;
        };
        let ((allow, allow_whole), (deny, deny_whole)) =
            (self.read_alternatives(allowing, problems), deny);
        let access = Access { allow, deny };
        // What is left of broken rules tells nothing about what was meant.
        if allow_whole && deny_whole {
            check_reach(&access, (allowing, denying), fields.what(), problems);
        }
        Some(access)
    }

    /// The alternatives, and whether all of them could be read.
    fn read_alternatives(
        &mut self,
        node: Node<'_>,
        problems: &mut Problems,
    ) -> (Vec<Alternative>, bool) {
        let items: Vec<Node<'_>> = match node.items() {
            Some(items) => items.collect(),
            None => vec![node],
        };
        if items.is_empty() {
            report_empty_list(node, EXAMPLE, problems);
        }
        let count = items.len();
        let read: Vec<Alternative> = items
            .into_iter()
            .filter_map(|item| self.read_alternative(item, problems))
            .collect();
        let whole = read.len() == count && count > 0;
        (read, whole)
    }

    fn read_alternative(&mut self, node: Node<'_>, problems: &mut Problems) -> Option<Alternative> {
        if let Some(word) = node.text() {
            return self.read_word(word, node, problems);
        }
        let mut fields = Fields::open(node, "a condition", problems);
        let (heading, mut whole) = (fields.heading(), true);
        let mut conditions = Vec::new();
        for key in KEYS {
            let Some(value) = fields.take(key, problems) else {
                continue;
            };
            let condition = self.read_condition(key, value, problems);
            whole &= condition.is_some();
            conditions.extend(condition);
        }
        let window = self.read_window(&mut fields, problems);
        whole &= window.is_ok();
        conditions.extend(window.unwrap_or_default().map(Condition::Time));
        whole &= fields.is_sound();
        whole &= !fields.finish(problems);
        if whole && conditions.is_empty() {
            problems
                .error(heading, "this condition is empty")
                .propose("write it like `{ network: NAME }`");
        }
        (whole && !conditions.is_empty()).then(|| Alternative::All(conditions.into()))
    }

    fn read_word(
        &self,
        word: &str,
        node: Node<'_>,
        problems: &mut Problems,
    ) -> Option<Alternative> {
        if word == "anyone" {
            return Some(Alternative::Anyone);
        }
        problems
            .error(node.place(), format!("`{word}` is no condition"))
            .propose(match nearest(word, &["anyone"]) {
                Some(near) => format!("did you mean `{near}`?"),
                None if self.networks.has(word) => format!("write `{{ network: {word} }}`"),
                None => EXAMPLE.to_owned(),
            });
        None
    }
}

/// Something could not be read, which has been reported.
pub struct Broken;

fn check_reach(
    access: &Access,
    (allowing, denying): (Node<'_>, Option<Node<'_>>),
    what: &str,
    problems: &mut Problems,
) {
    if !access.lets_anybody_in() {
        problems
            .error(
                allowing.place(),
                format!("nobody can use {what}: `deny` holds for all that `allow` lets in"),
            )
            .propose("take something out of `deny`, or remove the route");
    } else if let (true, Some(denying)) = (access.is_evaded_by_unknown(), denying) {
        problems
            .warning(
                denying.place(),
                format!("{what} denies by person, but lets in people who are not known: whoever does not log in is not kept out"),
            )
            .propose("ask for a person in every alternative of `allow`, e.g. with `group`");
    }
}

/// A list of conditions that is empty would hold for nobody, silently.
fn report_empty_list(node: Node<'_>, proposal: &str, problems: &mut Problems) {
    problems
        .error(node.place(), "this list is empty")
        .propose(proposal);
}
