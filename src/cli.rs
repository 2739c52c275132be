//! tmp
mod clock;
pub mod serve;
mod report {
    use crate::policy::*;
    pub fn human(out: &mut impl std::io::Write, l: &Loaded) {
        for p in l.problems.sorted() {
            let pos = p.place.and_then(|x| l.sources.position(x));
            let _ = writeln!(
                out,
                "{:?} {}:{}:{} {} | {:?}",
                p.severity,
                pos.as_ref().map_or("", |x| x.file),
                pos.as_ref().map_or(0, |x| x.line),
                pos.as_ref().map_or(0, |x| x.column),
                p.message,
                p.proposal
            );
        }
    }
}
mod source {
    use crate::policy::*;
    pub fn load(p: Option<&std::path::Path>, now: jiff::Timestamp) -> Loaded {
        match p {
            Some(p) => load_(p, now),
            None => load_text("built-in", DEFAULT, now),
        }
    }
    use crate::policy::load as load_;
    pub fn things_to_try(a: std::net::SocketAddr) -> Vec<String> {
        vec![format!("curl http://{a}/go/join/123456789")]
    }
}
