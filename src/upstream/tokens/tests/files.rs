//! The file of tokens.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::{DAY, Desk, bearer};
use crate::upstream::tokens::state_file::{StateFileError, check_access};

fn names(desk: &Desk) -> Vec<String> {
    let entries = fs::read_dir(desk.folder.path()).expect("a folder");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<_> = names
        .map(|name| name.into_string().expect("text"))
        .collect();
    names.sort();
    names
}

#[tokio::test(start_paused = true)]
async fn the_file_is_private_and_whole() {
    let desk = Desk::new();
    let tokens = desk.start();
    assert!(bearer(&tokens).await.is_some());
    let path = desk.file().path().to_owned();
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .expect("text");
    let lock = name.replace(".json", ".lock");
    assert_eq!(names(&desk), [name, &lock]);
    for name in [name, &lock] {
        let found = fs::metadata(desk.folder.path().join(name)).expect("a file");
        assert_eq!(found.permissions().mode() & 0o777, 0o600, "{name}");
    }
    let text = fs::read_to_string(&path).expect("a file");
    assert!(
        !text.contains("CSECRET") && !text.contains("SECRET"),
        "{text}"
    );
    assert!(text.ends_with("}\n"), "{text}");
}

/// What is wrong with the file of a process before, and how.
#[tokio::test(start_paused = true)]
async fn a_file_that_is_not_as_it_should_be_is_not_used() {
    type Change = fn(String) -> String;
    let changes: [(&str, Change); 6] = [
        ("cut off or altered", |text| {
            text[..text.len() / 2].to_owned()
        }),
        ("cut off or altered", |_| String::new()),
        ("another version", |text| {
            text.replace("\"format\":1", "\"format\":2")
        }),
        ("another authorisation", |text| {
            text.replacen("\"authorisation\":\"", "\"authorisation\":\"0", 1)
        }),
        ("cut off or altered", |text| {
            text.replace("AT-1", "AT\\r\\n1")
        }),
        ("cut off or altered", |text| text.replace("RT-1", "")),
    ];
    for (reason, change) in changes {
        let desk = Desk::new();
        assert!(bearer(&desk.start()).await.is_some());
        let path = desk.file().path().to_owned();
        let whole = fs::read_to_string(&path).expect("a file");
        let changed = change(whole.clone());
        assert_ne!(changed, whole, "{reason}");
        fs::write(&path, changed).expect("written");
        let error = desk.file().read().await.err().expect(reason).to_string();
        assert!(error.contains(reason), "{error}");
        // The refresh token of the policy is used, and the file is whole again.
        let tokens = desk.start();
        assert_eq!(bearer(&tokens).await.as_deref(), Some("Bearer AT-2"));
        assert_eq!(desk.asked_with(), ["RT-1", "RT-1"]);
        assert!(desk.file().read().await.is_ok_and(|kept| kept.is_some()));
    }
}

#[tokio::test(start_paused = true)]
async fn a_file_that_is_cut_anywhere_is_not_used() {
    let desk = Desk::new();
    assert!(bearer(&desk.start()).await.is_some());
    let path = desk.file().path().to_owned();
    let whole = fs::read(&path).expect("a file");
    // Without the end of its line, nothing is missing.
    for length in 0..whole.len() - 1 {
        fs::write(&path, &whole[..length]).expect("written");
        let read = desk.file().read().await;
        assert!(matches!(read, Err(StateFileError::Broken)), "{length}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_file_that_others_could_read_is_not_used() {
    for mode in [0o640, 0o644, 0o606, 0o660, 0o601] {
        let desk = Desk::new();
        assert!(bearer(&desk.start()).await.is_some());
        let path = desk.file().path().to_owned();
        let permissions = fs::Permissions::from_mode(mode);
        fs::set_permissions(&path, permissions).expect("set");
        let read = desk.file().read().await;
        assert!(matches!(read, Err(StateFileError::Mode(found)) if found == mode));
        let tokens = desk.start();
        assert_eq!(bearer(&tokens).await.as_deref(), Some("Bearer AT-2"));
        let found = fs::metadata(&path).expect("a file").permissions();
        assert_eq!(found.mode() & 0o777, 0o600);
    }
    assert!(check_access(0o100_600, 7, 7).is_ok());
    assert!(check_access(0o100_400, 7, 7).is_ok());
    assert!(matches!(
        check_access(0o100_600, 8, 7),
        Err(StateFileError::Owner(8))
    ));
    let said = StateFileError::Mode(0o44).to_string();
    assert_eq!(
        said,
        "its mode is 044: others may have read it, or changed it"
    );
}

/// Also what is no file at all.
#[tokio::test(start_paused = true)]
async fn without_a_folder_that_can_be_written_there_are_tokens_in_memory() {
    let desk = Desk::new();
    let missing = desk.folder.path().join("missing");
    let tokens = desk.start_with("RT-1", Some(&missing));
    assert_eq!(bearer(&tokens).await.as_deref(), Some("Bearer AT-1"));
    sleep(DAY * 7).await;
    assert_eq!(bearer(&tokens).await.as_deref(), Some("Bearer AT-2"));

    fs::create_dir(desk.file().path()).expect("a folder in its place");
    let tokens = desk.start();
    assert_eq!(bearer(&tokens).await.as_deref(), Some("Bearer AT-3"));

    let tokens = desk.start_with("RT-1", None);
    assert_eq!(bearer(&tokens).await.as_deref(), Some("Bearer AT-4"));
}

/// A process that was stopped in the middle keeps nobody from renewing for ever.
#[tokio::test(start_paused = true)]
async fn a_lock_that_is_never_released_is_waited_for_only_so_long() {
    let desk = Desk::new();
    let held = desk.file().lock().await;
    let began = Instant::now();
    let tokens = desk.start();
    tokens.settled().await;
    let waited = began.elapsed();
    assert!(waited >= Duration::from_secs(15), "{waited:?}");
    assert!(waited < Duration::from_secs(16), "{waited:?}");
    assert_eq!(bearer(&tokens).await.as_deref(), Some("Bearer AT-1"));
    drop(held);
}
