//! The file of the decision log, moved away and opened anew.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use super::*;
use crate::support::service::lines;

const ROTATIONS: usize = 20;

#[test]
fn a_log_that_is_rotated_under_load_loses_no_line() {
    let folder = Folder::new();
    folder.write("policy.yaml", &policy(0));
    let service = Service::start(folder, &["--watch-interval", "0s"]);
    let stop = AtomicBool::new(false);
    let mut answered = thread::scope(|scope| {
        let clients = [(); 3].map(|()| scope.spawn(|| keep_asking(&service, &stop)));
        for number in 0..ROTATIONS {
            // Every file gets lines.
            eventually("line in the log", || {
                (!service.folder.read(DECISIONS).is_empty()).then_some(())
            });
            let moved = service.folder.path(&format!("{DECISIONS}.{number}"));
            fs::rename(service.folder.path(DECISIONS), moved).expect("moved");
            service.signal("USR1");
            eventually("new file", || {
                service.folder.path(DECISIONS).exists().then_some(())
            });
        }
        stop.store(true, Ordering::Relaxed);
        clients
            .map(|client| client.join().expect("no failure"))
            .concat()
    });
    let old: Vec<String> = (0..ROTATIONS)
        .map(|number| service.folder.path(&format!("{DECISIONS}.{number}")))
        .map(|file| fs::read_to_string(file).expect("text"))
        .collect();
    let dropped = service.metric("linkgate_decision_log_dropped_lines_total");
    let (newest, said) = service.stop();
    // `lines` leaves out what has no end, so that is looked at here.
    assert!(old.iter().all(|log| log.ends_with('\n')), "a torn line");
    let logs = old.iter().map(|log| lines(log)).chain([newest]);
    let mut logged = request_ids(&logs.flatten().collect::<Vec<_>>());
    eprintln!("{} answers in {} files", answered.len(), ROTATIONS + 1);
    answered.sort_unstable();
    logged.sort_unstable();
    assert_eq!(
        logged.len(),
        logged.iter().collect::<BTreeSet<_>>().len(),
        "a line came twice"
    );
    assert!(
        logged == answered,
        "{} lines, {} answers",
        logged.len(),
        answered.len()
    );
    assert_eq!(dropped, 0, "{said}");
}

/// Asks until it is told to stop: the ids of all answers.
fn keep_asking(service: &Service, stop: &AtomicBool) -> Vec<String> {
    let mut talk = service.talk();
    let mut ids = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        let answer = talk.get(PATH);
        assert_eq!(answer.status, 302);
        ids.push(answer.request_id().to_owned());
    }
    ids
}
