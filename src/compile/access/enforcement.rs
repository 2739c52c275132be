//! Reading `report_only` and `enforce_from`.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

use super::rules::{Broken, Rules};
use crate::compile::context::Text;
use crate::compile::fields::Fields;
use crate::compile::moment::{DayEdge, parse_day};
use crate::policy::Enforcement;

/// How long a rule may be tried out without a warning: no quarter has more days.
const QUARTER_DAYS: i32 = 92;

impl Rules<'_, '_> {
    /// Reads whether a rule is enforced; `Err` when that is broken, which has been reported.
    pub fn read_enforcement(&self, fields: &mut Fields<'_>) -> Result<Enforcement, Broken> {
        let read = |key| {
            fields
                .take(key)
                .map(|node| node.read_text(&format!("`{key}`")))
        };
        let [report_only, start] = ["report_only", "enforce_from"].map(read);
        match (report_only, start) {
            (None, None) => Ok(Enforcement::Enforced),
            (Some(Some(word)), None) => self.read_report_only(word),
            (None, Some(Some(day))) => self.read_start(day),
            (Some(_), Some(Some(day))) => {
                day.error("a rule has `report_only` or `enforce_from`, not both")
                    .help("remove `report_only`: until that day, the rule is report-only anyway");
                Err(Broken)
            }
            (_, Some(None)) | (Some(None), None) => Err(Broken),
        }
    }

    fn read_report_only(&self, word: Text<'_>) -> Result<Enforcement, Broken> {
        let today = self.today(word);
        match word.as_str() {
            "false" | "no" => return Ok(Enforcement::Enforced),
            "true" | "yes" => {
                word.warning("the policy does not say since when this rule is report-only")
                    .help(format!(
                        "write the day instead, so that `check` can say when it is a quarter ago: `report_only: {today}`"
                    ));
                return Ok(Enforcement::ReportOnly { since: None });
            }
            _ => {}
        }
        let Some(since) = self.read_day(word) else {
            word.error(format!("`{word}` is neither `true` nor a day"))
                .help(format!(
                    "write since when the rule is report-only: `report_only: {today}`"
                ));
            return Err(Broken);
        };
        if since > today {
            word.warning("this day is to come, and the rule is report-only already")
                .help(format!(
                    "to enforce the rule from then on, write `enforce_from: {since}`"
                ));
        } else if is_beyond_a_quarter(since, today) {
            word.warning("this rule has been report-only for more than a quarter")
                .help("remove `report_only` to enforce it, or remove the rule");
        }
        Ok(Enforcement::ReportOnly { since: Some(since) })
    }

    fn read_start(&self, day: Text<'_>) -> Result<Enforcement, Broken> {
        let today = self.today(day);
        let moment = parse_day(&day, self.zone, DayEdge::Begin);
        let (Some(start), Some(first)) = (moment, self.read_day(day)) else {
            day.error(format!("`{day}` is not a day"))
                .help("write it like 2027-01-01; the rule is enforced from the start of this day");
            return Err(Broken);
        };
        if start <= now(day) {
            day.warning("this day has come: the rule is enforced")
                .help("remove `enforce_from`");
        } else if is_beyond_a_quarter(today, first) {
            day.warning("this rule is report-only for more than a quarter from now")
                .help("name an earlier day, or add the rule later");
        }
        Ok(Enforcement::From(start))
    }

    /// The day in the policy's zone.
    fn today(&self, text: Text<'_>) -> Date {
        self.zone.to_datetime(now(text)).date()
    }

    fn read_day(&self, text: Text<'_>) -> Option<Date> {
        let begin = parse_day(&text, self.zone, DayEdge::Begin)?;
        Some(self.zone.to_datetime(begin).date())
    }
}

fn now(text: Text<'_>) -> Timestamp {
    text.span().ctxt().now
}

fn is_beyond_a_quarter(from: Date, to: Date) -> bool {
    let quarter = from.checked_add(QUARTER_DAYS.days());
    quarter.is_ok_and(|last| to > last)
}
