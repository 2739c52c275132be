//! Times of the REST API.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// Reads a time of ISO 8601. One without an offset is meant in the time zone.
pub fn parse(text: &str, zone: &str) -> Option<Timestamp> {
    if let Ok(time) = text.parse::<Timestamp>() {
        return Some(time);
    }
    let civil: DateTime = text.parse().ok()?;
    let zone = TimeZone::get(zone).ok()?;
    Some(civil.to_zoned_datetime(zone).ok()?.timestamp())
}

/// A time as the API writes it: UTC, whole seconds.
pub fn written(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
