//! A call as the catalogue reads it.

use std::sync::Arc;

use hyper::Method;
use jiff::Timestamp;
use percent_encoding::percent_decode_str;

use super::answer::Answer;
use super::back::{Back, Landing};
use super::fields::{Fields, Found};
use super::invitations::Guest;
use super::masked::Shown;
use super::meetings::{Meeting, Meetings};
use super::parameters::{self, Row, Verdict, WISH};
use super::request::{Request, Target};
use super::scene::Scene;
use crate::webex::{Address, Command, ParameterType};

/// A call that has come in. It holds no secret.
#[derive(Clone, Debug)]
pub struct Call {
    pub time: Timestamp,
    pub method: &'static str,
    pub path: Shown,
    pub recognized: Recognized,
    /// The action as it came, if it has the shape of one.
    pub action: Option<String>,
    pub rows: Vec<Row>,
    /// How many fields were too many to be read.
    pub left_out: usize,
    /// Required parameters that did not come.
    pub missing: Vec<String>,
    pub back: Back,
    /// Where a link of today leads when the person leaves.
    pub end: Back,
    pub landing: Landing,
    /// The answer that the call asks for.
    pub wish: Option<Answer>,
    pub subject: Subject,
    /// What the one-time ticket of a login is worth.
    pub ticket: Option<Ticket>,
    /// For whom the link was made, if it is one for a single person.
    pub invited: Option<Guest>,
}

/// A one-time ticket, which the call has used up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ticket {
    /// Of this person.
    Of(String),
    /// Never issued, or used before.
    Invalid,
}

/// The command of a call.
#[derive(Clone, Debug)]
pub enum Recognized {
    Command(Arc<Command>),
    /// The catalogue has the page, but not with this action or without one.
    UnknownAction,
    UnknownPage,
}

/// What a call is about.
#[derive(Clone, Debug, Default)]
pub struct Subject {
    pub meeting_key: Option<String>,
    pub meeting_name: Option<String>,
    pub web_id: Option<String>,
    /// Who joins.
    pub name: Option<String>,
    pub email: Option<String>,
    /// What a link of today names: a room, or a meeting by its id.
    pub room: Option<String>,
}

impl Call {
    /// Reads a call; `None` when its path is no page of a site, known or unknown.
    pub fn read(
        commands: &[Arc<Command>],
        request: Request<'_>,
        target: Target<'_>,
        fields: &Fields,
    ) -> Option<Self> {
        let page = page_of(target.path);
        let recognized = recognize(commands, target.path, page, fields)?;
        let command = recognized.command();
        let mut rows = command.map_or_else(Vec::new, |command| places(command, target.path));
        rows.extend(parameters::rows(command, fields));
        let action = fields.find("AT").once().filter(|text| is_action(text));
        Some(Self {
            time: request.now,
            method: match request.parts.method {
                Method::POST => "POST",
                _ => "GET",
            },
            path: Shown::of(target.path),
            action: action.map(str::to_owned),
            missing: command.map_or_else(Vec::new, |command| parameters::missing(command, fields)),
            left_out: fields.left_out,
            back: Back::read(fields),
            end: Back::read_end(fields),
            invited: None,
            ticket: None,
            landing: Landing::read(fields, target),
            wish: fields.find(WISH).once().and_then(Answer::parse),
            subject: Subject::read(&rows, fields),
            recognized,
            rows,
        })
    }

    pub fn command(&self) -> Option<&Command> {
        self.recognized.command()
    }

    pub fn scene(&self) -> Scene {
        self.command().map_or(Scene::Plain, Scene::of)
    }
}

impl Recognized {
    pub fn command(&self) -> Option<&Command> {
        match self {
            Self::Command(command) => Some(command),
            Self::UnknownAction | Self::UnknownPage => None,
        }
    }
}

impl Subject {
    fn read(rows: &[Row], fields: &Fields) -> Self {
        let field = |name: &str| fields.find(name).once();
        let key = field("MK").filter(|text| ParameterType::MEETING_KEY.parse(text).is_ok());
        let short = |text: &str| Shown::of(text).to_string();
        let mut places = rows.iter().filter(|row| row.verdict == Verdict::Fits);
        let room = places.find(|row| {
            let name = row.name.as_deref();
            name.is_some_and(|name| matches!(name, "room" | "meeting" | "event" | "session_number"))
        });
        Self {
            meeting_key: key.map(str::to_owned),
            meeting_name: field("MN").or(field("EN")).map(short),
            web_id: field("WID").map(short),
            name: field("AN").map(short),
            email: field("AE").map(short),
            room: room.map(|row| row.value.to_string()),
        }
    }
}

impl Subject {
    /// The meeting that it names by its number or by the id of a link.
    pub fn meeting<'m>(&self, meetings: &'m Meetings) -> Option<&'m Meeting> {
        let by_key = self.meeting_key.as_deref();
        let by_key = by_key.and_then(|key| meetings.by_key(key));
        by_key.or_else(|| {
            let room = self.room.as_deref()?;
            let id = room.strip_prefix('m').unwrap_or(room);
            Some(meetings.by_id(id)?.0)
        })
    }
}

/// The page below a site: what follows the first segment.
fn page_of(path: &str) -> Option<&str> {
    let (site, page) = path.strip_prefix('/')?.split_once('/')?;
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    (!site.is_empty() && site.bytes().all(is_plain)).then_some(page)
}

fn recognize(
    commands: &[Arc<Command>],
    path: &str,
    page: Option<&str>,
    fields: &Fields,
) -> Option<Recognized> {
    let candidates = commands
        .iter()
        .filter(|command| fits(command, path, page, fields));
    // Several commands share a page without an action, and logins share one: the one whose fields
    // these are is meant.
    let best = candidates.min_by_key(|command| {
        let missing = parameters::missing(command, fields).len();
        (missing, parameters::unknown(command, fields))
    });
    if let Some(command) = best {
        return Some(Recognized::Command(Arc::clone(command)));
    }
    let page = page?;
    let is_known = |command: &Arc<Command>| match command.address() {
        Address::Page(known, _) => known.as_str().eq_ignore_ascii_case(page),
        Address::Path(_) | Address::Rest(_) | Address::Nowhere(_) | Address::Incomplete(_) => false,
    };
    match commands.iter().any(is_known) {
        true => Some(Recognized::UnknownAction),
        false => page
            .to_ascii_lowercase()
            .ends_with(".php")
            .then_some(Recognized::UnknownPage),
    }
}

fn fits(command: &Command, path: &str, page: Option<&str>, fields: &Fields) -> bool {
    match command.address() {
        Address::Page(known, action) => {
            let same_page = page.is_some_and(|page| known.as_str().eq_ignore_ascii_case(page));
            let asked = fields.find("AT");
            let same_action = match action {
                Some(action) => asked
                    .once()
                    .is_some_and(|asked| asked.eq_ignore_ascii_case(action.as_str())),
                None => asked == Found::Nothing,
            };
            same_page && same_action
        }
        Address::Path(template) => template.read(path).is_some(),
        Address::Rest(_) | Address::Nowhere(_) | Address::Incomplete(_) => false,
    }
}

/// The parameters that stand in the path of a link of today.
fn places(command: &Command, path: &str) -> Vec<Row> {
    let Address::Path(template) = command.address() else {
        return Vec::new();
    };
    let places = template.read(path).unwrap_or_default().into_iter();
    let rows = places.filter_map(|(name, value)| {
        let parameter = command.parameter(name)?;
        let value = percent_decode_str(value).decode_utf8_lossy();
        let verdict = match parameter.parse(&value) {
            Ok(_) => Verdict::Fits,
            Err(error) => Verdict::Wrong(error.to_string()),
        };
        Some(Row {
            code: Shown::of("(path)"),
            name: Some(name.to_owned()),
            value: Shown::of(&value),
            verdict,
        })
    });
    rows.collect()
}

fn is_action(text: &str) -> bool {
    (1..=32).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}
