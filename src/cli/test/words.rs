//! The words of answers, which expectations can name.

use crate::expectations::Words;
use crate::gateway::{OutcomeWord, all_reasons};
use crate::webex::{Ending, Reason};

/// The words of answers.
pub fn words() -> Words {
    let of_webex = Reason::ALL.iter().map(|reason| reason.as_str());
    Words {
        outcomes: OutcomeWord::ALL.iter().map(|word| word.as_str()).collect(),
        reasons: all_reasons()
            .chain(of_webex)
            .chain([Ending::Unclear.as_str()])
            .collect(),
    }
}
