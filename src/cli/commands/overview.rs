//! The whole catalogue as tables, one for each service.

use std::borrow::Cow;

use super::address::address_in_words;
use super::listed::Listed;
use crate::cli::output::{BAD, CARE, HEADING, QUIET, counted, plain, styled, table};
use crate::webex::{Effect, Service};
use clap::builder::styling::Style;

/// The commands in tables, and a line that counts them.
pub fn render(all: &[&Listed<'_>]) -> String {
    let rows: Vec<_> = all.iter().map(|listed| row(listed)).collect();
    let heading = ["COMMAND", "ADDRESS", "EFFECT", "BACK", "TITLE"];
    let heading = heading.map(|word| (QUIET, Cow::Borrowed(word))).to_vec();
    // One table, so that the columns of all services stand below each other.
    let aligned = table(&[vec![heading], rows].concat(), 2);
    let mut lines = aligned.lines();
    let mut out = String::new();
    out.extend(lines.next().map(|line| format!("{line}\n")));
    let lines: Vec<&str> = lines.collect();
    for service in Service::ALL {
        let mut of_service = all
            .iter()
            .zip(&lines)
            .filter(|(listed, _)| listed.command.service() == *service)
            .peekable();
        if of_service.peek().is_some() {
            out.push_str(&format!("\n{}\n", styled(HEADING, service.as_str())));
        }
        for (_, line) in of_service {
            out.push_str(line);
            out.push('\n');
        }
    }
    let incomplete = all
        .iter()
        .filter(|l| !l.command.missing().is_empty())
        .count();
    let count = counted(all.len(), "command");
    out.push_str(&format!("\n{count}, {incomplete} of them to be completed from your Reference Guide: see --incomplete\n"));
    out
}

fn row<'c>(listed: &Listed<'c>) -> Vec<(Style, Cow<'c, str>)> {
    let command = listed.command;
    let address = match command.missing().is_empty() {
        true => plain(address_in_words(command)),
        false => (QUIET, address_in_words(command).into()),
    };
    let mut title = command.words().title.to_string();
    if !listed.sites.is_empty() {
        title.push_str(&format!(" (at {})", listed.sites.join(", ")));
    }
    vec![
        plain(command.name().as_str()),
        address,
        (
            effect_style(command.effect()),
            command.effect().as_str().into(),
        ),
        plain(if command.takes_back() { "yes" } else { "no" }),
        plain(title),
    ]
}

/// Changes need care, destruction more of it.
pub fn effect_style(effect: Effect) -> Style {
    match effect {
        Effect::Look | Effect::Enter => Style::new(),
        Effect::Change => CARE,
        Effect::Destroy => BAD,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::commands::listed::with_embedded;
    use crate::cli::output::unstyled;

    #[test]
    fn the_catalogue_is_one_aligned_table() {
        let shown = with_embedded(|all| {
            let some: Vec<_> = all
                .iter()
                .filter(|l| matches!(l.command.service(), Service::Meetings | Service::Accounts))
                .collect();
            unstyled(&render(&some))
        });
        insta::assert_snapshot!(shown, @"
          COMMAND                     ADDRESS            EFFECT   BACK  TITLE

        accounts
          account.activate            (to be completed)  change   no    Activate a user account
          account.create              p.php?AT=SU        change   no    Create a user account
          account.deactivate          (to be completed)  destroy  no    Deactivate a user account
          account.edit                (to be completed)  change   no    Edit a user account

        meetings
          meeting.delete              m.php?AT=DM        destroy  yes   Delete a scheduled meeting
          meeting.edit                m.php?AT=EM        change   yes   Edit a scheduled meeting
          meeting.end                 w.php?AT=KM        destroy  no    End a running meeting for everybody
          meeting.instant             m.php?AT=IM        change   yes   Start a meeting at once
          meeting.join                m.php?AT=JM        enter    yes   Join a meeting
          meeting.list_open           m.php?AT=OM        look     no    List the meetings in progress
          meeting.list_scheduled      m.php?AT=LM        look     no    List the scheduled meetings
          meeting.one_click_settings  w.php?AT=SO        change   yes   Save the settings of the one-click meeting
          meeting.one_click_start     w.php?AT=CO        change   yes   Start the one-click meeting
          meeting.schedule            m.php?AT=SM        change   yes   Schedule a meeting
          meeting.start               m.php?AT=HM        enter    yes   Start a scheduled meeting
          meeting.status              w.php?AT=GS        look     no    Check whether a meeting is running

        16 commands, 3 of them to be completed from your Reference Guide: see --incomplete
        ");
    }

    #[test]
    fn every_command_has_its_line() {
        with_embedded(|all| {
            let shown = unstyled(&render(&all.iter().collect::<Vec<_>>()));
            for listed in all {
                let name = listed.command.name().as_str();
                assert_eq!(
                    shown
                        .lines()
                        .filter(|l| l.split_whitespace().next() == Some(name))
                        .count(),
                    1,
                    "{name}"
                );
            }
        });
    }
}
