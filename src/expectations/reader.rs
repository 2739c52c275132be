//! Reads files of expectations, with every mistake in them at once.

mod caller;
mod checks;
mod moment;
mod test;

use jiff::Timestamp;

use self::caller::Callers;
use self::moment::{default_moment, read_moment};
use self::test::TestReader;
use super::model::Suite;
use super::names::Names;
use crate::compile::{Document, Fields, Problems, Source, Sources, read_beside};

/// The only version of the notation.
const VERSION: &str = "1";

/// Keys that every policy has, and no file of expectations.
const POLICY_KEYS: [&str; 3] = ["public_url", "sites", "routes"];

/// All files as read, or what is wrong with them.
#[derive(Debug)]
pub struct Expectations {
    pub suites: Vec<Suite>,
    pub problems: Problems,
    /// The texts that places lead into.
    pub sources: Sources,
}

/// Reads the texts of files about one policy.
pub fn read(texts: Vec<Source>, names: &Names<'_>) -> Expectations {
    let mut cases = 0;
    let read = read_beside(texts, Timestamp::UNIX_EPOCH, |document| {
        read_file(document, names, &mut cases)
    });
    Expectations {
        suites: read.read,
        problems: read.problems,
        sources: read.sources,
    }
}

fn read_file(document: &Document<'_>, names: &Names<'_>, cases: &mut usize) -> Suite {
    let Some(root) = document.root().filter(|root| !root.is_null()) else {
        let finding = document.start().error("this file is empty");
        finding.help("write `version: 1`, and a list of `tests`");
        return Suite::default();
    };
    let mut fields = Fields::open(root, "the file");
    if let Some(key) = POLICY_KEYS.iter().find(|key| fields.mentions(key)) {
        let finding = fields.heading().error(format!(
            "this is a policy, not a file of expectations: it has `{key}`"
        ));
        finding.help("name the policy by --policy, and the file with its `tests` behind it");
        return Suite::default();
    }
    read_version(&mut fields);
    let zone = names.policy.endpoint().time_zone();
    let at = fields.take("at").and_then(|node| read_moment(node, zone));
    let callers = Callers::read(fields.take_section("callers"), names);
    let tests = fields.require("tests");
    let is_mapping = fields.is_mapping();
    fields.finish();
    let mut reader = TestReader {
        names,
        callers,
        at: at.unwrap_or_else(|| default_moment(zone)),
        cases,
    };
    let tests = tests.filter(|_| is_mapping);
    Suite {
        tests: tests.map_or_else(Vec::new, |tests| reader.read_all(tests)),
    }
}

fn read_version(fields: &mut Fields<'_>) {
    let version = fields.require("version");
    let version = version.and_then(|version| version.read_text("`version`"));
    if let Some(version) = version.filter(|version| version.as_str() != VERSION) {
        let finding = version.error(format!("unknown version `{version}`"));
        finding.help(format!("this Linkgate reads version {VERSION}"));
    }
}
