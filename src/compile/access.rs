//! Reading the `allow` and `deny` of a route.

mod condition;
mod enforcement;
mod rules;
mod window;

use self::condition::ConditionKey;
use self::rules::{EXAMPLE, report_empty_list};
use crate::compile::context::{Span, Text};
use crate::compile::fields::{Fields, Subject};
use crate::compile::yaml::Node;
use crate::policy::{Access, Alternative, Condition, Enforcement, Rule, RuleKind};
use crate::text::nearest;

pub use self::condition::{read_domain, read_plain};
pub use self::rules::{ConditionUse, NAME_A_SOURCE, RuleUses, Rules};

impl<'d> Rules<'_, 'd> {
    /// Reads the `allow` and `deny` of a route.
    pub fn read_access(&self, fields: &mut Fields<'d>) -> Option<Access> {
        let mentioned = fields.mentions("allow");
        let allowing = fields.take("allow");
        let denying = fields.take("deny");
        let deny = denying.map(|node| self.read_alternatives(node, RuleKind::Deny));
        let Some(allowing) = allowing else {
            if !mentioned {
                fields
                    .heading()
                    .error(format!("{} has no `allow`", fields.what()))
                    .help("say who may use it: `allow: [{ network: NAME }]`, or `allow: anyone`");
            }
            return None;
        };
        let allow = self.read_alternatives(allowing, RuleKind::Allow);
        let deny = deny.unwrap_or_default();
        // Half of the rules would give findings that the whole does not have.
        let is_whole = !allow.is_broken && !deny.is_broken;
        let access = Access::new(allow.read, deny.read);
        if is_whole {
            let nodes = RuleNodes { allowing, denying };
            check_effective(&access, &nodes, fields.what());
        }
        Some(access)
    }

    fn read_alternatives(&self, node: Node<'d>, rule: RuleKind) -> Alternatives {
        let items: Vec<Node<'_>> = match node.items() {
            Some(items) => items.collect(),
            None => vec![node],
        };
        if items.is_empty() {
            report_empty_list(node, EXAMPLE);
        }
        let count = items.len();
        let items = items.into_iter();
        let read: Vec<Rule> = items
            .filter_map(|item| self.read_rule(item, rule))
            .collect();
        Alternatives {
            is_broken: read.len() < count || count == 0,
            read,
        }
    }

    fn read_rule(&self, node: Node<'d>, rule: RuleKind) -> Option<Rule> {
        if node.text().is_some() {
            return Some(Rule {
                alternative: self.read_word(node.read_text("a condition")?)?,
                enforcement: Enforcement::Enforced,
            });
        }
        let mut fields = Fields::open(node, "a condition");
        // Without its broken part, an alternative would hold for more callers than was meant.
        let (heading, mut whole) = (fields.heading(), true);
        let mut spans = Vec::new();
        let mut conditions = Vec::new();
        for key in ConditionKey::ALL.iter().copied() {
            let Some(value) = fields.take(key.as_str()) else {
                continue;
            };
            let condition = self.read_condition(key, value);
            whole &= condition.is_some();
            spans.push(value.span());
            conditions.extend(condition);
        }
        let window = self.read_window(&mut fields);
        whole &= window.is_ok();
        conditions.extend(window.unwrap_or_default().map(Condition::Time));
        let enforcement = self.read_enforcement(&mut fields);
        whole &= fields.is_sound();
        whole &= !fields.finish();
        if whole && conditions.is_empty() {
            heading
                .error("this condition is empty")
                .help("write it like `{ network: NAME }`");
        }
        let enforcement = enforcement.ok()?;
        if !whole || conditions.is_empty() {
            return None;
        }
        self.note_uses(&conditions, &spans, rule);
        Some(Rule {
            alternative: Alternative::All(conditions.into()),
            enforcement,
        })
    }

    /// Notes what a whole alternative asks of persons. `spans` are those of its conditions, but for
    /// the last one if that is a window.
    fn note_uses(&self, conditions: &[Condition], spans: &[Span<'d>], rule: RuleKind) {
        let from = conditions.iter().find_map(|condition| match condition {
            Condition::From(sources) => Some(sources.clone()),
            _ => None,
        });
        let has_others = conditions.len() > 1;
        let about_person = conditions.iter().zip(spans);
        let about_person = about_person.filter(|(condition, _)| condition.is_about_person());
        let uses = about_person.map(|(condition, span)| ConditionUse {
            span: *span,
            condition: condition.clone(),
            rule,
            from: from.clone(),
            has_others,
        });
        self.uses.conditions.borrow_mut().extend(uses);
    }

    fn read_word(&self, word: Text<'_>) -> Option<Alternative> {
        if word.as_str() == "anyone" {
            return Some(Alternative::Anyone);
        }
        word.error(format!("unknown condition `{word}`"))
            .help(match nearest(&word, &["anyone"]) {
                Some(near) => format!("did you mean `{near}`?"),
                None if self.networks.has(&word) => format!("write `{{ network: {word} }}`"),
                None => EXAMPLE.to_owned(),
            });
        None
    }
}

#[derive(Default)]
struct Alternatives {
    read: Vec<Rule>,
    /// Some of them could not be read, or there are none, which has been reported.
    is_broken: bool,
}

struct RuleNodes<'d> {
    allowing: Node<'d>,
    denying: Option<Node<'d>>,
}

fn check_effective(access: &Access, nodes: &RuleNodes<'_>, what: &Subject<'_>) {
    let now = nodes.allowing.ctxt().now;
    let (enforced, all) = (access.enforced(now), access.all());
    if enforced.allowed().next().is_none() {
        nodes
            .allowing
            .warning(format!(
                "nobody can use {what}: every rule of `allow` is report-only"
            ))
            .help("the log says who could use it; enforce a rule when it should be used");
    } else if !enforced.lets_anybody_in() {
        nodes
            .allowing
            .error(format!(
                "nobody can use {what}: `deny` matches every caller that `allow` admits"
            ))
            .help("remove something from `deny`, or remove the route");
    } else if !all.lets_anybody_in() {
        nodes
            .allowing
            .warning(format!(
                "nobody can use {what} when its report-only rules are enforced: `deny` matches every caller that `allow` admits"
            ))
            .help("remove something from `deny`, or add something to `allow`");
    } else if let (true, Some(denying)) = (enforced.asks_everybody_to_log_in(), nodes.denying) {
        denying.warning(format!("{what} has a `deny` on identity: callers have to log in, although `allow` does not require it"))
            .help("require an identity in every alternative of `allow`, e.g. with `group` or `from`");
    }
}
