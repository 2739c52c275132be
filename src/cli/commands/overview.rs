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
        for text in [Some(title(listed)), remark(listed)].into_iter().flatten() {
            for line in wrap(&text, COLUMNS - CONTINUED.len()) {
                out.push_str(&format!("{CONTINUED}{}\n", styled(QUIET, &line)));
            }
        }
    }
    let incomplete = all
        .iter()
        .filter(|l| !l.command.missing().is_empty())
        .count();
    let count = counted(all.len(), "command");
    let nowhere = all.iter().filter(|l| l.command.reason().is_some()).count();
    out.push_str(&match nowhere {
        0 => format!(
            "\n{count}, {incomplete} of them to be completed from your Reference Guide: see --incomplete\n"
        ),
        _ => format!("\n{count}, {nowhere} of them without an equivalent\n"),
    });
    out
}

const INDENT: usize = 2;
/// What a line begins with that belongs to the command above.
const CONTINUED: &str = "    ";

fn row<'c>(listed: &Listed<'c>) -> Vec<(Style, Cow<'c, str>)> {
    let command = listed.command;
    let is_known = command.missing().is_empty() && command.reason().is_none();
    let address = match is_known {
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

/// Why there is no equivalent, and which part there is, or is not.
fn remark(listed: &Listed<'_>) -> Option<String> {
    let command = listed.command;
    let partial = command.words().partial.as_deref();
    match (command.reason(), partial) {
        (None, None) => None,
        (Some(reason), None) => Some(reason.to_owned()),
        (None, Some(partial)) => Some(format!("Partly: {partial}")),
        (Some(reason), Some(partial)) => Some(format!("{reason} Partly: {partial}")),
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
    use crate::cli::commands::listed::{of_catalogue, with_embedded};
    use crate::cli::output::unstyled;
    use crate::compile::profile_catalogue;
    use crate::webex::{Profile, Service};

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
    fn what_has_no_equivalent_says_why() {
        let catalogue = profile_catalogue(Profile::Rest).expect("a sound catalogue");
        let all = of_catalogue(&catalogue);
        let is_some = |service| matches!(service, Service::Site | Service::Reports);
        let some: Vec<_> = all
            .iter()
            .filter(|l| is_some(l.command.service()))
            .collect();
        insta::assert_snapshot!(unstyled(&render(&some)));
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
