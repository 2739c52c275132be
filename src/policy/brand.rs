//! How the gateway presents itself on its pages: `brand:`.

mod accent;
mod colour;
mod contact;
mod logo;

use super::fields::{Fields, only};
use super::load::Files;
use super::problem::Problems;
use super::yaml::Node;
use crate::webex::Kind;

pub use accent::Accent;
pub use colour::Colour;
pub use contact::Contact;
pub use logo::Logo;

/// What the gateway is called unless the policy says otherwise.
const NAME: &str = "Linkgate";

/// Most characters of the name: it stands in one line with the logo, on a phone
/// too.
const MAX_NAME: u32 = 40;

/// Most characters of the footer.
const MAX_FOOTER: u32 = 200;

/// How the gateway presents itself to people.
#[derive(Clone, Debug)]
pub struct Brand {
    name: Box<str>,
    logo: Option<Logo>,
    accent: Accent,
    contact: Option<Contact>,
    footer: Option<Box<str>>,
}

impl Default for Brand {
    fn default() -> Self {
        Self {
            name: NAME.into(),
            logo: None,
            accent: Accent::default(),
            contact: None,
            footer: None,
        }
    }
}

impl Brand {
    /// Reads `brand:`.
    pub(super) fn read(nodes: &[Node<'_>], files: &mut Files<'_>, problems: &mut Problems) -> Self {
        let Some(node) = only(nodes, "brand", problems) else {
            return Self::default();
        };
        let mut fields = Fields::open(node, "`brand`", problems);
        let brand = Self {
            name: read_name(&mut fields, problems).unwrap_or_else(|| NAME.into()),
            logo: Logo::read(&mut fields, files, problems),
            accent: Accent::read(&mut fields, problems).unwrap_or_default(),
            contact: Contact::read(&mut fields, problems),
            footer: read_footer(&mut fields, problems),
        };
        fields.finish(problems);
        brand
    }

    /// What its pages call the gateway.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The picture beside its name.
    pub fn logo(&self) -> Option<&Logo> {
        self.logo.as_ref()
    }

    /// The colour of its links and buttons.
    pub fn accent(&self) -> &Accent {
        &self.accent
    }

    /// Whom people ask when they cannot go on.
    pub fn contact(&self) -> Option<&Contact> {
        self.contact.as_ref()
    }

    /// The line at the foot of its pages.
    pub fn footer(&self) -> Option<&str> {
        self.footer.as_deref()
    }
}

fn read_name(fields: &mut Fields<'_>, problems: &mut Problems) -> Option<Box<str>> {
    let proposal = "write a word or two, like `Acme`";
    read_line(fields, ("name", MAX_NAME, proposal), problems)
}

fn read_footer(fields: &mut Fields<'_>, problems: &mut Problems) -> Option<Box<str>> {
    let proposal = "write one line of plain text, or remove it";
    read_line(fields, ("footer", MAX_FOOTER, proposal), problems)
}

/// One line for people, which reads as what it says.
fn read_line(
    fields: &mut Fields<'_>,
    (key, max, proposal): (&'static str, u32, &str),
    problems: &mut Problems,
) -> Option<Box<str>> {
    let (text, place) = fields.take_text(key, problems)?;
    match (Kind::Text { max }).parse(text) {
        Ok(line) => line.as_text().map(Box::from),
        Err(error) => {
            problems
                .error(place, format!("`{key}` {error}"))
                .propose(proposal);
            None
        }
    }
}
