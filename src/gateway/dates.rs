//! Dates of links, as pages show them: in the zone of the policy, and written
//! so that nobody in the world takes the month for the day.

use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

/// When a link begins to work: a day, or a moment of one.
pub fn beginning(from: Timestamp, zone: &TimeZone) -> String {
    let local = zone.to_datetime(from);
    match local.time() == Time::midnight() {
        true => local.date().to_string(),
        false => moment(local, zone),
    }
}

/// When a link ceases to work: its last day, or a moment of one.
pub fn end(until: Timestamp, zone: &TimeZone) -> String {
    let local = zone.to_datetime(until);
    let midnight = local.time() == Time::midnight();
    match local.date().checked_sub(1.day()) {
        Ok(last) if midnight => last.to_string(),
        _ => moment(local, zone),
    }
}

/// A moment of a day, with the zone in which it is that.
fn moment(local: DateTime, zone: &TimeZone) -> String {
    let name = zone.iana_name().unwrap_or_default();
    format!("{} {name}", local.strftime("%Y-%m-%d %H:%M"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_shown_as_a_day_and_a_moment_as_a_moment() {
        let zone = TimeZone::get("Europe/Berlin").expect("a zone");
        let at = |text: &str| text.parse::<Timestamp>().expect("a moment");
        for (moment, from, until) in [
            ("2027-06-29T22:00:00Z", "2027-06-30", "2027-06-29"),
            (
                "2027-06-30T16:30:00Z",
                "2027-06-30 18:30 Europe/Berlin",
                "2027-06-30 18:30 Europe/Berlin",
            ),
            ("2026-12-31T23:00:00Z", "2027-01-01", "2026-12-31"),
        ] {
            assert_eq!(beginning(at(moment), &zone), from);
            assert_eq!(end(at(moment), &zone), until);
        }
    }
}
