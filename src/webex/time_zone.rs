//! Webex's ids of IANA time zones: policies and visitors name a zone, Webex takes a number.
//!
//! The ids are those of table A.1 of Cisco's XML API 5.9 (webex.md 4.2). A zone is listed only if
//! the table names a place in it. Nothing is derived from offsets: zones that share one differ in
//! the dates of their daylight saving time.

/// IANA names of time zones with Webex's ids, sorted by name.
///
/// Ids without a place of their own are left out (0, 1, 12, 18, 58), and so are places that share
/// an id although their clocks differ today (Colombo of 42, all of 43 and 61).
pub const ZONES: &[(&str, u16)] = &[
    ("Africa/Cairo", 28),
    ("Africa/Casablanca", 20),
    ("Africa/Johannesburg", 29),
    ("Africa/Nairobi", 34),
    ("America/Anchorage", 3),
    ("America/Argentina/Buenos_Aires", 17),
    ("America/Bogota", 10),
    ("America/Buenos_Aires", 17),
    ("America/Caracas", 14),
    ("America/Chicago", 7),
    ("America/Denver", 6),
    ("America/Halifax", 13),
    ("America/Los_Angeles", 4),
    ("America/Mexico_City", 8),
    ("America/New_York", 11),
    ("America/Phoenix", 5),
    ("America/Regina", 9),
    ("America/Sao_Paulo", 16),
    ("America/St_Johns", 15),
    ("Asia/Baghdad", 32),
    ("Asia/Baku", 37),
    ("Asia/Bangkok", 44),
    ("Asia/Calcutta", 41),
    ("Asia/Dhaka", 42),
    ("Asia/Dubai", 36),
    ("Asia/Hong_Kong", 45),
    ("Asia/Jerusalem", 31),
    ("Asia/Kabul", 38),
    ("Asia/Karachi", 40),
    ("Asia/Kolkata", 41),
    ("Asia/Kuala_Lumpur", 47),
    ("Asia/Magadan", 59),
    ("Asia/Muscat", 36),
    ("Asia/Seoul", 50),
    ("Asia/Shanghai", 45),
    ("Asia/Taipei", 48),
    ("Asia/Tashkent", 39),
    ("Asia/Tehran", 35),
    ("Asia/Tel_Aviv", 31),
    ("Asia/Tokyo", 49),
    ("Asia/Yakutsk", 51),
    ("Asia/Yekaterinburg", 39),
    ("Atlantic/Azores", 19),
    ("Australia/Adelaide", 52),
    ("Australia/Brisbane", 54),
    ("Australia/Darwin", 53),
    ("Australia/Hobart", 57),
    ("Australia/Perth", 46),
    ("Australia/Sydney", 55),
    ("Europe/Amsterdam", 22),
    ("Europe/Athens", 26),
    ("Europe/Berlin", 25),
    ("Europe/Bucharest", 27),
    ("Europe/Helsinki", 30),
    ("Europe/London", 21),
    ("Europe/Moscow", 33),
    ("Europe/Paris", 23),
    ("Europe/Prague", 24),
    ("Pacific/Auckland", 60),
    ("Pacific/Guam", 56),
    ("Pacific/Honolulu", 2),
];

/// Webex's id of an IANA time zone, whose name may be written in any case.
pub fn webex_id(iana: &str) -> Option<u16> {
    ZONES
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(iana))
        .map(|&(_, id)| id)
}

/// Names that are kept for old settings alone.
const OLD_NAMES: [&str; 2] = ["America/Buenos_Aires", "Asia/Calcutta"];

/// The IANA time zone of an id. Where several have it, their clocks are the same today.
pub fn iana_name(id: u16) -> Option<&'static str> {
    let mut zones = ZONES.iter();
    let known = |(name, known): &&(&str, u16)| *known == id && !OLD_NAMES.contains(name);
    zones.find(known).map(|(name, _)| *name)
}

#[cfg(test)]
mod tests {
    use super::{ZONES, iana_name, webex_id};

    #[test]
    fn zones_are_sorted_and_unique_whatever_the_case() {
        for pair in ZONES.windows(2) {
            assert!(
                pair[0].0 < pair[1].0,
                "{} must come before {}",
                pair[1].0,
                pair[0].0
            );
        }
        for (i, (name, _)) in ZONES.iter().enumerate() {
            let first = ZONES
                .iter()
                .position(|(other, _)| other.eq_ignore_ascii_case(name));
            assert_eq!(first, Some(i), "{name} stands twice");
        }
    }

    #[test]
    fn a_zone_has_the_id_that_webex_gives_its_city() {
        for (iana, id) in [
            ("America/New_York", Some(11)),
            ("Pacific/Honolulu", Some(2)),
            ("europe/berlin", Some(25)),
            ("ASIA/SHANGHAI", Some(45)),
            ("Asia/Hong_Kong", Some(45)),
            ("Asia/Kolkata", Some(41)),
            ("Asia/Novosibirsk", None),
            ("Europe/Berlin ", None),
            ("UTC", None),
            ("", None),
        ] {
            assert_eq!(webex_id(iana), id, "{iana:?}");
        }
    }

    /// The REST API takes names, and a policy's zones are read as ids.
    #[test]
    fn a_zone_of_an_id_has_the_clock_of_the_zone_that_was_named() {
        let day = |month| jiff::civil::date(2027, month, 15).at(12, 0, 0, 0);
        for (name, id) in ZONES {
            let again = iana_name(*id).expect("a name");
            let clock = |zone: &str, month| {
                let zone = jiff::tz::TimeZone::get(zone).expect("a zone");
                zone.to_timestamp(day(month)).expect("a time")
            };
            for month in 1..=12 {
                assert_eq!(clock(name, month), clock(again, month), "{name} {again}");
            }
        }
        assert_eq!(iana_name(41), Some("Asia/Kolkata"));
        assert_eq!(iana_name(0), None);
    }
}
