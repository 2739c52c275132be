//! What is in a batch: read by a small reader, and by OpenTelemetry's own definitions.

use std::env;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::tool::{missing, tool};

/// A span as it was received.
#[derive(Clone, Debug, Default)]
pub(super) struct Span {
    pub(super) trace_id: String,
    pub(super) span_id: String,
    pub(super) parent: Option<String>,
    pub(super) name: String,
    pub(super) kind: u64,
    pub(super) start: u64,
    pub(super) end: u64,
    pub(super) flags: u64,
    /// The code of its status.
    pub(super) status: u64,
    attributes: Vec<(String, String)>,
    resource: Vec<(String, String)>,
}

/// A field of a message: a number of any width, or bytes.
#[derive(Clone, Copy, Debug)]
enum Field<'b> {
    Number(u64),
    Bytes(&'b [u8]),
}

impl Span {
    /// All spans of a batch.
    pub(super) fn all(body: &[u8]) -> Vec<Self> {
        let mut found = Vec::new();
        for of_resource in parts(body, 1) {
            let resource = parts(of_resource, 1);
            let resource = attributes(resource.first().expect("a resource"), 1);
            for of_scope in parts(of_resource, 2) {
                let spans = parts(of_scope, 2).into_iter();
                found.extend(spans.map(|span| Self::read(span, resource.clone())));
            }
        }
        found
    }

    fn read(bytes: &[u8], resource: Vec<(String, String)>) -> Self {
        let mut span = Self {
            resource,
            attributes: attributes(bytes, 9),
            ..Self::default()
        };
        for (number, field) in fields(bytes) {
            match (number, field) {
                (1, Field::Bytes(id)) => span.trace_id = hex(id),
                (2, Field::Bytes(id)) => span.span_id = hex(id),
                (4, Field::Bytes(id)) => span.parent = Some(hex(id)),
                (5, Field::Bytes(name)) => span.name = text(name),
                (6, Field::Number(kind)) => span.kind = kind,
                (7, Field::Number(time)) => span.start = time,
                (8, Field::Number(time)) => span.end = time,
                (9, Field::Bytes(_)) => {}
                (15, Field::Bytes(status)) => span.status = number_of(status, 3),
                (16, Field::Number(flags)) => span.flags = flags,
                other => panic!("{other:?}"),
            }
        }
        span
    }

    /// Sorted by their names.
    pub(super) fn attributes(&self) -> Vec<(&str, &str)> {
        sorted(&self.attributes)
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let mut all = self.attributes.iter();
        let (_, value) = all.find(|(known, _)| known == name)?;
        Some(value)
    }

    pub(super) fn resource(&self) -> Vec<(&str, &str)> {
        sorted(&self.resource)
    }
}

fn sorted(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
    let pairs = pairs.iter().map(|(name, value)| (&**name, &**value));
    let mut pairs: Vec<_> = pairs.collect();
    pairs.sort_unstable();
    pairs
}

fn attributes(bytes: &[u8], number: u64) -> Vec<(String, String)> {
    let read = |pair: &&[u8]| {
        let value = parts(pair, 2)[0];
        let shown = match parts(value, 1).first() {
            Some(shown) => text(shown),
            None => number_of(value, 3).to_string(),
        };
        (text(parts(pair, 1)[0]), shown)
    };
    parts(bytes, number).iter().map(read).collect()
}

fn parts(bytes: &[u8], wanted: u64) -> Vec<&[u8]> {
    let parts = fields(bytes)
        .into_iter()
        .filter_map(|(number, field)| match field {
            Field::Bytes(bytes) if number == wanted => Some(bytes),
            _ => None,
        });
    parts.collect()
}

fn number_of(bytes: &[u8], wanted: u64) -> u64 {
    let mut numbers = fields(bytes)
        .into_iter()
        .filter_map(|(number, field)| match field {
            Field::Number(value) if number == wanted => Some(value),
            _ => None,
        });
    numbers.next().expect("a number")
}

fn fields(mut bytes: &[u8]) -> Vec<(u64, Field<'_>)> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let tag = varint(&mut bytes);
        let field = match tag & 7 {
            0 => Field::Number(varint(&mut bytes)),
            1 => Field::Number(fixed(&mut bytes, 8)),
            2 => {
                let length = usize::try_from(varint(&mut bytes)).expect("a length");
                Field::Bytes(bytes.split_off(..length).expect("whole"))
            }
            5 => Field::Number(fixed(&mut bytes, 4)),
            other => panic!("the kind {other}"),
        };
        found.push((tag >> 3, field));
    }
    found
}

fn varint(bytes: &mut &[u8]) -> u64 {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let byte = *bytes.split_off_first().expect("a byte");
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            break;
        }
    }
    number
}

fn fixed(bytes: &mut &[u8], length: usize) -> u64 {
    let bytes = bytes.split_off(..length).expect("whole");
    let bytes = bytes.iter().rev();
    bytes.fold(0, |number, byte| number << 8 | u64::from(*byte))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

/// A Python with OpenTelemetry's definitions.
pub(super) fn python() -> Option<Command> {
    let Some(folder) = env::var_os("LINKGATE_MODULES") else {
        missing("a folder with opentelemetry-proto (LINKGATE_MODULES)");
        return None;
    };
    let mut python = tool("python3")?;
    python.env("PYTHONPATH", Path::new(&folder).join("python"));
    Some(python)
}

/// Prints a batch as JSON, and how many of its fields are not defined.
const READ: &str = "import json, sys
from google.protobuf.json_format import MessageToDict
from google.protobuf.unknown_fields import UnknownFieldSet
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
def unknown(message):
    inner = [value for field, value in message.ListFields() if field.message_type]
    inner = [m for value in inner for m in (value if hasattr(value, '__len__') else [value])]
    return len(UnknownFieldSet(message)) + sum(map(unknown, inner))
request = ExportTraceServiceRequest()
request.ParseFromString(open(sys.argv[1], 'rb').read())
read = MessageToDict(request)
read['unknown'] = unknown(request)
json.dump(read, sys.stdout)";

pub(super) fn read_officially(python: &mut Command, file: &Path) -> Value {
    let output = python
        .args(["-c", READ])
        .arg(file)
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    serde_json::from_slice(&output.stdout).expect("JSON")
}
