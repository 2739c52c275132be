//! The facts about one request as aligned text.

use super::facts::{
    AccessFacts, BackFacts, Facts, LinkFacts, ParameterFacts, PlaceFacts, RouteFacts, StepFacts,
};
use super::page::FILE;
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
    for (step, number) in facts.steps.iter().zip(1..) {
        let is_chain = facts.steps.len() > 1;
        step_rows(&mut sheet, step, is_chain.then_some(number));
    }
    if let Some(site) = &facts.site {
        sheet.row("site", &format!("{}  {}", site.name, site.url));
    }
    if facts.ignored_query_fields > 0 {
        let fields = counted(facts.ignored_query_fields as usize, "query field");
        sheet.row(
            "ignored",
            &format!("{fields} without a meaning for this route"),
        );
    }
    if let Some(back) = &facts.back {
        back_row(&mut sheet, back);
    }
    if let Some(target) = &facts.target {
        sheet.row("target", target);
    }
    if !facts.form_fields.is_empty() {
        let fields = facts.form_fields.join(", ");
        sheet.row("", &format!("by a form with {fields}"));
    }
    let answer = &facts.answer;
    let reason = answer.reason.map(|reason| format!(", {reason}"));
    if answer.outcome != FILE {
        let reason = reason.unwrap_or_default();
        sheet.row("logged", &format!("{}{reason}", answer.outcome));
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
        "redirected" | "posted" => GOOD,
        "confirmation_shown" => CARE,
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
        (name, email) => name.or(email).or(asked.user).unwrap_or_default().to_owned(),
    };
    if !words.is_empty() {
        sheet.row("as", &words);
    }
    if !asked.groups.is_empty() {
        sheet.row("groups", &asked.groups.join(", "));
    }
    for (label, text) in [
        ("certificate", asked.certificate),
        ("referrer", asked.referrer),
    ] {
        if let Some(text) = text {
            sheet.row(label, text);
        }
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

/// One call; `number` tells it from the others of a chain.
fn step_rows(sheet: &mut Sheet, step: &StepFacts<'_>, number: Option<usize>) {
    let label = number.map_or_else(|| "command".to_owned(), |number| format!("step {number}"));
    sheet.row(
        &label,
        &format!("{}{}", step.command, title(Some(step.title))),
    );
    sheet.row("", &format!("{}, effect: {}", step.address, step.effect));
    parameter_rows(sheet, &step.parameters);
}

fn back_row(sheet: &mut Sheet, back: &BackFacts<'_>) {
    let url = back.url.as_deref().unwrap_or_default();
    sheet.row("back", &format!("{}  {url}", back.name));
    if back.through_gateway {
        sheet.row("", "through the gateway, which takes Webex's answer in");
    }
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
