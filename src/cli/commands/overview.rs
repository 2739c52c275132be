//! The whole catalogue as tables, one for each service.

use std::borrow::Cow;

use super::address::address_in_words;
use super::listed::Listed;
use crate::cli::output::{
    BAD, CARE, COLUMNS, HEADING, QUIET, counted, plain, styled, visible, wrap, wrapped_table,
};
use crate::webex::{Effect, Service};
use clap::builder::styling::Style;

/// The commands by service, each with its title below, and a line that counts them.
pub fn render(all: &[&Listed<'_>]) -> String {
    let place = |listed: &&Listed<'_>| {
        let service = listed.command.service();
        Service::ALL.iter().position(|known| *known == service)
    };
    let mut all = all.to_vec();
    all.sort_by_key(place);
    let heading = ["COMMAND", "EFFECT", "BACK", "ADDRESS"];
    let heading = heading.map(|word| (QUIET, Cow::Borrowed(word))).to_vec();
    let rows: Vec<_> = all.iter().map(|listed| row(listed)).collect();
    // One table, so that the columns of all services stand below each other.
    let aligned = wrapped_table(&[vec![heading], rows].concat(), INDENT);
    let mut lines = aligned.lines().peekable();
    let mut out = String::new();
    out.extend(lines.next().map(|line| format!("{line}\n")));
    let mut service = None;
    for listed in &all {
        let command = listed.command;
        if service.replace(command.service()) != Some(command.service()) {
            let word = command.service().as_str();
            out.push_str(&format!("\n{}\n", styled(HEADING, word)));
        }
        out.extend(lines.next().map(|line| format!("{line}\n")));
        // A long address goes on below, where no name is.
        let goes_on = |line: &&str| line.starts_with(CONTINUED);
        while let Some(line) = lines.next_if(goes_on) {
            out.push_str(&format!("{line}\n"));
        }
        for line in wrap(&title(listed), COLUMNS - CONTINUED.len()) {
            out.push_str(&format!("{CONTINUED}{}\n", styled(QUIET, &line)));
        }
    }
    let incomplete = all
        .iter()
        .filter(|l| !l.command.missing().is_empty())
        .count();
    let count = counted(all.len(), "command");
    out.push_str(&format!(
        "\n{count}, {incomplete} of them to be completed from your Reference Guide: see --incomplete\n"
    ));
    out
}

const INDENT: usize = 2;
/// What a line begins with that belongs to the command above.
const CONTINUED: &str = "    ";

fn row<'c>(listed: &Listed<'c>) -> Vec<(Style, Cow<'c, str>)> {
    let command = listed.command;
    let address = match command.missing().is_empty() {
        true => plain(address_in_words(command)),
        false => (QUIET, address_in_words(command).into()),
    };
    vec![
        plain(command.name().as_str()),
        (
            effect_style(command.effect()),
            command.effect().as_str().into(),
        ),
        plain(if command.takes_back() { "yes" } else { "no" }),
        address,
    ]
}

fn title(listed: &Listed<'_>) -> String {
    let title = visible(&listed.command.words().title);
    match listed.sites.is_empty() {
        true => title.into_owned(),
        false => format!("{title} (at {})", listed.sites.join(", ")),
    }
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
    use crate::webex::Service;

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
          COMMAND                     EFFECT   BACK  ADDRESS

        accounts
          account.activate            change   no    (to be completed)
            Activate a user account
          account.create              change   no    p.php?AT=SU
            Create a user account
          account.deactivate          destroy  no    (to be completed)
            Deactivate a user account
          account.edit                change   no    (to be completed)
            Edit a user account

        meetings
          meeting.delete              destroy  yes   m.php?AT=DM
            Delete a scheduled meeting
          meeting.edit                change   yes   m.php?AT=EM
            Edit a scheduled meeting
          meeting.end                 destroy  no    w.php?AT=KM
            End a running meeting for everybody
          meeting.instant             change   yes   m.php?AT=IM
            Start a meeting at once
          meeting.join                enter    yes   m.php?AT=JM
            Join a meeting
          meeting.list_open           look     no    m.php?AT=OM
            List the meetings in progress
          meeting.list_scheduled      look     no    m.php?AT=LM
            List the scheduled meetings
          meeting.one_click_settings  change   yes   w.php?AT=SO
            Save the settings of the one-click meeting
          meeting.one_click_start     change   yes   w.php?AT=CO
            Start the one-click meeting
          meeting.schedule            change   yes   m.php?AT=SM
            Schedule a meeting
          meeting.start               enter    yes   m.php?AT=HM
            Start a scheduled meeting
          meeting.status              look     no    w.php?AT=GS
            Check whether a meeting is running

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
