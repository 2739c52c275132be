//! Texts of people: one rule for each thing that a text is asked in more than one place.

mod blank;
mod composed;
mod confidential;
mod digits;
mod exact;
mod fold;
mod formula;
mod invisible;
mod mail;
mod marks;
mod name;
mod nearest;
mod repetitive;
mod script;
mod search;

pub use blank::{first_invisible, is_invisible_blank, is_wide_blank, trim_blanks};
#[cfg(test)]
pub use confidential::cases::CONFIDENTIAL;
pub use confidential::{SECRET_WORDS, introduces_secret, is_confidential, names_secret};
pub use digits::Digit;
pub use exact::is_exact;
pub use fold::{DASHES, Folded, fold, is_same_name, is_same_word};
pub use formula::{is_formula, is_formula_sign};
#[cfg(test)]
pub use invisible::cases;
pub use invisible::{Hidden, escape_hidden, has_hidden, is_plain, replace_hidden, without_unseen};
#[cfg(test)]
pub use mail::MAIL_ADDRESSES;
pub use mail::{MailAddress, MailError, mail_domain};
#[cfg(test)]
pub use marks::LEFT_AROUND;
pub use marks::{address_end, address_words, without_marks, without_trailing_marks};
pub use name::{NameError, look, parse_name};
pub use nearest::nearest;
pub use repetitive::is_repetitive;
pub use search::{searchable, spelled_out};
