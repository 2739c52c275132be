//! The meeting number in a text that somebody has typed or pasted.
//!
//! A number may have anything around it; but a text leads into a meeting only when nothing else in
//! it could be the number, and when the number could be nothing else: a date, an amount, an address
//! of the network, a telephone number or the number of a card.

mod run;

use run::{Meaning, Run};

/// Most long numbers of a text that are looked at. An invitation has some ten, with its telephone
/// numbers.
const MOST_RUNS: usize = 64;

/// The one meeting number in a text, as plain digits.
pub fn meeting_number_in(text: &str) -> Option<String> {
    let mut only: Option<String> = None;
    for (number, run) in Run::all(text).filter(Run::is_long).enumerate() {
        if number >= MOST_RUNS {
            return None;
        }
        match run.meaning() {
            Meaning::Number => {
                let digits = run.digits();
                // Invitations say their number twice.
                if only.as_ref().is_some_and(|other| *other != digits) {
                    return None;
                }
                only = Some(digits);
            }
            Meaning::Unclear => return None,
            Meaning::Other => {}
        }
    }
    only
}

/// The meeting number that is the whole of a text. It may be grouped in more ways.
pub fn meeting_number(text: &str) -> Option<String> {
    let mut runs = Run::all(text);
    let only = runs.next().filter(Run::is_whole)?;
    (only.meaning() == Meaning::Number).then(|| only.digits())
}

#[cfg(test)]
mod tests;
