//! How the gateway presents itself on its pages.

mod accent;
mod colour;
mod contact;
mod logo;

pub use accent::Accent;
pub use colour::Colour;
pub use contact::{Contact, ContactError};
pub use logo::Logo;

/// The default name of the gateway.
pub(crate) const NAME: &str = "Linkgate";

#[derive(Clone, Debug)]
pub struct Brand {
    pub(crate) name: Box<str>,
    pub(crate) logo: Option<Logo>,
    pub(crate) accent: Accent,
    pub(crate) contact: Option<Contact>,
    pub(crate) footer: Option<Box<str>>,
}

impl Default for Brand {
    fn default() -> Self {
        Self {
            name: NAME.into(),
            logo: None,
            accent: Accent::default(),
            contact: None,
            footer: None,
        }
    }
}

impl Brand {
    /// What its pages call the gateway.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn logo(&self) -> Option<&Logo> {
        self.logo.as_ref()
    }

    /// The colour of its links and buttons.
    pub fn accent(&self) -> &Accent {
        &self.accent
    }

    /// Whom people ask when they cannot go on.
    pub fn contact(&self) -> Option<&Contact> {
        self.contact.as_ref()
    }

    /// The line at the foot of its pages.
    pub fn footer(&self) -> Option<&str> {
        self.footer.as_deref()
    }
}
