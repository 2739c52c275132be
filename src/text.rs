//! Texts of people: one rule for each thing that a text is asked in more than one place.

mod exact;
mod fold;
mod invisible;
mod mail;
mod marks;
mod nearest;

pub use exact::is_exact;
pub use fold::{DASHES, Folded, fold, is_same_name, is_same_word};
#[cfg(test)]
pub use invisible::cases;
pub use invisible::{Hidden, escape_hidden, has_hidden, is_plain, replace_hidden, without_unseen};
#[cfg(test)]
pub use mail::MAIL_ADDRESSES;
pub use mail::{MailAddress, MailError, mail_domain};
#[cfg(test)]
pub use marks::LEFT_AROUND;
pub use marks::{address_end, address_words, without_marks, without_trailing_marks};
pub use nearest::nearest;
