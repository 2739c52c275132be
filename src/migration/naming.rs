//! Names of links: from short names, titles and values, by the rules of the policy, and no two the
//! same.

use std::collections::{HashMap, HashSet};

use crate::policy::{MAX_LITERAL, OWN_FILES, Policy, Route, Segment};
use crate::text::{is_confidential, look, parse_name};

/// The names that are taken, as they look.
pub struct Names {
    taken: HashSet<String>,
    /// The words in the paths of routes: a name of another script must not look like one.
    words: HashSet<String>,
    /// The number with which the next search begins for a free name, by the name without one. As many
    /// links as there are may want the same name.
    numbers: HashMap<String, u32>,
}

/// Suffixes of the pages of a link.
const PAGES: [&str; 2] = [".qr", ".qr.png"];

/// Space for the number behind a name that is taken.
const NUMBER_BYTES: usize = 8;

impl Names {
    /// Those of a policy, and the words that its paths have in the place of names.
    pub fn of(policy: &Policy) -> Self {
        let endpoint = policy.endpoint();
        let prefix = endpoint.link_prefix();
        let links = policy.links().iter();
        let names = links.flat_map(|link| link.aliases().chain([link.name()]));
        let routes = policy.routes().iter().map(Route::segments);
        let in_place = routes.clone().filter_map(|segments| {
            let (last, before) = segments.split_last()?;
            // Words are compared as names are, so a prefix in another case is the same.
            let words: Vec<&str> = before.iter().filter_map(Segment::literal).collect();
            let is_in_place = before.len() == words.len() && endpoint.is_link_prefix(&words);
            last.literal().filter(|_| is_in_place)
        });
        let own = OWN_FILES.into_iter().filter(|_| prefix.is_empty());
        let words = routes.flatten().filter_map(Segment::literal);
        Self {
            taken: names.chain(in_place).chain(own).map(look).collect(),
            words: words.map(look).collect(),
            numbers: HashMap::new(),
        }
    }

    pub fn is_free(&self, name: &str) -> bool {
        let look = look(name);
        let is_page = PAGES.iter().any(|page| name.ends_with(page));
        !self.taken.contains(&look) && (name.is_ascii() || !self.words.contains(&look)) && !is_page
    }

    /// Takes this name, or the first one behind it that is free: `standup`, `standup-2`.
    pub fn take(&mut self, name: String) -> String {
        let mut name = name;
        if !self.is_free(&name) {
            let base = cut(&name, MAX_LITERAL - NUMBER_BYTES).to_owned();
            let first = self.numbers.get(&base).copied().unwrap_or(2);
            let numbers = (first..).map(|number| (number, format!("{base}-{number}")));
            let free = numbers.into_iter().find(|(_, name)| self.is_free(name));
            if let Some((number, free)) = free {
                self.numbers.insert(base, number + 1);
                name = free;
            }
        }
        self.taken.insert(look(&name));
        name
    }
}

/// A short name that people know, as a name. `None` for what is rather an address: it may have a
/// password in it.
pub fn known_name(text: &str) -> Option<String> {
    let is_address = text.contains(['=', '?', '&', '@', ':']) || text.contains("//");
    let is_hidden = is_address && is_confidential(text);
    name_of(text).filter(|_| !is_hidden)
}

/// The nearest name to a text: `Ada's room` is `adas-room`. `None` if it has no letter or digit that
/// names have.
pub fn name_of(text: &str) -> Option<String> {
    let name = joined(text, char::is_alphanumeric);
    checked(&name)
        // Of a text in several scripts, or with letters that names do not have, what everyone can type.
        .or_else(|| checked(&joined(text, |c| c.is_ascii_alphanumeric())))
}

/// The words of a text with a dash between them.
fn joined(text: &str, is_letter: impl Fn(char) -> bool) -> String {
    let mut name = String::new();
    let mut is_between = false;
    for c in text.chars() {
        if is_letter(c) || (matches!(c, '.' | '_') && !name.is_empty()) {
            if is_between && !name.is_empty() {
                name.push('-');
            }
            is_between = false;
            name.extend(c.to_lowercase());
        } else if !matches!(c, '\'' | '’') {
            is_between = true;
        }
        if name.len() > 2 * MAX_LITERAL {
            break;
        }
    }
    name
}

fn checked(name: &str) -> Option<String> {
    let name = cut(name, MAX_LITERAL);
    let mut page = PAGES.iter().filter_map(|page| name.strip_suffix(page));
    let name = page.next().unwrap_or(name);
    let name = parse_name(name).ok()?.into_owned();
    (name.len() <= MAX_LITERAL).then_some(name)
}

/// The beginning of a name of so many bytes at the most, with a letter or digit at its end.
fn cut(name: &str, most: usize) -> &str {
    let end = (0..=name.len().min(most)).rev();
    let end = end.into_iter().find(|end| name.is_char_boundary(*end));
    name[..end.unwrap_or_default()].trim_matches(['-', '_', '.'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_from_texts() {
        for (text, expected) in [
            ("standup", Some("standup")),
            ("Stand-Up_1.2", Some("stand-up_1.2")),
            ("Platform team: stand-up!", Some("platform-team-stand-up")),
            ("Ada's room", Some("adas-room")),
            ("go/standup", Some("go-standup")),
            ("  =cmd|' /C calc'!A0", Some("cmd-c-calc-a0")),
            ("München, täglich", Some("münchen-täglich")),
            ("全体会議", Some("全体会議")),
            ("план pаypal", Some("p-ypal")),
            ("ｍünchen", Some("nchen")),
            ("x.qr", Some("x")),
            ("👍", None),
            ("", None),
            ("-._", None),
            ("\u{202e}", None),
        ] {
            assert_eq!(name_of(text).as_deref(), expected, "{text}");
        }
        let long = name_of(&"ä".repeat(500)).expect("a name");
        assert!(long.len() <= MAX_LITERAL);
    }
}
