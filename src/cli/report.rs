//! Findings for people: each with its line, a caret and a proposal, in the manner of rustc.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use anstream::adapter::strip_str;

use super::findings::{Finding, Findings, Span};
use super::output::{counted, grouped, visible, with_blanks};
use crate::compile::{Loaded, Severity};

/// The findings, each with an empty line behind it.
pub fn report(findings: &Findings<'_>) -> String {
    let mut out = String::new();
    for finding in &findings.listed {
        out.push_str(&render(finding));
        out.push_str("\n\n");
    }
    if let Some(rest) = rest(findings) {
        out.push_str(&rest);
        out.push_str("\n\n");
    }
    out
}

/// Says how many findings there are beside those that are listed.
pub fn rest(findings: &Findings<'_>) -> Option<String> {
    let rest = findings.omitted();
    (rest > 0).then(|| format!("and {} more, which are not listed", grouped(rest)))
}

/// Says how many findings a listed one stands for.
pub fn others(finding: &Finding<'_>) -> Option<String> {
    let others = finding.others;
    (others > 0).then(|| {
        let others = grouped(others);
        format!("and {others} more like this, which `linkgate check --all` lists")
    })
}

/// How many errors and warnings there are: `3 errors, 1 warning`.
pub fn count(findings: &Findings<'_>) -> String {
    let numbers = [(Severity::Error, "error"), (Severity::Warning, "warning")];
    let counts: Vec<String> = numbers
        .into_iter()
        .map(|(severity, noun)| (findings.count(severity), noun))
        .filter(|(number, _)| *number > 0)
        .map(|(number, noun)| counted(number, noun))
        .collect();
    match counts.is_empty() {
        true => "no problems".to_owned(),
        false => counts.join(", "),
    }
}

/// How many findings there are, and in which files: `1 error in links.csv`.
pub fn located_count(findings: &Findings<'_>) -> String {
    let files: Vec<_> = findings.files().into_iter().map(visible).collect();
    format!("{} in {}", count(findings), files.join(", "))
}

/// The findings of a policy that a subcommand cannot go on with.
pub fn unusable(findings: &Findings<'_>) -> String {
    format!("{}{}\n", report(findings), located_count(findings))
}

/// The findings of a policy that goes into service, or does not, and how many
/// there are.
pub fn human(loaded: &Loaded) -> String {
    let findings = Findings::of("", loaded);
    format!("{}{}\n", report(&findings), count(&findings))
}

fn render(finding: &Finding<'_>) -> String {
    let level = match finding.problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let group = Group::with_title(level.primary_title(with_blanks(&finding.problem.message)));
    let mut group = at(group, finding.span.as_ref());
    if let Some(help) = &finding.problem.help {
        group = group.element(Level::HELP.message(with_blanks(help)));
    }
    if let Some(others) = others(finding) {
        group = group.element(Level::NOTE.message(others));
    }
    without_continuation(&Renderer::styled().render(&[group]))
}

/// Something that was tried and is not as it should be: a title, the place that says what it should be,
/// and what is wrong.
pub fn failure(title: &str, span: Option<&Span<'_>>, notes: &[String]) -> String {
    let group = Group::with_title(Level::ERROR.primary_title(with_blanks(title)));
    let mut group = at(group, span);
    for note in notes {
        group = group.element(Level::NOTE.message(with_blanks(note)));
    }
    without_continuation(&Renderer::styled().render(&[group]))
}

/// The same with an excerpt of the text.
fn at<'s>(group: Group<'s>, span: Option<&'s Span<'_>>) -> Group<'s> {
    let Some(span) = span else {
        return group;
    };
    let origin = Origin::path(visible(span.file));
    group
        .element(origin.line(span.line).char_column(span.column))
        .element(snippet(span))
}

/// The excerpt of a long line does not know its own column, so the place is
/// an element before it; the renderer takes the excerpt for a continuation in
/// another file and says `:::`. That line goes.
fn without_continuation(text: &str) -> String {
    let is_continuation = |line: &&str| strip_str(line).to_string().trim() == ":::";
    let lines: Vec<&str> = text.lines().filter(|l| !is_continuation(l)).collect();
    lines.join("\n")
}

fn snippet<'s>(span: &Span<'s>) -> Snippet<'s, annotate_snippets::Annotation<'s>> {
    let (before, behind) = span.cut;
    let ellipsis = |cut: bool| if cut { "…" } else { "" };
    let mut line = ellipsis(before).to_owned();
    line.push_str(&with_blanks(&span.excerpt[..span.marked.start]));
    let start = line.len();
    // A tab that the finding is about would look like blanks.
    let marked = span.excerpt[span.marked.clone()].replace('\t', "␉");
    line.push_str(&with_blanks(&marked));
    let end = line.len();
    line.push_str(&with_blanks(&span.excerpt[span.marked.end..]));
    line.push_str(ellipsis(behind));
    Snippet::source(line)
        .line_start(span.line)
        .annotation(AnnotationKind::Primary.span(start..end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::output::unstyled;
    use crate::compile::load_text;
    use jiff::Timestamp;

    fn shown(text: &str) -> String {
        let loaded = load_text("policy.yaml", text, Timestamp::UNIX_EPOCH);
        let findings = Findings::of("policy.yaml", &loaded);
        unstyled(&unusable(&findings))
    }

    #[test]
    fn every_finding_has_its_line_a_caret_and_a_proposal() {
        let text = "version: 1\npublic_url: https://go.acme.example/\nsites:\n  acme: http://acme.webex.com/acme/\nruotes: {}\n";
        insta::assert_snapshot!(shown(text), @"
        error: an address must begin with https://, not http:
         --> policy.yaml:4:9
          |
        4 |   acme: http://acme.webex.com/acme/
          |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^

        error: unknown key `ruotes` in the policy
         --> policy.yaml:5:1
          |
        5 | ruotes: {}
          | ^^^^^^
          |
          = help: did you mean `routes`?

        2 errors in policy.yaml
        ");
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        let text =
            "version: 1\npublic_url: http://localhost/\n\"a\\e[31m\u{202e}\": x\tüy # \u{200b}!\n";
        let shown = shown(text);
        assert!(
            !shown.chars().any(|c| c.is_control() && c != '\n'),
            "{shown:?}"
        );
        insta::assert_snapshot!(shown, @r#"
        error: the policy has no `sites`
         --> policy.yaml:1:1
          |
        1 | version: 1
          | ^
          |
          = help: add `sites:`

        error: the policy has no `routes`
         --> policy.yaml:1:1
          |
        1 | version: 1
          | ^
          |
          = help: add `routes:`

        error: unknown key `a␛[31m�` in the policy
         --> policy.yaml:3:9
          |
        3 | "a\e[31m�": x üy # �!
          |         ^
          |
          = help: an invisible character (U+202E) is here: remove it; known here: version, public_url, hosts, time_zone, link_prefix, brand, sites, back_urls, callers, secrets, signing_keys, log, commands, routes, links, links_from

        3 errors in policy.yaml
        "#);
    }

    #[test]
    fn blanks_that_nobody_sees_are_shown() {
        let text = "version:\u{a0}1\npublic_url: http://localhost/\n\u{3000}\u{200b}sites: {}\nroutes:\n\tjoin: {}\n";
        let shown = shown(text);
        let blanks = shown
            .split("\n\n")
            .filter(|shown| shown.contains("invisible") || shown.contains("a tab"));
        insta::assert_snapshot!(blanks.collect::<Vec<_>>().join("\n\n"), @"
        error: an invisible space (U+00A0) is after `:`
         --> policy.yaml:1:9
          |
        1 | version:␣1
          |         ^
          |
          = help: replace it with an ordinary space

        error: 2 invisible spaces (U+3000, U+200B) are in the indentation
         --> policy.yaml:3:1
          |
        3 | ␣�sites: {}
          | ^^
          |
          = help: remove them

        error: a tab is in the indentation
         --> policy.yaml:5:1
          |
        5 | ␉join: {}
          | ^
          |
          = help: indent with ordinary spaces
        ");
    }

    #[test]
    fn a_finding_without_a_place_is_shown_without_a_line() {
        let loaded = crate::compile::load(
            std::path::Path::new("/nonexistent/p.yaml"),
            Timestamp::UNIX_EPOCH,
        );
        let findings = Findings::of("p.yaml", &loaded);
        insta::assert_snapshot!(unstyled(&unusable(&findings)), @"
        error: /nonexistent/p.yaml: No such file or directory (os error 2)
         |
         = help: check the path, its permissions, and that it is UTF-8 text

        1 error in p.yaml
        ");
    }

    #[test]
    fn the_answer_to_a_broken_policy_has_a_bound() {
        // Each finding repeats a long name in its message and shows a long line.
        let name = "\u{202e}".repeat(300);
        let keys: String = (0..2_000).map(|n| format!("\"{name}{n}\": x\n")).collect();
        let loaded = load_text("policy.yaml", &keys, Timestamp::UNIX_EPOCH);
        let answer = human(&loaded);
        assert!(answer.len() < 1 << 20, "{} bytes", answer.len());
        let end = unstyled(&answer);
        let end: Vec<_> = end.lines().rev().take(3).collect();
        assert_eq!(end[0], "2,004 errors");
        assert!(end[2].ends_with("and 1,997 more like this, which `linkgate check --all` lists"));
    }

    #[test]
    fn a_long_line_is_cut_and_keeps_its_column() {
        let sites = "a: https://a.webex.com/a/, ".repeat(20);
        let text = format!("version: 1\nsites: {{ {sites} }}\n");
        let shown = shown(&text);
        let second = shown.split("\n\n").find(|shown| shown.contains("twice"));
        insta::assert_snapshot!(second.unwrap_or_default(), @"
        error: `a` is in `sites` twice
         --> policy.yaml:2:37
          |
        2 | sites: { a: https://a.webex.com/a/, a: https://a.webex.com/a/, a: https://a.webex.com/a/, a: https://a.webex.com/a/, a: https://a.web...
          |                                     ^
          |
          = help: rename or remove one of them: only one can apply
        ");
    }
}
