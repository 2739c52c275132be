//! WebDriver on the wire: JSON over HTTP/1.1, one connection for each command.
//! <https://www.w3.org/TR/webdriver2/>

use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};

use serde_json::Value;

use crate::support::service::PATIENCE;

/// Sends a command: what it gives, or what went wrong.
pub(super) fn command(
    driver: SocketAddr,
    (method, path): (&str, &str),
    body: &Value,
) -> Result<Value, String> {
    let text = exchange(driver, (method, path), body).map_err(|error| error.to_string())?;
    let mut answer: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let value = answer["value"].take();
    match &value["error"] {
        Value::String(error) => Err(format!("{error}: {}", value["message"])),
        _ => Ok(value),
    }
}

fn exchange(driver: SocketAddr, (method, path): (&str, &str), body: &Value) -> io::Result<String> {
    let mut stream = TcpStream::connect(driver)?;
    // The driver has bounds of its own for pages and scripts, which come first.
    stream.set_read_timeout(Some(PATIENCE * 3))?;
    let body = if method == "POST" {
        body.to_string()
    } else {
        String::new()
    };
    let length = body.len();
    let head =
        format!("{method} {path} HTTP/1.1\r\nHost: {driver}\r\nContent-Length: {length}\r\n\r\n");
    stream.write_all(&[head.as_bytes(), body.as_bytes()].concat())?;
    read_body(BufReader::new(stream))
}

fn read_body(mut stream: impl BufRead) -> io::Result<String> {
    let mut length = 0;
    let mut line = String::new();
    while stream.read_line(&mut line)? > "\r\n".len() {
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().map_err(io::Error::other)?;
        }
        line.clear();
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    String::from_utf8(body).map_err(io::Error::other)
}
