//! Reading `brand:`.

use crate::compile::fields::{Fields, only, text};
use crate::compile::load::Files;
use crate::compile::problem::Problems;
use crate::compile::yaml::Node;
use crate::policy::{Accent, Brand, Contact, ContactError, Logo};
use crate::webex::{AddressError, Kind};

/// Most characters of the name: it stands in one line with the logo, on a phone
/// too.
const MAX_NAME: u32 = 40;

/// Most characters of the footer.
const MAX_FOOTER: u32 = 200;

/// Reads `brand:`.
pub fn read_brand(nodes: &[Node<'_>], files: &mut Files<'_>, problems: &mut Problems) -> Brand {
    let Some(node) = only(nodes, "brand", problems) else {
        return Brand::default();
    };
    let mut fields = Fields::open(node, "`brand`", problems);
    let default = Brand::default();
    let brand = Brand {
        name: read_name(&mut fields, problems).unwrap_or(default.name),
        logo: read_logo(&mut fields, files, problems),
        accent: read_accent(&mut fields, problems).unwrap_or_default(),
        contact: read_contact(&mut fields, problems),
        footer: read_footer(&mut fields, problems),
    };
    fields.finish(problems);
    brand
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

/// Reads `accent`.
fn read_accent(fields: &mut Fields<'_>, problems: &mut Problems) -> Option<Accent> {
    let node = fields.take_section("accent", problems)?;
    if node.is_null() {
        // What people see there is a colour, what YAML sees is a comment.
        problems
            .error(node.place(), "`accent` has no value")
            .propose("write it in quotes, because # begins a comment: \"#0b57d0\"");
        return None;
    }
    match Accent::parse(text(node, "`accent`", problems)?) {
        Ok(accent) => Some(accent),
        Err(error) => {
            let proposal = error.proposal();
            problems
                .error(node.place(), error.to_string())
                .propose(proposal);
            None
        }
    }
}

/// Reads `contact`.
fn read_contact(fields: &mut Fields<'_>, problems: &mut Problems) -> Option<Contact> {
    let (text, place) = fields.take_text("contact", problems)?;
    match Contact::parse(text) {
        Ok(contact) => Some(contact),
        Err(error) => {
            let adding = problems.error(place, error.to_string());
            // The finding itself says how to write it.
            if !matches!(error, ContactError::Address(AddressError::NotCanonical(_))) {
                adding
                    .propose("write it like helpdesk@acme.example, or https://help.acme.example/");
            }
            None
        }
    }
}

/// Reads `logo`, and the file that it names.
fn read_logo(
    fields: &mut Fields<'_>,
    files: &mut Files<'_>,
    problems: &mut Problems,
) -> Option<Logo> {
    let (file, place) = fields.take_text("logo", problems)?;
    let bytes = files.bytes("the logo", (file, place), problems)?;
    match Logo::of(bytes) {
        Ok(logo) => Some(logo),
        Err(error) => {
            problems
                .error(place, format!("the logo `{file}` {error}"))
                .propose(error.proposal());
            None
        }
    }
}
