//! The part of a call that does not depend on a request.

use crate::webex::command::{Address, Command};
use crate::webex::site::Site;
use crate::webex::template::{Template, TemplateError};

/// The address of a command, up to its fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Prepared {
    /// `https://acme.webex.com/acme/m.php` with the action `JM`.
    Action { page: Box<str>, action: Box<str> },
    /// `https://acme.webex.com/acme/j.php`, which takes no action.
    Page(Box<str>),
    /// `https://acme.webex.com/meet/{room}`
    Path(Template),
}

impl Prepared {
    /// `None` for a command whose address is incomplete.
    pub fn new(site: &Site, command: &Command) -> Option<Self> {
        let at_site = |page: &str| format!("{}{page}", site.base()).into();
        Some(match command.address() {
            Address::Page(page, Some(action)) => Self::Action {
                page: at_site(page.as_str()),
                action: action.as_str().into(),
            },
            Address::Page(page, None) => Self::Page(at_site(page.as_str())),
            Address::Path(path) => Self::Path(at_root(site, path).ok()?),
            Address::Rest(_) | Address::Nowhere(_) | Address::Incomplete(_) => return None,
        })
    }

    /// The action (`AT`), if the page takes one.
    pub fn action(&self) -> Option<&str> {
        match self {
            Self::Action { action, .. } => Some(action),
            Self::Page(_) | Self::Path(_) => None,
        }
    }

    /// Appends the address without a query, its places filled by `value`.
    pub fn write_page<'v>(&self, out: &mut String, value: impl Fn(&str) -> Option<&'v str>) {
        match self {
            Self::Action { page, .. } | Self::Page(page) => out.push_str(page),
            Self::Path(path) => path.fill_into(out, value),
        }
    }
}

/// The address of a path on the host of the site, with the name of the site for `{site}`.
fn at_root(site: &Site, path: &Template) -> Result<Template, TemplateError> {
    let place = format!("{{{}}}", Command::SITE_PLACE);
    let path = path.to_string().replace(&place, site.segment());
    Template::parse(&format!("{}{path}", site.origin()))
}
