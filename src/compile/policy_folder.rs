//! Which files of a folder are read as a policy.

use std::path::Path;

/// Whether a file has a name that the files of a policy have. Hidden names are skipped, among them
/// `..data`, through which Kubernetes swaps the files of a ConfigMap.
pub fn is_policy_file(file: &Path) -> bool {
    let name = file
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let extension = file.extension().and_then(|extension| extension.to_str());
    !name.starts_with('.') && matches!(extension, Some("yaml" | "yml"))
}
