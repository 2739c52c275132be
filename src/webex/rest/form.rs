//! A command at the REST API of a site.

mod enter;
#[cfg(test)]
mod tests;

use super::acting::Acting;
use super::address::RestAddress;
use super::call::RestReply;
use super::conversation::Conversation;
use super::progress::{Progress, Step};
use crate::webex::command::{Address, Command};
use crate::webex::parameter::Parameter;
use crate::webex::site::Site;
use crate::webex::value::Value;
use enter::Entering;

/// A command at the REST API of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestForm {
    site: Site,
    address: RestAddress,
}

impl RestForm {
    /// Prepares a command at a site; `None` for a command of the URL API or of a link.
    pub fn new(site: &Site, command: &Command) -> Option<Self> {
        let Address::Rest(address) = command.address() else {
            return None;
        };
        Some(Self {
            site: site.clone(),
            address: address.clone(),
        })
    }

    /// How far the command comes with these replies, which are those to the calls that it asked
    /// for, in their order. It asks for at most four.
    pub fn plan<'v>(
        &self,
        arguments: impl Iterator<Item = (&'v Parameter, &'v Value<'v>)> + Clone,
        acting: &Acting<'_>,
        replies: &[RestReply],
    ) -> Progress {
        let arguments: Vec<_> = arguments.collect();
        let mut conversation = Conversation::new(replies);
        let step = self.run(&arguments, acting, &mut conversation);
        step.unwrap_or_else(|stopped| stopped)
    }

    fn run(
        &self,
        arguments: &[(&Parameter, &Value<'_>)],
        acting: &Acting<'_>,
        conversation: &mut Conversation<'_>,
    ) -> Step<Progress> {
        let entering = Entering {
            site: &self.site,
            arguments,
            acting,
        };
        match &self.address {
            RestAddress::Join => match acting.attendee {
                Some(attendee) => entering.join_as(attendee, conversation),
                None => entering.join(conversation),
            },
            RestAddress::Start => entering.start(conversation),
        }
    }
}
