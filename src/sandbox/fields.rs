//! The fields of a call: those of its query, and behind them those of its form.

use url::form_urlencoded;

/// Most fields that are read. The longest command has 23.
const MOST: usize = 200;

/// Fields in the order in which they came, decoded.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    fields: Vec<Field>,
    /// How many more there were.
    pub left_out: usize,
}

#[derive(Clone, Debug)]
pub struct Field {
    pub name: String,
    pub value: String,
}

/// What is known of a field that should come once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found<'f> {
    Nothing,
    Once(&'f str),
    /// Several times, with different values.
    Contradictory,
}

impl Fields {
    pub fn read(query: &str, form: &[u8]) -> Self {
        let all = form_urlencoded::parse(query.as_bytes()).chain(form_urlencoded::parse(form));
        let mut read = Self::default();
        for (name, value) in all {
            if read.fields.len() == MOST {
                read.left_out += 1;
                continue;
            }
            read.fields.push(Field {
                name: name.into_owned(),
                value: value.into_owned(),
            });
        }
        read
    }

    pub fn iter(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter()
    }

    /// The one value of a field. Links with names in lower case are known (webex.md 7).
    pub fn find(&self, name: &str) -> Found<'_> {
        let values = self.fields.iter();
        let values = values.filter(|field| field.name.eq_ignore_ascii_case(name));
        let mut found = Found::Nothing;
        for Field { value, .. } in values {
            found = match found {
                Found::Nothing => Found::Once(value),
                Found::Once(first) if first == value => Found::Once(first),
                Found::Once(_) | Found::Contradictory => Found::Contradictory,
            };
        }
        found
    }
}

impl<'f> Found<'f> {
    pub fn once(self) -> Option<&'f str> {
        match self {
            Self::Once(value) => Some(value),
            Self::Nothing | Self::Contradictory => None,
        }
    }
}
