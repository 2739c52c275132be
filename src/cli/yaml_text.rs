//! A text as YAML has it.

use std::borrow::Cow;

use crate::text::escape_hidden;

/// The text as it is where YAML reads it so anywhere, else between quotes.
pub fn yaml_text(text: &str) -> Cow<'_, str> {
    match is_plain(text) {
        true => text.into(),
        // JSON's notation of a text is one of YAML's.
        false => {
            let quoted = serde_json::Value::from(text).to_string();
            // What could steer a terminal, or cannot be seen, is spelled out.
            escape_hidden(&quoted).into_owned().into()
        }
    }
}

fn is_plain(text: &str) -> bool {
    let may_be_inside = |byte: u8| byte.is_ascii_alphanumeric() || b"/_.@%?=&+-:".contains(&byte);
    let may_be_first = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'/';
    text.bytes().all(may_be_inside)
        && text.as_bytes().first().is_some_and(may_be_first)
        && !text.ends_with(':')
        && !text.contains("::")
        && !matches!(text, "null" | "Null" | "NULL")
}
