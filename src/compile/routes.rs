//! Reading routes.

mod backs;
mod bindings;
mod command;
mod draft;
mod fixed;
mod login;
mod server_checks;
mod server_keys;
mod step_draft;
mod steps;

use self::backs::check_backs;
use self::bindings::Bindings;
use self::command::Target;
use self::draft::RouteDraft;
use self::server_keys::ServerKeys;
use self::step_draft::StepDraft;
use crate::compile::access::Rules;
use crate::compile::back_urls::BackUrls;
use crate::compile::context::Text;
use crate::compile::fields::{Fields, MapEntry, Subject, check_name, named_entries};
use crate::compile::one_line::one_line;
use crate::compile::parameters::owned;
use crate::compile::path_pattern::parse_pattern;
use crate::compile::secrets::Secrets;
use crate::compile::sites::{Sites, read_profile};
use crate::compile::yaml::Node;
use crate::policy::{Access, Alternative, ReturnMode, Route, Segment, ValueSource};
use crate::webex::{ParameterType, Profile};

pub struct RouteReader<'c, 'd> {
    pub sites: &'c Sites<'d>,
    pub back_urls: &'c BackUrls<'d>,
    pub rules: Rules<'c, 'd>,
    pub secrets: &'c Secrets<'d>,
    pub has_signing_keys: bool,
}

pub struct NamedRoute<'d> {
    pub name: Text<'d>,
    /// `None` when it is broken, which has been reported.
    pub route: Option<Route>,
}

impl<'c, 'd> RouteReader<'c, 'd> {
    /// Reads `routes:`.
    pub fn read(&self, sections: &[Node<'d>]) -> Vec<NamedRoute<'d>> {
        let named = |entry: MapEntry<'d>| {
            check_name(entry.name);
            NamedRoute {
                name: entry.name,
                route: self.read_route(entry),
            }
        };
        let entries = named_entries(sections, "routes").into_iter();
        entries.map(named).collect()
    }

    fn read_route(&self, MapEntry { name, value }: MapEntry<'d>) -> Option<Route> {
        let mut fields = Fields::open(value, Subject::Named("the route", name));
        let title = fields.take_text("title");
        let path = fields.take_text("path");
        let segments = path.map_or_else(Vec::new, read_path);
        let access = self.rules.read_access(&mut fields);
        let has_back = fields.mentions("back");
        let backs = self.back_urls.read_choices(&mut fields);
        let site = self.sites.read_choice(&mut fields);
        let profile = read_profile(&mut fields);
        let target = site.map(|site| Target::new(site, profile));
        let mut steps = steps::read(&mut fields, target);
        let server = ServerKeys::read(&mut fields);
        let commands: Vec<_> = steps.iter().map(StepDraft::command).collect();
        let is_rest = target.is_some_and(|target| target.profile == Profile::Rest);
        // A page of the gateway leads back where Webex's do not.
        let takes_back = is_rest || commands.iter().flatten().all(|c| c.takes_back());
        let return_mode = self.read_return_mode(&mut fields, !has_back && takes_back);
        let mut bindings = Bindings::new(&commands);
        // Before the keys of the route, because what a step says of its parameters wins.
        steps::read_parameters(&mut steps, &mut bindings, self.secrets);
        bindings.read(&mut fields, path, &segments, self.secrets);
        fields.finish();
        let draft = RouteDraft {
            name,
            title,
            path,
            segments,
            access,
            backs,
            target,
            steps,
            server,
            return_mode,
            bindings,
        };
        draft.check()?;
        draft.finish()
    }

    /// Reads `return`; `None` for an unknown word.
    fn read_return_mode(&self, fields: &mut Fields<'_>, lacks_back: bool) -> Option<ReturnMode> {
        let Some(word) = fields.take_text("return") else {
            return Some(ReturnMode::Direct);
        };
        let mode = ReturnMode::from_word(&word);
        match mode {
            Some(ReturnMode::Gateway) if lacks_back => word
                .error("visitors come back through the gateway, but the route has no back URL")
                .help("name a back URL: `back: NAME`"),
            Some(ReturnMode::Gateway) if !self.has_signing_keys => word
                .error("visitors come back with a signed ticket, but the policy has no `signing_keys`")
                .help("add `signing_keys: { file: PATH }` with one key per line, from `openssl rand -base64 32`"),
            Some(ReturnMode::Direct | ReturnMode::Gateway) => {}
            None => word
                .error(format!("unknown value `{word}` for `return`"))
                .help_one_of(&word, ReturnMode::ALL.iter().map(|mode| mode.as_str())),
        }
        mode
    }
}

impl RouteDraft<'_, '_> {
    /// Checks the parts of a route against each other; `None` when a command is not known.
    fn check(&self) -> Option<()> {
        if let Some(return_mode) = self.return_mode {
            let site = self.target.map(|target| &*target.site.site);
            steps::check(&self.steps, &self.bindings, return_mode, site);
        }
        self.check_server();
        let last = self.steps.last()?.command()?;
        let takes_back = last.takes_back() || self.is_rest();
        let refusing = (!takes_back).then(|| last.name());
        check_backs(refusing, &self.backs, &self.bindings, self.path.is_some());
        for (step, scope) in self.steps.iter().zip(&self.bindings.steps) {
            let missing = self.bindings.missing(step.command()?, scope);
            missing.report(self.name, self.path);
        }
        self.warn_of_a_text_at_the_root();
        let mut bindings = self.bindings.all.iter();
        if self.lets_anyone_in()
            && bindings.any(|binding| matches!(binding.source, ValueSource::Secret(_)))
        {
            self.name
                .warning("anyone can read the secret of this route")
                .help("restrict `allow` to callers who may know it");
        }
        Some(())
    }

    /// `None` when a part without which there is no route is broken.
    fn finish(self) -> Option<Route> {
        let target = self.target?;
        Some(Route {
            acts_for: self.server.acts_for(target),
            is_personal: self.server.is_personal(),
            name: self.name.as_str().into(),
            title: self.title.and_then(one_line),
            path: owned(self.path),
            segments: self.segments,
            steps: steps::finish(self.steps, self.bindings.steps)?,
            site: target.site.site.clone(),
            bindings: self.bindings.all,
            backs: self.backs.into_iter().map(|choice| choice.back).collect(),
            return_mode: self.return_mode?,
            // The finding about it keeps the policy from being used. If it ever were, nobody could
            // get in.
            access: self.access.unwrap_or_else(Access::nobody),
            place: self.name.place(),
        })
    }

    /// Where any text is a value, no mistyped name is a mistake any more.
    fn warn_of_a_text_at_the_root(&self) {
        let (Some(path), [Segment::Parameter(name)]) = (self.path, &*self.segments) else {
            return;
        };
        let mut bindings = self.bindings.all.iter();
        let is_text = |kind| {
            matches!(
                kind,
                &ParameterType::Text { .. } | ParameterType::Name { .. }
            )
        };
        if bindings
            .any(|binding| binding.parameter.name() == &**name && is_text(binding.parameter.kind()))
        {
            path.warning(
                "this route takes every word at the root, mistyped names of links as well",
            )
            .help(format!("put a word before the parameter: /as/{{{name}}}"));
        }
    }

    fn lets_anyone_in(&self) -> bool {
        let access = self.access.as_ref();
        access.is_some_and(|access| {
            access
                .all()
                .allowed()
                .any(|one| *one == Alternative::Anyone)
        })
    }
}

fn read_path(path: Text<'_>) -> Vec<Segment> {
    parse_pattern(&path).unwrap_or_else(|message| {
        path.error(message)
            .help("write it like /go/join/{meeting_key}");
        Vec::new()
    })
}
