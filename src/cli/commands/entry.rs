//! One command in full.

use super::address::address_in_words;
use super::listed::Listed;
use super::overview::effect_style;
use super::{example, incomplete, kind};
use crate::cli::output::{
    CARE, COLUMNS, HEADING, QUIET, plain, styled, visible, wrap, wrapped_table,
};
use crate::webex::{Address, Code, Command, Effect, Evidence};

/// One command with all that there is to say about it.
pub fn render(listed: &Listed<'_>) -> String {
    let command = listed.command;
    let words = command.words();
    let mut rows = vec![
        ("service", command.service().as_str().to_owned()),
        ("address", address_in_words(command)),
        ("effect", effect_in_words(command.effect()).to_owned()),
        (
            "back",
            if command.takes_back() {
                "takes a back URL"
            } else {
                "takes no back URL"
            }
            .to_owned(),
        ),
        ("reason", command.reason().unwrap_or_default().to_owned()),
        (
            "partly",
            words.partial.as_deref().unwrap_or_default().to_owned(),
        ),
        ("scopes", scopes(command)),
        ("returns", returns(command)),
        ("evidence", evidence_in_words(words.evidence).to_owned()),
        ("source", words.source.to_string()),
        ("note", words.note.as_deref().unwrap_or_default().to_owned()),
        ("sites", listed.sites.join(", ")),
    ];
    rows.retain(|(_, text)| !text.is_empty());
    let name = command.name().as_str();
    let room = COLUMNS - name.len() - "  ".len();
    let title = wrap(&visible(&words.title), room).join("\n    ");
    let mut out = format!("{}  {title}\n\n", styled(HEADING, name));
    let cells: Vec<_> = rows
        .iter()
        .map(|(label, text)| {
            let effect = if *label == "effect" {
                effect_style(command.effect())
            } else {
                plain("").0
            };
            vec![(QUIET, (*label).into()), (effect, text.as_str().into())]
        })
        .collect();
    out.push_str(&wrapped_table(&cells, 2));
    out.push_str(&parameters(command));
    if !command.missing().is_empty() {
        out.push_str(&section(
            "To be completed in the policy",
            &incomplete::entry(command),
        ));
    }
    out.push_str(&section("Example", &example::route(command)));
    out
}

fn section(heading: &str, body: &str) -> String {
    let mut out = format!("\n{}\n", styled(HEADING, heading));
    for line in body.lines() {
        out.push_str(format!("  {}", visible(line)).trim_end());
        out.push('\n');
    }
    out
}

fn parameters(command: &Command) -> String {
    let parameters = command.parameters();
    if parameters.is_empty() {
        return String::new();
    }
    let rows: Vec<_> = parameters
        .iter()
        .flat_map(|parameter| {
            let codes: Vec<&str> = parameter.codes().iter().map(Code::as_str).collect();
            let codes = match command.address() {
                _ if !codes.is_empty() => codes.join(" "),
                Address::Rest(rest) if !rest.places().contains(&parameter.name()) => {
                    "(not a field)".to_owned()
                }
                _ => "(in the path)".to_owned(),
            };
            let secret = if parameter.is_secret() { "secret" } else { "" };
            let row = vec![
                plain(parameter.name()),
                plain(codes),
                plain(if parameter.is_required() {
                    "required"
                } else {
                    "optional"
                }),
                (CARE, secret.into()),
                plain(kind::in_words(parameter.kind())),
            ];
            // A note stands below the type, because both are long.
            let note = parameter.note().map(|note| {
                let mut below = vec![plain(""); row.len() - 1];
                below.push((QUIET, note.into()));
                below
            });
            [row].into_iter().chain(note)
        })
        .collect();
    let heading = styled(HEADING, "Parameters");
    format!("\n{heading}\n{}", wrapped_table(&rows, 2))
}

/// What a token has to allow.
fn scopes(command: &Command) -> String {
    let Address::Rest(rest) = command.address() else {
        return String::new();
    };
    let scopes = rest.scopes();
    let of = |scopes: &[Box<str>], who| match scopes.is_empty() {
        true => None,
        false => Some(format!("{} ({who})", scopes.join(" "))),
    };
    let all = [
        of(&scopes.user, "one's own"),
        of(&scopes.admin, "for others"),
    ];
    all.into_iter().flatten().collect::<Vec<_>>().join(", or ")
}

fn returns(command: &Command) -> String {
    let words = command.words();
    let fields = words.returns.join(" ");
    match &words.returns_format {
        Some(format) if fields.is_empty() => format!("{format}"),
        Some(format) => format!("{fields} (as {format})"),
        None => fields,
    }
}

fn effect_in_words(effect: Effect) -> &'static str {
    match effect {
        Effect::Look => "look: only shows something",
        Effect::Enter => "enter: takes a person in or out",
        Effect::Change => "change: creates or alters something; a person has to confirm it",
        Effect::Destroy => "destroy: deletes or ends something; a person has to confirm it",
    }
}

fn evidence_in_words(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Verified => "verified: read in public sources",
        Evidence::Inferred => "inferred: something essential follows from code or layout only",
        Evidence::Listed => "listed: only its existence is published",
        Evidence::Disputed => "disputed: public sources disagree on something essential",
        Evidence::Operator => "operator: the policy's own word",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::commands::listed::{of_catalogue, with_embedded};
    use crate::cli::output::unstyled;
    use crate::compile::profile_catalogue;
    use crate::webex::Profile;

    fn shown(name: &str) -> String {
        with_embedded(|all| {
            let listed = all
                .iter()
                .find(|l| l.command.name().as_str() == name)
                .expect(name);
            unstyled(&render(listed))
        })
    }

    #[test]
    fn a_command_is_shown_in_full() {
        insta::assert_snapshot!(shown("meeting.join"), @"
        meeting.join  Join a meeting

          service   meetings
          address   m.php?AT=JM
          effect    enter: takes a person in or out
          back      takes a back URL
          returns   AT ST RS
          evidence  verified: read in public sources
          source    Cisco URL API tips; Cisco post on GET to POST; Cisco engineer's public callers; Public
                    clients; docs/webex.md 2.3, 2.5
          note      Nearly every caller sends name and mail, yet Cisco's own example has the meeting key
                    alone. CO and EM were seen too and are left out, their meaning here being unclear.

        Parameters
          meeting_key      MK   required          7 to 20 digits
          attendee_name    AN   optional          text, up to 128 characters
          attendee_email   AE   optional          e-mail address
          password         PW   optional  secret  text, up to 64 characters
          registration_id  RID  optional          text, up to 128 characters
          sharing          AS   optional          one of web_tour (WebTour), application_view (AppView)
          meeting_type     MT   optional          whole number, 0 to 999999

        Example
          routes:
            meeting-join:
              path: /go/meeting-join/{meeting_key}
              command: meeting.join
              back: meetings
              allow: [{ network: office }]
        ");
    }

    fn shown_for(profile: Profile, name: &str) -> String {
        let catalogue = profile_catalogue(profile).expect("a sound catalogue");
        let all = of_catalogue(&catalogue);
        let is_meant = |listed: &&Listed<'_>| listed.command.name().as_str() == name;
        unstyled(&render(all.iter().find(is_meant).expect(name)))
    }

    #[test]
    fn a_command_of_the_rest_api_has_its_calls_and_scopes() {
        insta::assert_snapshot!(shown_for(Profile::Rest, "reports.attendee_events"));
        insta::assert_snapshot!(shown_for(Profile::Links, "meeting.join"));
    }

    #[test]
    fn a_secret_that_is_needed_is_said() {
        insta::assert_snapshot!(shown("site.login_ticket"), @"
        site.login_ticket  Log in to the site with a one-time ticket

          service   site
          address   p.php?AT=LI
          effect    enter: takes a person in or out
          back      takes a back URL
          returns   AT WID ST RS CSRF
          evidence  verified: read in public sources
          source    Cisco XML API pages on tickets; Public clients; docs/webex.md 2.2, 5
          note      The ticket comes from the XML API.

        Parameters
          ticket            TK  required  secret  text, up to 512 characters
                                                  Used up by its first use; not always hexadecimal.
          page_after_login  MU  optional          https address, chosen by the policy only
                                                  Has to lie on the same Webex site; the word GoBack, which
                                                  Webex accepts here too, is not offered.

        Example
          # No route can use it: it needs the secret `ticket`, which no link may carry.
        ");
    }

    #[test]
    fn what_is_missing_can_be_filled_in() {
        insta::assert_snapshot!(shown("account.edit"), @"
        account.edit  Edit a user account

          service   accounts
          address   (to be completed)
          effect    change: creates or alters something; a person has to confirm it
          back      takes no back URL
          evidence  listed: only its existence is published
          source    Cisco URL API overview; docs/webex.md 2.1
          note      Look for the chapter on user accounts in the Reference Guide.

        To be completed in the policy
          commands:
            # Edit a user account
            # Look for the chapter on user accounts in the Reference Guide.
            account.edit:
              page:    # the page, like p.php
              action:  # the value of AT, like SU
              # parameters:
              #   email: { code: EM, type: email, required: true }
              # back: true  # if it takes a back URL (BU)

        Example
          routes:
            account-edit:
              path: /go/account-edit
              command: account.edit
              allow: [{ network: office }]
        ");
    }
}
