//! What only the Reference Guide of a site tells, as YAML to fill in.

use super::listed::Listed;
use crate::cli::output::{COLUMNS, visible, wrap};
use crate::webex::{Command, Missing};

const HEADING: &str = "\
# Operations of the Webex URL API whose address is not public.
# Fill in what the Reference Guide of your site says, delete what you do not
# need, and put the rest into your policy. A route that names a command which
# is still incomplete is an error that `linkgate check` finds.
";

/// What is left for the text of a comment: an entry indents it, too.
const COMMENT_COLUMNS: usize = COLUMNS - "    # ".len();

/// All incomplete commands as a `commands:` section.
pub fn render(incomplete: &[&Listed<'_>]) -> String {
    if incomplete.is_empty() {
        return "# Nothing is left to be completed.\ncommands: {}\n".to_owned();
    }
    let mut out = format!("{HEADING}commands:\n");
    let mut earlier: Option<&str> = None;
    for command in incomplete.iter().map(|listed| listed.command) {
        // What several sites lack is completed once, for all of them.
        let name = command.name().as_str();
        if earlier.replace(name) != Some(name) {
            out.push('\n');
            out.push_str(&lines(command));
        }
    }
    out
}

/// One incomplete command as a `commands:` section of its own.
pub fn entry(command: &Command) -> String {
    format!("commands:\n{}", lines(command))
}

fn lines(command: &Command) -> String {
    let words = command.words();
    let missing = |part| command.missing().contains(&part);
    let mut out = String::new();
    for text in [Some(&words.title), words.note.as_ref()]
        .into_iter()
        .flatten()
    {
        for line in wrap(&visible(text), COMMENT_COLUMNS) {
            out.push_str(&format!("  # {line}\n"));
        }
    }
    out.push_str(&format!("  {}:\n", command.name()));
    if missing(Missing::Page) {
        out.push_str("    page:    # the page, like p.php\n");
    }
    if missing(Missing::Action) {
        out.push_str("    action:  # the value of AT, like SU\n");
    }
    if missing(Missing::Parameters) {
        out.push_str(
            "    # parameters:\n    #   email: { code: EM, type: email, required: true }\n",
        );
    }
    if !command.takes_back() {
        out.push_str("    # back: true  # if it takes a back URL (BU)\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::commands::listed::{of_policy, with_embedded};
    use crate::compile::{Loaded, load_text};
    use jiff::Timestamp;

    const AROUND: &str = "version: 1\npublic_url: https://go.acme.example/\nsites: { acme: https://acme.webex.com/acme/ }\nroutes:\n  join: { path: '/go/{meeting_key}', command: meeting.join, allow: anyone }\n";

    fn yaml() -> String {
        with_embedded(|all| {
            let incomplete = all.iter().filter(|l| !l.command.missing().is_empty());
            render(&incomplete.collect::<Vec<_>>())
        })
    }

    fn load(commands: &str) -> Loaded {
        load_text(
            "p.yaml",
            &format!("{AROUND}{commands}"),
            Timestamp::UNIX_EPOCH,
        )
    }

    #[test]
    fn filled_in_it_is_a_good_policy_that_lacks_nothing() {
        // Every call is another one, as in a real guide.
        let mut number = 0;
        let filled: String = yaml()
            .lines()
            .map(|line| {
                number += 1;
                let line = line.replace("page:", "page: p.php");
                line.replace("action:", &format!("action: X{number}")) + "\n"
            })
            .collect();
        for filled in [
            filled.clone(),
            filled
                .replace("    # parameters:", "    parameters:")
                .replace("    #   email", "      email")
                .replace("# back: true", "back: true"),
        ] {
            let loaded = load(&filled);
            assert!(loaded.problems.is_empty(), "{:#?}", loaded.problems);
            let policy = loaded.policy.expect("a good policy");
            let lacking = of_policy(&policy)
                .iter()
                .filter(|l| !l.command.missing().is_empty())
                .count();
            assert_eq!(lacking, 0);
        }
    }

    #[test]
    fn not_filled_in_a_route_that_needs_it_says_what_is_missing() {
        let yaml = yaml();
        assert!(load(&yaml).problems.is_empty());
        let route = "  edit: { path: /edit, command: account.edit, allow: anyone }\n";
        let loaded = load(&format!("{route}{yaml}"));
        let proposals: Vec<_> = loaded.problems.sorted();
        let proposals = proposals.iter().map(|p| p.help.as_deref());
        let expected = "add it from your Reference Guide: `commands: { account.edit: { page: …, action: … } }`";
        assert_eq!(proposals.collect::<Vec<_>>(), [Some(expected)]);
    }

    #[test]
    fn nothing_missing_is_still_good_yaml() {
        assert!(load(&render(&[])).problems.is_empty());
    }
}
