//! An XML document, read strictly: no document type, no entities but XML's own, and nothing deep or
//! large.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::reader::NsReader;

const SERVICE: &str = "http://www.webex.com/schemas/2002/06/service";
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

const MOST_ELEMENTS: usize = 100;
const MOST_DEPTH: usize = 10;

/// What is wrong with a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed {
    NotUtf8,
    NotWellFormed,
    DocumentType,
    Entity,
    TooMuch,
    OtherRoot,
}

impl Malformed {
    pub fn words(self) -> &'static str {
        match self {
            Self::NotUtf8 => "The body is not UTF-8.",
            Self::NotWellFormed => "The body is not well-formed XML.",
            Self::DocumentType => "The body has a document type, which is not taken.",
            Self::Entity => "The body names an entity that XML does not have by itself.",
            Self::TooMuch => "The body has too many elements, or they are too deep.",
            Self::OtherRoot => "The root must be the message of the service, in its namespace.",
        }
    }
}

/// An element with its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// The local names below the root, with dots between them.
    pub path: String,
    pub text: String,
    /// What `xsi:type` says.
    pub kind: Option<String>,
}

/// The elements of a message, in the order in which they begin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    elements: Vec<Element>,
    /// Those that have begun and not ended, the root not among them.
    open: Vec<usize>,
    root: Root,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Root {
    #[default]
    Before,
    Within,
    Behind,
}

impl Document {
    pub fn read(body: &[u8]) -> Result<Self, Malformed> {
        let text = std::str::from_utf8(body).map_err(|_| Malformed::NotUtf8)?;
        let mut reader = NsReader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        let mut document = Self::default();
        loop {
            let event = reader.read_event().map_err(|_| Malformed::NotWellFormed)?;
            match event {
                Event::Start(start) => {
                    let kind = kind_of(&start, &reader)?;
                    document.begin(&start, kind, &reader)?;
                }
                Event::End(_) => document.end(),
                Event::Text(text) => document.add(&text.xml10_content())?,
                Event::CData(text) => document.add(&text.xml10_content())?,
                Event::GeneralRef(reference) => document.add(&resolved(&reference)?)?,
                Event::DocType(_) => return Err(Malformed::DocumentType),
                Event::Decl(declaration) => {
                    let encoding = declaration.encoding().transpose();
                    let encoding = encoding.map_err(|_| Malformed::NotWellFormed)?;
                    if encoding.is_some_and(|name| !name.eq_ignore_ascii_case("UTF-8")) {
                        return Err(Malformed::NotUtf8);
                    }
                }
                Event::Comment(_) | Event::PI(_) => {}
                // Elements that are open are an error of the reader.
                Event::Eof => break,
                Event::Empty(_) => return Err(Malformed::NotWellFormed),
            }
        }
        match document.root {
            Root::Behind => Ok(document),
            Root::Before | Root::Within => Err(Malformed::NotWellFormed),
        }
    }

    /// All elements that have a text or a type.
    pub fn iter(&self) -> impl Iterator<Item = &Element> {
        let elements = self.elements.iter();
        elements.filter(|element| !element.text.trim().is_empty() || element.kind.is_some())
    }

    /// The text of the first element at a path, unless it is empty.
    pub fn text(&self, path: &str) -> Option<&str> {
        let element = self.elements.iter().find(|element| element.path == path)?;
        Some(element.text.trim()).filter(|text| !text.is_empty())
    }

    pub fn kind(&self, path: &str) -> Option<&str> {
        let element = self.elements.iter().find(|element| element.path == path)?;
        element.kind.as_deref()
    }

    fn begin(
        &mut self,
        start: &BytesStart<'_>,
        kind: Option<String>,
        reader: &NsReader<&[u8]>,
    ) -> Result<(), Malformed> {
        let (namespace, name) = reader.resolver().resolve_element(start.name());
        let name = name.as_ref();
        if let ResolveResult::Unknown(_) = namespace {
            return Err(Malformed::NotWellFormed);
        }
        match self.root {
            Root::Behind => return Err(Malformed::NotWellFormed),
            Root::Within => {}
            Root::Before => {
                let is_service = namespace == ResolveResult::Bound(Namespace(SERVICE));
                if !is_service || name != "message" {
                    return Err(Malformed::OtherRoot);
                }
                self.root = Root::Within;
                return Ok(());
            }
        }
        if self.elements.len() == MOST_ELEMENTS || self.open.len() == MOST_DEPTH {
            return Err(Malformed::TooMuch);
        }
        let path = match self.open.last() {
            None => name.to_owned(),
            Some(parent) => format!("{}.{name}", self.elements[*parent].path),
        };
        self.open.push(self.elements.len());
        self.elements.push(Element {
            path,
            text: String::new(),
            kind,
        });
        Ok(())
    }

    fn end(&mut self) {
        if self.open.pop().is_none() {
            self.root = Root::Behind;
        }
    }

    fn add(&mut self, text: &str) -> Result<(), Malformed> {
        match (self.open.last(), self.root) {
            (Some(element), _) => self.elements[*element].text.push_str(text),
            (None, Root::Within) => {}
            (None, Root::Before | Root::Behind) if text.trim().is_empty() => {}
            (None, Root::Before | Root::Behind) => return Err(Malformed::NotWellFormed),
        }
        Ok(())
    }
}

/// What the attribute `xsi:type` says.
fn kind_of(start: &BytesStart<'_>, reader: &NsReader<&[u8]>) -> Result<Option<String>, Malformed> {
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|_| Malformed::NotWellFormed)?;
        let (namespace, name) = reader.resolver().resolve_attribute(attribute.key);
        let value = attribute.normalized_value(XmlVersion::Implicit1_0);
        let value = value.map_err(|_| Malformed::Entity)?;
        if namespace == ResolveResult::Bound(Namespace(INSTANCE)) && name.as_ref() == "type" {
            return Ok(Some(value.into_owned()));
        }
    }
    Ok(None)
}

/// The character for which a reference stands.
fn resolved(reference: &BytesRef<'_>) -> Result<String, Malformed> {
    let character = reference.resolve_char_ref();
    let character = character.map_err(|_| Malformed::NotWellFormed)?;
    match (character, &*reference.xml10_content()) {
        (Some(character), _) if is_allowed(character) => Ok(character.to_string()),
        (Some(_), _) => Err(Malformed::NotWellFormed),
        (None, "amp") => Ok("&".to_owned()),
        (None, "lt") => Ok("<".to_owned()),
        (None, "gt") => Ok(">".to_owned()),
        (None, "quot") => Ok("\"".to_owned()),
        (None, "apos") => Ok("'".to_owned()),
        (None, _) => Err(Malformed::Entity),
    }
}

/// The characters of XML 1.0.
fn is_allowed(character: char) -> bool {
    matches!(
        character,
        '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN: &str = r#"<s:message xmlns:s="http://www.webex.com/schemas/2002/06/service" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">"#;

    fn read(within: &str) -> Result<Document, Malformed> {
        Document::read(format!("<?xml version=\"1.0\"?>\n{OPEN}{within}</s:message>").as_bytes())
    }

    #[test]
    fn texts_and_types_are_read() {
        let document = read(
            "<header><a>x&amp;y &#43;<![CDATA[<z>]]></a><e/></header><!-- c --><b xsi:type=\"java:T\"/>",
        );
        let document = document.expect("a good document");
        assert_eq!(document.text("header.a"), Some("x&y +<z>"));
        assert_eq!(document.text("header.e"), None);
        assert_eq!(document.kind("b"), Some("java:T"));
        assert_eq!(document.kind("header"), None);
    }

    #[test]
    fn whatever_else_is_refused() {
        for (within, why) in [
            ("<a>&x;</a>", Malformed::Entity),
            ("<a b=\"&x;\"/>", Malformed::Entity),
            ("<a>&#0;</a>", Malformed::NotWellFormed),
            ("<a>&#1;</a>", Malformed::NotWellFormed),
            ("<a></b>", Malformed::NotWellFormed),
            ("<a b=\"1\" b=\"2\"/>", Malformed::NotWellFormed),
            ("<n:a/>", Malformed::NotWellFormed),
            ("</s:message><a/>", Malformed::NotWellFormed),
            (&"<a>".repeat(20), Malformed::TooMuch),
            (&"<a/>".repeat(200), Malformed::TooMuch),
        ] {
            assert_eq!(read(within), Err(why), "{within}");
        }
        for (text, why) in [
            ("", Malformed::NotWellFormed),
            ("x", Malformed::NotWellFormed),
            (OPEN, Malformed::NotWellFormed),
            ("<message/>", Malformed::OtherRoot),
            (
                "<message xmlns=\"http://evil.example/\"/>",
                Malformed::OtherRoot,
            ),
            (
                "<!DOCTYPE m [<!ENTITY a \"b\">]><m/>",
                Malformed::DocumentType,
            ),
            (
                "<?xml version=\"1.0\" encoding=\"UTF-16\"?><m/>",
                Malformed::NotUtf8,
            ),
        ] {
            assert_eq!(Document::read(text.as_bytes()), Err(why), "{text}");
        }
        assert_eq!(Document::read(b"\xff"), Err(Malformed::NotUtf8));
    }
}
