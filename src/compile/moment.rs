//! Dates and moments, as a policy has them.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// Which end of a day a bare date means.
#[derive(Clone, Copy)]
pub enum DayEdge {
    Begin,
    End,
}

/// Parses a date in the zone of the policy, a local date and time in it, or a date and time with an
/// offset. A day counts to its end.
pub fn parse_moment(text: &str, zone: &TimeZone, edge: DayEdge) -> Option<Timestamp> {
    let shape = shape(text);
    match shape.as_str() {
        "0000-00-00" => edge_of_day(text.parse().ok()?, zone, edge),
        "0000-00-00T00:00" | "0000-00-00T00:00:00" => {
            let local: DateTime = text.parse().ok()?;
            // In the hour that a clock change skips or repeats, this is not one moment.
            zone.to_ambiguous_timestamp(local).unambiguous().ok()
        }
        _ => {
            let with_offset = ["Z", "+00:00", "-00:00"].into_iter();
            let local = with_offset
                .filter_map(|offset| shape.strip_suffix(offset))
                .next()?;
            let known = matches!(local, "0000-00-00T00:00" | "0000-00-00T00:00:00");
            known.then(|| text.parse().ok()).flatten()
        }
    }
}

/// Parses a date in the zone of the policy, and nothing else.
pub fn parse_day(text: &str, zone: &TimeZone, edge: DayEdge) -> Option<Timestamp> {
    (shape(text) == "0000-00-00").then(|| edge_of_day(text.parse().ok()?, zone, edge))?
}

/// A text with each digit as `0`: the parsers take more forms than a policy has, and drop what they do
/// not use.
fn shape(text: &str) -> String {
    let shape = text.chars().map(|c| match c {
        ' ' => 'T', // as ISO 8601 is often written
        c if c.is_ascii_digit() => '0',
        c => c,
    });
    shape.collect()
}

fn edge_of_day(day: Date, zone: &TimeZone, edge: DayEdge) -> Option<Timestamp> {
    let day = match edge {
        DayEdge::Begin => day,
        DayEdge::End => day.tomorrow().ok()?,
    };
    zone.to_timestamp(day.at(0, 0, 0, 0)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_days_in_the_zone_of_the_policy() {
        let berlin = TimeZone::get("Europe/Berlin").expect("a zone");
        let moment = |text, edge| parse_moment(text, &berlin, edge).map(|m| m.to_string());
        let at = |text: &str| Some(text.to_owned());
        assert_eq!(
            moment("2027-06-30", DayEdge::Begin),
            at("2027-06-29T22:00:00Z")
        );
        assert_eq!(
            moment("2027-06-30", DayEdge::End),
            at("2027-06-30T22:00:00Z")
        );
        assert_eq!(
            moment("2027-12-31", DayEdge::End),
            at("2027-12-31T23:00:00Z")
        );
        assert_eq!(
            moment("2027-06-30T18:00", DayEdge::End),
            at("2027-06-30T16:00:00Z")
        );
        assert_eq!(
            moment("2027-06-30T18:00Z", DayEdge::End),
            at("2027-06-30T18:00:00Z")
        );
        assert_eq!(
            moment("2027-06-30 18:00", DayEdge::End),
            at("2027-06-30T16:00:00Z")
        );
        assert_eq!(moment("2027-06-31", DayEdge::End), None);
        assert_eq!(moment("tomorrow", DayEdge::End), None);
    }

    #[test]
    fn a_day_has_no_hour() {
        let berlin = TimeZone::get("Europe/Berlin").expect("a zone");
        let end = |text| parse_day(text, &berlin, DayEdge::End).map(|m| m.to_string());
        assert_eq!(end("2027-06-30").as_deref(), Some("2027-06-30T22:00:00Z"));
        for text in [
            "2027-06-30T18:00",
            "2027-06-31",
            "2027-6-30",
            "20270630",
            "30.06.2027",
            "2027-W26-3",
            "2027-06-30 ",
            "9999-12-31",
            "",
            "never",
        ] {
            assert_eq!(end(text), None, "{text:?}");
        }
    }
}
