//! Equal calls under way at the same time: the first one is made, the others wait for its reply.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use super::error::{UpstreamError, UpstreamReply};
use crate::webex::RestCall;

type Slot = Option<UpstreamReply>;

#[derive(Default)]
pub struct SharedCalls(Mutex<HashMap<RestCall, watch::Receiver<Slot>>>);

/// What somebody does who wants the reply to a call.
pub enum Role {
    /// Nobody has asked: make it, and wait.
    Lead(Lead, Wait),
    Wait(Wait),
}

/// The duty to make a call. Those who wait learn of it when it is dropped without a reply.
pub struct Lead {
    /// Where others find it.
    place: Option<Place>,
    reply: watch::Sender<Slot>,
}

struct Place {
    calls: Arc<SharedCalls>,
    call: RestCall,
}

pub struct Wait(watch::Receiver<Slot>);

impl SharedCalls {
    pub fn join(self: &Arc<Self>, call: &RestCall) -> Role {
        match self.calls().entry(call.clone()) {
            Entry::Occupied(found) => Role::Wait(Wait(found.get().clone())),
            Entry::Vacant(place) => {
                let (reply, wait) = watch::channel(None);
                place.insert(wait.clone());
                let (calls, call) = (Arc::clone(self), call.clone());
                let place = Some(Place { calls, call });
                Role::Lead(Lead { place, reply }, Wait(wait))
            }
        }
    }

    #[cfg(test)]
    pub fn is_empty(&self) -> bool {
        self.calls().is_empty()
    }

    fn calls(&self) -> MutexGuard<'_, HashMap<RestCall, watch::Receiver<Slot>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lead {
    /// For a call that nobody shares.
    pub fn alone() -> (Self, Wait) {
        let (reply, wait) = watch::channel(None);
        (Self { place: None, reply }, Wait(wait))
    }

    pub fn finish(self, reply: UpstreamReply) {
        self.reply.send_replace(Some(reply));
    }
}

impl Drop for Lead {
    fn drop(&mut self) {
        if let Some(Place { calls, call }) = &self.place {
            calls.calls().remove(call);
        }
    }
}

impl Wait {
    pub async fn reply(mut self) -> UpstreamReply {
        match self.0.wait_for(Option::is_some).await {
            Ok(reply) => reply.clone().unwrap_or(Err(UpstreamError::Broken)),
            Err(_) => Err(UpstreamError::Broken),
        }
    }
}
