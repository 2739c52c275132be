//! A stand-in for GitHub's API, as far as it is about the comments of a pull request.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use serde_json::{Value, json};

pub(super) const BOT: &str = "github-actions[bot]";
/// How the workflow finds its comment.
pub(super) const MARK: &str = "<!-- linkgate check -->";
pub(super) const REPOSITORY: &str = "acme/links";
pub(super) const PULL_REQUEST: &str = "7";
pub(super) const TOKEN: &str = "token-of-the-job";

/// The host by which `gh` speaks HTTP without TLS. It is never looked up: the stand-in is its proxy.
pub(super) const HOST: &str = "github.localhost";

/// Few, so that the workflow has to turn pages.
const PER_PAGE: usize = 2;

#[derive(Clone, Debug)]
pub(super) struct Comment {
    pub(super) login: String,
    pub(super) body: String,
}

pub(super) struct GitHub {
    pub(super) address: SocketAddr,
    state: Arc<State>,
    thread: Option<JoinHandle<()>>,
}

struct State {
    may_write: bool,
    comments: Mutex<Vec<Comment>>,
    is_over: Mutex<bool>,
}

/// An answer: status, further headers, body.
struct Answer {
    status: &'static str,
    link: String,
    body: Value,
}

impl GitHub {
    pub(super) fn start() -> Self {
        Self::with(true)
    }

    /// With the token of a fork.
    pub(super) fn read_only() -> Self {
        Self::with(false)
    }

    fn with(may_write: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("bound");
        let state = Arc::new(State {
            may_write,
            comments: Mutex::default(),
            is_over: Mutex::default(),
        });
        let serving = Arc::clone(&state);
        let thread = Some(thread::spawn(move || {
            for stream in listener.incoming() {
                if *serving.is_over.lock().expect("no panic") {
                    return;
                }
                serving.serve(&stream.expect("a connection"));
            }
        }));
        Self {
            address,
            state,
            thread,
        }
    }

    pub(super) fn comments(&self) -> Vec<Comment> {
        self.state.comments.lock().expect("no panic").clone()
    }

    /// A comment of somebody else.
    pub(super) fn say(&self, comment: Comment) {
        self.state.comments.lock().expect("no panic").push(comment);
    }
}

impl Drop for GitHub {
    fn drop(&mut self) {
        if let Ok(mut is_over) = self.state.is_over.lock() {
            *is_over = true;
        }
        drop(TcpStream::connect(self.address));
        self.thread.take().map(JoinHandle::join);
    }
}

impl State {
    fn serve(&self, mut stream: &TcpStream) {
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        reader.read_line(&mut line).expect("a request");
        let mut words = line.split(' ');
        let (method, address) = (
            words.next().expect("a method"),
            words.next().expect("an address"),
        );
        let (mut length, mut is_authorized) = (0, false);
        loop {
            let mut header = String::new();
            reader.read_line(&mut header).expect("a header");
            let Some((name, value)) = header.trim_end().split_once(':') else {
                break;
            };
            let value = value.trim();
            match &*name.to_ascii_lowercase() {
                "content-length" => length = value.parse().expect("a number"),
                "authorization" => is_authorized = value == format!("token {TOKEN}"),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).expect("a body");
        let answer = match is_authorized {
            true => self.answer(method, address, &body),
            false => refused("401 Unauthorized", "Bad credentials"),
        };
        let body = answer.body.to_string();
        let head = format!(
            "HTTP/1.1 {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n{}Connection: close\r\n\r\n",
            answer.status,
            body.len(),
            answer.link
        );
        stream
            .write_all(format!("{head}{body}").as_bytes())
            .expect("written");
    }

    fn answer(&self, method: &str, address: &str, body: &[u8]) -> Answer {
        let api = format!("http://api.{HOST}/repos/{REPOSITORY}/issues");
        let path = address.strip_prefix(&*api).unwrap_or_default();
        let of_pull_request = format!("/{PULL_REQUEST}/comments");
        if method != "GET" && !self.may_write {
            return refused("403 Forbidden", "Resource not accessible by integration");
        }
        let mut comments = self.comments.lock().expect("no panic");
        let text = || {
            let body: Value = serde_json::from_slice(body).expect("JSON");
            body["body"].as_str().expect("a text").to_owned()
        };
        if method == "POST" && path == of_pull_request {
            let login = BOT.to_owned();
            comments.push(Comment {
                login,
                body: text(),
            });
            return Answer {
                status: "201 Created",
                link: String::new(),
                body: json!({}),
            };
        }
        if method == "PATCH"
            && let Some(id) = path.strip_prefix("/comments/")
        {
            let id: usize = id.parse().expect("an id");
            comments[id - 1].body = text();
            return Answer {
                status: "200 OK",
                link: String::new(),
                body: json!({}),
            };
        }
        let query = path.strip_prefix(&*of_pull_request);
        let query = query
            .filter(|_| method == "GET")
            .unwrap_or_else(|| panic!("{method} {address}"));
        let page = query
            .split_once("&page=")
            .map_or(1, |(_, page)| page.parse().expect("a number"));
        let last = comments.len().div_ceil(PER_PAGE);
        let listed = comments
            .iter()
            .enumerate()
            .skip((page - 1) * PER_PAGE)
            .take(PER_PAGE);
        let listed = listed.map(|(at, comment)| {
            json!({ "id": at + 1, "user": { "login": comment.login }, "body": comment.body })
        });
        let next = format!("{api}{of_pull_request}?per_page=100&page={}", page + 1);
        let link = match page < last {
            true => format!("Link: <{next}>; rel=\"next\"\r\n"),
            false => String::new(),
        };
        Answer {
            status: "200 OK",
            link,
            body: Value::Array(listed.collect()),
        }
    }
}

fn refused(status: &'static str, message: &str) -> Answer {
    Answer {
        status,
        link: String::new(),
        body: json!({ "message": message }),
    }
}
