//! What has been answered so far.

use super::question::{NONE, Question};

/// Each answer as it was given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    pub site: Option<String>,
    pub public_url: Option<String>,
    pub back: Option<String>,
    /// `None` until it is answered; empty where there are none.
    pub networks: Option<Vec<String>>,
    /// `None` until it is answered.
    pub contact: Option<Option<String>>,
}

impl Answers {
    pub fn has(&self, question: Question) -> bool {
        match question {
            Question::Site => self.site.is_some(),
            Question::PublicUrl => self.public_url.is_some(),
            Question::Back => self.back.is_some(),
            Question::Networks => self.networks.is_some(),
            Question::Contact => self.contact.is_some(),
        }
    }

    /// The same with one more answer, as it was given.
    pub fn with(mut self, question: Question, text: &str) -> Self {
        let some = || Some(text.to_owned());
        match question {
            Question::Site => self.site = some(),
            Question::PublicUrl => self.public_url = some(),
            Question::Back => self.back = some(),
            Question::Networks => {
                let words = text.split([',', ' ']).filter(|word| !word.is_empty());
                let words = words.filter(|word| *word != NONE);
                self.networks = Some(words.map(str::to_owned).collect());
            }
            Question::Contact => self.contact = Some(some().filter(|text| text != NONE)),
        }
        self
    }
}
