//! Reading the command of a route or a step.

use crate::compile::commands::CatalogueDraft;
use crate::compile::context::Text;
use crate::compile::fields::Fields;
use crate::compile::sites::SiteDraft;
use crate::policy::{Catalogue, PastedForm, RestStep, SiteWithCommands, StepCall};
use crate::text::nearest;
use crate::webex::{CallForm, Command, Missing, Profile, RestForm};

/// A command of the site's, with the call that it makes there.
pub struct ResolvedCommand<'c> {
    pub command: &'c Command,
    pub call: StepCall,
}

/// The site of a route, and how its commands are carried out there.
#[derive(Clone, Copy)]
pub struct Target<'c> {
    pub site: &'c SiteWithCommands,
    pub profile: Profile,
    /// Whether the site says how its servers are asked, well or badly.
    pub has_rest: bool,
    pub has_xml: bool,
}

impl<'c> Target<'c> {
    /// A site, with the profile of a route if it has one of its own.
    pub fn new(site: &'c SiteDraft, profile: Option<Profile>) -> Self {
        Self {
            site: &site.known,
            profile: profile.unwrap_or(site.known.profile),
            has_rest: site.has_rest,
            has_xml: site.has_xml,
        }
    }
}

/// Reads `command`. `target` is `None` when the site of the route is broken, which has been reported.
pub fn read_command<'c>(
    fields: &mut Fields<'_>,
    target: Option<Target<'c>>,
) -> Option<ResolvedCommand<'c>> {
    let Some(target) = target else {
        fields.take("command");
        return None;
    };
    let name = fields.require("command")?.read_text("`command`")?;
    match target.profile {
        Profile::UrlApi => of_browser(name, target.site),
        Profile::Links => of_link(name, target.site),
        Profile::Rest => of_rest(name, target.site),
    }
}

fn of_browser<'c>(name: Text<'_>, site: &'c SiteWithCommands) -> Option<ResolvedCommand<'c>> {
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
        call: StepCall::Browser(form?),
    })
}

fn of_link<'c>(name: Text<'_>, site: &'c SiteWithCommands) -> Option<ResolvedCommand<'c>> {
    match site.commands.command(&name) {
        // Those that the policy adds or corrects count as well.
        Some(command) if !command.is_link_form() => {
            report_without_call(name, "no link form of today does", Profile::Links);
            None
        }
        Some(_) | None => of_browser(name, site),
    }
}

fn of_rest<'c>(name: Text<'_>, site: &'c SiteWithCommands) -> Option<ResolvedCommand<'c>> {
    let Some(command) = known(&name, Profile::Rest) else {
        report_unknown(name, &site.commands);
        return None;
    };
    if command.is_link_form() {
        // What browsers do is done like this whichever API the site has.
        return of_browser(name, site);
    }
    if command.reason().is_some() {
        report_without_call(name, "the REST API has nothing for", Profile::Rest);
        return None;
    }
    let form = RestForm::new(&site.site, command)?;
    let pasted = site.commands.command(&name).and_then(|command| {
        Some(PastedForm {
            form: CallForm::new(&site.site, command)?,
            command: command.clone(),
        })
    });
    Some(ResolvedCommand {
        command,
        call: StepCall::Rest(Box::new(RestStep { form, pasted })),
    })
}

fn known(name: &str, profile: Profile) -> Option<&'static Command> {
    let catalogue = CatalogueDraft::of_profile(profile).as_ref().ok()?;
    catalogue.catalogue.command(name)
}

/// Reports a command that a site of this profile does not have, with the reason.
fn report_without_call(name: Text<'_>, what: &str, profile: Profile) {
    let reason = known(&name, profile).and_then(Command::reason);
    let list = format!("see `linkgate commands --profile {}`", profile.as_str());
    name.error(format!("{what} `{name}`"))
        .help(reason.map_or(list, ToOwned::to_owned));
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
