//! Why an address is not followed.

use crate::word_list::words;

words! {
    /// Why an address is not followed, in words for the log and metrics.
    #[derive(Hash)]
    pub enum AddressRefused {
        TooLong = "too_long",
        /// A space, a control character, a backslash, or a letter outside ASCII.
        Character = "character",
        Syntax = "syntax",
        Scheme = "scheme",
        UserInfo = "user_info",
        Host = "host",
        Port = "port",
        Fragment = "fragment",
        /// Programs may read it in two ways.
        NotCanonical = "not_canonical",
        /// An address within it leads elsewhere.
        Nested = "nested",
        /// Something within it is encoded more often than it is looked into.
        TooDeep = "too_deep",
    }
}
