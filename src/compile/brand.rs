//! Reading `brand:`.

use crate::compile::fields::{Fields, only};
use crate::compile::named_file;
use crate::compile::yaml::Node;
use crate::policy::{Accent, Brand, Contact, ContactError, Logo};
use crate::webex::{AddressError, ParameterType};

pub fn read_brand(nodes: &[Node<'_>]) -> Brand {
    let Some(node) = only(nodes, "brand") else {
        return Brand::default();
    };
    let mut fields = Fields::open(node, "`brand`");
    let default = Brand::default();
    let brand = Brand {
        name: read_line(&mut fields, &NAME).unwrap_or(default.name),
        logo: read_logo(&mut fields),
        accent: read_accent(&mut fields).unwrap_or_default(),
        contact: read_contact(&mut fields),
        footer: read_line(&mut fields, &FOOTER),
    };
    fields.finish();
    brand
}

struct LineRule {
    key: &'static str,
    max: u32,
    help: &'static str,
}

const NAME: LineRule = LineRule {
    key: "name",
    // It shares a line with the logo, on a phone too.
    max: 40,
    help: "write a word or two, like `Acme`",
};

const FOOTER: LineRule = LineRule {
    key: "footer",
    max: 200,
    help: "write one line of plain text, or remove it",
};

fn read_line(fields: &mut Fields<'_>, line: &LineRule) -> Option<Box<str>> {
    let text = fields.take_text(line.key)?;
    match (ParameterType::Text { max: line.max }).parse(&text) {
        Ok(read) => read.as_text().map(Box::from),
        Err(error) => {
            text.error(format!("`{}` {error}", line.key))
                .help(line.help);
            None
        }
    }
}

fn read_accent(fields: &mut Fields<'_>) -> Option<Accent> {
    let node = fields.take_section("accent")?;
    if node.is_null() {
        // `accent: #0b57d0` is a key without a value: for YAML, `#` begins a comment.
        node.error("`accent` has no value")
            .help("write it in quotes, because # begins a comment: \"#0b57d0\"");
        return None;
    }
    match Accent::parse(&node.read_text("`accent`")?) {
        Ok(accent) => Some(accent),
        Err(error) => {
            node.error(error.to_string()).help(error.help());
            None
        }
    }
}

fn read_contact(fields: &mut Fields<'_>) -> Option<Contact> {
    let text = fields.take_text("contact")?;
    match Contact::parse(&text) {
        Ok(contact) => Some(contact),
        Err(error) => {
            let finding = text.error(error.to_string());
            // The message itself says how to write it.
            if !matches!(error, ContactError::Address(AddressError::NotCanonical(_))) {
                finding.help("write it like helpdesk@acme.example, or https://help.acme.example/");
            }
            None
        }
    }
}

/// Reads `logo`, and the file that it names.
fn read_logo(fields: &mut Fields<'_>) -> Option<Logo> {
    let file = fields.take_text("logo")?;
    let bytes = named_file::read_bytes("the logo", file)?;
    match Logo::of(bytes) {
        Ok(logo) => Some(logo),
        Err(error) => {
            file.error(format!("the logo `{file}` {error}"))
                .help(error.help());
            None
        }
    }
}
