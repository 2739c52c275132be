//! Why a link cannot be one of the policy.

use crate::word_list::words;

/// Why a link cannot be expressed. No reason repeats the address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    #[error("there is no address")]
    NoAddress,
    #[error("`{0}:` is no scheme of a web page")]
    Scheme(String),
    /// golink and others fill in what stands behind the name.
    #[error("a template: a link of Linkgate leads to one place")]
    Template,
    #[error("programs read this address in different ways")]
    Ambiguous,
    #[error("a password or ticket in the address")]
    Password,
    #[error("an address of this gateway")]
    Own,
    #[error("no Webex address: {host}")]
    NotWebex { host: String },
    #[error("a page of Webex without a meeting: {host}")]
    NoMeeting { host: String },
    #[error("no site of the policy: {host}")]
    OtherSite { host: String },
    #[error("no route for `{command}`")]
    NoRoute { command: String },
    #[error("no Webex command that Linkgate knows")]
    UnknownCommand,
    #[error("the route `{route}` has another `{parameter}`")]
    OtherValue { route: String, parameter: String },
    #[error("the route `{route}` needs `{parameter}`, which is not there, or in another form")]
    Missing { route: String, parameter: String },
    #[error("the route `{route}` has no path, and no link leads there")]
    NoPath { route: String },
    /// It would be carried out by a spreadsheet that opens the table.
    #[error("`{parameter}` begins like a formula of a spreadsheet")]
    Formula { parameter: String },
    #[error("`{parameter}` cannot stand in a table")]
    NoCell { parameter: String },
    #[error("the same meeting under more names than a link has")]
    TooManyNames,
}

words! {
    /// The kinds of reasons, by which they are counted. Those come first that a change of the policy
    /// settles.
    #[derive(PartialOrd, Ord)]
    pub enum ReasonKind {
        NoRoute = "no_route",
        OtherSite = "other_site",
        OtherValue = "other_value",
        Missing = "missing",
        NoPath = "no_path",
        Password = "password",
        Template = "template",
        UnknownCommand = "unknown_command",
        Formula = "formula",
        NoCell = "no_cell",
        TooManyNames = "too_many_names",
        Ambiguous = "ambiguous",
        Scheme = "scheme",
        NoAddress = "no_address",
        Own = "own",
        NoMeeting = "no_meeting",
        NotWebex = "not_webex",
    }
}

impl Reason {
    pub fn kind(&self) -> ReasonKind {
        match self {
            Self::NoAddress => ReasonKind::NoAddress,
            Self::Scheme(_) => ReasonKind::Scheme,
            Self::Template => ReasonKind::Template,
            Self::Ambiguous => ReasonKind::Ambiguous,
            Self::Password => ReasonKind::Password,
            Self::Own => ReasonKind::Own,
            Self::NotWebex { .. } => ReasonKind::NotWebex,
            Self::NoMeeting { .. } => ReasonKind::NoMeeting,
            Self::OtherSite { .. } => ReasonKind::OtherSite,
            Self::NoRoute { .. } => ReasonKind::NoRoute,
            Self::UnknownCommand => ReasonKind::UnknownCommand,
            Self::OtherValue { .. } => ReasonKind::OtherValue,
            Self::Missing { .. } => ReasonKind::Missing,
            Self::NoPath { .. } => ReasonKind::NoPath,
            Self::Formula { .. } => ReasonKind::Formula,
            Self::NoCell { .. } => ReasonKind::NoCell,
            Self::TooManyNames => ReasonKind::TooManyNames,
        }
    }
}

impl ReasonKind {
    /// What to do about it.
    pub fn help(self) -> &'static str {
        match self {
            Self::NoAddress => {
                "write an https address there: in a table the column `url`, in JSON the field `url` or `Long`"
            }
            Self::Scheme => "only https and http addresses lead to Webex",
            Self::Template => "a route takes what follows its path: path: /go/join/{meeting_key}",
            Self::Ambiguous => "remove what stands before an @, and backslashes",
            Self::Password => {
                "take the password out of the address: Webex asks for it, or the policy names it under `secrets`"
            }
            Self::Own => "it is a short link already",
            Self::NotWebex => "Linkgate leads to Webex only; keep this one where it is",
            Self::NoMeeting => "link to a meeting, a personal room or a recording",
            Self::OtherSite => "add the site to `sites`, and a route for it",
            Self::NoRoute => "add a route with this command",
            Self::UnknownCommand => {
                "`linkgate commands` lists what Linkgate knows; a policy can add to it"
            }
            Self::OtherValue => "add a route with this value, or without a constant for it",
            Self::Missing => "add the value by hand, or a route that does not need it",
            Self::NoPath => "add a link with these values, or a path to the route",
            Self::Formula | Self::NoCell => "write this link by hand, into `links`",
            Self::TooManyNames => "a link has at most 8 aliases: make a second link",
        }
    }
}
