//! The files of the languages. Each is parsed when the first page in its language is written. Only
//! this file uses the library that reads them.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use super::{Argument, Arguments, Language, Text};

/// All texts of one language.
pub struct Catalogue {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Language {
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
    fn read(language: Language) -> Self {
        let source = language.source().to_owned();
        // Tests require every file to parse without errors. If one did not, its valid messages
        // would still be used.
        let resource = FluentResource::try_new(source).unwrap_or_else(|(resource, _)| resource);
        let tag = language.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // In a sentence from right to left, names, numbers and ids run from left to right.
        // Isolation marks keep each together, and the full stop at the end. Other languages do
        // without them, because the marks remain in sentences that people copy or programs read.
        // Titles of links have HTML elements of their own, which the style sheet isolates.
        bundle.set_use_isolating(language.is_right_to_left());
        bundle.add_resource_overriding(resource);
        Self { language, bundle }
    }

    /// A message or one of its attributes; the id if it does not exist.
    pub fn text(
        &'static self,
        id: &'static str,
        attribute: Option<&str>,
        arguments: &Arguments,
    ) -> Text {
        let text = self.find(id, attribute, arguments);
        text.unwrap_or(Text::Borrowed(id))
    }

    /// The name of a command or parameter, if the language has one.
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
        // A placeholder without a value is written as its name, which is better than no text.
        let mut errors = Vec::new();
        // Without arguments, the text is borrowed from the file.
        if arguments.is_empty() {
            return Some(self.bundle.format_pattern(pattern, None, &mut errors));
        }
        let arguments = arguments.iter();
        let arguments = arguments.map(|(name, argument)| (*name, self.value(argument)));
        let arguments: FluentArgs<'_> = arguments.collect();
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
