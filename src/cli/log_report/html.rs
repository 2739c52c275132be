//! A report as one HTML file, which loads nothing and runs nothing.

mod lists;
mod view;

use std::io;

use askama::Template;

use super::summary::Summary;
use super::table::minute;
use crate::cli::output::grouped;
use view::{Cell, List};

#[derive(Template)]
#[template(path = "report.html", whitespace = "minimize")]
struct Page {
    requests: String,
    span: Option<Span>,
    read: String,
    left_out: Option<String>,
    unread_files: usize,
    policy: Option<String>,
    lists: Vec<List>,
}

/// The first and the last moment, for programs and for people.
struct Span {
    first: String,
    first_shown: String,
    last: String,
    last_shown: String,
}

pub fn render(summary: &Summary) -> io::Result<String> {
    let span = summary.span.map(|span| Span {
        first: span.first.to_string(),
        first_shown: minute(span.first),
        last: span.last.to_string(),
        last_shown: minute(span.last),
    });
    let page = Page {
        requests: grouped(summary.requests),
        span,
        read: summary.read.read(),
        left_out: summary.read.left_out(),
        unread_files: summary.read.unread_files,
        policy: summary.policy.clone(),
        lists: lists::of(summary),
    };
    let html = page.render().map_err(io::Error::other)?;
    Ok(format!("{html}\n"))
}
