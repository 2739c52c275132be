//! The workflow commands of GitHub, which become annotations: what stands in them and beside them.

use std::borrow::Cow;

use super::output::visible;

/// Escapes the message of a workflow command, behind its second `::`.
pub fn data(text: &str) -> String {
    let text: Cow<'_, str> = text.replace('%', "%25").replace('\r', "%0D").into();
    visible(&text.replace('\n', "%0A")).into_owned()
}

/// Escapes the value of a property of a workflow command.
pub fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Text beside commands. The older notation of commands counts anywhere in a line, and a file can have
/// such a name. In a line that is a command already, the runner does not look for it.
pub fn as_output(text: &str) -> String {
    text.replace("##[", "##␣[")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn workflow_commands_are_escaped() {
        assert_eq!(data("100%\r\n::error::\x1b"), "100%25%0D%0A::error::␛");
        assert_eq!(property("C:\\a,b.yaml"), "C%3A\\a%2Cb.yaml");
        assert_eq!(as_output("##[error]x"), "##␣[error]x");
    }
}
