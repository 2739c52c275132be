//! Users and groups, by name or number. The names stand in `/etc/passwd` and `/etc/group`: the
//! program is to run without the C library's name service, too.

use std::fs;

/// A kind of accounts, and the file that lists them.
#[derive(Clone, Copy, Debug)]
struct Accounts {
    kind: &'static str,
    file: &'static str,
}

const USERS: Accounts = Accounts {
    kind: "user",
    file: "/etc/passwd",
};
const GROUPS: Accounts = Accounts {
    kind: "group",
    file: "/etc/group",
};

/// The id of a user.
pub fn user(text: &str) -> Result<u32, String> {
    USERS.id(text)
}

/// The id of a group.
pub fn group(text: &str) -> Result<u32, String> {
    GROUPS.id(text)
}

impl Accounts {
    fn id(self, text: &str) -> Result<u32, String> {
        if let Ok(id) = text.parse() {
            return match id {
                u32::MAX => Err("no account has this number".to_owned()), // chown: leave it
                id => Ok(id),
            };
        }
        let Self { kind, file } = self;
        let listed = fs::read(file).map_err(|error| format!("{file} cannot be read: {error}"))?;
        let listed = String::from_utf8_lossy(&listed);
        find(&listed, text).ok_or_else(|| format!("there is no {kind} of that name in {file}"))
    }
}

/// The id in the line of a name: `name:password:id:…`, in both files.
fn find(listed: &str, name: &str) -> Option<u32> {
    listed.lines().find_map(|line| {
        let mut fields = line.split(':');
        let is_it = fields.next() == Some(name);
        fields.nth(1).filter(|_| is_it)?.parse().ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_is_that_of_the_whole_name() {
        let listed = "root:x:0:0:root:/root:/bin/sh\n\
                      www-data:x:33:33::/var/www:/usr/sbin/nologin\n\
                      broken\n\
                      half:x\n\
                      words:x:many:\n";
        assert_eq!(find(listed, "www-data"), Some(33));
        assert_eq!(find(listed, "root"), Some(0));
        for name in ["www", "www-data:x", "broken", "half", "words", "", "x"] {
            assert_eq!(find(listed, name), None, "{name}");
        }
    }

    #[test]
    fn numbers_count_as_they_are() {
        assert_eq!(user("4711"), Ok(4711));
        assert_eq!(user("root"), Ok(0));
        assert_eq!(group("root"), Ok(0));
        assert!(group("4294967295").is_err());
        let missing = "there is no group of that name in /etc/group";
        assert_eq!(group("no-such-group"), Err(missing.to_owned()));
        let missing = "there is no user of that name in /etc/passwd";
        assert_eq!(user("-1"), Err(missing.to_owned()));
    }
}
