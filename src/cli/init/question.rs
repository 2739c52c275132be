//! The five questions.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    Site,
    PublicUrl,
    Back,
    Networks,
    Contact,
}

/// Says that there is nothing of the kind.
pub const NONE: &str = "none";

impl Question {
    /// In the order in which they are asked.
    pub const ALL: [Self; 5] = [
        Self::Site,
        Self::PublicUrl,
        Self::Back,
        Self::Networks,
        Self::Contact,
    ];

    /// The flag that answers it.
    pub fn flag(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::PublicUrl => "public-url",
            Self::Back => "back",
            Self::Networks => "networks",
            Self::Contact => "contact",
        }
    }

    pub fn text(self) -> &'static str {
        match self {
            Self::Site => "The address of your Webex site, like https://acme.webex.com/acme/",
            Self::PublicUrl => {
                "The address at which visitors reach the gateway, like https://go.acme.example/"
            }
            Self::Back => "The page where people land after a meeting",
            Self::Networks => {
                "The networks from which people may start meetings, like 10.0.0.0/8, or none"
            }
            Self::Contact => "Whom visitors ask for help: an e-mail or https address, or none",
        }
    }

    /// The answer that is taken without one. People land on the site if nothing else is said.
    pub fn default(self, site: Option<&str>) -> Option<String> {
        match self {
            Self::Site => None,
            Self::PublicUrl => Some("http://localhost:8080/".to_owned()),
            Self::Back => site.map(str::to_owned),
            Self::Networks | Self::Contact => Some(NONE.to_owned()),
        }
    }
}
