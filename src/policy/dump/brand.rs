//! How the gateway presents itself, without the picture of its logo.

use serde::Serialize;

use crate::policy::{Accent, Brand, Contact, Logo};

#[derive(Debug, Serialize)]
pub struct BrandView<'p> {
    name: &'p str,
    #[serde(skip_serializing_if = "Option::is_none")]
    logo: Option<LogoView<'p>>,
    accent: AccentView,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    footer: Option<&'p str>,
}

#[derive(Debug, Serialize)]
struct LogoView<'p> {
    media_type: &'static str,
    version: &'p str,
}

#[derive(Debug, Serialize)]
struct AccentView {
    light: String,
    dark: String,
}

impl<'p> BrandView<'p> {
    pub fn of(brand: &'p Brand) -> Self {
        Self {
            name: brand.name(),
            logo: brand.logo().map(LogoView::of),
            accent: AccentView::of(brand.accent()),
            contact: brand.contact().map(Contact::href),
            footer: brand.footer(),
        }
    }
}

impl<'p> LogoView<'p> {
    fn of(logo: &'p Logo) -> Self {
        Self {
            media_type: logo.media_type(),
            version: logo.version(),
        }
    }
}

impl AccentView {
    fn of(accent: &Accent) -> Self {
        Self {
            light: accent.light().to_string(),
            dark: accent.dark().to_string(),
        }
    }
}
