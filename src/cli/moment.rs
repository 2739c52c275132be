//! The moment of a request, as an operator writes it.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// A moment as an operator writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// With an offset.
    Exact(Timestamp),
    /// Without one: meant in the policy's zone, like its dates.
    Local(DateTime),
}

impl Moment {
    pub fn in_zone(self, zone: &TimeZone) -> Option<Timestamp> {
        match self {
            Self::Exact(moment) => Some(moment),
            Self::Local(local) => zone.to_timestamp(local).ok(),
        }
    }
}

/// Reads a moment: with an offset, or in the policy's zone.
pub fn moment(text: &str) -> Result<Moment, String> {
    let text = text.trim();
    if let Ok(moment) = text.parse() {
        return Ok(Moment::Exact(moment));
    }
    let local = text.parse().map(Moment::Local);
    local.map_err(|_| "write it like 2027-06-30T18:00 or 2027-06-30T18:00:00+02:00".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_without_an_offset_are_meant_in_the_zone_of_the_policy() {
        let berlin = TimeZone::get("Europe/Berlin").expect("a zone");
        let shown =
            |text| moment(text).map(|moment| moment.in_zone(&berlin).map(|m| m.to_string()));
        let expected = Ok(Some("2027-06-30T16:00:00Z".to_owned()));
        for text in [
            "2027-06-30T18:00",
            "2027-06-30 18:00:00",
            "2027-06-30T16:00Z",
            "2027-06-30T18:00+02:00",
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
        assert!(moment("tomorrow").is_err());
    }
}
