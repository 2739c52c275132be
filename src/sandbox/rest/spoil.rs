//! Links in the answers of the REST API that are not right, on demand.

use serde_json::Value;

use crate::sandbox::sabotage::{Spoiled, Spoiling};

/// The fields of answers that hold links.
const LINKS: [&str; 7] = [
    "webLink",
    "joinLink",
    "startLink",
    "personalMeetingRoomLink",
    "playbackUrl",
    "downloadUrl",
    "recordingDownloadLink",
];

pub fn spoil_links(value: &mut Value, spoiling: Spoiling) {
    match value {
        Value::Object(fields) => fields.retain(|name, value| {
            let is_link = LINKS.contains(&&**name);
            if let (true, Value::String(link)) = (is_link, &mut *value) {
                match spoiling.link(link) {
                    Spoiled::Text(spoiled) => *link = spoiled,
                    Spoiled::Missing => return false,
                    Spoiled::Number(number) => *value = number.into(),
                }
            } else {
                spoil_links(value, spoiling);
            }
            true
        }),
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| spoil_links(item, spoiling)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
