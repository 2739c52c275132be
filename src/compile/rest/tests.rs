use crate::compile::profile_catalogue;
use crate::webex::Profile;

#[test]
fn the_embedded_catalogues_are_sound() {
    for profile in Profile::ALL {
        if let Err(findings) = profile_catalogue(*profile) {
            panic!("{:#?}", findings.problems.sorted());
        }
    }
}
