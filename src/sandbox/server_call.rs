//! A call of a server, as the page of calls shows it: parameter by parameter, without secrets.

use hyper::StatusCode;
use jiff::Timestamp;
use serde_json::Value;

use super::masked::Shown;

/// Most parameters of one call that are kept.
const MOST_ROWS: usize = 100;

/// A call to one of the interfaces for servers. It holds no secret.
#[derive(Clone, Debug)]
pub struct ServerCall {
    pub time: Timestamp,
    pub method: String,
    pub path: Shown,
    /// What the call is, in words.
    pub what: String,
    pub rows: Vec<ParameterRow>,
    /// How many parameters were too many to be kept.
    pub left_out: usize,
    pub answer: String,
    pub is_fine: bool,
}

/// Where a parameter stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Header,
    Query,
    Form,
    Json,
    Xml,
}

#[derive(Clone, Debug)]
pub struct ParameterRow {
    pub part: Part,
    pub name: Shown,
    pub value: Shown,
}

impl Part {
    pub fn words(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Query => "query",
            Self::Form => "form",
            Self::Json => "JSON",
            Self::Xml => "XML",
        }
    }
}

impl ServerCall {
    pub fn new(time: Timestamp, method: &str, path: &str, what: &str) -> Self {
        Self {
            time,
            method: Shown::of(method).to_string(),
            path: Shown::of(path),
            what: what.to_owned(),
            rows: Vec::new(),
            left_out: 0,
            answer: String::new(),
            is_fine: true,
        }
    }

    /// Adds a parameter, masked where its name says that it is a secret.
    pub fn add(&mut self, part: Part, name: &str, value: &str) {
        let value = match is_secret(name) {
            true => Shown::masked(),
            false => Shown::of_unknown(name, value),
        };
        self.push(part, name, value);
    }

    /// Adds a parameter whose value is replaced by words about it.
    pub fn add_words(&mut self, part: Part, name: &str, words: &str) {
        self.push(part, name, Shown::of(words));
    }

    fn push(&mut self, part: Part, name: &str, value: Shown) {
        if self.rows.len() == MOST_ROWS {
            self.left_out += 1;
            return;
        }
        let name = Shown::of(name);
        self.rows.push(ParameterRow { part, name, value });
    }

    /// Adds the fields of a JSON body, each with its way (`items[0].email`).
    pub fn add_json(&mut self, name: &str, value: &Value) {
        match value {
            Value::Object(fields) => {
                for (field, value) in fields {
                    let name = match name {
                        "" => field.clone(),
                        name => format!("{name}.{field}"),
                    };
                    self.add_json(&name, value);
                }
            }
            Value::Array(items) => {
                for (number, value) in items.iter().enumerate() {
                    self.add_json(&format!("{name}[{number}]"), value);
                }
            }
            Value::String(text) => self.add(Part::Json, name, text),
            other => self.add(Part::Json, name, &other.to_string()),
        }
    }

    pub fn answered(&mut self, status: StatusCode, words: &str) {
        self.is_fine = status.is_success() || status.is_redirection();
        self.answer = match words {
            "" => status.as_u16().to_string(),
            words => format!("{} {}", status.as_u16(), Shown::of(words)),
        };
    }
}

/// Names of secrets in server calls, beside those that hold for pages as well.
fn is_secret(name: &str) -> bool {
    const SECRETS: [&str; 5] = ["hostkey", "hostpin", "accesscode", "ticket", "partnerid"];
    let name = name.to_ascii_lowercase();
    SECRETS.iter().any(|secret| name.contains(secret))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn bodies_are_shown_field_by_field_without_secrets() {
        let mut call = ServerCall::new(Timestamp::UNIX_EPOCH, "POST", "/v1/x", "x");
        call.add_json(
            "",
            &json!({
                "title": "A",
                "password": "canary",
                "hostPin": "canary",
                "telephony": { "accessCode": "canary" },
                "link": "https://a.example/?integrationJoinToken=canary",
                "items": [{ "email": "a@acme.example" }, 7, null],
            }),
        );
        let rows = call.rows.iter();
        let rows: Vec<String> = rows
            .map(|row| format!("{}={}", row.name, row.value))
            .collect();
        assert_eq!(
            rows,
            [
                "hostPin=•••",
                "items[0].email=a@acme.example",
                "items[1]=7",
                "items[2]=null",
                "link=•••",
                "password=•••",
                "telephony.accessCode=•••",
                "title=A",
            ]
        );
        let many = Value::Array(vec![Value::Null; 10_000]);
        call.add_json("many", &many);
        assert_eq!(call.rows.len(), MOST_ROWS);
        assert_eq!(call.left_out, 10_008 - MOST_ROWS);
    }
}
