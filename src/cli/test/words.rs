//! The words of answers, which expectations can name.

use crate::expectations::Words;
use crate::gateway::{OutcomeWord, WOULD_BE_ALLOWED, all_reasons};
use crate::webex::{Ending, Reason};

/// The words of answers.
pub fn words() -> Words {
    let of_webex = Reason::ALL.iter().map(|reason| reason.as_str());
    let outcomes = || OutcomeWord::ALL.iter().map(|word| word.as_str());
    Words {
        outcomes: outcomes().collect(),
        would: outcomes().chain([WOULD_BE_ALLOWED]).collect(),
        reasons: all_reasons()
            .chain(of_webex)
            .chain([Ending::Unclear.as_str()])
            .collect(),
    }
}
