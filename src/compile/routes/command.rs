//! Reading the command of a route or a step.

use crate::compile::context::Text;
use crate::compile::fields::Fields;
use crate::policy::{Catalogue, SiteWithCommands};
use crate::text::nearest;
use crate::webex::{CallForm, Command, Missing};

/// A command of the site's, with the call that it makes there.
pub struct ResolvedCommand<'c> {
    pub command: &'c Command,
    pub form: CallForm,
}

/// Reads `command`. `site` is `None` when the route's is broken, which has been reported.
pub fn read_command<'c>(
    fields: &mut Fields<'_>,
    site: Option<&'c SiteWithCommands>,
) -> Option<ResolvedCommand<'c>> {
    let Some(site) = site else {
        fields.take("command");
        return None;
    };
    let name = fields.require("command")?.read_text("`command`")?;
    let Some(command) = site.commands.command(&name) else {
        report_unknown(name, &site.commands);
        return None;
    };
    let form = CallForm::new(&site.site, command);
    if form.is_none() {
        report_incomplete(name, command);
    }
    Some(ResolvedCommand {
        command,
        form: form?,
    })
}

fn report_unknown(name: Text<'_>, catalogue: &Catalogue) {
    let known: Vec<&str> = catalogue.iter().map(|c| c.name().as_str()).collect();
    let finding = name.error(format!("there is no command `{name}`"));
    match nearest(&name, &known) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => {
            finding.help("`linkgate commands` lists them; `commands:` in the policy adds one");
        }
    }
}

fn report_incomplete(name: Text<'_>, command: &Command) {
    let missing = command.missing().iter();
    let missing = missing.filter(|part| **part != Missing::Parameters);
    let missing: Vec<String> = missing.map(|m| format!("{}: …", m.as_str())).collect();
    name.error(format!("the address of `{name}` is not publicly known"))
        .help(format!(
            "add it from your Reference Guide: `commands: {{ {name}: {{ {} }} }}`",
            missing.join(", ")
        ));
}
