//! The features of a meeting, which Webex takes as a bit mask in decimal.

use crate::text::is_same_word;

/// The names of the features with their bits in `MF` (webex.md 4.1). Bits 15, 17, 19 and 20 are
/// unused.
// Cisco told customers to ask support for the value of their site (webex.md 4, `MF`), so the bits
// may differ from site to site.
pub const FEATURES: [(&str, u32); 20] = [
    ("chat", 0),
    ("polling", 1),
    ("video", 2),
    ("attendee_list", 3),
    ("file_transfer", 4),
    ("telephony", 5),
    ("document_sharing", 6),
    ("application_sharing", 7),
    ("desktop_sharing", 8),
    ("web_tour", 9),
    ("meeting_recording", 10),
    ("annotation", 11),
    ("import_document", 12),
    ("save_document", 13),
    ("print_document", 14),
    ("attendees_switch_page", 16),
    ("thumbnails", 18),
    ("remote_control_application", 21),
    ("remote_control_desktop", 22),
    ("remote_control_web_tour", 23),
];

/// The mask with the bit of one feature. Case does not count; words may be joined by `-` or blanks.
pub fn bit(name: &str) -> Option<u32> {
    let name = name.trim();
    FEATURES
        .iter()
        .find(|(known, _)| is_same_word(known, name))
        .map(|(_, bit)| 1 << bit)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The check values of webex.md 4.1.
    #[test]
    fn the_published_masks_come_out() {
        let off = ["telephony", "desktop_sharing", "save_document"];
        let mask: u32 = FEATURES
            .iter()
            .filter(|(name, _)| !off.contains(name))
            .filter_map(|(name, _)| bit(name))
            .sum();
        assert_eq!(mask, 15_032_031);
        assert_eq!(mask - bit("Chat").expect("a feature"), 15_032_030);
    }
}
