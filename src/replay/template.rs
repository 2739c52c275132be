//! The path of a line, with a made-up value in each place of a visitor's.

use super::skip::Skip;
use crate::decision::{longest_sample, sample};

/// A path that can be requested, and what was made up in it.
#[derive(Debug, PartialEq, Eq)]
pub struct Template<'l> {
    /// Path and query.
    pub target: String,
    /// The same with the longest texts that may have stood there; `None` where there is no text.
    pub longest: Option<String>,
    pub hidden: Vec<Hidden<'l>>,
}

/// A value that the line does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hidden<'l> {
    pub place: Place<'l>,
    /// What stands for it, in braces.
    pub placeholder: &'l str,
}

/// Where a value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place<'l> {
    /// In this segment of the path, counted from 0.
    Segment(usize),
    /// In the query field of this name.
    Field(&'l str),
}

impl<'l> Template<'l> {
    /// # Errors
    ///
    /// [`Skip`] where nothing can be made up for a placeholder.
    pub fn read(path: &'l str) -> Result<Self, Skip> {
        let mut template = Self {
            target: String::with_capacity(path.len() + 16),
            longest: None,
            hidden: Vec::new(),
        };
        let (mut longest, mut has_text) = (String::new(), false);
        let mut rest = path;
        while let Some((before, behind)) = rest.split_once('{') {
            let (inner, after) = behind.split_once('}').ok_or(Skip::NoPath)?;
            let start = path.len() - behind.len() - 1;
            template.hidden.push(Hidden {
                place: Place::of(&path[..start]),
                placeholder: &path[start..=start + inner.len() + 1],
            });
            let short = sample(inner).ok_or(Skip::NoValue)?;
            let long = longest_sample(inner);
            has_text |= long.is_some();
            template.target.push_str(before);
            template.target.push_str(&short);
            longest.push_str(before);
            longest.push_str(&long.unwrap_or(short));
            rest = after;
        }
        template.target.push_str(rest);
        longest.push_str(rest);
        template.longest = has_text.then_some(longest);
        Ok(template)
    }

    /// What is made up in the path.
    pub fn hidden_segments(&self) -> impl Iterator<Item = (usize, &'l str)> {
        self.hidden.iter().filter_map(|hidden| match hidden.place {
            Place::Segment(at) => Some((at, hidden.placeholder)),
            Place::Field(_) => None,
        })
    }
}

impl<'l> Place<'l> {
    /// The place behind the beginning of a path.
    fn of(before: &'l str) -> Self {
        match before.split_once('?') {
            None => Self::Segment(before.matches('/').count().saturating_sub(1)),
            Some((_, query)) => {
                let field = query.rsplit('&').next().unwrap_or_default();
                Self::Field(field.trim_end_matches('='))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_placeholder_becomes_a_value_in_its_place() {
        let path = "/go/{name:3}/{digits:9}?attendee_name={text:2}&back=help";
        let template = Template::read(path).expect("a template");
        assert_eq!(
            template.target,
            "/go/xxx/000000000?attendee_name=xx&back=help"
        );
        let longest = "%F0%A0%80%80".repeat(2);
        let longest = format!("/go/xxx/000000000?attendee_name={longest}&back=help");
        assert_eq!(template.longest, Some(longest));
        let places: Vec<_> = template
            .hidden
            .iter()
            .map(|one| (one.place, one.placeholder))
            .collect();
        let expected = [
            (Place::Segment(1), "{name:3}"),
            (Place::Segment(2), "{digits:9}"),
            (Place::Field("attendee_name"), "{text:2}"),
        ];
        assert_eq!(places, expected);
        let plain = Template::read("/go/stand-up").expect("a template");
        assert_eq!((&*plain.target, plain.hidden.len()), ("/go/stand-up", 0));
        assert_eq!(Template::read("/go/{other}"), Err(Skip::NoValue));
        assert_eq!(Template::read("/go/{digits:9"), Err(Skip::NoPath));
    }
}
