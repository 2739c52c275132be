//! Texts with `{name}` places, which are filled with encoded values.

use std::fmt;

use super::encode::encode_into;

/// A text with named places: `https://learn.acme.example/course/{course}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    head: Box<str>,
    /// Each place with the literal text that follows it.
    rest: Box<[(Box<str>, Box<str>)]>,
}

/// Why a text is no [`Template`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    #[error("missing `}}` after `{{`")]
    Unclosed,
    #[error("`}}` without a `{{` before it")]
    Unopened,
    #[error("`{{{0}}}` is not a parameter name: use lower-case letters, digits and _")]
    Name(String),
    /// The text before the place ends with `%` or `%` and one character: a value beginning with hex
    /// digits would complete the code and so write any byte.
    #[error("`{{{0}}}` must not complete a % code")]
    InCode(String),
    #[error("`{{{0}}}` is here twice")]
    Twice(String),
}

impl Template {
    /// Reads a template. There is no way to write a literal brace.
    ///
    /// # Errors
    ///
    /// [`TemplateError`] for unbalanced braces, names that no parameter can have, the same name
    /// twice, and places that would complete a percent code.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let mut pieces = text.split('{');
        let head = pieces.next().unwrap_or_default();
        let mut before = head;
        let head = literal(head)?;
        let mut rest: Vec<(Box<str>, Box<str>)> = Vec::new();
        for piece in pieces {
            let (name, behind) = piece.split_once('}').ok_or(TemplateError::Unclosed)?;
            if !is_parameter_name(name) {
                return Err(TemplateError::Name(name.to_owned()));
            }
            if rest.iter().any(|(earlier, _)| **earlier == *name) {
                return Err(TemplateError::Twice(name.to_owned()));
            }
            if ends_in_half_a_code(before) {
                return Err(TemplateError::InCode(name.to_owned()));
            }
            before = behind;
            rest.push((name.into(), literal(behind)?));
        }
        Ok(Self {
            head,
            rest: rest.into(),
        })
    }

    /// The names of the places, in the order of the text.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.rest.iter().map(|(name, _)| &**name)
    }

    /// The names of the places that come before the first `mark` of the literal text.
    pub fn names_before(&self, mark: char) -> impl Iterator<Item = &str> {
        let mut literal = &self.head;
        self.rest
            .iter()
            .take_while(move |(_, behind)| {
                let still_before = !literal.contains(mark);
                literal = behind;
                still_before
            })
            .map(|(name, _)| &**name)
    }

    /// The text before the first place; all of it without places.
    pub fn head(&self) -> &str {
        &self.head
    }

    /// Whether there are no places.
    pub fn is_fixed(&self) -> bool {
        self.rest.is_empty()
    }

    /// Appends the text with every place filled by `value`, encoded.
    pub(crate) fn fill_into<'v>(&self, out: &mut String, value: impl Fn(&str) -> Option<&'v str>) {
        out.push_str(&self.head);
        for (name, literal) in &self.rest {
            // No place is empty in practice: a command requires the parameters in its path, and a
            // decision checks that the places of a back URL have values.
            encode_into(out, value(name).unwrap_or_default());
            out.push_str(literal);
        }
    }

    /// Reads a text that was filled like this: the values of the places, still encoded. `None` when
    /// the text differs outside the places, apart from case, or when a value is empty or has a
    /// slash.
    pub(crate) fn read<'t>(&'t self, text: &'t str) -> Option<Vec<(&'t str, &'t str)>> {
        let (head, mut text) = text.split_at_checked(self.head.len())?;
        let mut places = Vec::new();
        for (name, literal) in &self.rest {
            let end = match literal.is_empty() {
                true => text.len(),
                false => position(text, literal)?,
            };
            let (value, behind) = text.split_at(end);
            if value.is_empty() || value.contains('/') {
                return None;
            }
            places.push((&**name, value));
            text = &behind[literal.len()..];
        }
        (head.eq_ignore_ascii_case(&self.head) && text.is_empty()).then_some(places)
    }

    /// The text with `x` in every place, to check what kind of address comes out.
    pub fn sample(&self) -> String {
        let mut out = String::new();
        self.fill_into(&mut out, |_| Some("x"));
        out
    }
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.head)?;
        for (name, literal) in &self.rest {
            write!(f, "{{{name}}}{literal}")?;
        }
        Ok(())
    }
}

/// Whether a word can be the plain name of a parameter: up to 64 lower-case letters, digits and
/// `_`, beginning with a letter.
pub fn is_parameter_name(word: &str) -> bool {
    (1..=64).contains(&word.len())
        && word.starts_with(|c: char| c.is_ascii_lowercase())
        && word
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// Where a text has a part first, in any case.
fn position(text: &str, part: &str) -> Option<usize> {
    // Changing the case of ASCII letters alone keeps all positions.
    let (text, part) = (text.to_ascii_lowercase(), part.to_ascii_lowercase());
    text.find(&part)
}

fn ends_in_half_a_code(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().rev().take(2).any(|b| *b == b'%')
}

fn literal(text: &str) -> Result<Box<str>, TemplateError> {
    if text.contains('}') {
        return Err(TemplateError::Unopened);
    }
    Ok(text.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_through_the_encoder() {
        let template = Template::parse("https://a.example/c/{course}/end").expect("a template");
        let mut out = String::new();
        template.fill_into(&mut out, |name| (name == "course").then_some("a/b?c"));
        assert_eq!(out, "https://a.example/c/a%2Fb%3Fc/end");
        assert_eq!(template.names().collect::<Vec<_>>(), ["course"]);
        assert_eq!(template.sample(), "https://a.example/c/x/end");
    }

    #[test]
    fn what_was_filled_in_is_found_again() {
        let template = Template::parse("https://a.example/c/{course}/on/{day}").expect("ok");
        let read = |text: &'static str| -> Option<Vec<String>> {
            let places = template.read(text)?.into_iter();
            Some(
                places
                    .map(|(name, value)| format!("{name}={value}"))
                    .collect(),
            )
        };
        let found = read("https://a.example/C/Rust%20101/ON/monday");
        assert_eq!(found.expect("read"), ["course=Rust%20101", "day=monday"]);
        for text in [
            "",
            "https://a.example/c/",
            "https://a.example/c//on/monday",
            "https://a.example/c/x/on/",
            "https://a.example/c/x/on/monday/",
            "https://a.example/c/x/y/on/monday",
            "https://a.example/d/x/on/monday",
            "https://ä.example/c/x/on/monday",
            "https://a.example/c/x/off/monday",
        ] {
            assert_eq!(template.read(text), None, "{text}");
        }
        let fixed = Template::parse("https://a.example/c").expect("ok");
        assert_eq!(fixed.read("https://a.example/c"), Some(Vec::new()));
        assert_eq!(fixed.read("https://a.example/c/d"), None);
    }

    #[test]
    fn unbalanced_braces_and_odd_names_are_refused() {
        for text in [
            "{", "a{b", "a}b", "{}", "{A}", "{a b}", "{a}{a}", "{a}}", "{{a}}",
        ] {
            assert!(Template::parse(text).is_err(), "{text}");
        }
    }
}
