//! What came of a replay, for people.

use super::result::ReplayResult;
use crate::cli::output::{
    BAD, CARE, GOOD, HEADING, QUIET, counted, grouped, plain, styled, table, visible,
};
use crate::decision_logs::Tally;
use crate::replay::{Change, Ending, Example, Summary};

/// What of an answer is compared.
const COMPARED: &str = "outcome, reason, route, link and back URL";

pub fn render(result: &ReplayResult<'_>) -> String {
    let mut out = String::new();
    let mut kinds = result.summary.changes.kinds();
    let shown = kinds.len().min(result.limit);
    let rest: u64 = kinds.drain(shown..).map(|change| change.count).sum();
    for change in &kinds {
        out.push_str(&in_words(change));
    }
    let others = rest + result.summary.changes.others;
    if others > 0 {
        let others = counted(others, "more request");
        out.push_str(&format!(
            "{others} would end differently in other ways (--limit shows more)\n\n"
        ));
    }
    out.push_str(&summary(result));
    out.push_str(&not_replayed(result));
    out.push_str(&problems(result.tally));
    out
}

/// One kind of change with its examples.
fn in_words(change: &Change<'_>) -> String {
    let mut out = format!(
        "{}  {} {} {}\n",
        styled(HEADING, &grouped(change.count)),
        visible(&ending(change.was)),
        styled(QUIET, "→"),
        visible(&ending(change.is)),
    );
    let (was, is) = (about(change.was), about(change.is));
    let about = match was == is {
        true => was,
        false => format!("{was} → {is}"),
    };
    let rule = change.rule.map(|rule| ("rule", rule.to_owned()));
    let facts = [("about", about)].into_iter().chain(rule);
    let facts = facts.map(|(label, text)| vec![(QUIET, label.into()), plain(text)]);
    let examples = change.examples.iter().map(example);
    out.push_str(&table(&facts.chain(examples).collect::<Vec<_>>(), 2));
    out.push('\n');
    out
}

type Row = Vec<(
    clap::builder::styling::Style,
    std::borrow::Cow<'static, str>,
)>;

fn example(example: &Example) -> Row {
    let Example {
        request_id,
        time,
        path,
    } = example;
    let text = format!("{path}  {time:.0}  {request_id}");
    vec![(QUIET, "e.g.".into()), plain(text)]
}

fn ending(ending: &Ending) -> String {
    match &ending.reason {
        Some(reason) => format!("{} ({reason})", ending.outcome),
        None => ending.outcome.clone(),
    }
}

fn about(ending: &Ending) -> String {
    let about = match (&ending.link, &ending.route) {
        (Some(link), Some(route)) => format!("link {link} of route {route}"),
        (Some(link), None) => format!("link {link}"),
        (None, Some(route)) => format!("route {route}"),
        (None, None) => "no route".to_owned(),
    };
    match &ending.back {
        Some(back) => format!("{about}, back to {back}"),
        None => about,
    }
}

/// What all came to. Where no request was decided, nothing is known, which is no good news.
fn headline(summary: &Summary) -> String {
    let decided = counted(summary.decided(), "request");
    match (summary.decided(), summary.changes.count()) {
        (0, _) => styled(
            BAD,
            "no request could be replayed: nothing is known about what would end differently",
        ),
        (_, 0) => styled(
            GOOD,
            &format!("{decided} replayed: none would end differently"),
        ),
        (_, different) => {
            let different = grouped(different);
            styled(
                BAD,
                &format!("{decided} replayed: {different} would end differently"),
            )
        }
    }
}

fn summary(result: &ReplayResult<'_>) -> String {
    let summary = result.summary;
    let line = headline(summary);
    let mut out = format!("{line}, by {} ({})\n", visible(result.policy), result.hash);
    if summary.decided() > 0 {
        out.push_str(&format!("  compared: {COMPARED}\n"));
    }
    let notes = [
        (
            summary.of_same_policy,
            "were answered by the same policy, as the hash in the line says",
        ),
        (
            summary.asks_webex,
            "depend on Webex, which is not asked: route, link and access are the same",
        ),
        (
            summary.with_ignored_fields,
            "had query fields that the route ignored: the log does not name them, and they are ignored again",
        ),
    ];
    for (count, what) in notes.into_iter().filter(|(count, _)| *count > 0) {
        out.push_str(&format!("  {} {what}\n", grouped(count)));
    }
    out
}

fn not_replayed(result: &ReplayResult<'_>) -> String {
    let skipped = &result.summary.skipped;
    if skipped.is_empty() {
        return String::new();
    }
    let all: u64 = skipped.values().sum();
    let rows: Vec<Row> = skipped
        .iter()
        .map(|(skip, count)| vec![plain(grouped(*count)), plain(skip.in_words())])
        .collect();
    let all = counted(all, "line");
    format!(
        "{}\n{}",
        styled(CARE, &format!("{all} not replayed:")),
        table(&rows, 2)
    )
}

fn problems(tally: &Tally) -> String {
    let mut out = String::new();
    for unread in &tally.unread {
        let (name, why) = (visible(&unread.name), visible(&unread.why));
        out.push_str(&format!(
            "{} {name}: {why}\n",
            styled(BAD, "not read to its end:")
        ));
    }
    if tally.unused() > 0 {
        let unused = counted(tally.unused(), "other line");
        let line = format!("{unused} in the logs: foreign, torn, or of another version");
        out.push_str(&format!("{}\n", styled(CARE, &line)));
    }
    if tally.decisions == 0 {
        out.push_str(&format!(
            "{}\n",
            styled(BAD, "the logs have no line of the decision log")
        ));
    }
    out
}
