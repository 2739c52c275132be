//! Writing the path and query of a call to the REST API.

use crate::webex::encode::encode_into;

/// A path below the base of the API, and its query. Every part is encoded, so that none can end
/// its segment or field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    text: String,
    has_query: bool,
}

impl Target {
    /// A path of the code or of the catalogue: `meetings`, `meetings/join`.
    pub fn of_path(path: &str) -> Self {
        Self {
            text: path.to_owned(),
            has_query: false,
        }
    }

    /// The same with one more segment.
    pub fn with_segment(mut self, segment: &str) -> Self {
        self.text.push('/');
        encode_into(&mut self.text, segment);
        self
    }

    /// The same with one more field in its query.
    pub fn with_field(mut self, name: &str, value: &str) -> Self {
        self.text.push(if self.has_query { '&' } else { '?' });
        encode_into(&mut self.text, name);
        self.text.push('=');
        encode_into(&mut self.text, value);
        self.has_query = true;
        self
    }

    pub fn into_string(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_part_of_a_target_can_leave_its_place() {
        let target = Target::of_path("meetings")
            .with_segment("a/b?c#d")
            .with_field("hostEmail", "a+b&c=d@acme.example")
            .with_field("x", "\r\n");
        assert_eq!(
            target.into_string(),
            "meetings/a%2Fb%3Fc%23d?hostEmail=a%2Bb%26c%3Dd%40acme.example&x=%0D%0A"
        );
    }
}
