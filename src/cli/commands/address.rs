//! Where Webex answers a command, in words.

use crate::webex::{Address, Command};

/// Where Webex answers a command, as a policy's author would write it.
pub fn address_in_words(command: &Command) -> String {
    match command.address() {
        Address::Page(page, Some(action)) => format!("{}?AT={}", page.as_str(), action.as_str()),
        Address::Page(page, None) => page.as_str().to_owned(),
        Address::Path(path) => path.to_string(),
        Address::Rest(address) => address.to_string(),
        Address::Nowhere(_) => "(none)".to_owned(),
        Address::Incomplete(_) => "(to be completed)".to_owned(),
    }
}
