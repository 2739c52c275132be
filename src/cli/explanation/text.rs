//! The facts about one request as aligned text.

mod writer;

use super::answer::{Answer, Kind};
use super::facts::{
    AccessFacts, BackFacts, DecisionFacts, Facts, Meaning, PlaceFacts, Placed, StepFacts,
};
use super::former::FormerAddress;
use crate::cli::output::{BAD, CARE, GOOD, QUIET, counted, plain, styled, table, visible};
use crate::policy::{LinkView, ParameterView, RouteView};
use crate::webex::MASK;
use writer::MARGIN;
pub use writer::TextWriter;

/// Most remarks about groups.
const REMARKS: usize = 10;

/// The facts as text.
pub fn render(facts: &Facts) -> String {
    let mut writer = TextWriter::default();
    headline(&mut writer, &facts.answer);
    asked(&mut writer, facts);
    if let Some(meaning) = &facts.typed {
        typed_rows(&mut writer, meaning);
    }
    if let Some(former) = &facts.asked.former {
        former_row(&mut writer, former);
    }
    decision_rows(&mut writer, &facts.decision);
    answer_rows(&mut writer, facts);
    writer.0
}

fn decision_rows(writer: &mut TextWriter, facts: &DecisionFacts) {
    if let Some(link) = &facts.link {
        link_rows(writer, link);
    }
    if let Some(route) = &facts.route {
        route_row(writer, route);
    }
    if let Some(access) = &facts.access {
        access_rows(writer, access);
    }
    for (step, number) in facts.steps.iter().zip(1..) {
        let is_chain = facts.steps.len() > 1;
        step_rows(writer, step, is_chain.then_some(number));
    }
    if let Some(site) = &facts.site {
        writer.row("site", &format!("{}  {}", site.name, site.url));
    }
    if facts.ignored_query_fields > 0 {
        let fields = counted(facts.ignored_query_fields as usize, "query field");
        writer.row(
            "ignored",
            &format!("{fields} without a meaning for this route"),
        );
    }
    if let Some(back) = &facts.back {
        back_row(writer, back);
    }
    if let Some(target) = &facts.target {
        writer.row("target", target);
    }
    if let Some(call) = &facts.webex_call {
        let request = call.request.as_deref().unwrap_or_default();
        writer.row("asks Webex", &format!("{}  {request}", call.name));
    }
    if !facts.form_fields.is_empty() {
        let fields = facts.form_fields.join(", ");
        writer.row("", &format!("by a form with {fields}"));
    }
}

fn answer_rows(writer: &mut TextWriter, facts: &Facts) {
    let answer = &facts.answer;
    if let Some(location) = &answer.location
        && answer.location != facts.decision.target
    {
        writer.row("leads to", location);
    }
    if let Some(client) = answer.client
        && answer.client != facts.asked.from
    {
        writer.row("client", &client.to_string());
    }
    if let (Some(caller), Some(provider)) = (&answer.caller, &answer.identity_provider)
        && !facts.asked.names_a_person()
    {
        writer.row("caller", &format!("{caller}, by {provider}"));
    }
    if let Some(auth_error) = answer.auth_error {
        writer.row("auth error", auth_error);
    }
    if facts.asked.has_ignored_headers {
        let why = "the address is not in `trusted_proxies`: headers about client and caller are ignored, but for tokens";
        writer.row("ignored", why);
    }
    if let Some(limit) = &answer.rate_limit {
        let class = match limit.suggestions {
            true => ", among the suggestions",
            false => "",
        };
        writer.row("counted", &format!("by {}{class}", limit.by));
    }
    if answer.logged && !answer.depends_on_webex {
        let reason = answer.reason.map(|reason| format!(", {reason}"));
        let reason = reason.unwrap_or_default();
        writer.row("logged", &format!("{}{reason}", answer.outcome));
    }
}

fn headline(writer: &mut TextWriter, answer: &Answer) {
    let style = match answer.kind {
        Kind::LeadsOn => GOOD,
        Kind::Asks => CARE,
        Kind::Refuses => BAD,
    };
    // What Webex says is not known here.
    let status = match answer.depends_on_webex {
        true => "???".to_owned(),
        false => answer.status.to_string(),
    };
    let status = styled(style, &status);
    let says = visible(&answer.says);
    writer.0.push_str(&format!("{status}  {says}\n"));
    if let Some(because) = &answer.because {
        writer.0.push_str(&format!("     {}\n", visible(because)));
    }
    writer.0.push('\n');
}

fn asked(writer: &mut TextWriter, facts: &Facts) {
    let asked = &facts.asked;
    match &*asked.method {
        "GET" => writer.row("asked", &asked.url),
        method => writer.row("asked", &format!("{method} {}", asked.url)),
    }
    if !asked.headers.is_empty() {
        writer.row("headers", &asked.headers.join(", "));
    }
    let from = asked.from.map(|from| from.to_string());
    writer.row("from", from.as_deref().unwrap_or("unknown"));
    if !facts.standing.networks.is_empty() {
        let networks = &facts.standing.networks;
        let noun = if networks.len() == 1 {
            "network"
        } else {
            "networks"
        };
        writer.row("", &format!("in the {noun} {}", networks.join(", ")));
    }
    let words = match (&asked.name, &asked.email) {
        (Some(name), Some(email)) => format!("{name} <{email}>"),
        (name, email) => {
            let known = name.as_ref().or(email.as_ref()).or(asked.user.as_ref());
            known.cloned().unwrap_or_default()
        }
    };
    if !words.is_empty() {
        writer.row("as", &words);
    }
    if !asked.groups.is_empty() {
        writer.row("groups", &asked.groups.join(", "));
    }
    let remarks = facts.standing.groups.iter();
    let remarks = remarks.filter_map(|group| group.remark.as_ref());
    for remark in remarks.take(REMARKS) {
        writer.row("", remark);
    }
    for (label, text) in [
        ("certificate", &asked.certificate),
        ("referrer", &asked.referrer),
    ] {
        if let Some(text) = text {
            writer.row(label, text);
        }
    }
    writer.row("at", &asked.at);
}

/// What the box makes of what was typed.
fn typed_rows(writer: &mut TextWriter, meaning: &Meaning) {
    match meaning {
        Meaning::Path { path } => writer.row("box", &format!("opens {path}")),
        Meaning::Choice { choices } => {
            writer.row("box", "offers a choice of routes");
            for choice in choices {
                writer.row("", &format!("{}  {}", choice.route, choice.path));
            }
        }
        Meaning::Search => writer.row("box", "searches for it in the directory"),
        Meaning::Foreign => writer.row("box", "knows nothing that leads to that address"),
    }
}

fn former_row(writer: &mut TextWriter, former: &FormerAddress) {
    let FormerAddress {
        site, url, until, ..
    } = former;
    let row = match former.counts {
        true => format!("{url}, a former address of the site {site}, counts until {until}"),
        false => format!("{url}, a former address of the site {site}, counted until {until}"),
    };
    writer.row("", &row);
}

fn link_rows(writer: &mut TextWriter, link: &Placed<LinkView>) {
    let Placed {
        view: link,
        place: at,
    } = link;
    writer.row(
        "link",
        &format!(
            "{}{}{}",
            link.name,
            title(link.title.as_deref()),
            place(at.as_ref())
        ),
    );
    if !link.aliases.is_empty() {
        writer.row("", &format!("also {}", link.aliases.join(", ")));
    }
    let owner = link.owner.as_ref().map(|owner| format!("owner {owner}"));
    let from = link.from.as_ref().map(|from| format!("from {from}"));
    let until = link.until.as_ref().map(|until| format!("until {until}"));
    let more: Vec<String> = [owner, from, until].into_iter().flatten().collect();
    if !more.is_empty() {
        writer.row("", &more.join(", "));
    }
}

fn route_row(writer: &mut TextWriter, route: &Placed<RouteView>) {
    let Placed {
        view: route,
        place: at,
    } = route;
    writer.row(
        "route",
        &format!(
            "{}{}{}",
            route.name,
            title(Some(&route.title)),
            place(at.as_ref())
        ),
    );
    if let Some(path) = &route.path {
        writer.row("", path);
    }
}

fn access_rows(writer: &mut TextWriter, access: &AccessFacts) {
    let by = access.by.as_ref().map(|by| format!(" by: {by}"));
    writer.row(
        "access",
        &format!("{}{}", access.verdict, by.unwrap_or_default()),
    );
    for (label, alternatives) in [("allow", &access.allow), ("deny", &access.deny)] {
        if !alternatives.is_empty() {
            writer.row("", &format!("{label} {}", alternatives.join(", or ")));
        }
    }
    if let Some(would) = &access.would {
        let reason = would.reason.map(|reason| format!(", {reason}"));
        let (outcome, reason) = (would.outcome, reason.unwrap_or_default());
        let row = format!("{outcome}{reason}, if every rule were enforced");
        writer.row("would be", &row);
        if let Some(rule) = &would.rule {
            writer.row("", &format!("by: {rule}"));
        }
    }
}

/// One call; `number` tells it from the others of a chain.
fn step_rows(writer: &mut TextWriter, step: &StepFacts, number: Option<usize>) {
    let label = number.map_or_else(|| "command".to_owned(), |number| format!("step {number}"));
    writer.row(
        &label,
        &format!("{}{}", step.command, title(Some(&step.title))),
    );
    writer.row("", &format!("{}, effect: {}", step.address, step.effect));
    parameter_rows(writer, &step.parameters);
}

fn back_row(writer: &mut TextWriter, back: &BackFacts) {
    let url = back.url.as_deref().unwrap_or_default();
    writer.row("back", &format!("{}  {url}", back.name));
    if back.by_page {
        writer.row(
            "",
            "by a link on a page of the gateway: Webex leads nobody back",
        );
    } else if back.through_gateway {
        writer.row("", "through the gateway, which takes Webex's answer in");
    }
}

fn parameter_rows(writer: &mut TextWriter, parameters: &[ParameterView]) {
    let rows: Vec<_> = parameters
        .iter()
        .map(|parameter| {
            vec![
                plain(parameter.name()),
                (QUIET, parameter.codes().join(" ").into()),
                plain(parameter.value().unwrap_or(MASK)),
                (QUIET, format!("from the {}", parameter.origin()).into()),
            ]
        })
        .collect();
    for (line, number) in table(&rows, 0).lines().zip(0..) {
        let label = if number == 0 { "parameters" } else { "" };
        let label = styled(QUIET, &format!("{label:<MARGIN$}"));
        writer.0.push_str(&format!("  {label}{line}\n"));
    }
}

fn title(title: Option<&str>) -> String {
    title.map_or_else(String::new, |title| format!("  \"{title}\""))
}

fn place(place: Option<&PlaceFacts>) -> String {
    place.map_or_else(String::new, |place| {
        format!("  ({}:{}:{})", place.file, place.line, place.column)
    })
}
