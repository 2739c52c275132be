//! Files that change, and nobody says so.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::symlink;
use std::time::{Duration, Instant};

use super::*;
use crate::support::service::within;

fn watching(folder: Folder) -> Service {
    Service::start(folder, &WATCHFUL)
}

/// Exchanges a file, and waits until its policy is in force.
#[track_caller]
fn assert_noticed(service: &Service, number: usize, exchange: impl FnOnce()) {
    exchange();
    eventually(&format!("answer of policy {number}"), || {
        (led(service) == target(number)).then_some(())
    });
}

#[test]
fn a_policy_is_read_anew_however_it_was_exchanged() {
    let folder = Folder::new();
    folder.write("policy.yaml", &policy(0));
    let service = watching(folder);
    let folder = &service.folder;
    assert_noticed(&service, 1, || {
        folder.write("policy.yaml", &policy(1));
    });
    assert_noticed(&service, 2, || folder.replace("policy.yaml", &policy(2)));
    assert_noticed(&service, 3, || {
        fs::remove_file(folder.path("policy.yaml")).expect("removed");
        folder.write("policy.yaml", &policy(3));
    });
    assert_noticed(&service, 4, || {
        folder.write("other.yaml", &policy(4));
        fs::remove_file(folder.path("policy.yaml")).expect("removed");
        symlink("other.yaml", folder.path("policy.yaml")).expect("a link");
    });
    assert_noticed(&service, 5, || {
        folder.write("other.yaml", &policy(5));
    });
}

/// What kubelet does: a folder of a new name, files as links through `..data`,
/// and that one exchanged at once.
#[test]
fn a_config_map_is_read_anew_when_its_link_is_swapped() {
    for named in ["config/policy.yaml", "config"] {
        let folder = Folder::new();
        fs::create_dir(folder.path("config")).expect("a folder");
        publish(&folder, 0);
        symlink("..data/policy.yaml", folder.path("config/policy.yaml")).expect("a link");
        symlink(named, folder.path("policy.yaml")).expect("a link");
        let service = watching(folder);
        for number in 1..=3 {
            assert_noticed(&service, number, || publish(&service.folder, number));
            let old = version(number - 1);
            fs::remove_dir_all(service.folder.path(&format!("config/{old}"))).expect("removed");
        }
        assert_eq!(service.reloads("policy", "refused"), 0, "{named}");
    }
}

fn version(number: usize) -> String {
    format!("..2026_01_{number:02}")
}

fn publish(folder: &Folder, number: usize) {
    let version = version(number);
    fs::create_dir(folder.path(&format!("config/{version}"))).expect("a folder");
    folder.write(&format!("config/{version}/policy.yaml"), &policy(number));
    symlink(version, folder.path("config/..data_tmp")).expect("a link");
    fs::rename(
        folder.path("config/..data_tmp"),
        folder.path("config/..data"),
    )
    .expect("moved");
}

#[test]
fn a_table_of_links_is_read_anew() {
    let folder = Folder::new();
    let table = |key: &str| format!("name,route,meeting_key\nweekly,join,{key}\n");
    folder.write("links.csv", &table("123456789"));
    folder.write("policy.yaml", &policy_with(0, "links_from: links.csv\n"));
    let service = watching(folder);
    let leads_to = |key: &str| {
        let answer = service.talk().get("/go/weekly");
        let location = answer.location().unwrap_or_default().to_owned();
        location.contains(&format!("&MK={key}&")).then_some(())
    };
    leads_to("123456789").expect("the link of the table");
    service.folder.write("links.csv", &table("987654321"));
    eventually("link of the new table", || leads_to("987654321"));
}

/// Half of a file may be a policy as well: without the links that come last.
#[test]
fn a_file_that_is_still_being_written_is_not_taken() {
    let links = "links:\n  weekly: { route: join, meeting_key: 123456789 }\n";
    let whole = policy_with(1, links);
    for half in ["", &whole[..whole.len() / 2], &policy(1)] {
        // A writer who was held up for as long as a reader waits proves nothing.
        let mut attempts = (0..5).filter_map(|_| write_in_parts(half, &whole));
        let service = attempts.next().expect("a machine that is not too busy");
        eventually("policy of the whole file", || {
            (led(&service) == target(1)).then_some(())
        });
        assert_eq!(service.talk().get("/go/weekly").status, 302);
        let reloads = (
            service.reloads("policy", "changed"),
            service.reloads("policy", "refused"),
        );
        assert_eq!(reloads, (1, 0), "{half:?}");
    }
}

/// How long a file has to stay as it is until it is taken.
const SETTLED: Duration = Duration::from_millis(500);

/// Writes the beginning of a file, goes on with empty lines for longer than it
/// takes to see that a file changes, and then writes the whole. `None` where
/// the writer paused for too long.
fn write_in_parts(half: &str, whole: &str) -> Option<Service> {
    let folder = Folder::new();
    folder.write("policy.yaml", &policy(0));
    let service = watching(folder);
    service.folder.write("policy.yaml", half);
    let file = OpenOptions::new()
        .append(true)
        .open(service.folder.path("policy.yaml"));
    let mut file = file.expect("the file");
    let mut longest = Duration::ZERO;
    let mut last = Instant::now();
    within(3 * SETTLED, || {
        file.write_all(b"\n").expect("written");
        let leads = led(&service);
        longest = longest.max(last.elapsed());
        let held_up = longest >= SETTLED;
        assert!(held_up || leads == target(0), "{half:?}");
        last = Instant::now();
        held_up.then_some(())
    });
    service.folder.write("policy.yaml", whole);
    longest = longest.max(last.elapsed());
    (longest < SETTLED).then_some(service)
}
