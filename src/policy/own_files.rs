//! Files at the root whose names nobody types: browsers and crawlers ask for them by themselves.

use super::segment::fold;

/// Files that the gateway itself serves, because browsers and crawlers look for them at the root,
/// or because every page links to them.
pub const OWN_FILES: [&str; 3] = ["robots.txt", "favicon.ico", "opensearch.xml"];

/// The file of the gateway whose name a word at the root is. It is compared like a literal: a request
/// for one would get the other.
pub fn own_file(word: &str) -> Option<&'static str> {
    let mut own = OWN_FILES.into_iter();
    own.find(|own| fold(own) == fold(word))
}

/// What else browsers and crawlers ask for at the root, as names are compared.
const ASKED_FOR: [&str; 14] = [
    ".wellknown",
    "ads.txt",
    "appads.txt",
    "browserconfig.xml",
    "crossdomain.xml",
    "humans.txt",
    "index.htm",
    "index.html",
    "index.php",
    "manifest.json",
    "security.txt",
    "site.webmanifest",
    "sitemap.xml",
    "sitemap.xml.gz",
];

/// Icons for the home screen, in many sizes.
const ICONS: &str = "appletouchicon";

/// Whether a word at the root is a file that the gateway serves, or that browsers look for in vain.
pub fn is_asked_by_browsers(word: &str) -> bool {
    let folded = fold(word);
    own_file(word).is_some()
        || folded.starts_with(ICONS.as_bytes())
        || ASKED_FOR.iter().any(|name| *folded == *name.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_browsers_are_compared_like_literals() {
        for name in ASKED_FOR {
            assert_eq!(&*fold(name), name.as_bytes(), "{name}");
            assert!(is_asked_by_browsers(&name.to_uppercase()), "{name}");
        }
        for word in ["robots.txt", "Fav-Icon.ico", "apple-touch-icon-120x120.png"] {
            assert!(is_asked_by_browsers(word), "{word}");
        }
        for word in ["", "Ada", "robots", "index", "123456789", "standup.html"] {
            assert!(!is_asked_by_browsers(word), "{word}");
        }
    }
}
