//! Binding links and their aliases to their paths.

use crate::compile::context::Context;
use crate::compile::links::{KnownWord, PlacedAlias, ReadLink, WordKind, refuse_look_alikes};
use crate::policy::{
    Binding, Link, LinkId, OWN_FILES, Paths, Place, PublicEndpoint, Route, RouteId, Segment,
    Target, ValueSource, own_file,
};
use crate::text::is_same_name;
use crate::webex::{Parameter, ParameterType};

/// Links with their paths, while they are bound.
pub struct LinkBinder<'c> {
    endpoint: &'c PublicEndpoint,
    routes: &'c [Route],
    /// Numbers that have the place of names, as in `/go/{meeting_key}`.
    numbers: Vec<&'c Parameter>,
    links: Vec<Link>,
    /// In the order of the links that have them.
    aliases: Vec<AliasOfLink>,
    paths: Paths,
    ctxt: &'c Context,
}

struct AliasOfLink {
    link: LinkId,
    alias: PlacedAlias,
}

/// Links and their paths, when all are bound.
pub struct BoundLinks {
    pub links: Vec<Link>,
    pub paths: Paths,
}

impl<'c> LinkBinder<'c> {
    /// `paths` has those of the routes.
    pub fn new(
        endpoint: &'c PublicEndpoint,
        routes: &'c [Route],
        paths: Paths,
        ctxt: &'c Context,
    ) -> Self {
        Self {
            endpoint,
            routes,
            numbers: numbers_in_place(endpoint, routes),
            links: Vec::new(),
            aliases: Vec::new(),
            paths,
            ctxt,
        }
    }

    /// Binds the aliases, and compares all names.
    pub fn finish(mut self) -> BoundLinks {
        self.bind_aliases();
        refuse_look_alikes(self.known_words(), self.ctxt);
        BoundLinks {
            links: self.links,
            paths: self.paths,
        }
    }

    /// Binds a link; `None` for a broken one, which has been reported.
    pub fn bind(&mut self, read: Option<ReadLink>) {
        let Some(ReadLink { link, aliases }) = read else {
            return;
        };
        let id = LinkId(u32::try_from(self.links.len()).unwrap_or(u32::MAX));
        if let Err(earlier) = self.insert(link.name(), Target::Link(id)) {
            let (name, earlier) = (link.name(), self.bound(earlier, link.name()));
            let whose = earlier.whose;
            self.ctxt
                .at(link.place())
                .error(format!("the path of the link `{name}` is already {whose}"))
                .beside(earlier.place)
                .help("rename one of them: case, `-` and `_` are ignored");
        }
        self.refuse_own_file(link.name(), link.place());
        self.warn_of_number(link.name(), link.place());
        self.links.push(link);
        let aliases = aliases.into_iter();
        let aliases = aliases.map(|alias| AliasOfLink { link: id, alias });
        self.aliases.extend(aliases);
    }

    /// Binds the aliases of all links. Names come first, so that of a name and an alias the alias has
    /// the finding, wherever the two stand.
    fn bind_aliases(&mut self) {
        for number in 0..self.aliases.len() {
            let AliasOfLink { link, ref alias } = self.aliases[number];
            let (name, place) = (alias.name.clone(), alias.place);
            if let Err(earlier) = self.insert(&name, Target::Alias(link)) {
                self.refuse_alias(number, earlier);
            }
            self.refuse_own_file(&name, place);
            self.warn_of_number(&name, place);
        }
    }

    fn insert(&mut self, name: &str, target: Target) -> Result<(), Target> {
        let name = Segment::Literal(name.into());
        let path = self.endpoint.link_prefix().iter().chain([&name]);
        self.paths.insert(path, target)
    }

    fn refuse_alias(&self, number: usize, earlier: Target) {
        let AliasOfLink { link, alias } = &self.aliases[number];
        let (own, name) = (self.links[link.0 as usize].name(), &alias.name);
        let bound = self.bound(earlier, name);
        let is_own = matches!(earlier, Target::Link(id) | Target::Alias(id) if id == *link);
        let message = match earlier {
            Target::Link(_) if is_own => {
                format!("the alias `{name}` is the name of its own link `{own}`")
            }
            Target::Alias(_) if is_own => format!("the link `{own}` has the alias `{name}` twice"),
            _ => format!("the alias `{name}` is already {}", bound.as_word),
        };
        let finding = self.ctxt.at(alias.place).error(message);
        finding.beside(bound.place).help(match is_own {
            true => "remove the alias: case, `-` and `_` are ignored",
            false => "rename one of them: case, `-` and `_` are ignored",
        });
    }

    /// A name that is a number comes before the number.
    fn warn_of_number(&self, name: &str, place: Place) {
        let mut numbers = self.numbers.iter();
        if let Some(number) = numbers.find(|number| number.parse(name).is_ok()) {
            let number = number.name();
            self.ctxt
                .at(place)
                .warning(format!(
                    "`{name}` can also be a `{number}`: its path opens the link, not the number"
                ))
                .help("rename it, unless it is meant to replace the number");
        }
    }

    /// At the root, a link could be called like a file that the gateway serves there.
    fn refuse_own_file(&self, name: &str, place: Place) {
        if self.endpoint.link_prefix().is_empty()
            && let Some(own) = own_file(name)
        {
            self.ctxt
                .at(place)
                .error(format!("`/{own}` belongs to the gateway"))
                .help("rename it, or put links behind a prefix: `link_prefix: /go/`");
        }
    }

    /// What the path of a name is bound to.
    fn bound(&self, target: Target, name: &str) -> Bound {
        match target {
            Target::Route(id) => Bound::of_route(id, self.routes),
            Target::Link(LinkId(id)) => {
                let link = &self.links[id as usize];
                Bound {
                    whose: format!("the link `{}`'s", link.name()),
                    as_word: format!("the name of the link `{}`", link.name()),
                    place: link.place(),
                }
            }
            Target::Alias(id) => {
                let link = &self.links[id.0 as usize];
                // As many aliases as there are links may collide: none of them looks through all.
                let first = self.aliases.partition_point(|other| other.link < id);
                let of_link = self.aliases[first..].iter();
                let mut of_link = of_link.take_while(|other| other.link == id);
                let alias = of_link.find(|other| is_same_name(&other.alias.name, name));
                Bound {
                    whose: format!("the link `{}`'s", link.name()),
                    as_word: format!("an alias of the link `{}`", link.name()),
                    place: alias.map_or(link.place(), |other| other.alias.place),
                }
            }
        }
    }

    /// All words that names and aliases must not look like, and these themselves.
    fn known_words(&self) -> impl Iterator<Item = KnownWord<'_>> + Clone {
        let of_routes = self.routes.iter().flat_map(|route| {
            let place = Some(route.place());
            let words = route.segments().iter().filter_map(Segment::literal);
            words.map(move |word| KnownWord {
                word,
                kind: WordKind::Path,
                place,
            })
        });
        let is_at_root = self.endpoint.link_prefix().is_empty();
        let files = OWN_FILES.into_iter().filter(move |_| is_at_root);
        let files = files.map(|word| KnownWord {
            word,
            kind: WordKind::Path,
            place: None,
        });
        let names = self.links.iter().map(|link| KnownWord {
            word: link.name(),
            kind: WordKind::Name,
            place: Some(link.place()),
        });
        let aliases = self
            .aliases
            .iter()
            .map(|AliasOfLink { alias, .. }| KnownWord {
                word: &alias.name,
                kind: WordKind::Alias,
                place: Some(alias.place),
            });
        of_routes.chain(files).chain(names).chain(aliases)
    }
}

/// What a path is bound to, in the words of a finding.
pub struct Bound {
    /// Whose path it is.
    pub whose: String,
    /// What the last word of the path is.
    as_word: String,
    pub place: Place,
}

impl Bound {
    pub fn of_route(RouteId(id): RouteId, routes: &[Route]) -> Self {
        let route = &routes[id as usize];
        Self {
            whose: format!("the route `{}`'s", route.name()),
            as_word: format!("the path of the route `{}`", route.name()),
            place: route.place(),
        }
    }
}

fn numbers_in_place<'c>(endpoint: &PublicEndpoint, routes: &'c [Route]) -> Vec<&'c Parameter> {
    let prefix = endpoint.link_prefix();
    let in_place = routes.iter().filter(|route| {
        let segments = route.segments();
        segments.len() == prefix.len() + 1 && segments.starts_with(prefix)
    });
    let bindings = in_place.flat_map(Route::bindings);
    let last = bindings.filter(|binding| {
        matches!(binding.source(), ValueSource::Path(at) if *at == prefix.len())
            && matches!(binding.parameter().kind(), ParameterType::Digits { .. })
    });
    last.map(Binding::parameter).collect()
}
