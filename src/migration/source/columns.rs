//! The fields of a record: what other systems call the name, the address, the title, the owner and the
//! tags of a link.

use crate::migration::entry::{Entry, Place, Wanted};

/// What a field says about a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Name,
    /// A whole short address, whose last segment is the name.
    ShortAddress,
    Address,
    Title,
    Owner,
    Tags,
}

/// Names of columns in small letters, without what separates their words.
const COLUMNS: [(Column, &[&str]); 6] = [
    (
        Column::Name,
        &[
            "name",
            "short",
            "shortcode",
            "slug",
            "keyword",
            "alias",
            "code",
            "key",
        ],
    ),
    (Column::ShortAddress, &["shorturl", "shortlink"]),
    (
        Column::Address,
        &[
            "url",
            "long",
            "longurl",
            "target",
            "targeturl",
            "destination",
            "address",
            "link",
            "href",
            "webexlink",
            "meetinglink",
            "meetingnumber",
        ],
    ),
    (
        Column::Title,
        &["title", "description", "subject", "summary"],
    ),
    (Column::Owner, &["owner", "createdby", "author", "email"]),
    (Column::Tags, &["tags", "tag", "labels", "categories"]),
];

impl Column {
    pub fn of(name: &str) -> Option<Self> {
        let letters = name.chars().filter(|c| c.is_alphanumeric());
        let name: String = letters.flat_map(char::to_lowercase).collect();
        let mut columns = COLUMNS.iter();
        let found = columns.find(|(_, names)| names.contains(&&*name));
        found.map(|(column, _)| *column)
    }
}

/// The fields of one record that say something. Of two that say the same, the first counts.
#[derive(Clone, Debug, Default)]
pub struct Record {
    name: Option<String>,
    short_address: Option<String>,
    address: Option<String>,
    title: Option<String>,
    owner: Option<String>,
    tags: Vec<String>,
}

impl Record {
    pub fn put(&mut self, column: Column, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let field = match column {
            Column::Name => &mut self.name,
            Column::ShortAddress => &mut self.short_address,
            Column::Address => &mut self.address,
            Column::Title => &mut self.title,
            Column::Owner => &mut self.owner,
            Column::Tags => return self.put_tags(text),
        };
        field.get_or_insert_with(|| text.to_owned());
    }

    /// Words with commas, semicolons or bars between them, or else with blanks.
    fn put_tags(&mut self, text: &str) {
        let marks = [',', ';', '|'];
        let words: Vec<&str> = match text.contains(marks) {
            true => text.split(marks).collect(),
            false => text.split_whitespace().collect(),
        };
        let words = words.into_iter().map(str::trim);
        let words = words.filter(|word| !word.is_empty());
        self.tags.extend(words.map(str::to_owned));
    }

    /// `None` for a record that has no address and is thus about something else.
    pub fn into_entry(self, place: Place) -> Option<Entry> {
        let last = self.short_address.as_deref().and_then(last_segment);
        let name = self.name.or_else(|| last.map(str::to_owned));
        Some(Entry {
            name,
            title: self.title,
            owner: self.owner,
            tags: self.tags,
            ..Entry::new(place, Wanted::Text(self.address?))
        })
    }
}

fn last_segment(address: &str) -> Option<&str> {
    let address = address.trim_end_matches('/');
    let (_, last) = address.rsplit_once('/')?;
    (!last.is_empty()).then_some(last)
}
