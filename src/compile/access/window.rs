//! Reading days and hours.

use super::{Broken, Rules, report_empty_list};
use crate::compile::endpoint::parse_time_zone;
use crate::compile::fields::{Fields, text, texts};
use crate::compile::problem::Problems;
use crate::compile::yaml::Node;
use crate::policy::{Days, Hours, Window};

impl Rules<'_> {
    /// Reads days, hours and their zone; `Err` when any of them is broken.
    pub fn read_window(
        &self,
        fields: &mut Fields<'_>,
        problems: &mut Problems,
    ) -> Result<Option<Window>, Broken> {
        let has_hours = fields.mentions("days") || fields.mentions("hours");
        let days = fields.take("days", problems);
        let hours = fields.take("hours", problems);
        let zone = fields.take("time_zone", problems);
        if let (None, None, Some(zone), false) = (days, hours, zone, has_hours) {
            problems
                .error(zone.place(), "a time zone alone is no condition")
                .propose("add `days` or `hours`, or remove it");
            return Err(Broken);
        }
        let (any_days, any_hours) = (days.is_some(), hours.is_some());
        let days = days.and_then(|node| read_days(node, problems));
        let hours = hours.and_then(|node| read_hours(node, problems));
        let zone = match zone {
            None => Some(self.zone.clone()),
            Some(node) => text(node, "`time_zone`", problems)
                .and_then(|name| parse_time_zone(name, node.place(), problems)),
        };
        let whole = (days.is_some(), hours.is_some()) == (any_days, any_hours);
        match zone {
            Some(zone) if whole => {
                Ok((any_days || any_hours).then(|| Window::new(days, hours, zone)))
            }
            _ => Err(Broken),
        }
    }
}

fn read_days(node: Node<'_>, problems: &mut Problems) -> Option<Days> {
    let count = node.items().map_or(1, Iterator::count);
    let mut days = Some(Days::none()).filter(|_| count > 0);
    if count == 0 {
        report_empty_list(node, "list days like `[mon, tue]`", problems);
    }
    let words = texts(node, "a day", problems);
    if words.len() < count {
        days = None;
    }
    for (word, place) in words {
        let with = Days::none().with(word);
        days = days.filter(|_| with.is_some()).and_then(|d| d.with(word));
        if with.is_none() {
            let cut: String = word.to_lowercase().chars().take(3).collect();
            let adding = problems.error(place, format!("`{word}` is no day"));
            match Days::WORDS.contains(&&*cut) && word.len() > 3 && !word.contains('-') {
                true => adding.propose(format!("did you mean `{cut}`?")),
                false => adding.propose_one_of(word, Days::WORDS),
            }
        }
    }
    days
}

fn read_hours(node: Node<'_>, problems: &mut Problems) -> Option<Hours> {
    let written = text(node, "`hours`", problems)?;
    let hours = Hours::parse(written);
    if hours.is_none() {
        problems
            .error(node.place(), format!("`{written}` is no range of hours"))
            .propose("write it like \"08:00-18:00\", or \"22:00-06:00\" for a night");
    }
    hours
}
