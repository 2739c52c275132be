//! Pages on paper.

use super::scene::{Scene, Way};
use crate::support::browser::Scripts;

#[test]
fn what_went_wrong_fits_on_one_sheet() {
    let scene = Scene::set();
    let Some(browser) = scene.visitor(Scripts::On) else {
        return;
    };
    for way in [
        Way::At("/go/join/12"),
        Way::At("/go/standup+"),
        Way::Back("/go/standup", "ST=FAIL&RS=MeetingLocked"),
    ] {
        way.go(&browser);
        assert_eq!(sheets(&browser.print()), 1, "{way:?}");
    }
}

/// How many sheets a PDF has: what it has of this type.
pub(crate) fn sheets(pdf: &[u8]) -> usize {
    assert!(pdf.starts_with(b"%PDF-"));
    let text = String::from_utf8_lossy(pdf);
    let kinds = text.split("/Type /Page").skip(1);
    kinds.filter(|rest| !rest.starts_with('s')).count()
}
