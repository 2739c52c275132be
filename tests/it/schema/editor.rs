//! yaml-language-server, by which editors complete, explain and check YAML, with the schema.

use std::env;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use linkgate::compile::DEFAULT;
use serde_json::{Value, json};

use crate::docs::read;
use crate::support::service::Folder;
use crate::support::tool::missing;

const SERVER: &str = "node_modules/yaml-language-server/bin/yaml-language-server";

/// Longest that an answer takes; reached only by a failing test.
const PATIENCE: Duration = Duration::from_secs(60);

/// An editor with one file of a policy at a time, beside the schema.
struct Editor {
    server: Child,
    input: ChildStdin,
    messages: Receiver<Value>,
    folder: Folder,
    requests: u64,
    files: u64,
}

/// An editor, where the language server is installed.
fn editor() -> Option<Editor> {
    let modules = env::var_os("LINKGATE_MODULES");
    let server = modules.map(|modules| Path::new(&modules).join(SERVER));
    let Some(server) = server.filter(|server| server.is_file()) else {
        missing("a folder with yaml-language-server (LINKGATE_MODULES)");
        return None;
    };
    let mut server = Command::new("node")
        .arg(server)
        .arg("--stdio")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let input = server.stdin.take().expect("its input");
    let output = BufReader::new(server.stdout.take().expect("its output"));
    let (sender, messages) = channel();
    std::thread::spawn(move || receive(output, &sender));
    let mut editor = Editor {
        server,
        input,
        messages,
        folder: Folder::with(&[("policy.schema.json", read("docs/policy.schema.json"))]),
        requests: 0,
        files: 0,
    };
    editor.ask(
        "initialize",
        &json!({ "processId": null, "rootUri": null, "capabilities": {} }),
    );
    editor.send(&json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} }));
    Some(editor)
}

/// Reads messages, each behind the header with its length, until there are no more.
fn receive(mut output: impl BufRead, sender: &Sender<Value>) -> Option<()> {
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            output.read_line(&mut line).ok().filter(|read| *read > 0)?;
            match line.trim().split_once(": ") {
                Some(("Content-Length", number)) => length = number.parse().ok()?,
                Some(_) => {}
                None => break,
            }
        }
        let mut message = vec![0; length];
        output.read_exact(&mut message).ok()?;
        sender.send(serde_json::from_slice(&message).ok()?).ok()?;
    }
}

impl Editor {
    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{text}", text.len()).expect("sent");
    }

    /// The next message that is not a question of the server, which is answered with its defaults.
    fn next(&mut self) -> Value {
        loop {
            let message = self.messages.recv_timeout(PATIENCE).expect("a message");
            if message["method"].is_null() || message["id"].is_null() {
                return message;
            }
            let items = message["params"]["items"].as_array().map_or(0, Vec::len);
            let result = vec![json!({}); items];
            self.send(&json!({ "jsonrpc": "2.0", "id": message["id"], "result": result }));
        }
    }

    fn ask(&mut self, method: &str, params: &Value) -> Value {
        self.requests += 1;
        let id = self.requests;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        loop {
            let mut message = self.next();
            if message["id"] == id {
                return message["result"].take();
            }
        }
    }

    /// Opens a file with that text, and returns how it is named.
    fn open(&mut self, text: &str) -> Value {
        self.files += 1;
        let name = format!("{}.yaml", self.files);
        let uri = format!("file://{}", self.folder.named(&name));
        let text = format!("# yaml-language-server: $schema=policy.schema.json\n{text}");
        let document = json!({ "uri": uri, "languageId": "yaml", "version": 1, "text": text });
        let params = json!({ "textDocument": document });
        self.send(&json!({ "jsonrpc": "2.0", "method": "textDocument/didOpen", "params": params }));
        json!({ "uri": uri })
    }

    /// Asks for something about the place of the `^` in a text.
    fn ask_at(&mut self, method: &str, text: &str) -> Value {
        let (before, _) = text.split_once('^').expect("a place");
        // The file has one line before the text.
        let line = before.matches('\n').count() + 1;
        let character = before.rsplit('\n').next().map_or(0, str::len);
        let document = self.open(&text.replacen('^', "", 1));
        let position = json!({ "line": line, "character": character });
        self.ask(
            method,
            &json!({ "textDocument": document, "position": position }),
        )
    }

    fn completed(&mut self, text: &str) -> Vec<String> {
        let completions = self.ask_at("textDocument/completion", text);
        let items = completions["items"].as_array().expect("a list").iter();
        items
            .filter_map(|item| Some(item["label"].as_str()?.to_owned()))
            .collect()
    }

    /// What is marked as wrong in a text.
    fn marked(&mut self, text: &str) -> Vec<String> {
        let document = self.open(text);
        loop {
            let message = self.next();
            let marks = &message["params"];
            if marks["uri"] == document["uri"] {
                let marks = marks["diagnostics"].as_array().expect("a list").iter();
                return marks
                    .map(|mark| mark["message"].as_str().expect("a text").to_owned())
                    .collect();
            }
        }
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

#[test]
fn an_editor_completes_explains_and_marks() {
    let Some(mut editor) = editor() else {
        return;
    };
    assert_eq!(editor.marked(DEFAULT), [""; 0]);
    let marked = editor.marked("titel: x\nlog: { audit: maybe }\n");
    assert_eq!(
        marked,
        [
            "Value is not accepted. Valid values: \"counted\", \"required\".",
            "Property titel is not allowed."
        ]
    );
    let keys = editor.completed("routes:\n  join:\n    allow: anyone\n    ^\n");
    for key in ["path", "command", "back", "deny"] {
        assert!(keys.iter().any(|known| known == key), "{key}: {keys:?}");
    }
    let keys = editor.completed("routes:\n  join:\n    allow:\n      - ^\n");
    assert!(keys.iter().any(|key| key == "network"), "{keys:?}");
    let words = editor.completed("sites:\n  acme:\n    profile: ^\n");
    assert_eq!(words, ["url_api", "links", "rest"]);
    let commands = editor.completed("routes:\n  join:\n    command: ^\n");
    assert!(
        commands.iter().any(|name| name == "meeting.join"),
        "{commands:?}"
    );
    let shown = editor.ask_at(
        "textDocument/hover",
        "public^_url: https://go.acme.example/\n",
    );
    let shown = shown.to_string();
    assert!(
        shown.contains("The address at which visitors reach the gateway"),
        "{shown}"
    );
}
