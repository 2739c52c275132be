//! Which classes of requests two routes treat differently, by their access rules and by the dates of
//! links.

use jiff::Timestamp;

use super::cover::{Block, Cell, Table};
use super::factor::Asked;
use super::rules::Rules;
use super::side::{Answer, BothDates, Sides};
use super::space::Space;
use super::standing::{Ruling, Standing};
use crate::policy::Policy;

/// Most classes of one change. Where there are more, the change is listed without them.
const MAX_CLASSES: usize = 64;

/// What the access rules of two routes make different.
#[derive(Clone, Debug)]
pub struct AccessDiff<'p> {
    /// `None` where rules tell too many callers apart to list them.
    space: Option<Space<'p>>,
    pub changes: Vec<AccessChange>,
    /// A cell that both sides admit.
    pub admitted: Option<Cell>,
}

/// Requests that were treated in one way and are treated in another.
#[derive(Clone, Debug)]
pub struct AccessChange {
    pub was: Standing,
    pub is: Standing,
    /// No class where it could be any request.
    pub classes: Vec<Class>,
}

/// Some of these requests.
#[derive(Clone, Debug)]
pub struct Class {
    block: Block,
    /// One of them.
    pub cell: Cell,
    pub in_words: String,
    /// The rules that decided, in words.
    pub was_by: Vec<String>,
    pub is_by: Vec<String>,
}

/// Both sides with the policies that have them.
#[derive(Clone, Copy, Debug)]
pub struct Compared<'p> {
    pub sides: Sides<'p>,
    pub policies: [&'p Policy; 2],
    /// Whether the rules of both sides are the same, and mean the same.
    pub have_same_rules: bool,
}

impl<'p> AccessDiff<'p> {
    /// `dates` are all that the links may have from now on.
    pub fn of(compared: Compared<'p>, dates: &[BothDates], now: Timestamp) -> Self {
        let Compared {
            sides, policies, ..
        } = compared;
        match Space::of(sides, policies, dates, now) {
            Some(space) => Self::in_space(compared, space),
            None if compared.treat_alike(dates) => Self::unchanged(),
            None => Self::unknown(),
        }
    }

    /// The same rules, however much they tell apart.
    fn unchanged() -> Self {
        Self {
            space: None,
            changes: Vec::new(),
            admitted: None,
        }
    }

    /// Rules that may have changed everything.
    fn unknown() -> Self {
        Self {
            space: None,
            changes: vec![AccessChange {
                was: Standing::Unknown,
                is: Standing::Unknown,
                classes: Vec::new(),
            }],
            admitted: None,
        }
    }

    fn in_space(compared: Compared<'p>, space: Space<'p>) -> Self {
        let mut pairs: Vec<[Standing; 2]> = Vec::new();
        let table = Table::fill(space.sizes(), |cell| {
            let [was, is] = compared.rule(&space, cell)?.map(|ruling| ruling.standing);
            let code = pairs.iter().position(|known| *known == [was, is]);
            let code = code.unwrap_or_else(|| {
                pairs.push([was, is]);
                pairs.len() - 1
            });
            u16::try_from(code).ok()
        });
        let both = [Standing::Admitted; 2];
        let admitted = pairs.iter().position(|pair| *pair == both);
        let admitted = admitted.and_then(|code| table.first(u16::try_from(code).ok()?));
        let mut changes: Vec<AccessChange> = Vec::new();
        for ([was, is], code) in pairs.into_iter().zip(0..) {
            if was != is {
                let classes = classes(compared, &space, &table, code);
                changes.push(AccessChange { was, is, classes });
            }
        }
        changes.extend(three_proofs(compared, &space));
        changes.sort_by_key(|change| (!change.widens(), !change.narrows()));
        Self {
            space: Some(space),
            changes,
            admitted,
        }
    }

    pub fn space(&self) -> Option<&Space<'p>> {
        self.space.as_ref()
    }

    /// The change that a request of these paths is part of. `standings` are what both sides make of it.
    pub fn covering(&self, asked: Asked<'_>, standings: [Standing; 2]) -> Option<&AccessChange> {
        let Some(space) = &self.space else {
            return self.changes.first();
        };
        let values = space.values_of(asked);
        let has = |class: &Class| {
            let mut pairs = class.block.iter().zip(&values);
            pairs.all(|(some, values)| values.iter().any(|value| some.contains(value)))
        };
        let unlisted = |change: &&AccessChange| match change.was {
            Standing::ThreeProofs => asked.caller.further().len() > 1,
            was => change.classes.is_empty() && [was, change.is] == standings,
        };
        let mut changes = self.changes.iter();
        let listed = changes.find(|change| change.classes.iter().any(has));
        listed.or_else(|| self.changes.iter().find(unlisted))
    }
}

impl AccessChange {
    /// Whether requests are sent on that were not.
    pub fn widens(&self) -> bool {
        // What is not compared may be anything.
        self.was == self.is || self.is == Standing::Admitted
    }

    pub fn narrows(&self) -> bool {
        self.was != self.is && self.was == Standing::Admitted
    }
}

impl<'p> Compared<'p> {
    /// Whether nothing that access depends on differs.
    fn treat_alike(&self, dates: &[BothDates]) -> bool {
        let Sides { old, new } = self.sides;
        let take_words = |answer: Option<Answer<'_>>| answer.map(|answer| answer.takes_words);
        self.have_same_rules
            && take_words(old) == take_words(new)
            && dates.iter().all(|dates| dates.old == dates.new)
    }

    /// What both sides make of a cell; `None` where it does not occur.
    fn rule(&self, space: &Space<'p>, cell: &[usize]) -> Option<[Ruling<'p>; 2]> {
        let made = space.make(cell)?;
        let [old, new] = self.policies;
        let rule = |answer: Option<Answer<'p>>, policy: &Policy, dates| {
            let caller = made.as_caller(policy.trust());
            Ruling::of(answer, &caller, made.now, dates)
        };
        let Sides { old: was, new: is } = self.sides;
        Some([
            rule(was, old, made.dates.old),
            rule(is, new, made.dates.new),
        ])
    }
}

/// The classes with one pair of rulings; none where there are too many.
fn classes(compared: Compared<'_>, space: &Space<'_>, table: &Table, code: u16) -> Vec<Class> {
    let blocks = table.cover(code);
    if blocks.len() > MAX_CLASSES {
        return Vec::new();
    }
    let classes = blocks.into_iter().filter_map(|block| {
        let cell = table.first_in(&block, code)?;
        let (mut was_by, mut is_by) = (Vec::new(), Vec::new());
        table.cells_of(&block, |cell| {
            if let Some([was, is]) = compared.rule(space, cell) {
                note(&mut was_by, &was);
                note(&mut is_by, &is);
            }
        });
        Some(Class {
            in_words: in_words(space, table, &block),
            block,
            cell,
            was_by,
            is_by,
        })
    });
    classes.collect()
}

fn note(rules: &mut Vec<String>, ruling: &Ruling<'_>) {
    if let Some(rule) = ruling.rule_in_words()
        && !rules.contains(&rule)
    {
        rules.push(rule);
    }
}

fn in_words(space: &Space<'_>, table: &Table, block: &Block) -> String {
    let bounded = block.iter().enumerate().rev();
    let bounded = bounded.filter(|(at, some)| some.len() < table.size(*at));
    let words = bounded.map(|(at, some)| space.factors[at].in_words(some));
    let all: Vec<String> = words.collect();
    match all.is_empty() {
        true => "every caller".to_owned(),
        false => all.join(", "),
    }
}

/// Cells have two persons at the most. A third one can make a difference of its own only where `deny`
/// about persons has changed.
fn three_proofs(compared: Compared<'_>, space: &Space<'_>) -> Option<AccessChange> {
    let denies: Vec<_> = compared
        .sides
        .both()
        .map(|answer| answer.route.access().deny())
        .collect();
    let accesses: Vec<_> = compared
        .sides
        .both()
        .map(|answer| answer.route.access())
        .collect();
    let is_same = matches!(denies[..], [old, new] if old == new) || denies.len() < 2;
    let matters = !is_same && Rules::of_deny(&accesses).are_about_persons();
    (matters && space.may_have_three_proofs()).then(|| AccessChange {
        was: Standing::ThreeProofs,
        is: Standing::ThreeProofs,
        classes: Vec::new(),
    })
}
