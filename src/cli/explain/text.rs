//! The facts about one request as aligned text.

use super::facts::{
    AccessFacts, CommandFacts, Facts, LinkFacts, ParameterFacts, PlaceFacts, RouteFacts,
};
use crate::cli::output::{BAD, CARE, GOOD, QUIET, counted, plain, styled, table, visible};

/// Where the facts begin, behind their labels.
const MARGIN: usize = 12;

/// The facts as text.
pub(super) fn render(facts: &Facts<'_>) -> String {
    let mut sheet = Sheet::default();
    headline(&mut sheet, facts);
    asked(&mut sheet, facts);
    if let Some(link) = &facts.link {
        link_rows(&mut sheet, link);
    }
    if let Some(route) = &facts.route {
        route_row(&mut sheet, route);
    }
    if let Some(access) = &facts.access {
        access_rows(&mut sheet, access);
    }
    if let Some(command) = &facts.command {
        command_rows(&mut sheet, command);
    }
    parameter_rows(&mut sheet, &facts.parameters);
    if facts.ignored_query_fields > 0 {
        let fields = counted(facts.ignored_query_fields as usize, "query field");
        sheet.row(
            "ignored",
            &format!("{fields} without a meaning for this route"),
        );
    }
    if let Some(back) = &facts.back {
        let url = back.url.as_deref().unwrap_or_default();
        sheet.row("back", &format!("{}  {url}", back.name));
    }
    if let Some(target) = &facts.target {
        sheet.row("target", target);
    }
    sheet.0
}

/// Lines of text with labels before them.
#[derive(Default)]
struct Sheet(String);

impl Sheet {
    fn row(&mut self, label: &str, text: &str) {
        let label = styled(QUIET, &format!("{label:<MARGIN$}"));
        let text = visible(text);
        self.0.push_str(&format!("  {label}{}\n", text.trim_end()));
    }
}

fn headline(sheet: &mut Sheet, facts: &Facts<'_>) {
    let answer = &facts.answer;
    let style = match answer.outcome {
        "go" => GOOD,
        "confirm" => CARE,
        _ => BAD,
    };
    let status = styled(style, &answer.status.to_string());
    let says = visible(&answer.says);
    sheet.0.push_str(&format!("{status}  {says}\n"));
    if let Some(because) = &answer.because {
        sheet.0.push_str(&format!("     {}\n", visible(because)));
    }
    sheet.0.push('\n');
}

fn asked(sheet: &mut Sheet, facts: &Facts<'_>) {
    let asked = &facts.asked;
    sheet.row("asked", asked.url);
    sheet.row("from", &asked.from.to_string());
    let words = match (asked.name, asked.email) {
        (Some(name), Some(email)) => format!("{name} <{email}>"),
        (name, email) => name.or(email).unwrap_or_default().to_owned(),
    };
    if !words.is_empty() {
        sheet.row("as", &words);
    }
    sheet.row("at", &asked.at);
}

fn link_rows(sheet: &mut Sheet, link: &LinkFacts<'_>) {
    sheet.row(
        "link",
        &format!(
            "{}{}{}",
            link.name,
            title(link.title),
            place(link.place.as_ref())
        ),
    );
    let owner = link.owner.map(|owner| format!("owner {owner}"));
    let from = link.from.as_ref().map(|from| format!("from {from}"));
    let until = link.until.as_ref().map(|until| format!("until {until}"));
    let more: Vec<String> = [owner, from, until].into_iter().flatten().collect();
    if !more.is_empty() {
        sheet.row("", &more.join(", "));
    }
}

fn route_row(sheet: &mut Sheet, route: &RouteFacts<'_>) {
    sheet.row(
        "route",
        &format!(
            "{}{}{}",
            route.name,
            title(Some(route.title)),
            place(route.place.as_ref())
        ),
    );
    if let Some(path) = route.path {
        sheet.row("", path);
    }
}

fn access_rows(sheet: &mut Sheet, access: &AccessFacts) {
    let by = access.by.as_ref().map(|by| format!(" by: {by}"));
    sheet.row(
        "access",
        &format!("{}{}", access.verdict, by.unwrap_or_default()),
    );
    for (label, alternatives) in [("allow", &access.allow), ("deny", &access.deny)] {
        if !alternatives.is_empty() {
            sheet.row("", &format!("{label} {}", alternatives.join(", or ")));
        }
    }
}

fn command_rows(sheet: &mut Sheet, command: &CommandFacts<'_>) {
    sheet.row(
        "command",
        &format!("{}{}", command.name, title(Some(command.title))),
    );
    sheet.row(
        "",
        &format!("{}, effect: {}", command.address, command.effect),
    );
    sheet.row("site", &format!("{}  {}", command.site, command.site_url));
}

fn parameter_rows(sheet: &mut Sheet, parameters: &[ParameterFacts<'_>]) {
    let rows: Vec<_> = parameters
        .iter()
        .map(|parameter| {
            vec![
                plain(parameter.name),
                (QUIET, parameter.codes.join(" ").into()),
                plain(&*parameter.value),
                (QUIET, format!("from the {}", parameter.origin).into()),
            ]
        })
        .collect();
    for (line, number) in table(&rows, 0).lines().zip(0..) {
        let label = if number == 0 { "parameters" } else { "" };
        let label = styled(QUIET, &format!("{label:<MARGIN$}"));
        sheet.0.push_str(&format!("  {label}{line}\n"));
    }
}

fn title(title: Option<&str>) -> String {
    title.map_or_else(String::new, |title| format!("  \"{title}\""))
}

fn place(place: Option<&PlaceFacts<'_>>) -> String {
    place.map_or_else(String::new, |place| {
        format!("  ({}:{}:{})", place.file, place.line, place.column)
    })
}

#[cfg(test)]
mod tests {
    use super::super::{ExplainArgs, explain};
    use super::*;
    use crate::cli::output::{json, unstyled};
    use crate::policy::load_text;
    use clap::Parser;
    use jiff::Timestamp;

    const POLICY: &str = "\
version: 1
public_url: https://go.acme.example/
sites: { acme: https://acme.webex.com/acme/ }
back_urls:
  meetings: https://portal.acme.example/meetings
  course: https://learn.acme.example/course/{course}
callers: { networks: { office: [10.0.0.0/8], lab: [10.9.0.0/16] } }
routes:
  join:
    path: /go/join/{meeting_key}
    command: meeting.join
    parameters: { course: { type: name } }
    query: [course]
    fill: { attendee_name: '{caller.name}' }
    back: [meetings, course]
    allow: [{ network: office }]
    deny: [{ network: lab }]
  delete:
    path: /go/delete/{meeting_key}
    command: meeting.delete
    allow: anyone
links:
  standup:
    title: Platform team stand-up
    route: join
    meeting_key: 123 456 789
    owner: platform@acme.example
    from: 2026-01-01
    until: 2027-06-30
";

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        args: ExplainArgs,
    }

    fn with<R>(words: &[&str], show: impl FnOnce(&Facts<'_>) -> R) -> R {
        let loaded = load_text("policy.yaml", POLICY, Timestamp::UNIX_EPOCH);
        let policy = loaded.policy.expect("a good policy");
        let line = Line::try_parse_from([&["explain"], words].concat()).expect("parses");
        let moment = line.args.at.unwrap_or(Timestamp::UNIX_EPOCH);
        explain((&policy, &loaded.sources), &line.args, moment, show)
    }

    fn shown(words: &[&str]) -> String {
        with(words, |facts| unstyled(&render(facts)))
    }

    #[test]
    fn a_link_is_explained_from_who_may_to_the_target() {
        insta::assert_snapshot!(shown(&["/go/standup?back=course&course=rust&utm=x", "--from", "10.1.2.3", "--at", "2027-01-01T09:00", "--as", "Ann Lee <ann@acme.example>"]), @r##"
        302  The person is sent to Webex.

          asked       /go/standup?back=course&course=rust&utm=x
          from        10.1.2.3
          as          Ann Lee <ann@acme.example>
          at          2027-01-01T09:00:00Z
          link        standup  "Platform team stand-up"  (policy.yaml:23:3)
                      owner platform@acme.example, from 2026-01-01T00:00:00Z, until 2027-07-01T00:00:00Z
          route       join  "Join a meeting"  (policy.yaml:9:3)
                      /go/join/{meeting_key}
          access      allowed by: network office
                      allow network office
                      deny network lab
          command     meeting.join  "Join a meeting"
                      m.php?AT=JM, effect: enter
          site        acme  https://acme.webex.com/acme/
          parameters  meeting_key    MK  123456789  from the link
                      attendee_name  AN  Ann Lee    from the caller
                      course             rust       from the query
          ignored     1 query field without a meaning for this route
          back        course  https://learn.acme.example/course/rust
          target      https://acme.webex.com/acme/m.php?AT=JM&MK=123456789&AN=Ann%20Lee&BU=https%3A%2F%2Flearn.acme.example%2Fcourse%2Frust
        "##);
    }

    #[test]
    fn a_refusal_says_which_rule_made_it() {
        insta::assert_snapshot!(shown(&["/go/join/123456789", "--from", "10.9.1.1", "--at", "2027-01-01"]), @r##"
        403  You cannot use this link from here.
             `deny` holds for 10.9.1.1: network lab

          asked       /go/join/123456789
          from        10.9.1.1
          at          2027-01-01T00:00:00Z
          route       join  "Join a meeting"  (policy.yaml:9:3)
                      /go/join/{meeting_key}
          access      denied by: network lab
                      allow network office
                      deny network lab
          command     meeting.join  "Join a meeting"
                      m.php?AT=JM, effect: enter
          site        acme  https://acme.webex.com/acme/
        "##);
    }

    #[test]
    fn each_answer_has_words_for_the_visitor_and_for_the_operator() {
        let words = |words: &[&str]| {
            let heads = words.iter().map(|word| {
                let at = if word.ends_with("standup") {
                    "2028-01-01"
                } else {
                    "2025-01-01"
                };
                let shown = shown(&[word, "--from", "10.1.1.1", "--at", at]);
                let head: Vec<&str> = shown.lines().take(2).collect();
                format!("{word}\n{}\n", head.join("\n"))
            });
            heads.collect::<String>()
        };
        insta::assert_snapshot!(words(&[
            "/go/standup",
            "/go/stand-up?",
            "/go/standpu",
            "/go/join/abc",
            "/go/join/123456789?AT=DM",
            "/go/join/123456789?back=evil",
            "/go/join/123456789?back=course",
            "/go/join/123456789?course=a&course=a",
            "/go/delete/123456789",
            "/go/%0d",
            "https://evil.example/go/join/123456789",
        ]), @r##"
        /go/standup
        410  This link has expired.
             its `until` ended at 2027-07-01T00:00:00Z
        /go/stand-up?
        403  This link is not open yet.
             its `from` begins at 2026-01-01T00:00:00Z
        /go/standpu
        404  There is no such link.
             no route and no link has this path; did you mean `/go/standup`?
        /go/join/abc
        400  The meeting key must be a number of 7 to 20 digits.
             the value for `meeting_key` does not have its type
        /go/join/123456789?AT=DM
        400  The address has a field in it that this link does not take.
             a query field is a reserved word, or a name or code of the command's parameters, and the route does not declare it under `query`
        /go/join/123456789?back=evil
        400  The page to come back to is none of those that this link offers.
             the route offers `back`: meetings, course
        /go/join/123456789?back=course
        400  The course is missing.
             nothing in the request gives `course`
        /go/join/123456789?course=a&course=a
        400  The course stands in the address twice.
             `course` may stand in the query once
        /go/delete/123456789
        200  The person is asked to confirm, and then sent to Webex with 303.
             `destroy` is never carried out by a bare link
        /go/%0d
        400  The address has control characters in it.
             an address must be plainly one path and one query before anything is looked up
        https://evil.example/go/join/123456789
        421  This gateway does not answer under that name.
             `evil.example` is not this gateway's host: it answers for https://go.acme.example/ and for `hosts`
        "##);
    }

    #[test]
    fn programs_get_the_same_facts() {
        let json = with(
            &[
                "https://go.acme.example/go/join/123%20456%20789",
                "--from",
                "10.1.2.3",
            ],
            |facts| json(facts),
        );
        insta::assert_snapshot!(json.expect("serializes"), @r##"
        {
          "asked": {
            "url": "https://go.acme.example/go/join/123%20456%20789",
            "from": "10.1.2.3",
            "at": "1970-01-01T00:00:00Z",
            "name": null,
            "email": null
          },
          "answer": {
            "status": 302,
            "outcome": "go",
            "says": "The person is sent to Webex.",
            "because": null
          },
          "link": null,
          "route": {
            "name": "join",
            "title": "Join a meeting",
            "path": "/go/join/{meeting_key}",
            "place": {
              "file": "policy.yaml",
              "line": 9,
              "column": 3
            }
          },
          "access": {
            "verdict": "allowed",
            "by": "network office",
            "allow": [
              "network office"
            ],
            "deny": [
              "network lab"
            ]
          },
          "command": {
            "name": "meeting.join",
            "title": "Join a meeting",
            "address": "m.php?AT=JM",
            "effect": "enter",
            "site": "acme",
            "site_url": "https://acme.webex.com/acme/"
          },
          "parameters": [
            {
              "name": "meeting_key",
              "codes": [
                "MK"
              ],
              "value": "123456789",
              "secret": false,
              "origin": "path"
            }
          ],
          "ignored_query_fields": 0,
          "back": {
            "name": "meetings",
            "url": "https://portal.acme.example/meetings"
          },
          "target": "https://acme.webex.com/acme/m.php?AT=JM&MK=123456789&BU=https%3A%2F%2Fportal.acme.example%2Fmeetings"
        }
        "##);
    }
}
