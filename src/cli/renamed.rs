//! Settings that were renamed. An old name is refused with the new one: a setting that is silently
//! ignored looks as if it still counted.

use std::ffi::OsStr;

use clap::error::{ContextKind, ContextValue};

/// Names as flags have them, without the dashes; variables are derived from them.
struct Renamed {
    old: &'static str,
    new: &'static str,
}

const RENAMED: &[Renamed] = &[Renamed {
    old: "goodbye-timeout",
    new: "close-timeout",
}];

/// The variable that sets the same as a flag.
pub fn variable(flag: &str) -> String {
    format!("LINKGATE_{}", flag.replace('-', "_").to_uppercase())
}

/// What to say where clap does not know a flag because it has a new name.
pub fn refused_flag(error: &clap::Error) -> Option<String> {
    let Some(ContextValue::String(unknown)) = error.get(ContextKind::InvalidArg) else {
        return None;
    };
    let old = unknown.strip_prefix("--")?;
    let Renamed { old, new } = RENAMED.iter().find(|renamed| renamed.old == old)?;
    Some(format!("error: --{old} was renamed: use --{new}\n"))
}

/// What to say where variables are set whose settings have new names: a line for each.
pub fn refused_variables<'n>(names: impl IntoIterator<Item = &'n OsStr>) -> Option<String> {
    let lines = names.into_iter().filter_map(refused_variable);
    Some(lines.collect::<String>()).filter(|lines| !lines.is_empty())
}

fn refused_variable(name: &OsStr) -> Option<String> {
    let is_it = |renamed: &&Renamed| name == &*variable(renamed.old);
    let Renamed { old, new } = RENAMED.iter().find(is_it)?;
    let (old, new) = (variable(old), variable(new));
    Some(format!("error: {old} was renamed: use {new}\n"))
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory as _, Parser as _};

    use super::*;
    use crate::cli::Cli;

    fn said(arguments: &[&str]) -> Option<String> {
        let arguments = [&["linkgate"], arguments].concat();
        refused_flag(&Cli::try_parse_from(arguments).expect_err("it is unknown"))
    }

    #[test]
    fn an_old_flag_names_the_new_one() {
        let expected = "error: --goodbye-timeout was renamed: use --close-timeout\n";
        for arguments in [
            &["--goodbye-timeout", "2s"][..],
            &["--goodbye-timeout=2s"],
            &["serve", "--goodbye-timeout", "2s"],
            &["serve", "--listen", "127.0.0.1:1", "--goodbye-timeout=2s"],
        ] {
            assert_eq!(said(arguments).as_deref(), Some(expected), "{arguments:?}");
        }
    }

    #[test]
    fn other_errors_are_told_as_they_are() {
        for arguments in [
            &["--goodbye"][..],
            &["--close-timeout", "never"],
            &["--close-timeout", "--goodbye"],
            &["goodbye-timeout"],
        ] {
            assert_eq!(said(arguments), None, "{arguments:?}");
        }
    }

    #[test]
    fn an_old_variable_names_the_new_one() {
        let said = |names: &[&str]| refused_variables(names.iter().map(OsStr::new));
        let expected = "error: LINKGATE_GOODBYE_TIMEOUT was renamed: use LINKGATE_CLOSE_TIMEOUT\n";
        let names = ["PATH", "LINKGATE_LISTEN", "LINKGATE_GOODBYE_TIMEOUT"];
        assert_eq!(said(&names).as_deref(), Some(expected));
        for names in [&["LINKGATE_CLOSE_TIMEOUT", "GOODBYE_TIMEOUT"][..], &[]] {
            assert_eq!(said(names), None, "{names:?}");
        }
    }

    #[test]
    fn every_renamed_setting_is_in_the_changelog() {
        let changelog = include_str!("../../CHANGELOG.md");
        for Renamed { old, new } in RENAMED {
            let (old_variable, new_variable) = (variable(old), variable(new));
            for row in [
                format!("| flag | `--{old}` | `--{new}` |"),
                format!("| variable | `{old_variable}` | `{new_variable}` |"),
            ] {
                assert!(changelog.contains(&row), "{row}");
            }
        }
    }

    #[test]
    fn every_new_name_is_a_setting_and_no_old_one() {
        let cli = Cli::command();
        let settings: Vec<_> = cli.get_arguments().filter_map(|a| a.get_long()).collect();
        for Renamed { old, new } in RENAMED {
            assert!(settings.contains(new), "{new}");
            assert!(!settings.contains(old), "{old}");
        }
    }
}
