//! What is known of a caller, as policies name it.

use crate::webex::ParameterType;
use crate::word_list::words;

words! {
    /// What is known of a caller, by the word for it in `fill`.
    pub enum CallerField {
        User = "{caller.user}",
        Name = "{caller.name}",
        Email = "{caller.email}",
    }
}

impl CallerField {
    /// Whether it can be a value of that type.
    pub fn fits(self, kind: &ParameterType) -> bool {
        match self {
            // Other types demand a form that ids and names need not have.
            Self::User | Self::Name => matches!(kind, ParameterType::Text { .. }),
            Self::Email => matches!(kind, ParameterType::Text { .. } | ParameterType::Email),
        }
    }

    /// The word of a field that stands in a text where it would not be replaced.
    pub fn word_in(text: &str) -> Option<&'static str> {
        let mut words = Self::ALL.iter().map(|field| field.as_str());
        words.find(|word| text.contains(word))
    }
}
