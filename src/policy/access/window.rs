//! Days and hours, in a time zone.

use std::fmt;

use jiff::civil::{Time, Weekday};
use jiff::tz::{Offset, TimeZone};
use jiff::{Span, Timestamp};

/// Hours on days of the week, in local time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    days: Days,
    hours: Option<Hours>,
    zone: TimeZone,
}

/// Days of the week: one bit for each, Monday first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days(u8);

/// Minutes of a day, without the last. When the end is not behind the start, it lies on the next
/// day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    from: u16,
    to: u16,
}

/// Minutes of a day without a clock change.
const DAY: u16 = 24 * 60;

impl Window {
    pub fn new(days: Option<Days>, hours: Option<Hours>, zone: TimeZone) -> Self {
        let days = days.unwrap_or(Days::ALL);
        Self { days, hours, zone }
    }

    /// Its days, counted from Monday; `None` when it is open on all of them.
    pub fn days(&self) -> Option<impl Iterator<Item = usize>> {
        let days = self.days;
        (days != Days::ALL).then(|| (0..7).filter(move |day| days.0 & (1 << day) != 0))
    }

    /// Its first minute and the one behind its last, as clocks show them; `None` when it is open
    /// all day.
    pub fn hours(&self) -> Option<(String, String)> {
        let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        self.hours.map(|hours| (clock(hours.from), clock(hours.to)))
    }

    /// The name of the zone whose clocks are meant.
    pub fn zone(&self) -> &str {
        self.zone.iana_name().unwrap_or("UTC")
    }

    /// How far the clocks of its zone are ahead.
    pub fn offset(&self, now: Timestamp) -> Offset {
        self.zone.to_offset(now)
    }

    /// When those clocks change next.
    pub fn next_clock_change(&self, after: Timestamp) -> Option<Timestamp> {
        let change = self.zone.following(after).next();
        change.map(|change| change.timestamp())
    }

    /// The moments of a local day at which it may begin or end.
    pub fn edges_of_day(&self, now: Timestamp) -> impl Iterator<Item = Timestamp> {
        let midnight = self
            .zone
            .to_datetime(now)
            .date()
            .to_datetime(Time::midnight());
        let hours = self.hours.map(|hours| [hours.from, hours.to]);
        let minutes = [0].into_iter().chain(hours.into_iter().flatten());
        minutes.filter_map(move |minute| {
            let local = midnight.checked_add(Span::new().minutes(minute)).ok()?;
            self.zone.to_timestamp(local).ok()
        })
    }

    /// Whether a moment lies in it. Hours past midnight belong to the day on which they began.
    pub fn contains(&self, now: Timestamp) -> bool {
        let local = self.zone.to_datetime(now);
        let today = local.date().weekday();
        let Some(hours) = self.hours else {
            return self.days.contains(today);
        };
        let clock =
            u16::from(local.hour().unsigned_abs()) * 60 + u16::from(local.minute().unsigned_abs());
        if hours.from < hours.to {
            return self.days.contains(today) && (hours.from..hours.to).contains(&clock);
        }
        // The window crosses midnight, so it may have begun yesterday.
        let yesterday = today.previous();
        (clock >= hours.from && self.days.contains(today))
            || (clock < hours.to && self.days.contains(yesterday))
    }
}

impl Days {
    pub const WORDS: [&'static str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    const ALL: Self = Self(0x7F);

    pub fn none() -> Self {
        Self(0)
    }

    /// Adds a day; `None` when that is no word for one.
    pub fn with(self, word: &str) -> Option<Self> {
        let at = Self::WORDS.iter().position(|known| *known == word)?;
        Some(Self(self.0 | 1 << at))
    }

    fn contains(self, day: Weekday) -> bool {
        self.0 & (1 << day.to_monday_zero_offset()) != 0
    }
}

impl Hours {
    /// Reads `08:00-18:00`. The end may be 24:00; beginning and end differ, because equal ones
    /// could mean all of the day or nothing.
    pub fn parse(text: &str) -> Option<Self> {
        let (from, to) = text.split_once('-')?;
        let (from, to) = (parse_clock(from)?, parse_clock(to)?);
        (from != to && from < DAY).then_some(Self { from, to })
    }
}

/// The minute of a day: `08:00`, up to `24:00`.
fn parse_clock(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let digits = |text: &str| text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(hour) || !digits(minute) {
        return None;
    }
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    let clock = hour * 60 + minute;
    (minute < 60 && clock <= DAY).then_some(clock)
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.days != Days::ALL {
            let days = Days::WORDS.iter().zip(0..);
            let days = days.filter(|(_, at)| self.days.0 & (1 << at) != 0);
            for (day, _) in days {
                write!(f, "{day} ")?;
            }
        }
        if let Some(Hours { from, to }) = self.hours {
            let (h, m) = (from / 60, from % 60);
            write!(f, "{h:02}:{m:02}-{:02}:{:02} ", to / 60, to % 60)?;
        }
        f.write_str(self.zone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(days: &str, hours: &str, zone: &str) -> Window {
        let days = days.split_whitespace();
        let mut days = days.map(|day| Days::none().with(day).expect("a day").0);
        let days = days.by_ref().reduce(|all, day| all | day).map(Days);
        let hours = (!hours.is_empty()).then(|| Hours::parse(hours).expect("hours"));
        Window::new(days, hours, TimeZone::get(zone).expect("a zone"))
    }

    #[track_caller]
    fn assert_window(window: &Window, inside: &[&str], outside: &[&str]) {
        let contains = |text: &&str| window.contains(text.parse().expect("a moment"));
        let wrong: Vec<_> = inside.iter().filter(|text| !contains(text)).collect();
        assert_eq!(wrong, [&""; 0], "not in {window}");
        let wrong: Vec<_> = outside.iter().filter(|text| contains(text)).collect();
        assert_eq!(wrong, [&""; 0], "in {window}");
    }

    #[test]
    fn hours_count_from_their_first_minute_to_before_their_last() {
        // A Monday in winter: Berlin is one hour ahead.
        assert_window(
            &window("mon fri", "08:00-18:00", "Europe/Berlin"),
            &[
                "2026-11-23T07:00:00Z",
                "2026-11-23T16:59:59Z",
                "2026-11-27T12:00:00Z",
            ],
            &[
                "2026-11-23T06:59:59Z",
                "2026-11-23T17:00:00Z",
                "2026-11-24T12:00:00Z",
            ],
        );
        assert_window(
            &window("", "18:00-24:00", "UTC"),
            &["2026-11-23T23:59:59Z"],
            &["2026-11-24T00:00:00Z", "2026-11-23T17:59:00Z"],
        );
    }

    #[test]
    fn a_night_belongs_to_the_day_on_which_it_began() {
        assert_window(
            &window("fri", "22:00-06:00", "UTC"),
            &["2026-11-27T22:00:00Z", "2026-11-28T05:59:59Z"],
            &[
                "2026-11-27T05:00:00Z",
                "2026-11-28T06:00:00Z",
                "2026-11-28T22:00:00Z",
            ],
        );
        // Sunday night reaches into Monday.
        assert_window(
            &window("sun", "22:00-06:00", "UTC"),
            &["2026-11-30T03:00:00Z"],
            &["2026-11-29T03:00:00Z"],
        );
    }

    #[test]
    fn days_are_those_of_the_zone() {
        assert_window(
            &window("tue", "", "Asia/Tokyo"),
            &["2026-11-23T15:00:00Z", "2026-11-24T14:59:59Z"],
            &["2026-11-23T14:59:59Z", "2026-11-24T15:00:00Z"],
        );
        assert_window(
            &window("mon", "", "America/Los_Angeles"),
            &["2026-11-24T07:59:59Z"],
            &["2026-11-24T08:00:00Z"],
        );
    }

    /// Clocks on the wall count: an hour that is skipped is never, one that is repeated is twice.
    #[test]
    fn hours_follow_the_clock_when_it_changes() {
        // On 2026-03-29 at 02:00, clocks in Berlin go to 03:00.
        assert_window(
            &window("", "02:00-03:00", "Europe/Berlin"),
            &["2026-03-28T01:30:00Z", "2026-03-30T00:30:00Z"],
            &["2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z"],
        );
        // On 2026-10-25 at 03:00, they go back to 02:00.
        assert_window(
            &window("sun", "02:00-03:00", "Europe/Berlin"),
            &["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"],
            &["2026-10-24T23:59:59Z", "2026-10-25T02:00:00Z"],
        );
        assert_window(
            &window("sat", "23:00-04:00", "Europe/Berlin"),
            &["2026-03-28T22:00:00Z", "2026-03-29T01:59:59Z"],
            &["2026-03-29T02:00:00Z"],
        );
    }

    #[test]
    fn hours_are_two_clocks() {
        for text in [
            "08:00",
            "8:00-18:00",
            "08:00-08:00",
            "24:00-08:00",
            "08:60-09:00",
            "08:00-24:01",
            "08:00 - 18:00",
            "+8:00-18:00",
            "08:00-18:00-20:00",
            "",
        ] {
            assert_eq!(Hours::parse(text), None, "{text}");
        }
        assert_eq!(Days::none().with("monday"), None);
    }

    #[test]
    fn windows_read_like_they_are_written() {
        let text = |days, hours, zone| window(days, hours, zone).to_string();
        let berlin = "Europe/Berlin";
        assert_eq!(
            text("tue mon", "08:00-18:00", berlin),
            "mon tue 08:00-18:00 Europe/Berlin"
        );
        assert_eq!(text("", "22:30-06:00", "UTC"), "22:30-06:00 UTC");
        assert_eq!(text("sun", "", berlin), "sun Europe/Berlin");
    }
}
