//! Which of Webex's interfaces a site has.

use crate::word_list::words;

words! {
    /// What the calls of a route are made with. Paths, parameters and names of commands stay the same.
    #[derive(Default)]
    pub enum Profile {
        /// The pages of the URL API, which the browser opens.
        #[default]
        UrlApi = "url_api",
        /// The link forms of today, which the browser opens.
        Links = "links",
        /// The REST API, which the gateway asks.
        Rest = "rest",
    }
}
