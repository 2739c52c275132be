//! Dates of people in the form of the REST API.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::webex::parameter::Parameter;
use crate::webex::parameter_type::ParameterType;
use crate::webex::time_zone;
use crate::webex::value::{Content, Value};

/// The time zone of a call's dates.
#[derive(Clone, Debug)]
pub struct Zone {
    pub zone: TimeZone,
    /// Whether an argument names it.
    pub is_given: bool,
}

impl Zone {
    /// The time zone that an argument names, or this one.
    pub fn of(arguments: &[(&Parameter, &Value<'_>)], otherwise: &TimeZone) -> Self {
        let mut arguments = arguments.iter();
        let given = arguments.find_map(|(parameter, value)| match parameter.kind() {
            ParameterType::TimeZone => {
                let name = time_zone::iana_name(value.as_text()?.parse().ok()?)?;
                TimeZone::get(name).ok()
            }
            _ => None,
        });
        Self {
            is_given: given.is_some(),
            zone: given.unwrap_or_else(|| otherwise.clone()),
        }
    }

    /// A time with the offset that the zone has then: `2027-01-31T14:30:00+01:00`.
    pub fn written(&self, at: Timestamp) -> String {
        let offset = self.zone.to_offset(at);
        at.display_with_offset(offset).to_string()
    }

    /// The time of a local date: the fields of [`ParameterType::Start`]. One that the clock skips
    /// is moved on; of one that it has twice, the first is taken.
    pub fn time_of(&self, value: &Value<'_>) -> Option<Timestamp> {
        let Content::Fields([year, month, day, hour, minute]) = value.content() else {
            return None;
        };
        let small = |text: &str| text.parse::<i8>().ok();
        let date = Date::new(year.parse().ok()?, small(month)?, small(day)?).ok()?;
        let time = Time::new(small(hour)?, small(minute)?, 0, 0).ok()?;
        let local = DateTime::from_parts(date, time);
        let zoned = self
            .zone
            .to_ambiguous_zoned_datetime(local)
            .compatible()
            .ok()?;
        Some(zoned.timestamp())
    }
}

/// When a meeting begins and ends, as far as it is said or known.
#[derive(Clone, Copy, Debug, Default)]
pub struct Times {
    pub start: Option<Timestamp>,
    pub end: Option<Timestamp>,
}

impl Times {
    /// The times that the arguments say. A meeting that is moved keeps its length, and one that
    /// gets another length keeps its beginning.
    pub fn of(
        arguments: &[(&Parameter, &Value<'_>)],
        zone: &Zone,
        present: Option<[Timestamp; 2]>,
    ) -> Self {
        let mut start = None;
        let mut length = None;
        for (parameter, value) in arguments {
            match parameter.kind() {
                ParameterType::Start { .. } if is_start(parameter) => start = zone.time_of(value),
                ParameterType::Duration { .. } if parameter.codes().is_empty() => {
                    let minutes = value.as_text().and_then(|text| text.parse().ok());
                    length = minutes.map(SignedDuration::from_mins);
                }
                _ => {}
            }
        }
        if start.is_none() && length.is_none() {
            return Self::default();
        }
        let start = start.or(present.map(|[start, _]| start));
        let length = length.or(present.map(|[start, end]| end.duration_since(start)));
        let end = start
            .zip(length)
            .and_then(|(start, length)| start.checked_add(length).ok());
        Self { start, end }
    }
}

/// Whether a date is when a meeting begins. Others are fields like any other.
pub fn is_start(parameter: &Parameter) -> bool {
    let mut codes = parameter.codes().iter();
    codes.any(|code| code.as_str() == START)
}

pub const START: &str = "start";
pub const END: &str = "end";
