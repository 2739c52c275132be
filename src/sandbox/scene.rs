//! What a command is for, as far as the sandbox plays it.

use crate::webex::Command;

/// What a person finds on the page of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scene {
    /// A meeting: to leave it is its success (webex.md 3.1).
    Room,
    /// Something that changes what the sandbox remembers, once a person has clicked.
    Act(Act),
    /// An answer of its own form: a document (webex.md 3.4).
    OpenMeetings,
    /// Anything else: it is answered, and nothing happens.
    Plain,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    LogIn,
    LogOut,
    Schedule,
    Edit,
    Delete,
    End,
}

/// The scenes of commands by their names in the catalogue. All others are plain.
const SCENES: [(&str, Scene); 26] = [
    ("meeting.join", Scene::Room),
    ("meeting.start", Scene::Room),
    ("meeting.instant", Scene::Room),
    ("meeting.one_click_start", Scene::Room),
    ("event.join", Scene::Room),
    ("event.start", Scene::Room),
    ("support.join", Scene::Room),
    ("support.start", Scene::Room),
    ("support.start_scheduled", Scene::Room),
    ("link.join", Scene::Room),
    ("link.join_older", Scene::Room),
    ("link.training", Scene::Room),
    ("link.event", Scene::Room),
    ("room.meet", Scene::Room),
    ("room.join", Scene::Room),
    ("room.start", Scene::Room),
    ("webapp.meeting_download", Scene::Room),
    ("webapp.join_page", Scene::Room),
    ("site.login", Scene::Act(Act::LogIn)),
    ("site.login_ticket", Scene::Act(Act::LogIn)),
    ("site.logout", Scene::Act(Act::LogOut)),
    ("meeting.schedule", Scene::Act(Act::Schedule)),
    ("meeting.edit", Scene::Act(Act::Edit)),
    ("meeting.delete", Scene::Act(Act::Delete)),
    ("meeting.end", Scene::Act(Act::End)),
    ("meeting.list_open", Scene::OpenMeetings),
];

/// Commands for which Webex needs a session of the host (webex.md 2.3, 3.5).
const FOR_HOSTS: [&str; 5] = [
    "meeting.schedule",
    "meeting.edit",
    "meeting.start",
    "meeting.delete",
    "meeting.list_open",
];

impl Scene {
    pub fn of(command: &Command) -> Self {
        let name = command.name().as_str();
        let mut scenes = SCENES.iter();
        let scene = scenes.find(|(known, _)| *known == name);
        scene.map_or(Self::Plain, |(_, scene)| *scene)
    }
}

pub fn needs_login(command: &Command) -> bool {
    FOR_HOSTS.contains(&command.name().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::webex::CATALOGUE;

    #[test]
    fn the_catalogue_has_every_command_that_is_named_here() {
        let scenes = SCENES.iter().map(|(name, _)| *name);
        for name in scenes.chain(FOR_HOSTS) {
            assert!(CATALOGUE.contains(&format!("\n{name}:\n")), "{name}");
        }
    }
}
