//! Findings for programs: JSON, and the workflow commands of GitHub.

use std::io;

use serde::Serialize;

use super::expiring::Expiring;
use super::verdict::Report;
use crate::cli::findings::{Finding, Findings};
use crate::cli::output;
use crate::cli::report;
use crate::cli::workflow_command::{as_output, data, property};
use crate::compile::Severity;

#[derive(Debug, Serialize)]
struct Document<'f> {
    policy: &'f str,
    ok: bool,
    errors: usize,
    warnings: usize,
    /// How many of them are not listed.
    omitted: usize,
    findings: Vec<Entry<'f>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expiring: Option<&'f Expiring<'f>>,
}

/// A finding.
#[derive(Debug, Serialize)]
pub struct Entry<'f> {
    severity: &'static str,
    file: Option<&'f str>,
    line: Option<usize>,
    column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<usize>,
    message: &'f str,
    help: Option<&'f str>,
}

pub fn json(report: &Report<'_>) -> io::Result<String> {
    let findings = report.findings;
    output::json(&Document {
        policy: findings.policy,
        ok: report.policy.is_some(),
        errors: findings.count(Severity::Error),
        warnings: findings.count(Severity::Warning),
        omitted: findings.omitted(),
        findings: entries(findings),
        expiring: report.expiring,
    })
}

/// The findings that are listed.
pub fn entries<'f>(findings: &Findings<'f>) -> Vec<Entry<'f>> {
    findings.listed.iter().map(entry).collect()
}

fn entry<'f>(finding: &Finding<'f>) -> Entry<'f> {
    let span = finding.span.as_ref();
    Entry {
        severity: severity(finding),
        file: span.map(|span| span.file),
        line: span.map(|span| span.line),
        column: span.map(|span| span.column),
        end_column: span.and_then(|span| span.end_column),
        message: &finding.problem.message,
        help: finding.problem.help.as_deref(),
    }
}

fn severity(finding: &Finding<'_>) -> &'static str {
    match finding.problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// The findings as workflow commands, one a line, and a summary:
/// `::error file=policy.yaml,line=14,col=13,title=Linkgate policy::…`.
pub fn github(report: &Report<'_>) -> String {
    let mut out = annotations(report.findings);
    out.push_str(&report.expiring.map(notices).unwrap_or_default());
    let summary = &report.summary;
    out.push_str(&as_output(&format!("linkgate: {summary}\n")));
    out
}

/// The same without the summary.
pub fn annotations(findings: &Findings<'_>) -> String {
    let mut out = String::new();
    for finding in &findings.listed {
        let mut properties = Vec::new();
        if let Some(span) = &finding.span {
            properties.push(format!("file={}", property(span.file)));
            properties.push(format!("line={}", span.line));
            properties.push(format!("col={}", span.column));
            // GitHub's end column is the last one that is meant.
            let last = span.end_column.map(|end| end - 1);
            properties.extend(
                last.filter(|last| *last >= span.column)
                    .map(|last| format!("endColumn={last}")),
            );
        }
        properties.push("title=Linkgate policy".to_owned());
        let mut message = data(&finding.problem.message);
        if let Some(help) = &finding.problem.help {
            message.push_str("%0Ahelp: ");
            message.push_str(&data(help));
        }
        if let Some(others) = report::others(finding) {
            message.push_str("%0Anote: ");
            message.push_str(&data(&others));
        }
        let properties = properties.join(",");
        out.push_str(&format!(
            "::{} {properties}::{message}\n",
            severity(finding)
        ));
    }
    if let Some(rest) = report::rest(findings) {
        out.push_str(&format!("::notice title=Linkgate policy::{rest}\n"));
    }
    out
}

/// One annotation for each thing that ends soon.
fn notices(expiring: &Expiring<'_>) -> String {
    let mut out = String::new();
    for owner in &expiring.owners {
        for ending in &owner.ending {
            let place = ending.position.as_ref().map(|position| {
                format!("file={},line={},", property(position.file), position.line)
            });
            let message = data(&format!(
                "{} (owner: {})",
                ending.in_words(),
                owner.in_words()
            ));
            let place = place.unwrap_or_default();
            out.push_str(&format!("::notice {place}title=Ends soon::{message}\n"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::load_text;
    use jiff::Timestamp;

    const BAD: &str = "version: 1\nversion: 2\nruotes: {}\n";

    #[test]
    fn findings_become_annotations() {
        let loaded = load_text("p.yaml", BAD, Timestamp::UNIX_EPOCH);
        insta::assert_snapshot!(annotations(&Findings::of("p.yaml", &loaded)), @"
        ::error file=p.yaml,line=1,col=1,title=Linkgate policy::the policy has no `public_url`%0Ahelp: write the address at which visitors reach the gateway: `public_url: https://go.acme.example/`
        ::error file=p.yaml,line=1,col=1,title=Linkgate policy::the policy has no `sites`%0Ahelp: add `sites:`
        ::error file=p.yaml,line=2,col=1,endColumn=7,title=Linkgate policy::`version` is here twice%0Ahelp: remove one of them: only one can apply
        ::error file=p.yaml,line=3,col=1,endColumn=6,title=Linkgate policy::unknown key `ruotes` in the policy%0Ahelp: did you mean `routes`?
        ");
    }

    #[test]
    fn findings_become_one_object() {
        let loaded = load_text("p.yaml", BAD, Timestamp::UNIX_EPOCH);
        let report = Report {
            findings: &Findings::of("p.yaml", &loaded),
            policy: loaded.policy.as_ref(),
            expiring: None,
            summary: String::new(),
        };
        let json = json(&report).expect("serializes");
        insta::assert_snapshot!(json, @r#"
        {
          "policy": "p.yaml",
          "ok": false,
          "errors": 4,
          "warnings": 0,
          "omitted": 0,
          "findings": [
            {
              "severity": "error",
              "file": "p.yaml",
              "line": 1,
              "column": 1,
              "end_column": 1,
              "message": "the policy has no `public_url`",
              "help": "write the address at which visitors reach the gateway: `public_url: https://go.acme.example/`"
            },
            {
              "severity": "error",
              "file": "p.yaml",
              "line": 1,
              "column": 1,
              "end_column": 1,
              "message": "the policy has no `sites`",
              "help": "add `sites:`"
            },
            {
              "severity": "error",
              "file": "p.yaml",
              "line": 2,
              "column": 1,
              "end_column": 8,
              "message": "`version` is here twice",
              "help": "remove one of them: only one can apply"
            },
            {
              "severity": "error",
              "file": "p.yaml",
              "line": 3,
              "column": 1,
              "end_column": 7,
              "message": "unknown key `ruotes` in the policy",
              "help": "did you mean `routes`?"
            }
          ]
        }
        "#);
    }
}
