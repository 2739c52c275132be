//! A person with a real browser: Chromium, driven by WebDriver.
//!
//! Nothing leaves this machine: a name that a test has not mapped to one of its
//! own servers is not found.
#![allow(clippy::panic, reason = "that is how a test fails")]
#![allow(unused_imports, reason = "every test file uses a part of it")]

mod axe;
mod driver;
mod keyboard;
mod look;
mod wire;

use std::net::SocketAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::service::{PATIENCE, within};
pub use axe::{Audit, Axe};
use driver::Driver;
pub use keyboard::{ENTER, Focus, TAB};
pub use look::{Colours, DESKTOP, NARROW, PHONE, Screen, screenshots};

/// A browser that does nothing on its own account, and does not doze off where
/// a machine is busy.
const FLAGS: [&str; 12] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
];

/// How long a page or a script may take, in milliseconds; reached only by a
/// failing test.
const PAGE_BOUND: u64 = 60_000;

/// By what WebDriver names an element in JSON.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Whether pages may have scripts. Those of a test run all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scripts {
    On,
    Off,
}

/// A name that is looked up, and who answers for it.
pub type Host<'a> = (&'a str, SocketAddr);

/// An open browser with one page. It is closed when the test is over.
pub struct Browser {
    driver: Driver,
    session: String,
}

/// What is said of a part of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    pub name: String,
    pub description: String,
}

impl Browser {
    /// Opens one, where it is installed, that finds these hosts and no other.
    pub fn open(hosts: &[Host<'_>], scripts: Scripts) -> Option<Self> {
        let driver = Driver::start()?;
        let wanted = capabilities(hosts, scripts, &driver.profile());
        let made = wire::command(driver.address, ("POST", "/session"), &wanted);
        let made = made.unwrap_or_else(|error| panic!("no browser: {error}"));
        let session = made["sessionId"].as_str().expect("a session").to_owned();
        Some(Self { driver, session })
    }

    /// Goes to an address, as if it had been typed.
    #[track_caller]
    pub fn go(&self, address: &str) {
        self.post("url", &json!({ "url": address }));
    }

    /// Where the page is.
    #[track_caller]
    pub fn address(&self) -> String {
        text(&self.command("GET", "url", &Value::Null))
    }

    /// Waits until the page is below an address.
    #[track_caller]
    pub fn arrive(&self, address: &str) {
        let arrived = within(PATIENCE, || {
            self.address().starts_with(address).then_some(())
        });
        let here = self.address();
        assert!(
            arrived.is_some(),
            "at {here}, not {address}:\n{}",
            self.text("body")
        );
    }

    /// What a person reads in the one element that this selector means.
    #[track_caller]
    pub fn text(&self, selector: &str) -> String {
        let found = self.find_text(selector);
        found.unwrap_or_else(|| panic!("no {selector} at {}", self.address()))
    }

    /// Waits until a person reads these words there: a click does not wait for what it leads to.
    #[track_caller]
    pub fn reads(&self, selector: &str, words: &str) {
        let reads = || self.find_text(selector).filter(|text| text.contains(words));
        let read = within(PATIENCE, reads);
        assert!(read.is_some(), "no {words} in {}", self.text(selector));
    }

    #[track_caller]
    fn find_text(&self, selector: &str) -> Option<String> {
        let script = "return document.querySelector(arguments[0])?.innerText.trim() ?? null";
        match self.script(script, &[json!(selector)]) {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// What somebody hears who has the page read to them: everything with this role.
    #[track_caller]
    pub fn heard(&self, role: &str) -> Vec<Heard> {
        self.devtools("Accessibility.enable", &json!({}));
        let tree = self.devtools("Accessibility.getFullAXTree", &json!({}));
        let nodes = tree["nodes"].as_array().expect("nodes").iter();
        let nodes = nodes.filter(|node| node["role"]["value"] == role && node["ignored"] != true);
        let said = |value: &Value| value["value"].as_str().unwrap_or_default().to_owned();
        let heard = nodes.map(|node| Heard {
            name: said(&node["name"]),
            description: said(&node["description"]),
        });
        heard.collect()
    }

    /// Clicks on the link or button that says so.
    #[track_caller]
    pub fn click(&self, words: &str) {
        let script = "return [...document.querySelectorAll('a[href], button')]
            .find(control => control.textContent.trim() === arguments[0]) ?? null";
        let found = self.script(script, &[json!(words)]);
        let Some(id) = found[ELEMENT].as_str() else {
            panic!("no “{words}” at {}", self.address());
        };
        self.post(&format!("element/{id}/click"), &json!({}));
    }

    /// Runs the body of a function in the page: what it returns.
    #[track_caller]
    pub fn script(&self, body: &str, arguments: &[Value]) -> Value {
        self.post(
            "execute/sync",
            &json!({ "script": body, "args": arguments }),
        )
    }

    /// The same for a function that hands its result to its last argument.
    #[track_caller]
    pub fn waiting_script(&self, body: &str, arguments: &[Value]) -> Value {
        self.post(
            "execute/async",
            &json!({ "script": body, "args": arguments }),
        )
    }

    /// Wants to read this language from now on.
    #[track_caller]
    pub fn speak(&self, language: &str) {
        let agent = self.script("return navigator.userAgent", &[]);
        let wish = json!({ "userAgent": agent, "acceptLanguage": language });
        self.devtools("Emulation.setUserAgentOverride", &wish);
    }

    /// Sends these headers with every request from now on, and no other ones
    /// that were asked for before: what a proxy would say, for example.
    #[track_caller]
    pub fn send_headers(&self, headers: &[(&str, &str)]) {
        let headers: serde_json::Map<String, Value> = headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), json!(value)))
            .collect();
        self.devtools("Network.enable", &json!({}));
        self.devtools(
            "Network.setExtraHTTPHeaders",
            &json!({ "headers": headers }),
        );
    }

    /// How many bytes of markup the page has.
    #[track_caller]
    pub fn page_bytes(&self) -> u64 {
        let script = "return performance.getEntriesByType('navigation')[0].decodedBodySize";
        let bytes = self.script(script, &[]);
        bytes.as_u64().expect("a number")
    }

    /// The addresses of what the page has asked for, beside itself.
    #[track_caller]
    pub fn requests(&self) -> Vec<String> {
        let script = "return performance.getEntriesByType('resource').map(entry => entry.name)";
        let names = self.script(script, &[]);
        names.as_array().expect("a list").iter().map(text).collect()
    }

    /// What the browser has held against pages since it was last asked: what
    /// their content security policy has stopped, above all.
    #[track_caller]
    pub fn complaints(&self) -> Vec<String> {
        let lines = self.post("se/log", &json!({ "type": "browser" }));
        let lines = lines.as_array().expect("a list").iter();
        lines.map(|line| text(&line["message"])).collect()
    }

    /// The page on paper, as PDF.
    #[track_caller]
    pub fn print(&self) -> Vec<u8> {
        decoded(&self.post("print", &json!({})))
    }

    /// A command of the browser's own tools.
    /// <https://chromedevtools.github.io/devtools-protocol/>
    #[track_caller]
    pub fn devtools(&self, command: &str, parameters: &Value) -> Value {
        let command = json!({ "cmd": command, "params": parameters });
        self.post("goog/cdp/execute", &command)
    }

    #[track_caller]
    fn post(&self, path: &str, body: &Value) -> Value {
        self.command("POST", path, body)
    }

    #[track_caller]
    fn command(&self, method: &str, path: &str, body: &Value) -> Value {
        let path = format!("/session/{}/{path}", self.session);
        let done = wire::command(self.driver.address, (method, &path), body);
        done.unwrap_or_else(|error| panic!("{path}: {error}"))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let path = format!("/session/{}", self.session);
        let _ = wire::command(self.driver.address, ("DELETE", &path), &Value::Null);
    }
}

fn capabilities(hosts: &[Host<'_>], scripts: Scripts, profile: &str) -> Value {
    let known = hosts
        .iter()
        .map(|(name, address)| format!("MAP {name} {address}, "));
    let known: String = known.collect();
    let mut flags = FLAGS.map(str::to_owned).to_vec();
    flags.push(format!("--user-data-dir={profile}"));
    flags.push(format!(
        "--host-resolver-rules={known}MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
    ));
    let mut options = json!({ "args": flags });
    if scripts == Scripts::Off {
        options["prefs"] = json!({ "profile.managed_default_content_settings.javascript": 2 });
    }
    let wanted = json!({
        // The servers of a test vouch for themselves.
        "acceptInsecureCerts": true,
        "goog:chromeOptions": options,
        "goog:loggingPrefs": { "browser": "ALL" },
        "timeouts": { "pageLoad": PAGE_BOUND, "script": PAGE_BOUND },
    });
    json!({ "capabilities": { "alwaysMatch": wanted } })
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

fn decoded(value: &Value) -> Vec<u8> {
    STANDARD.decode(text(value)).expect("base64")
}
