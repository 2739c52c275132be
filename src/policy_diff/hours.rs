//! Times that rules cannot tell apart: those that lie in the same windows.
//!
//! Windows come back every week, and clocks change a few times a year. So one week of each set of clocks
//! shows everything that ever happens.

use jiff::{Span, Timestamp};

use crate::policy::Window;

/// How far ahead times are looked at. Clocks that change every year have done so in every way by then.
const YEARS: i64 = 30;

/// Days of a stretch of time without a change of clocks that show all of it: a week, and a day before
/// and behind it for zones where it is another day.
const DAYS: i64 = 9;

/// A moment for each combination of windows that are open.
#[derive(Clone, Debug)]
pub struct AlikeTimes {
    /// Which of the windows are open.
    pub open: Vec<bool>,
    /// One of them.
    pub first: Timestamp,
}

/// From a moment on, up to another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stretch {
    pub from: Timestamp,
    pub until: Option<Timestamp>,
}

impl Stretch {
    /// All time from a moment on, cut at these later moments, which are sorted.
    pub fn cut(now: Timestamp, edges: &[Timestamp]) -> Vec<Self> {
        let from = [now].into_iter().chain(edges.iter().copied());
        let until = edges.iter().copied().map(Some).chain([None]);
        let pairs = from.zip(until);
        pairs.map(|(from, until)| Self { from, until }).collect()
    }

    pub fn has(self, now: Timestamp) -> bool {
        self.from <= now && self.until.is_none_or(|until| now < until)
    }

    fn end(self) -> Timestamp {
        let horizon = self.from.checked_add(Span::new().hours(YEARS * 366 * 24));
        let horizon = horizon.unwrap_or(Timestamp::MAX);
        self.until.map_or(horizon, |until| until.min(horizon))
    }
}

impl AlikeTimes {
    /// All of them within a stretch of time, so that each of its moments is alike to one.
    pub fn of(windows: &[&Window], stretch: Stretch) -> Vec<Self> {
        let mut found: Vec<Self> = Vec::new();
        let mut add = |at: Timestamp| {
            let open: Vec<bool> = windows.iter().map(|window| window.contains(at)).collect();
            if !found.iter().any(|known| known.open == open) {
                found.push(Self { open, first: at });
            }
        };
        add(stretch.from);
        for still in stretches_without_change(windows, stretch) {
            add(still.from);
            for at in edges(windows, still) {
                add(at);
            }
        }
        found
    }
}

/// The stretches between changes of clocks, without those that repeat what a whole week has shown.
fn stretches_without_change(windows: &[&Window], stretch: Stretch) -> Vec<Stretch> {
    let mut found = Vec::new();
    let mut shown: Vec<Vec<_>> = Vec::new();
    let (mut from, end) = (stretch.from, stretch.end());
    while !windows.is_empty() && from < end {
        let changes = windows.iter().filter_map(|w| w.next_clock_change(from));
        let until = changes.min().map_or(end, |change| change.min(end));
        let clocks: Vec<_> = windows.iter().map(|window| window.offset(from)).collect();
        if !shown.contains(&clocks) {
            let until = Some(until);
            found.push(Stretch { from, until });
            if until.is_some_and(|until| until.duration_since(from).as_hours() >= DAYS * 24) {
                shown.push(clocks);
            }
        }
        from = until;
    }
    found
}

/// The moments in a stretch at which any window begins or ends, as far as they are not the same a week
/// later.
fn edges(windows: &[&Window], stretch: Stretch) -> Vec<Timestamp> {
    let mut edges = Vec::new();
    for day in -1..DAYS {
        let Ok(at) = stretch.from.checked_add(Span::new().hours(day * 24)) else {
            continue;
        };
        edges.extend(windows.iter().flat_map(|window| window.edges_of_day(at)));
    }
    edges.retain(|at| stretch.from <= *at && *at < stretch.end());
    edges.sort_unstable();
    edges.dedup();
    edges
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Hours;
    use jiff::tz::TimeZone;

    fn window(hours: &str, zone: &str) -> Window {
        let hours = Hours::parse(hours).expect("hours");
        Window::new(None, Some(hours), TimeZone::get(zone).expect("a zone"))
    }

    fn all(windows: &[Window], from: &str, until: Option<&str>) -> Vec<String> {
        let windows: Vec<&Window> = windows.iter().collect();
        let stretch = Stretch {
            from: from.parse().expect("a moment"),
            until: until.map(|until| until.parse().expect("a moment")),
        };
        let mut found: Vec<String> = AlikeTimes::of(&windows, stretch)
            .iter()
            .map(|alike| {
                alike
                    .open
                    .iter()
                    .map(|open| if *open { '1' } else { '0' })
                    .collect()
            })
            .collect();
        found.sort();
        found
    }

    /// From the last Sunday of October to the first of November, Berlin and New York are five hours apart
    /// instead of six.
    #[test]
    fn weeks_in_which_only_one_clock_has_changed_are_seen() {
        let windows = [
            window("14:00-15:00", "Europe/Berlin"),
            window("09:00-10:00", "America/New_York"),
        ];
        let january = "2027-01-04T00:00:00Z";
        assert_eq!(all(&windows, january, None), ["00", "01", "10", "11"]);
        let end = Some("2027-02-01T00:00:00Z");
        assert_eq!(all(&windows, january, end), ["00", "01", "10"]);
    }

    #[test]
    fn a_short_stretch_has_only_what_happens_in_it() {
        let windows = [window("14:00-15:00", "UTC")];
        let until = Some("2027-01-04T14:00:00Z");
        assert_eq!(all(&windows, "2027-01-04T12:00:00Z", until), ["0"]);
        let until = Some("2027-01-04T14:00:01Z");
        assert_eq!(all(&windows, "2027-01-04T12:00:00Z", until), ["0", "1"]);
        assert_eq!(all(&[], "2027-01-04T12:00:00Z", None), [""]);
    }
}
