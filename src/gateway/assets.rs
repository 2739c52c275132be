//! The files that pages and browsers ask for besides the pages: style sheet,
//! icon, logo, and what robots, browsers and programs are told. Nobody has to
//! be known to get them, and nothing is decided about them.

use std::sync::OnceLock;

use askama::Template;
use hyper::body::Bytes;

use super::i18n::Language;
use super::pages::SearchFile;
use crate::digest::version;
use crate::policy::{Brand, Logo, Policy};

/// A file of that kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asset {
    Style,
    Icon,
    Logo,
    Robots,
    Search,
    Api,
}

/// The files whose content hangs on the policy, made ready.
#[derive(Debug)]
pub struct Assets {
    style: Bytes,
    style_address: Box<str>,
    icon: Bytes,
    logo_address: Option<Box<str>>,
    /// What browsers are told about the search, in each language.
    search: [OnceLock<Bytes>; Language::ALL.len()],
}

/// How long something is kept by a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caching {
    /// An address with this version in it never means anything else.
    Immutable,
    /// It may be another one tomorrow.
    OneHour,
}

/// The style sheet of all pages, without the colours of the policy.
const STYLE: &str = include_str!("../../templates/style.css");

/// What robots are told: everything here is for people who were given a link.
const ROBOTS: &str = "User-agent: *\nDisallow: /\n";

/// What programs can ask for, in the words of OpenAPI.
const API: &str = include_str!("../../docs/openapi.json");

/// Before the style sheet: the policy's accent on light and on dark pages.
#[derive(Template)]
#[template(path = "accent.css", escape = "none")]
struct AccentStyle<'b> {
    brand: &'b Brand,
}

/// The sign in the tab of a browser.
#[derive(Template)]
#[template(path = "icon.svg")]
struct Icon<'b> {
    brand: &'b Brand,
}

/// What a file consists of.
#[derive(Debug)]
pub struct Content {
    pub media_type: &'static str,
    pub bytes: Bytes,
}

impl Assets {
    pub fn new(brand: &Brand) -> Self {
        let accent = AccentStyle { brand }.render();
        let accent = accent.expect("colours are plain text");
        // What the style sheet says of paper comes last, and counts.
        let style = Bytes::from(format!("{accent}{STYLE}"));
        let icon = Icon { brand }.render().expect("colours are plain text");
        let logo_address = brand.logo().map(Logo::version).map(|version| {
            let address = format!("/-/logo?v={version}");
            address.into()
        });
        Self {
            style_address: format!("/-/style.css?v={}", version(&style)).into(),
            style,
            icon: icon.into(),
            logo_address,
            search: Default::default(),
        }
    }

    /// Where pages find the style sheet.
    pub fn style_address(&self) -> &str {
        &self.style_address
    }

    /// Where pages find the logo.
    pub fn logo_address(&self) -> Option<&str> {
        self.logo_address.as_deref()
    }

    /// The content of a file; that of [`Asset::Search`] differs between languages, and is no part of
    /// this.
    pub fn content(&self, asset: Asset, brand: &Brand) -> Option<Content> {
        let (media_type, bytes) = match asset {
            Asset::Style => ("text/css; charset=utf-8", self.style.clone()),
            Asset::Icon => ("image/svg+xml", self.icon.clone()),
            Asset::Logo => {
                let logo = brand.logo()?;
                let bytes = Bytes::from_owner(logo.bytes().clone());
                (logo.media_type(), bytes)
            }
            Asset::Robots => (
                "text/plain; charset=utf-8",
                Bytes::from_static(ROBOTS.as_bytes()),
            ),
            Asset::Api => ("application/json", Bytes::from_static(API.as_bytes())),
            Asset::Search => return None,
        };
        Some(Content { media_type, bytes })
    }

    /// What browsers are told about the search, in a language. It is written
    /// when somebody first asks for it.
    pub fn search(&self, language: Language, policy: &Policy) -> Bytes {
        let write = || {
            let file = SearchFile {
                home: policy.endpoint().public_url(),
                brand: policy.brand(),
                language,
            };
            let file = file.render().expect("texts are written to a string");
            Bytes::from(file)
        };
        self.search[language as usize].get_or_init(write).clone()
    }

    /// How long a browser may keep what it asked for.
    pub fn caching(&self, path_and_query: &str) -> Caching {
        let addresses = [Some(self.style_address()), self.logo_address()];
        match addresses.contains(&Some(path_and_query)) {
            true => Caching::Immutable,
            false => Caching::OneHour,
        }
    }
}
