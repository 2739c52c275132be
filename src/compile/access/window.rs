//! Reading days and hours.

use super::rules::{Broken, Rules, report_empty_list};
use crate::compile::endpoint::parse_time_zone;
use crate::compile::fields::Fields;
use crate::compile::yaml::Node;
use crate::policy::{Days, Hours, Window};

impl Rules<'_, '_> {
    /// Reads days, hours and their zone; `Err` when any of them is broken.
    pub fn read_window(&self, fields: &mut Fields<'_>) -> Result<Option<Window>, Broken> {
        let has_hours = fields.mentions("days") || fields.mentions("hours");
        let days = fields.take("days");
        let hours = fields.take("hours");
        let zone = fields.take("time_zone");
        if let (None, None, Some(zone), false) = (days, hours, zone, has_hours) {
            zone.error("a time zone alone is not a condition")
                .help("add `days` or `hours`, or remove it");
            return Err(Broken);
        }
        let (any_days, any_hours) = (days.is_some(), hours.is_some());
        let days = days.and_then(read_days);
        let hours = hours.and_then(read_hours);
        let zone = match zone {
            None => Some(self.zone.clone()),
            Some(node) => node.read_text("`time_zone`").and_then(parse_time_zone),
        };
        // Without its broken `days` or `hours`, the condition would hold at more times than was
        // meant.
        let whole = (days.is_some(), hours.is_some()) == (any_days, any_hours);
        match zone {
            Some(zone) if whole => {
                Ok((any_days || any_hours).then(|| Window::new(days, hours, zone)))
            }
            _ => Err(Broken),
        }
    }
}

fn read_days(node: Node<'_>) -> Option<Days> {
    let count = node.items().map_or(1, Iterator::count);
    let mut days = Some(Days::none()).filter(|_| count > 0);
    if count == 0 {
        report_empty_list(node, "list days like `[mon, tue]`");
    }
    let words = node.read_texts("a day");
    if words.len() < count {
        days = None;
    }
    for word in words {
        let with = Days::none().with(&word);
        days = days.filter(|_| with.is_some()).and_then(|d| d.with(&word));
        if with.is_none() {
            // The words are the first three letters of the names of days.
            let cut: String = word.to_lowercase().chars().take(3).collect();
            let finding = word.error(format!("unknown day `{word}`"));
            match Days::WORDS.contains(&&*cut) && word.len() > 3 && !word.contains('-') {
                true => finding.help(format!("did you mean `{cut}`?")),
                false => finding.help_one_of(&word, Days::WORDS),
            }
        }
    }
    days
}

fn read_hours(node: Node<'_>) -> Option<Hours> {
    let written = node.read_text("`hours`")?;
    let hours = Hours::parse(&written);
    if hours.is_none() {
        written
            .error(format!("`{written}` is not a range of hours"))
            .help("write it like \"08:00-18:00\", or \"22:00-06:00\" for a night");
    }
    hours
}
