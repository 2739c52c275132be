//! What the XML service answers.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

/// A field of an answer.
pub type XmlField = (&'static str, String);

/// An answer of the service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum XmlAnswer {
    Success {
        /// What `xsi:type` says, without its prefix.
        kind: &'static str,
        fields: Vec<XmlField>,
    },
    Failure(Exception),
}

/// Why the service refuses, with the id by which programs know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exception {
    pub id: &'static str,
    pub reason: &'static str,
}

impl Exception {
    pub const NO_RECORDS: Self = Self {
        id: "000015",
        reason: "Sorry, no record found",
    };
    pub const SUSPENDED: Self = Self {
        id: "010107",
        reason: "The site is suspended",
    };
    pub const NO_SUCH_USER: Self = Self {
        id: "030001",
        reason: "There is no such user",
    };
    pub const BAD_PASSWORD: Self = Self {
        id: "030002",
        reason: "The password is wrong",
    };
}

impl XmlAnswer {
    pub fn text(&self) -> String {
        let mut writer = Writer::new(Vec::new());
        let written = self.write(&mut writer);
        written.expect("a vector takes everything");
        String::from_utf8(writer.into_inner()).expect("texts are UTF-8")
    }

    fn write(&self, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
        let declaration = BytesDecl::new("1.0", Some("UTF-8"), None);
        writer.write_event(Event::Decl(declaration))?;
        let message = writer.create_element("serv:message");
        let message = message.with_attributes([
            ("xmlns:serv", "http://www.webex.com/schemas/2002/06/service"),
            (
                "xmlns:use",
                "http://www.webex.com/schemas/2002/06/service/user",
            ),
            ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        ]);
        message.write_inner_content(|writer| {
            self.write_header(writer)?;
            self.write_body(writer)
        })?;
        Ok(())
    }

    fn write_header(&self, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
        let fields = match self {
            Self::Success { .. } => vec![("serv:result", "SUCCESS"), ("serv:gsbStatus", "PRIMARY")],
            Self::Failure(exception) => vec![
                ("serv:result", "FAILURE"),
                ("serv:reason", exception.reason),
                ("serv:gsbStatus", "PRIMARY"),
                ("serv:exceptionID", exception.id),
            ],
        };
        let header = writer.create_element("serv:header");
        header.write_inner_content(|writer| {
            let response = writer.create_element("serv:response");
            response.write_inner_content(|writer| {
                for (name, text) in fields {
                    let field = writer.create_element(name);
                    field.write_text_content(BytesText::new(text))?;
                }
                Ok(())
            })?;
            Ok(())
        })?;
        Ok(())
    }

    fn write_body(&self, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
        let body = writer.create_element("serv:body");
        body.write_inner_content(|writer| {
            let content = writer.create_element("serv:bodyContent");
            match self {
                Self::Failure(_) => content.write_empty()?,
                Self::Success { kind, fields } => {
                    let kind = format!("use:{kind}");
                    let content = content.with_attribute(("xsi:type", &*kind));
                    content.write_inner_content(|writer| {
                        for (name, text) in fields {
                            let field = writer.create_element(format!("use:{name}"));
                            field.write_text_content(BytesText::new(text))?;
                        }
                        Ok(())
                    })?
                }
            };
            Ok(())
        })?;
        Ok(())
    }
}

/// An answer with a document type, whose entities would fill the memory of a careless reader.
pub fn with_entities() -> String {
    let mut entities = String::from("<!ENTITY a0 \"ticket\">");
    for number in 1..20 {
        let before = number - 1;
        entities.push_str(&format!("<!ENTITY a{number} \"&a{before};&a{before};\">"));
    }
    let answer = XmlAnswer::Success {
        kind: "getLoginTicketResponse",
        fields: vec![("ticket", "TICKET".to_owned())],
    };
    let answer = answer.text().replace("TICKET", "&a19;");
    let document_type = format!("?><!DOCTYPE message [{entities}]>");
    answer.replacen("?>", &document_type, 1)
}
