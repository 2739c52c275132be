//! Whether a value that a line does not have could be a word of a policy: the name of a link, or a segment of
//! a route. Such a request would take another way than the made-up value takes.

use std::collections::HashSet;

use super::template::Template;
use crate::policy::{Policy, Route, Segment, fold};

/// The words of a policy that stand beside parameters.
#[derive(Debug)]
pub struct Literals {
    /// The lengths of those that are numbers.
    number_lengths: HashSet<usize>,
}

impl Literals {
    pub fn of(policy: &Policy) -> Self {
        let links = policy.links().iter();
        let names = links.flat_map(|link| std::iter::once(link.name()).chain(link.aliases()));
        let routes = policy.routes().iter().flat_map(Route::segments);
        let words = names.chain(routes.filter_map(Segment::literal));
        Self {
            number_lengths: words.filter_map(number_length).collect(),
        }
    }

    /// Whether a made-up value in the path could be one of them.
    pub fn could_be_in(&self, template: &Template<'_>, policy: &Policy) -> bool {
        template.hidden_segments().any(|(at, placeholder)| {
            match placeholder.strip_prefix("{digits:") {
                Some(length) => {
                    let length = length.trim_end_matches('}').parse();
                    length.is_ok_and(|length| self.number_lengths.contains(&length))
                }
                None => is_beside_word(&template.target, at, policy),
            }
        })
    }
}

/// How many digits a word has that is a number.
fn number_length(word: &str) -> Option<usize> {
    let digits = word.chars().filter(|c| !matches!(c, '-' | '_' | '.'));
    digits
        .map(|c| c.is_ascii_digit().then_some(1))
        .sum::<Option<usize>>()
}

/// Whether a path of the policy has a word where this one has a made-up value, and is the same before it.
fn is_beside_word(target: &str, at: usize, policy: &Policy) -> bool {
    let path = target.split('?').next().unwrap_or_default();
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    let is_last = at + 1 == segments.len();
    let before = segments.get(..at).unwrap_or_default();
    if is_last && !policy.links().is_empty() && policy.endpoint().is_link_prefix(before) {
        return true;
    }
    let mut routes = policy.routes().iter().map(Route::segments);
    routes.any(|route| {
        let is_same = |(segment, asked): (&Segment, &&str)| match segment {
            Segment::Literal(word) => fold(word) == fold(asked),
            Segment::Parameter(_) => true,
        };
        route.len() == segments.len()
            && matches!(route[at], Segment::Literal(_))
            && route.iter().zip(before).all(is_same)
    })
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::compile::load_text;

    #[test]
    fn a_hidden_value_may_be_a_word_where_words_stand_beside_it() {
        let policy = "\
version: 1
public_url: https://go.acme.example/
sites: { acme: https://acme.webex.com/acme/ }
routes:
  join: { path: '/go/join/{meeting_key}', command: meeting.join, allow: anyone }
  room: { path: '/room/{room}', command: room.meet, allow: anyone }
  other: { path: '/go/{room}', command: room.meet, allow: anyone }
  ada: { path: '/room/ada', command: meeting.join, constants: { meeting_key: 123456789 }, allow: anyone }
links:
  '1234567': { route: join, meeting_key: 123 456 789 }
";
        let loaded = load_text("policy.yaml", policy, Timestamp::UNIX_EPOCH);
        let policy = loaded.policy.expect("a policy");
        let literals = Literals::of(&policy);
        for (path, expected) in [
            ("/go/join/{digits:9}", false),
            ("/go/join/{digits:7}", true),
            ("/room/{name:3}", true),
            ("/go/{name:3}", true),
            ("/go/join/{name:3}", false),
            ("/go/join/123456789?attendee_name={text:3}", false),
        ] {
            let template = Template::read(path).expect("a template");
            assert_eq!(literals.could_be_in(&template, &policy), expected, "{path}");
        }
    }
}
