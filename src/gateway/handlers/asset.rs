//! A file that belongs to the pages: for everybody, and no decision.

use crate::gateway::answer::Reply;
use crate::gateway::assets::Asset;
use crate::gateway::outcome::Outcome;
use crate::gateway::respond::Responder;

pub fn asset(
    respond: &Responder<'_>,
    asset: Asset,
    path_and_query: &str,
) -> Result<Reply, Outcome> {
    respond
        .asset(asset, path_and_query)
        .ok_or(Outcome::NotFound)
}
