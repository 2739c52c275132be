//! What a route says of calls that the gateway makes itself: for whom, and whether under their name.

use super::command::Target;
use crate::compile::context::Text;
use crate::compile::fields::Fields;
use crate::compile::sites::read_host;
use crate::compile::yaml::Node;
use crate::policy::{ActsFor, CallerField};
use crate::webex::Profile;

/// The keys `as` and `personal`.
pub struct ServerKeys<'d> {
    pub person: Option<Person<'d>>,
    pub personal: Option<Node<'d>>,
    is_personal: bool,
}

pub struct Person<'d> {
    pub text: Text<'d>,
    /// `None` when it is broken, which has been reported.
    acts_for: Option<ActsFor>,
}

impl<'d> ServerKeys<'d> {
    pub fn read(fields: &mut Fields<'d>) -> Self {
        let person = fields.take_text("as");
        let personal = fields.take("personal");
        Self {
            person: person.map(|text| Person {
                text,
                acts_for: read_person(text),
            }),
            is_personal: personal.is_some_and(read_yes),
            personal,
        }
    }

    /// For whom calls are made: whom the route names, or else the site.
    pub fn acts_for(&self, target: Target<'_>) -> Option<ActsFor> {
        match &self.person {
            Some(person) => person.acts_for.clone(),
            None if target.profile == Profile::Rest => {
                let host = target.site.rest_host.clone();
                host.map(ActsFor::Named)
            }
            None => None,
        }
    }

    pub fn is_personal(&self) -> bool {
        self.is_personal
    }
}

fn read_yes(node: Node<'_>) -> bool {
    match node.text() {
        Some("yes") => true,
        Some("no") => false,
        _ => {
            node.error("`personal` is `yes` or `no`")
                .help("write `personal: yes`, or leave it out");
            false
        }
    }
}

fn read_person(text: Text<'_>) -> Option<ActsFor> {
    if text.as_str() == CallerField::Email.as_str() {
        return Some(ActsFor::Caller);
    }
    if text.contains(['{', '}']) {
        text.error(format!("`as` cannot be `{text}`"))
            .help("write \"{caller.email}\", or the e-mail address of a host");
        return None;
    }
    read_host(text).map(ActsFor::Named)
}
