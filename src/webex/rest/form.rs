//! A command at the REST API of a site.

mod carry_out;
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
use carry_out::CarryOut;
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

    /// Whether it acts in the name of a host whom the policy, or the caller, has to name. Other
    /// commands do without, by the rights of an administrator.
    pub fn needs_host(&self) -> bool {
        match &self.address {
            RestAddress::Join(_) => false,
            RestAddress::Start(_) => true,
            RestAddress::Operation(operation) => operation.needs_host(),
        }
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
            RestAddress::Join(_) => match acting.attendee {
                Some(attendee) => entering.join_as(attendee, conversation),
                None => entering.join(conversation),
            },
            RestAddress::Start(_) => entering.start(conversation),
            RestAddress::Operation(operation) => CarryOut {
                site: &self.site,
                operation,
                arguments,
                acting,
            }
            .run(conversation),
        }
    }
}
