//! A route that uses a command, as one would write it into a policy.

use crate::webex::{Address, Command, Parameter, ParameterType};

/// The example as YAML, or a comment that says why there is none.
pub fn route(command: &Command) -> String {
    if command.reason().is_some() {
        return "# No route can use it.\n".to_owned();
    }
    let required = || command.parameters().iter().filter(|p| p.is_required());
    if let Some(secret) = required().find(|p| p.is_secret()) {
        let name = secret.name();
        return format!(
            "# No route can use it: it needs the secret `{name}`, which no link may carry.\n"
        );
    }
    let open = |p: &&Parameter| p.kind().is_open_to_visitors();
    let in_path: Vec<String> = required()
        .filter(open)
        .filter(|p| p.kind().is_safe_in_path())
        .map(|p| format!("/{{{}}}", p.name()))
        .collect();
    let query: Vec<&str> = required()
        .filter(open)
        .filter(|p| !p.kind().is_safe_in_path())
        .map(Parameter::name)
        .collect();
    let fixed = required().filter(|p| *p.kind() == ParameterType::Url);
    let name = command.name().as_str();
    let word = name.replace(['.', '_'], "-");
    let mut out = format!(
        "routes:\n  {word}:\n    path: /go/{word}{}\n    command: {name}\n",
        in_path.concat()
    );
    if !query.is_empty() {
        out.push_str(&format!("    query: [{}]\n", query.join(", ")));
    }
    for parameter in fixed {
        out.push_str(&format!(
            "    constants: {{ {}: https://portal.acme.example/ }}\n",
            parameter.name()
        ));
    }
    if command.takes_back() {
        out.push_str("    back: meetings\n");
    }
    out.push_str(match command.address() {
        // What the gateway does with its own rights is for people who are named.
        Address::Rest(_) => "    as: host@acme.example\n    allow: [{ group: webex-hosts }]\n",
        _ => "    allow: [{ network: office }]\n",
    });
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::commands::listed::with_embedded;
    use crate::compile::load_text;
    use jiff::Timestamp;

    const AROUND: &str = "version: 1\npublic_url: https://go.acme.example/\nsites: { acme: https://acme.webex.com/acme/ }\nback_urls: { meetings: https://portal.acme.example/meetings }\ncallers: { networks: { office: [10.0.0.0/8] } }\n";

    #[test]
    fn every_example_is_a_good_policy() {
        with_embedded(|all| {
            for command in all.iter().map(|listed| listed.command) {
                let route = route(command);
                if !command.missing().is_empty() || route.starts_with('#') {
                    continue;
                }
                let loaded =
                    load_text("p.yaml", &format!("{AROUND}{route}"), Timestamp::UNIX_EPOCH);
                assert!(
                    !loaded.problems.has_errors(),
                    "{route}\n{:#?}",
                    loaded.problems
                );
            }
        });
    }
}
