//! The files of the languages, read once, when the first page in a language is
//! written; and the one place that knows the library for them.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use super::{Argument, Arguments, Language, Text};

/// Everything that is said in one language.
pub struct Catalogue {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Language {
    /// Everything that is said in it.
    pub fn catalogue(self) -> &'static Catalogue {
        static ENGLISH: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::read(Language::English));
        static GERMAN: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::read(Language::German));
        static FRENCH: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::read(Language::French));
        static SPANISH: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::read(Language::Spanish));
        static JAPANESE: LazyLock<Catalogue> =
            LazyLock::new(|| Catalogue::read(Language::Japanese));
        static ARABIC: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::read(Language::Arabic));
        match self {
            Self::English => &ENGLISH,
            Self::German => &GERMAN,
            Self::French => &FRENCH,
            Self::Spanish => &SPANISH,
            Self::Japanese => &JAPANESE,
            Self::Arabic => &ARABIC,
        }
    }

    /// Its file.
    pub const fn source(self) -> &'static str {
        match self {
            Self::English => include_str!("../../../locales/en.ftl"),
            Self::German => include_str!("../../../locales/de.ftl"),
            Self::French => include_str!("../../../locales/fr.ftl"),
            Self::Spanish => include_str!("../../../locales/es.ftl"),
            Self::Japanese => include_str!("../../../locales/ja.ftl"),
            Self::Arabic => include_str!("../../../locales/ar.ftl"),
        }
    }
}

impl Catalogue {
    /// Reads the file of a language. The tests hold that all of it is good;
    /// were some of it not, the rest would be.
    fn read(language: Language) -> Self {
        let source = language.source().to_owned();
        let resource = FluentResource::try_new(source).unwrap_or_else(|(resource, _)| resource);
        let tag = language.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // What is put into a sentence that runs from right to left, names,
        // numbers and ids, runs the other way: marks keep it together and its
        // full stop at the end. In the other languages they would only be
        // carried along by whoever copies a sentence or reads it by program;
        // the titles of links, of whatever direction, have elements of their
        // own, which the style sheet keeps apart.
        bundle.set_use_isolating(language.is_right_to_left());
        bundle.add_resource_overriding(resource);
        Self { language, bundle }
    }

    /// A message, or an attribute of it; its id, were there none.
    pub fn text(
        &'static self,
        id: &'static str,
        attribute: Option<&str>,
        arguments: &Arguments,
    ) -> Text {
        let text = self.find(id, attribute, arguments);
        text.unwrap_or(Text::Borrowed(id))
    }

    /// The message for something that the catalogue of commands names, if it
    /// has one.
    pub fn named(&'static self, kind: &str, name: &str) -> Option<Text> {
        let id = format!("{kind}-{}", name.replace(['.', '_'], "-"));
        self.find(&id, None, &[])
    }

    fn find(
        &'static self,
        id: &str,
        attribute: Option<&str>,
        arguments: &Arguments,
    ) -> Option<Text> {
        let message = self.bundle.get_message(id)?;
        let pattern = match attribute {
            Some(attribute) => message.get_attribute(attribute)?.value(),
            None => message.value()?,
        };
        // What could not be put in stands there as the name of its place.
        let mut errors = Vec::new();
        if arguments.is_empty() {
            return Some(self.bundle.format_pattern(pattern, None, &mut errors));
        }
        let arguments = arguments.iter();
        let arguments: FluentArgs<'_> = arguments
            .map(|(name, argument)| (*name, self.value(argument)))
            .collect();
        let text = self
            .bundle
            .format_pattern(pattern, Some(&arguments), &mut errors);
        Some(text.into_owned().into())
    }

    fn value<'v>(&'static self, argument: &'v Argument) -> FluentValue<'v> {
        match argument {
            Argument::Parameter(name) => self.language.parameter(name).into(),
            Argument::Text(text) => FluentValue::from(&**text),
            Argument::Number(number) => FluentValue::from(*number),
        }
    }
}
