//! A comparison as all formats show it.

use serde::Serialize;

use crate::policy::Rfc3339;
use crate::policy_diff::{
    AccessChange, ChangedPath, Class, Example, Group, HeldGroups, KeyChange, MadeCaller,
    MadePerson, PolicyDiff,
};

/// The version of this format. It changes only when a reader would have to change.
const SHAPE: u32 = 1;

/// How many paths are listed of those that change alike.
const FOLDED: usize = 3;

/// Which paths are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    All,
    /// A few of those that change alike.
    Folded,
}

#[derive(Debug, Serialize)]
pub struct DiffView {
    shape: u32,
    pub old: String,
    pub new: String,
    pub widens: bool,
    /// How many paths change.
    pub paths: usize,
    pub settings: Vec<KeyView>,
    pub changes: Vec<GroupView>,
}

/// Paths that change alike.
#[derive(Debug, Serialize)]
pub struct GroupView {
    pub widens: bool,
    /// What answered and what answers; left out where nothing does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is: Option<String>,
    pub count: usize,
    /// All of them, or a few.
    pub paths: Vec<PathView>,
    pub access: Vec<AccessView>,
    /// What is different about requests that pass.
    pub sent: Vec<KeyView>,
    /// A request that passes before and after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<ExampleView>,
}

#[derive(Debug, Serialize)]
pub struct PathView {
    pub path: String,
    /// What its links make different.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<KeyView>,
}

#[derive(Debug, Serialize)]
pub struct KeyView {
    pub key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is: Option<String>,
    pub widens: bool,
}

/// Requests that are treated in another way.
#[derive(Debug, Serialize)]
pub struct AccessView {
    pub widens: bool,
    pub was: String,
    pub is: String,
    /// None where it may be any request.
    pub classes: Vec<ClassView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<ExampleView>,
}

#[derive(Debug, Serialize)]
pub struct ClassView {
    pub who: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub was_by: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub is_by: Vec<String>,
}

#[derive(Debug, Serialize)]
pub struct ExampleView {
    pub path: String,
    pub caller: String,
    pub at: Rfc3339,
    pub was: String,
    pub is: String,
}

impl DiffView {
    pub fn of(diff: &PolicyDiff<'_>, names: [String; 2], shown: Shown) -> Self {
        let [old, new] = names;
        let groups = diff.groups.iter();
        Self {
            shape: SHAPE,
            old,
            new,
            widens: diff.widens(),
            paths: groups.clone().map(|group| group.paths().len()).sum(),
            settings: diff.settings.iter().map(KeyView::of).collect(),
            changes: groups
                .map(|group| GroupView::of(diff, group, shown))
                .collect(),
        }
    }

    /// How many of the paths and settings widen access.
    pub fn widening(&self) -> usize {
        let settings = self.settings.iter().filter(|change| change.widens).count();
        let groups = self.changes.iter().filter(|group| group.widens);
        settings + groups.map(|group| group.count).sum::<usize>()
    }

    pub fn is_empty(&self) -> bool {
        self.settings.is_empty() && self.changes.is_empty()
    }
}

impl GroupView {
    fn of<'p>(diff: &PolicyDiff<'p>, group: &Group<'p>, shown: Shown) -> Self {
        let examples = diff.examples(group);
        let example = |of: Option<usize>| {
            let example = examples.iter().find(|example| example.of == of);
            example.map(ExampleView::of)
        };
        let access = group.access().changes.iter().enumerate();
        let access = access.map(|(at, change)| AccessView::of(change, example(Some(at))));
        let listed = match shown {
            Shown::All => usize::MAX,
            Shown::Folded => FOLDED,
        };
        let [was, is] = group.answers_in_words();
        let sent = match group.changes_what_is_sent() {
            true => group.content(),
            false => &[],
        };
        Self {
            widens: group.widens(),
            was,
            is,
            count: group.paths().len(),
            paths: group
                .paths()
                .iter()
                .take(listed)
                .map(PathView::of)
                .collect(),
            access: access.collect(),
            sent: sent.iter().map(KeyView::of).collect(),
            example: example(None),
        }
    }
}

impl PathView {
    fn of(path: &ChangedPath<'_>) -> Self {
        Self {
            path: path.path.clone(),
            changes: path.own.iter().map(KeyView::of).collect(),
        }
    }
}

impl KeyView {
    fn of(change: &KeyChange) -> Self {
        Self {
            key: change.key.clone(),
            was: change.was.clone(),
            is: change.is.clone(),
            widens: change.widens,
        }
    }

    /// `was → is`, with a word where there is nothing.
    pub fn in_words(&self) -> String {
        let value =
            |value: &Option<String>| value.clone().unwrap_or_else(|| "(nothing)".to_owned());
        format!("{} → {}", value(&self.was), value(&self.is))
    }
}

impl AccessView {
    fn of(change: &AccessChange, example: Option<ExampleView>) -> Self {
        Self {
            widens: change.widens(),
            was: change.was.in_words(),
            is: change.is.in_words(),
            classes: change.classes.iter().map(ClassView::of).collect(),
            example,
        }
    }

    /// Whom it is about, where that is not listed.
    pub fn unlisted(&self) -> &'static str {
        match self.was == self.is {
            true => "too many distinct callers to compare: any request may change",
            false => "many classes of callers, which are not listed",
        }
    }
}

impl ClassView {
    fn of(class: &Class) -> Self {
        Self {
            who: class.in_words.clone(),
            was_by: class.was_by.clone(),
            is_by: class.is_by.clone(),
        }
    }

    /// The rules that decided, before and after.
    pub fn rules_in_words(&self) -> Option<String> {
        let by = |rules: &[String]| match rules.is_empty() {
            true => "no rule".to_owned(),
            false => rules.join("; "),
        };
        match self.was_by.is_empty() && self.is_by.is_empty() {
            true => None,
            false => Some(format!("{} → {}", by(&self.was_by), by(&self.is_by))),
        }
    }
}

impl ExampleView {
    fn of(example: &Example) -> Self {
        Self {
            path: example.address.clone(),
            caller: caller_in_words(&example.caller),
            at: Rfc3339(example.now),
            was: example.was.clone(),
            is: example.is.clone(),
        }
    }

    pub fn in_words(&self) -> String {
        let Self {
            path,
            caller,
            at,
            was,
            is,
        } = self;
        format!("{path} by {caller} at {at}: {was} → {is}")
    }
}

fn caller_in_words(caller: &MadeCaller) -> String {
    let mut words = match &caller.person {
        Some(person) => person_in_words(person),
        None => "an anonymous caller".to_owned(),
    };
    if let Some(person) = &caller.further {
        words.push_str(&format!(" and {}", person_in_words(person)));
    }
    if let Some(certificate) = &caller.certificate {
        words.push_str(&format!(" with certificate {}", certificate.subject));
    }
    match caller.address {
        Some(address) => format!("{words} from {address}"),
        None => format!("{words} from an unknown address"),
    }
}

fn person_in_words(person: &MadePerson) -> String {
    let name = person.user.as_deref().or(person.email.as_deref());
    let groups = match &person.groups {
        HeldGroups::Untold => " of unknown groups".to_owned(),
        HeldGroups::Joined(groups) => format!(" in {groups}"),
        HeldGroups::List(groups) if groups.is_empty() => String::new(),
        HeldGroups::List(groups) => format!(" in {}", groups.join(", ")),
    };
    format!(
        "{}{groups} ({})",
        name.unwrap_or("a person without id"),
        person.source
    )
}
