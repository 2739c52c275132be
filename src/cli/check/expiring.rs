//! `check --expiring`: what ends soon, by owner.

use std::borrow::Cow;
use std::collections::BTreeMap;

use clap::builder::styling::Style;
use jiff::fmt::friendly::SpanParser;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde::Serialize;

use crate::cli::output::{CARE, HEADING, QUIET, grouped, styled, table, visible};
use crate::compile::Sources;
use crate::gateway::dates;
use crate::policy::{Link, Place, Policy, Rfc3339};
use crate::webex::{FormerSite, Site};

/// A time from now on.
#[derive(Clone, Copy, Debug)]
pub struct Period {
    pub from: Timestamp,
    pub length: Span,
}

/// What ends in a period.
#[derive(Debug, Serialize)]
pub struct Expiring<'l> {
    /// The end of the period.
    until: Rfc3339,
    #[serde(skip)]
    zone: TimeZone,
    pub owners: Vec<Owner<'l>>,
}

/// What one owner has to renew or to remove.
#[derive(Debug, Serialize)]
pub struct Owner<'l> {
    /// `None` for what has no owner in the policy.
    pub owner: Option<&'l str>,
    pub ending: Vec<Ending<'l>>,
}

#[derive(Debug, Serialize)]
pub struct Ending<'l> {
    until: Rfc3339,
    #[serde(flatten)]
    what: What<'l>,
    #[serde(flatten)]
    pub position: Option<Position<'l>>,
    /// The end in the time zone of the policy.
    #[serde(skip)]
    last: String,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum What<'l> {
    Link {
        link: &'l str,
        title: Option<&'l str>,
    },
    /// A former address of a site, whose links are still read.
    FormerAddress { site: &'l str, former: &'l str },
}

#[derive(Debug, Serialize)]
pub struct Position<'l> {
    pub file: &'l str,
    pub line: usize,
}

/// Reads how far to look ahead: `30d`, `6w`, `3mo`.
pub fn parse_period(text: &str) -> Result<Span, String> {
    let span = SpanParser::new().parse_span(text);
    match span {
        Ok(span) if span.is_positive() => Ok(span),
        Ok(_) => Err("has to be longer than nothing".to_owned()),
        Err(_) => Err("write it like 30d, 6w or 3mo".to_owned()),
    }
}

impl<'l> Expiring<'l> {
    /// What works at the beginning of a period, and no more at its end.
    ///
    /// # Errors
    ///
    /// When the period ends after the last moment that a clock can show.
    pub fn find(
        policy: &'l Policy,
        sources: &'l Sources,
        period: Period,
    ) -> Result<Self, jiff::Error> {
        let zone = policy.endpoint().time_zone();
        let from = period.from.to_zoned_datetime(zone.clone());
        let end = from.checked_add(period.length)?.timestamp();
        let is_in_period = |until: Timestamp| period.from < until && until <= end;
        let mut by_owner: BTreeMap<Option<&str>, Vec<Ending<'_>>> = BTreeMap::new();
        for link in policy.links() {
            if let Some(until) = link.until().filter(|until| is_in_period(*until)) {
                let ending = Ending::of_link(link, until, zone);
                let position = Position::find(link.place(), sources);
                let owned = by_owner.entry(link.owner()).or_default();
                owned.push(Ending { position, ..ending });
            }
        }
        let former = policy.sites().iter().flat_map(|known| {
            let former = known.site.former().iter();
            former.map(|former| Ending::of_former(&known.site, former, zone))
        });
        let former = former.filter(|ending| is_in_period(ending.until.0));
        by_owner.entry(None).or_default().extend(former);
        by_owner.retain(|_, ending| !ending.is_empty());
        let owners = by_owner.into_iter();
        let owners = owners.map(|(owner, ending)| Owner::new(owner, ending));
        Ok(Self {
            until: Rfc3339(end),
            zone: zone.clone(),
            owners: owners.collect(),
        })
    }

    /// A table for each owner, and an empty line.
    pub fn human(&self) -> String {
        let number: usize = self.owners.iter().map(|owner| owner.ending.len()).sum();
        let end = dates::end(self.until.0, &self.zone);
        let title = match number {
            0 => format!("Nothing ends by {end}"),
            1 => format!("1 ends by {end}"),
            number => format!("{} end by {end}", grouped(number)),
        };
        let mut out = format!("{}\n", styled(HEADING, &title));
        for owner in &self.owners {
            out.push_str(&format!("  {}\n", visible(owner.in_words())));
            let rows: Vec<_> = owner.ending.iter().map(Ending::row).collect();
            out.push_str(&table(&rows, 4));
        }
        out.push('\n');
        out
    }
}

impl<'l> Owner<'l> {
    fn new(owner: Option<&'l str>, mut ending: Vec<Ending<'l>>) -> Self {
        ending.sort_by_key(|ending| ending.until.0);
        Self { owner, ending }
    }

    pub fn in_words(&self) -> &'l str {
        self.owner.unwrap_or("no owner")
    }
}

impl<'l> Ending<'l> {
    fn of_link(link: &'l Link, until: Timestamp, zone: &TimeZone) -> Self {
        let (link, title) = (link.name(), link.title());
        Self::new(What::Link { link, title }, until, zone)
    }

    fn of_former(site: &'l Site, former: &'l FormerSite, zone: &TimeZone) -> Self {
        let (site, until) = (site.name(), former.until);
        let former = former.site.base();
        Self::new(What::FormerAddress { site, former }, until, zone)
    }

    fn new(what: What<'l>, until: Timestamp, zone: &TimeZone) -> Self {
        Self {
            until: Rfc3339(until),
            what,
            position: None,
            last: dates::end(until, zone),
        }
    }

    pub fn in_words(&self) -> String {
        let last = &self.last;
        match self.what {
            What::Link { link, .. } => format!("the link `{link}` works until {last}"),
            What::FormerAddress { site, former } => {
                format!(
                    "links of {former}, a former address of the site `{site}`, are read until {last}"
                )
            }
        }
    }

    fn row(&self) -> Vec<(Style, Cow<'_, str>)> {
        let (name, title) = match self.what {
            What::Link { link, title } => (link.into(), title.unwrap_or_default()),
            What::FormerAddress { site, former } => (format!("formerly of {site}").into(), former),
        };
        let position = self.position.as_ref();
        let position = position.map(|at| format!("{}:{}", at.file, at.line));
        vec![
            (CARE, (&*self.last).into()),
            (HEADING, name),
            (Style::new(), title.into()),
            (QUIET, position.unwrap_or_default().into()),
        ]
    }
}

impl<'l> Position<'l> {
    fn find(place: Place, sources: &'l Sources) -> Option<Self> {
        let position = sources.position(place)?;
        let (file, line) = (position.file, position.line);
        Some(Self { file, line })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::output::unstyled;
    use crate::compile::{Loaded, load_text};

    const POLICY: &str = "\
version: 1
public_url: https://go.acme.example/
time_zone: Europe/Berlin
sites:
  acme:
    url: https://acme.webex.com/acme/
    formerly:
      - { url: https://old.webex.com/acme/, until: 2026-12-05 }
      - { url: https://older.webex.com/acme/, until: 2027-12-05 }
back_urls: { meetings: https://portal.acme.example/meetings }
routes:
  join: { path: \"/go/join/{meeting_key}\", command: meeting.join, back: meetings, allow: anyone }
links:
  gone: { route: join, meeting_key: 1234567, until: 2026-11-28, owner: Team A }
  today: { route: join, meeting_key: 1234567, until: 2026-11-29, owner: Team B }
  soon: { route: join, meeting_key: 1234567, until: 2026-12-29T09:00, owner: Team A, title: A thing }
  same: { route: join, meeting_key: 1234567, until: 2026-12-01, owner: Team A }
  late: { route: join, meeting_key: 1234567, until: 2027-01-01, owner: Team A }
  always: { route: join, meeting_key: 1234567 }
  nobody: { route: join, meeting_key: 1234567, until: 2026-12-02 }
";

    fn loaded() -> Loaded {
        load_text("p.yaml", POLICY, now())
    }

    fn now() -> Timestamp {
        "2026-11-29T12:00:00Z".parse().expect("a moment")
    }

    fn human(period: &str) -> String {
        let loaded = loaded();
        let policy = loaded.policy.as_ref().expect("a good policy");
        let length = parse_period(period).expect("a period");
        let period = Period {
            from: now(),
            length,
        };
        let expiring = Expiring::find(policy, &loaded.sources, period).expect("in time");
        unstyled(&expiring.human())
    }

    #[test]
    fn what_ends_in_a_period_is_listed_by_owner_and_day() {
        insta::assert_snapshot!(human("30d"), @"
        5 end by 2026-12-29 13:00 Europe/Berlin
          no owner
            2026-12-02  nobody                                         p.yaml:20
            2026-12-05  formerly of acme  https://old.webex.com/acme/
          Team A
            2026-12-01                      same           p.yaml:17
            2026-12-29 09:00 Europe/Berlin  soon  A thing  p.yaml:16
          Team B
            2026-11-29  today    p.yaml:15
        ");
        insta::assert_snapshot!(human("1h"), @"Nothing ends by 2026-11-29 14:00 Europe/Berlin");
    }

    #[test]
    fn a_period_is_longer_than_nothing_and_ends_within_the_calendar() {
        for good in ["30d", "6w", "3mo", "1y", "12h"] {
            assert!(parse_period(good).is_ok(), "{good}");
        }
        for bad in ["", "30", "0d", "-3d", "3d ago", "soon", "9999999999d"] {
            assert!(parse_period(bad).is_err(), "{bad}");
        }
        let loaded = loaded();
        let policy = loaded.policy.as_ref().expect("a good policy");
        let length = parse_period("9000y").expect("a period");
        let period = Period {
            from: now(),
            length,
        };
        assert!(Expiring::find(policy, &loaded.sources, period).is_err());
    }
}
