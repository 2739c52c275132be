//! Dates of links for pages, in the time zone of the policy and in the order of ISO 8601, in which
//! nobody mistakes the month for the day.

use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

/// The beginning of a validity: a day if it is midnight, otherwise a moment.
pub fn beginning(from: Timestamp, zone: &TimeZone) -> String {
    let local = zone.to_datetime(from);
    match local.time() == Time::midnight() {
        true => local.date().to_string(),
        false => moment(local, zone),
    }
}

/// The end of a validity: its last day if it is midnight, otherwise a moment.
pub fn end(until: Timestamp, zone: &TimeZone) -> String {
    // The end is exclusive: a link that ends at midnight is last valid on the day before.
    let local = zone.to_datetime(until);
    let midnight = local.time() == Time::midnight();
    match local.date().checked_sub(1.day()) {
        Ok(last) if midnight => last.to_string(),
        _ => moment(local, zone),
    }
}

/// A local time with the name of its zone.
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
