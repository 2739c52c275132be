//! From the start of the program to its first 200 of `/readyz`, beside the same program that only
//! says its version: what is left is ours, and not the system's.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};

use divan::Bencher;
use rcgen::{CertificateParams, KeyPair};
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_linkgate");

fn main() {
    divan::main();
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn version(bencher: Bencher<'_, '_>) {
    bencher.bench(|| {
        let mut program = Command::new(PROGRAM);
        let output = program.arg("--version").output().expect("it runs");
        assert!(output.status.success());
    });
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn ready(bencher: Bencher<'_, '_>) {
    bencher.bench(|| Ready::after(&[]));
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn ready_with_tls(bencher: Bencher<'_, '_>) {
    let folder = TempDir::new().expect("a temporary folder");
    let key = KeyPair::generate().expect("a key");
    let names = CertificateParams::new(["go.acme.example".to_owned()]).expect("a name");
    let certificate = names.self_signed(&key).expect("a certificate");
    let file = |name: &str, text: String| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("the temporary folder takes files");
        path.display().to_string()
    };
    let certificate = file("gate.pem", certificate.pem());
    let key = file("gate.key", key.serialize_pem());
    let arguments = ["--tls-cert", &certificate, "--tls-key", &key];
    bencher.bench(|| Ready::after(&arguments));
}

/// A process that has said that it is ready; it ends, unmeasured, when this is dropped.
struct Ready(Child);

impl Ready {
    fn after(arguments: &[&str]) -> Self {
        let any = "127.0.0.1:0";
        let mut child = Command::new(PROGRAM)
            .args(["serve", "--listen", any, "--admin-listen", any])
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let said = child.stderr.take().expect("a pipe");
        let mut lines = BufReader::new(said).lines().map_while(Result::ok);
        let admin = lines.find_map(|line| {
            let (_, rest) = line.split_once("operators:")?;
            let (_, address) = rest.split_once("http://")?;
            address.split('/').next()?.parse().ok()
        });
        let admin: SocketAddr = admin.expect("it says where it listens");
        while !is_ready(admin) {}
        Self(child)
    }
}

impl Drop for Ready {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn is_ready(admin: SocketAddr) -> bool {
    let Ok(mut stream) = TcpStream::connect(admin) else {
        return false;
    };
    let request = b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    let mut answer = String::new();
    let asked = stream.write_all(request);
    asked
        .and_then(|()| stream.read_to_string(&mut answer))
        .is_ok()
        && answer.starts_with("HTTP/1.1 200 ")
}
