//! The `rest:` of a command: its calls of the REST API.

#[cfg(test)]
mod tests;

use crate::compile::context::Text;
use crate::compile::fields::{Fields, MapEntry, named_entries};
use crate::compile::parameters::{boolean, owned};
use crate::compile::words::read_word;
use crate::compile::yaml::Node;
use crate::webex::{
    Answer, CallName, Code, Column, ColumnOf, Find, FixedField, Operation, RestAddress, RestMethod,
    RowShape, Scopes, ShownField, Template,
};
use crate::word_list::words;

words! {
    /// Commands that are more than one call.
    enum Plan {
        Join = "join",
        Start = "start",
    }
}

/// Reads how a command is carried out.
pub fn read_rest(node: Node<'_>) -> Option<RestAddress> {
    let mut fields = Fields::open(node, "`rest`");
    let plan = read_word(&mut fields, "plan", Plan::ALL, Plan::as_str);
    let scopes = fields.take("scopes").map(read_scopes).unwrap_or_default();
    let address = match plan {
        Some(Plan::Join) => Some(RestAddress::Join(Box::new(scopes))),
        Some(Plan::Start) => Some(RestAddress::Start(Box::new(scopes))),
        None => {
            let operation = read_operation(&mut fields, scopes);
            operation.map(|operation| RestAddress::Operation(Box::new(operation)))
        }
    };
    fields.finish();
    address
}

fn read_operation(fields: &mut Fields<'_>, scopes: Scopes) -> Option<Operation> {
    let name = read_word(fields, "call", CallName::ALL, CallName::as_str);
    let method = read_word(fields, "method", RestMethod::ALL, RestMethod::as_str);
    let path = fields.require("path").and_then(read_path);
    let admin_path = fields.take("admin_path").and_then(read_path);
    let find = read_word(fields, "find", Find::ALL, Find::as_str);
    let found = code(fields, "id");
    let host = code(fields, "host");
    let site = code(fields, "site");
    let zone = code(fields, "time_zone");
    let query = codes(fields, "query");
    let fixed = fields.take("fixed").map(read_fixed).unwrap_or_default();
    let lists = codes(fields, "lists");
    let kept = codes(fields, "keep");
    let appended = code(fields, "append");
    let only_reads = fields.take("reads").is_some_and(boolean);
    let answer = read_answer(fields);
    Some(Operation {
        name: name?,
        method: method?,
        path: path?,
        admin_path,
        find,
        found,
        host,
        site,
        zone,
        query,
        fixed,
        lists,
        kept,
        appended,
        only_reads,
        answer,
        scopes,
    })
}

fn read_answer(fields: &mut Fields<'_>) -> Answer {
    let within = codes(fields, "rows");
    let is_one = fields.take("single").is_some_and(boolean);
    if let Some(node) = fields.take("columns") {
        let entries = named_entries(&[node], "columns").into_iter();
        return Answer::Rows(RowShape {
            within,
            columns: entries.filter_map(read_column).collect(),
            is_one,
        });
    }
    if let Some(node) = fields.take("flags") {
        let flags = node.read_texts("`flags`").into_iter();
        return Answer::Flags(flags.filter_map(read_shown).collect());
    }
    match fields.take_text("link").and_then(read_shown) {
        Some(field) => Answer::Link(field),
        None => Answer::Done,
    }
}

fn read_column(MapEntry { name, value }: MapEntry<'_>) -> Option<ColumnOf> {
    let column = Column::from_word(&name);
    if column.is_none() {
        name.error(format!("`{name}` is not a column"))
            .help_one_of(&name, Column::ALL.iter().map(|column| column.as_str()));
    }
    let field = value.read_text("a field").and_then(read_shown)?;
    Some(ColumnOf {
        column: column?,
        field,
    })
}

fn read_shown(text: Text<'_>) -> Option<ShownField> {
    let field = ShownField::new(read_code(text)?);
    if field.is_none() {
        text.error("this field is secret: nobody may see it");
    }
    field
}

fn read_path(node: Node<'_>) -> Option<Template> {
    let text = node.read_text("a path")?;
    let plain = |c: char| c.is_ascii_alphanumeric() || "{}_".contains(c);
    let word = |word: &str| !word.is_empty() && word.chars().all(plain);
    let path = Template::parse(&text).ok();
    let path = path.filter(|_| text.split('/').all(word));
    if path.is_none() {
        text.error("a path has only plain words and {places}, and no slash at its beginning");
    }
    path
}

fn read_fixed(node: Node<'_>) -> Vec<FixedField> {
    let read = |MapEntry { name, value }: MapEntry<'_>| {
        Some(FixedField {
            code: read_code(name)?,
            text: value.read_text("a value")?.as_str().into(),
        })
    };
    let entries = named_entries(&[node], "fixed").into_iter();
    entries.filter_map(read).collect()
}

fn read_scopes(node: Node<'_>) -> Scopes {
    let mut fields = Fields::open(node, "`scopes`");
    let mut of = |who| -> Vec<Box<str>> {
        let texts = fields.take(who).map(|node| node.read_texts("a scope"));
        let texts = texts.into_iter().flatten();
        texts.filter_map(|text| owned(Some(text))).collect()
    };
    let scopes = Scopes {
        user: of("user"),
        admin: of("admin"),
    };
    fields.finish();
    scopes
}

fn code(fields: &mut Fields<'_>, key: &'static str) -> Option<Code> {
    fields.take_text(key).and_then(read_code)
}

fn codes(fields: &mut Fields<'_>, key: &'static str) -> Vec<Code> {
    let texts = fields.take(key).map(|node| node.read_texts("a field"));
    let texts = texts.into_iter().flatten();
    texts.filter_map(read_code).collect()
}

fn read_code(text: Text<'_>) -> Option<Code> {
    let code = Code::parse(&text);
    if code.is_none() {
        text.error("a field is letters and digits, beginning with a letter");
    }
    code
}
