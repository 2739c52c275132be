//! What a site of Webex still understands.

use crate::word_list::words;

words! {
    /// What a site of Webex still understands.
    #[derive(Hash, Default)]
    pub enum Profile {
        /// The URL API, and the links of today.
        #[default]
        UrlApi = "url_api",
        /// The REST API of today, and the links of today.
        Rest = "rest",
        /// The links of today alone.
        Links = "links",
    }
}
