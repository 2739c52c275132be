//! Reading routes.

mod fixed;
mod steps;
mod supplies;

use std::sync::Arc;

use self::supplies::Supplies;
use crate::compile::access::Rules;
use crate::compile::back_urls::BackUrls;
use crate::compile::fields::{Fields, check_name, named_entries, text};
use crate::compile::path_pattern::parse_pattern;
use crate::compile::problem::{Problems, nearest};
use crate::compile::secrets::Secrets;
use crate::compile::sites::Sites;
use crate::compile::yaml::Node;
use crate::policy::Place;
use crate::policy::{
    Access, Alternative, Catalogue, NamedBack, Route, Segment, Supply, Way, is_same_name,
};
use crate::webex::{CallForm, Command, Kind, Missing, Site};

/// What routes are read against.
pub struct Surroundings<'c> {
    pub sites: &'c Sites,
    pub backs: &'c mut BackUrls,
    pub rules: Rules<'c>,
    pub secrets: &'c mut Secrets,
    /// Whether the policy has signing keys of its own.
    pub signs: bool,
}

/// A route by name; `None` when it is broken, which has been reported.
pub type Named<'d> = (&'d str, Option<Route>);

/// Reads `routes:`.
pub use self::steps::check_page_after_login;

pub fn read<'d>(
    sections: &[Node<'d>],
    mut around: Surroundings<'_>,
    problems: &mut Problems,
) -> Vec<Named<'d>> {
    named_entries(sections, "routes", problems)
        .into_iter()
        .map(|(name, key, value)| {
            check_name(name, key, problems);
            (name, read_route(name, key, value, &mut around, problems))
        })
        .collect()
}

fn read_route(
    name: &str,
    key: Node<'_>,
    value: Node<'_>,
    around: &mut Surroundings<'_>,
    problems: &mut Problems,
) -> Option<Route> {
    let mut fields = Fields::open(value, format!("the route `{name}`"), problems);
    let title = fields
        .take_text("title", problems)
        .map(|(title, _)| title.into());
    let path = fields.take_text("path", problems);
    let segments = path.map_or_else(Vec::new, |(path, place)| read_path(path, place, problems));
    let access = around.rules.read_access(&mut fields, problems);
    let has_back = fields.mentions("back");
    let backs = around.backs.read_choice(&mut fields, problems);
    let site = around.sites.read_choice(&mut fields, problems);
    let mut drafts = steps::read(&mut fields, site.as_ref(), problems);
    let commands: Vec<_> = drafts.iter().map(|d| Some(d.found.as_ref()?.0)).collect();
    let takes_back = commands.iter().flatten().all(|c| c.takes_back());
    let lacks_back = !has_back && takes_back;
    let way = read_way(&mut fields, (lacks_back, around.signs), problems);
    let mut supplies = Supplies::new(&commands);
    steps::read_parameters(&mut drafts, &mut supplies, around.secrets, problems);
    supplies.read(&mut fields, (path, &segments), around.secrets, problems);
    fields.finish(problems);
    let around_route = (way, site.as_ref().map(|(site, _)| &**site));
    let written = (path, key);
    check(
        &drafts,
        &supplies,
        (&backs, access.as_ref()),
        around_route,
        written,
        problems,
    )?;
    Some(Route {
        name: name.into(),
        title,
        path: path.map(|(path, _)| path.into()),
        segments,
        steps: steps::finish(drafts, supplies.steps)?,
        site: site.map(|(site, _)| site)?,
        slots: supplies.slots,
        backs: backs.into_iter().map(|(back, _)| back).collect(),
        way: way?,
        access: access.unwrap_or_else(Access::nobody),
        place: key.place(),
    })
}

/// Checks what several parts of a route have to do with each other; `None`
/// when a command is not known.
fn check(
    drafts: &[steps::Draft<'_, '_>],
    supplies: &Supplies,
    (backs, access): (&[(Arc<NamedBack>, Place)], Option<&Access>),
    (way, site): (Option<Way>, Option<&Site>),
    (path, key): (Option<(&str, Place)>, Node<'_>),
    problems: &mut Problems,
) -> Option<()> {
    if let Some(way) = way {
        steps::check(drafts, supplies, (way, site), problems);
    }
    let (last, _) = drafts.last()?.found.as_ref()?;
    check_backs(last, backs, (supplies, path.is_some()), problems);
    for (draft, scope) in drafts.iter().zip(&supplies.steps) {
        let (command, _) = draft.found.as_ref()?;
        supplies.check_required(command, (scope, path, key), problems);
    }
    let is_open = access.is_some_and(|access| access.allowed().contains(&Alternative::Anyone));
    let has_secret = supplies
        .slots
        .iter()
        .any(|slot| matches!(slot.supply, Supply::Secret(_)));
    if is_open && has_secret {
        problems
            .warning(
                key.place(),
                "anyone can read the secret that this route hands out",
            )
            .propose("let in only those who may know it");
    }
    Some(())
}

/// Reads how people come back; `None` for a word that says nothing.
fn read_way(
    fields: &mut Fields<'_>,
    (lacks_back, signs): (bool, bool),
    problems: &mut Problems,
) -> Option<Way> {
    let Some((word, place)) = fields.take_text("return", problems) else {
        return Some(Way::Direct);
    };
    match word {
        "direct" => return Some(Way::Direct),
        "gateway" if lacks_back => problems
            .error(place, "people come back through the gateway, and then go nowhere")
            .propose("name a back URL: `back: NAME`"),
        "gateway" if !signs => problems
            .error(place, "people come back with a signed address, and the policy has no `signing_keys`")
            .propose("add `signing_keys: { file: PATH }`, with one key on each line, like `openssl rand -base64 32` prints it"),
        "gateway" => {}
        _ => {
            problems
                .error(place, format!("`{word}` is no way back"))
                .propose_one_of(word, ["direct", "gateway"]);
            return None;
        }
    }
    Some(Way::Gateway)
}

fn read_path(path: &str, place: Place, problems: &mut Problems) -> Vec<Segment> {
    parse_pattern(path).unwrap_or_else(|message| {
        problems
            .error(place, message)
            .propose("write it like /go/join/{meeting_key}");
        Vec::new()
    })
}

pub fn read_command<'c>(
    fields: &mut Fields<'_>,
    site: &Site,
    catalogue: &'c Catalogue,
    problems: &mut Problems,
) -> Option<(&'c Command, CallForm)> {
    let node = fields.require("command", problems)?;
    let name = text(node, "`command`", problems)?;
    let Some(command) = catalogue.command(name) else {
        let known: Vec<&str> = catalogue.iter().map(|c| c.name().as_str()).collect();
        match nearest(name, &known) {
            Some(near) => problems
                .error(node.place(), format!("there is no command `{name}`"))
                .propose(format!("did you mean `{near}`?")),
            None => problems
                .error(node.place(), format!("there is no command `{name}`"))
                .propose("`linkgate commands` lists them; `commands:` in the policy adds one"),
        }
        return None;
    };
    let form = CallForm::new(site, command);
    if form.is_none() {
        let missing = command
            .missing()
            .iter()
            .filter(|m| **m != Missing::Parameters);
        let missing: Vec<String> = missing.map(|m| format!("{}: …", m.as_str())).collect();
        problems
            .error(
                node.place(),
                format!("where Webex answers `{name}` is not publicly known"),
            )
            .propose(format!(
                "add it from your Reference Guide: `commands: {{ {name}: {{ {} }} }}`",
                missing.join(", ")
            ));
    }
    Some((command, form?))
}

fn check_backs(
    command: &Command,
    backs: &[(Arc<NamedBack>, Place)],
    (supplies, has_path): (&Supplies, bool),
    problems: &mut Problems,
) {
    for (at, (back, place)) in backs.iter().enumerate() {
        let alike =
            |(earlier, _): &&(Arc<NamedBack>, Place)| is_same_name(earlier.name(), back.name());
        if let Some((earlier, _)) = backs[..at].iter().find(alike) {
            problems
                .error(
                    *place,
                    format!(
                        "a visitor cannot tell `{}` from `{}`",
                        back.name(),
                        earlier.name()
                    ),
                )
                .propose("name each back URL once; case, `-` and `_` do not count");
        }
        if !command.takes_back() {
            problems
                .error(*place, format!("`{}` takes no back URL", command.name()))
                .propose("remove `back` from this route");
        }
        let in_path: Vec<&str> = back.url().places_in_path().collect();
        for name in back.url().places().filter(|name| !supplies.is_broken(name)) {
            let slot = supplies.slot(name);
            // Without a path only links lead here, and each has to give it.
            let unsupplied = slot.is_some_and(|slot| slot.supply == Supply::Nothing) && has_path;
            match slot.map(|slot| slot.parameter.kind()) {
                Some(_) if unsupplied => problems
                    .error(*place, format!("the back URL `{}` needs `{name}`, and nothing supplies it", back.name()))
                    .propose(format!("add `{{{name}}}` to the path, or `{name}` to `query` or `constants`")),
                None => problems
                    .error(*place, format!("the back URL `{}` needs `{name}`, which this route does not have", back.name()))
                    .propose(format!("declare it: `parameters: {{ {name}: {{ type: name }} }}`, and supply it by path or query")),
                Some(kind) if in_path.contains(&name) && !kind.is_safe_in_path() => problems
                    .error(*place, format!("`{name}` stands in the path of the back URL `{}`", back.name()))
                    .propose("make its type name, number, digits or token, or move the place behind a `?`"),
                Some(Kind::Start { .. } | Kind::People { .. } | Kind::Texts { .. }) => problems
                    .error(*place, format!("`{name}` is a date or list and cannot stand in a back URL"))
                    .propose("use a parameter with one value"),
                Some(_) => {}
            }
        }
    }
}
