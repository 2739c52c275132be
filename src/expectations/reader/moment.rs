//! Reading when requests are made.

use jiff::Timestamp;
use jiff::civil::{DateTime, date};
use jiff::tz::TimeZone;

use crate::compile::{DayEdge, Node, Text, parse_moment};

/// When requests are made where nothing is said, in the time zone of the policy: a Wednesday at noon.
/// It is fixed, so that the same files have the same results on every day.
const DEFAULT_MOMENT: DateTime = date(2027, 1, 13).at(12, 0, 0, 0);

/// When requests are made where nothing is said.
pub fn default_moment(zone: &TimeZone) -> Timestamp {
    let moment = zone.to_timestamp(DEFAULT_MOMENT);
    moment.expect("a date of this century is a moment in every zone")
}

/// Reads a moment: with an offset, or in the zone of the policy, as in the policy itself.
pub fn read_moment(node: Node<'_>, zone: &TimeZone) -> Option<Timestamp> {
    let text = node.read_text("`at`")?;
    let moment = parse_moment(&text, zone, DayEdge::Begin);
    if moment.is_none() {
        report_moment(text);
    }
    moment
}

fn report_moment(text: Text<'_>) {
    let finding = text.error(format!("`{text}` is no moment"));
    finding.help(
        "write it like 2027-01-13T09:00 (in the time zone of the policy) or 2027-01-13T09:00+01:00",
    );
}
