//! The files besides the pages: style sheet, icon, logo, `robots.txt`, OpenSearch and OpenAPI
//! descriptions. They are public, and no decision is made about them.

use std::sync::OnceLock;

use askama::Template;
use hyper::body::Bytes;

use super::i18n::Language;
use super::pages::SearchFile;
use crate::digest::version;
use crate::policy::{Brand, Logo, Policy};

/// A public file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asset {
    Style,
    Icon,
    Logo,
    Robots,
    Search,
    Api,
}

/// The files that depend on the policy, rendered in advance.
#[derive(Debug)]
pub struct Assets {
    style: Bytes,
    style_address: Box<str>,
    icon: Bytes,
    logo_address: Option<Box<str>>,
    /// The OpenSearch description in each language, rendered when it is first requested.
    search: [OnceLock<Bytes>; Language::ALL.len()],
}

/// How long browsers may cache a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caching {
    /// For good: the address contains the version of the content.
    Immutable,
    /// The content of this address can change.
    OneHour,
}

/// The style sheet without the colours of the policy.
const STYLE: &str = include_str!("../../templates/style.css");

/// Every page is for people who were given a link.
const ROBOTS: &str = "User-agent: *\nDisallow: /\n";

/// The OpenAPI description of what programs can request.
const API: &str = include_str!("../../docs/openapi.json");

/// The accent colours of the policy for light and dark pages.
#[derive(Template)]
#[template(path = "accent.css", escape = "none")]
struct AccentStyle<'b> {
    brand: &'b Brand,
}

/// The icon of browser tabs.
#[derive(Template)]
#[template(path = "icon.svg")]
struct Icon<'b> {
    brand: &'b Brand,
}

#[derive(Debug)]
pub struct Content {
    pub media_type: &'static str,
    pub bytes: Bytes,
}

impl Assets {
    pub fn new(brand: &Brand) -> Self {
        let accent = AccentStyle { brand }.render();
        let accent = accent.expect("colours are plain text");
        // The style sheet comes last, so that its rules for printing override the accent.
        let style = Bytes::from(format!("{accent}{STYLE}"));
        let icon = Icon { brand }.render().expect("colours are plain text");
        let logo_address = brand.logo().map(Logo::version).map(|version| {
            let address = format!("/-/logo?v={version}");
            address.into()
        });
        Self {
            // A digest of the content: a changed style sheet has another address, and replicas with
            // the same policy have the same one.
            style_address: format!("/-/style.css?v={}", version(&style)).into(),
            style,
            icon: icon.into(),
            logo_address,
            search: Default::default(),
        }
    }

    /// The address of the style sheet, with its version.
    pub fn style_address(&self) -> &str {
        &self.style_address
    }

    /// The address of the logo, with its version.
    pub fn logo_address(&self) -> Option<&str> {
        self.logo_address.as_deref()
    }

    /// The content of a file; `None` when the policy has no logo, and for [`Asset::Search`], which
    /// depends on the language.
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

    /// The OpenSearch description in a language.
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

    /// How long browsers may cache the file at this address.
    pub fn caching(&self, path_and_query: &str) -> Caching {
        let addresses = [Some(self.style_address()), self.logo_address()];
        match addresses.contains(&Some(path_and_query)) {
            true => Caching::Immutable,
            false => Caching::OneHour,
        }
    }
}
