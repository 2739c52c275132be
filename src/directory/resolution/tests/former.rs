//! Links of a site from before it was renamed.

use std::sync::OnceLock;

use jiff::Timestamp;

use super::{POLICY, load, meaning, meaning_at, now};
use crate::policy::Policy;

/// A renamed site with the end of its former address, in the zone of the policy.
fn renamed() -> &'static Policy {
    static LOADED: OnceLock<Policy> = OnceLock::new();
    LOADED.get_or_init(|| {
        let acme = "acme: { url: https://acme.webex.com/acme/, formerly: \
             [{ url: https://oldacme.webex.com/oldacme/, until: 2027-06-30 }] }";
        let beta = "beta: { url: https://beta.webex.com:8443/b.1/, formerly: \
             { url: https://beta.webex.com:8443/a-1/, until: 2027-06-30 } }";
        let text = POLICY
            .replace("acme: https://acme.webex.com/acme/", acme)
            .replace("beta: https://beta.webex.com:8443/b.1/", beta)
            .replace("version: 1\n", "version: 1\ntime_zone: Europe/Berlin\n")
            // Pages of the web app have the name of the site in their path.
            .replace(
                "  room: {",
                "  app: { path: \"/go/app/{meeting}\", site: acme, command: webapp.join_page, allow: anyone }\n  room: {",
            );
        load(&text)
    })
}

/// Links of today, of all forms.
const LINKS: &[&str] = &[
    "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789",
    "http://ACME.webex.com/ACME/m.php?at=hm&mk=123456789&BU=https://evil.example/",
    "https://acme.webex.com/acme/w.php?AT=GS&MK=123456789",
    "Come to <acme.webex.com/meet/ada.l>, please",
    "https://acme.webex.com/wbxmjs/joinservice/sites/acme/meeting/download/0123456789abcdef0123456789abcdef",
    "sip:123456789@acme.webex.com",
    "https://nam.safelinks.protection.outlook.com/?url=https%3A%2F%2Facme.webex.com%2Fmeet%2Fada",
];

#[test]
fn a_link_of_the_former_name_is_one_of_the_site() {
    for link in LINKS {
        let old = link.replace("acme", "oldacme").replace("ACME", "OLDACME");
        let today = meaning(renamed(), link, &[]);
        assert_ne!(today, "-", "{link}");
        assert_eq!(meaning(renamed(), &old, &[]), today, "{old}");
    }
    let token = "mcd77c9718249ee0fdde541ee7e5b6c88";
    for page in [
        format!("a-1/j.php?MTID={token}"),
        format!("a-1/j.php?MTID=3D{token}"),
        format!("a-1/k2/j.php?MTID={token}"),
        format!("webappng/sites/a-1/meeting/info/0?siteurl=a-1&MTID={token}"),
    ] {
        let found = meaning(
            renamed(),
            &format!("https://beta.webex.com:8443/{page}"),
            &[],
        );
        assert_eq!(found, format!("/go/webinar/{token}"), "{page}");
    }
}

#[test]
fn the_last_day_counts_to_its_end_in_the_zone_of_the_policy() {
    let at = |text: &str| text.parse::<Timestamp>().expect("a moment");
    for link in LINKS {
        let old = link.replace("acme", "oldacme").replace("ACME", "OLDACME");
        let last = at("2027-06-30T21:59:59Z");
        let today = meaning_at(renamed(), link, &[], last);
        assert_eq!(meaning_at(renamed(), &old, &[], last), today, "{old}");
        for over in [at("2027-06-30T22:00:00Z"), at("2030-01-01T00:00:00Z")] {
            assert_eq!(meaning_at(renamed(), &old, &[], over), "-", "{old}");
            assert_eq!(meaning_at(renamed(), link, &[], over), today, "{link}");
        }
    }
}

#[test]
fn only_the_former_address_itself_is_known() {
    for link in [
        "https://oldacme.webex.com/acme/m.php?AT=JM&MK=123456789",
        "https://acme.webex.com/oldacme/m.php?AT=JM&MK=123456789",
        "https://oldacme.webex.com:8443/oldacme/m.php?AT=JM&MK=123456789",
        "https://oldacme.webex.com.evil.example/oldacme/m.php?AT=JM&MK=123456789",
        "https://evil.oldacme.webex.com/meet/ada",
        "https://ada@oldacme.webex.com/meet/ada",
        "https://oldacme.webex.com@evil.example/meet/ada",
        "https://olderacme.webex.com/meet/ada",
        "https://beta.webex.com:8443/meet.php/ada",
    ] {
        assert_eq!(meaning(renamed(), link, &[]), "-", "{link}");
    }
}

/// What a visitor may not use, no former name opens.
#[test]
fn a_former_name_opens_no_other_route() {
    let link = "https://oldacme.webex.com/oldacme/m.php?AT=JM&MK=123456789";
    assert_eq!(meaning_at(renamed(), link, &["join"], now()), "-");
}
