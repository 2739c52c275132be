//! Which files of a folder are read as a policy.

use std::path::Path;

/// What the names of files with expectations end in, before `.yaml` or `.yml`.
const EXPECTATIONS: &str = ".test";

/// Whether a file has a name that the files of a policy have. Hidden names are skipped, among them
/// `..data`, through which Kubernetes swaps the files of a ConfigMap; and so are expectations.
pub fn is_policy_file(file: &Path) -> bool {
    is_shown_yaml(file) && !has_expectations_name(file)
}

/// Whether a file of such a folder has expectations of the policy, and no part of it.
pub fn is_expectations_file(file: &Path) -> bool {
    is_shown_yaml(file) && has_expectations_name(file)
}

fn is_shown_yaml(file: &Path) -> bool {
    let name = file
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let extension = file.extension().and_then(|extension| extension.to_str());
    !name.starts_with('.') && matches!(extension, Some("yaml" | "yml"))
}

fn has_expectations_name(file: &Path) -> bool {
    let stem = file.file_stem().and_then(|stem| stem.to_str());
    stem.is_some_and(|stem| stem.ends_with(EXPECTATIONS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expectations_are_no_part_of_a_policy() {
        for (name, is_policy, is_expectations) in [
            ("policy.yaml", true, false),
            ("policy.yml", true, false),
            ("policy.test.yaml", false, true),
            ("policy.test.yml", false, true),
            ("policy/a.b.test.yaml", false, true),
            ("test.yaml", true, false),
            ("policytest.yaml", true, false),
            ("policy.test", false, false),
            ("policy.test.csv", false, false),
            (".test.yaml", false, false),
            ("..data", false, false),
            ("..policy.test.yaml", false, false),
        ] {
            let file = Path::new(name);
            let found = (is_policy_file(file), is_expectations_file(file));
            assert_eq!(found, (is_policy, is_expectations), "{name}");
        }
    }
}
