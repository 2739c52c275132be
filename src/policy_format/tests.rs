mod generated;
mod writer;

use super::*;

#[track_caller]
fn check(before: &str, after: &str) {
    assert_eq!(format(before).as_deref(), Ok(after), "{before:?}");
    assert_eq!(format(after).as_deref(), Ok(after), "again: {after:?}");
}

#[test]
fn blanks_and_empty_lines_are_put_right() {
    for (before, after) in [
        ("", ""),
        ("\n\n", ""),
        ("# c", "# c\n"),
        ("a: 1", "a: 1\n"),
        ("\u{feff}a: 1\r\nb: 2\r\n", "a: 1\nb: 2\n"),
        ("a: 1\rb: 2\r", "a: 1\nb: 2\n"),
        ("\n\na:   1  \n\n\n\nb :\t2\n\n", "a: 1\n\nb: 2\n"),
        ("---\n\na: 1\n...\n", "---\n\na: 1\n...\n"),
        ("a: {b: 1,c:   [x,y ] }\n", "a: { b: 1, c: [x, y] }\n"),
        ("a: { }\nb: [ ]\n", "a: {}\nb: []\n"),
        ("a: {\"b\":1 , c: , d}\n", "a: { \"b\": 1, c: , d }\n"),
        ("a: [b: 1,]\n", "a: [b: 1,]\n"),
        ("a:  'x  y' \nb:  \"p:  q\"\n", "a: 'x  y'\nb: \"p:  q\"\n"),
    ] {
        check(before, after);
    }
}

#[test]
fn each_level_is_two_blanks_farther_right() {
    for (before, after) in [
        (
            "a:\n    b:\n        c: 1\n    d: 2\n",
            "a:\n  b:\n    c: 1\n  d: 2\n",
        ),
        (" a: 1\n b:\n  - x\n", "a: 1\nb:\n  - x\n"),
        ("a:\n- x\n- y\nb: 1\n", "a:\n  - x\n  - y\nb: 1\n"),
        (
            "a:\n-   b: 1\n    c: 2\n-\n   d: 3\n",
            "a:\n  - b: 1\n    c: 2\n  -\n    d: 3\n",
        ),
        ("-   - x\n    - y\n-  - z\n", "- - x\n  - y\n- - z\n"),
        ("a:\n    x\n", "a:\n  x\n"),
        ("- a:\n  - b\n  c: 1\n", "- a:\n    - b\n  c: 1\n"),
        ("a: x\n    y\n  z\n", "a: x\n  y\n  z\n"),
        (
            "a:\n   - \"x \n\n     y\\\n   z\"\n",
            "a:\n  - \"x\n\n    y\\\n    z\"\n",
        ),
    ] {
        check(before, after);
    }
}

#[test]
fn brackets_keep_their_lines() {
    for (before, after) in [
        ("a: [\n      b,\n  c\n    ]\n", "a: [\n  b,\n  c\n]\n"),
        ("a: [b,\n  c]\n", "a: [b,\n    c]\n"),
        (
            "a:\n    b: {c: 1,\n  d: 2}\n",
            "a:\n  b: { c: 1,\n       d: 2 }\n",
        ),
        (
            "a: [{\n  b: 1\n }, {\n  c: 2\n }]\n",
            "a: [{\n  b: 1\n}, {\n  c: 2\n}]\n",
        ),
        ("- [\n  a\n  ]\n", "- [\n    a\n  ]\n"),
        ("a:\n    [\n    b\n    ]\n", "a:\n  [\n    b\n  ]\n"),
        (
            "a: [ # c\n   # d\n b\n  # e\n ]\n",
            "a: [ # c\n  # d\n  b\n  # e\n]\n",
        ),
    ] {
        check(before, after);
    }
}

#[test]
fn comments_stay_with_what_they_are_about() {
    for (before, after) in [
        // Above and below, at the level where they were.
        (
            "a:\n    # b\n    b: 1\n    # end of a\n# c\nc: 1\n",
            "a:\n  # b\n  b: 1\n  # end of a\n# c\nc: 1\n",
        ),
        ("a:\n#  b: 1\n    c: 1\n", "a:\n#  b: 1\n  c: 1\n"),
        (
            "a:\n# x\n- b\n# y\n- c\n# z\n",
            "a:\n  # x\n  - b\n  # y\n  - c\n  # z\n",
        ),
        (
            "a:\n  - # x\n    b: 1\n  -\n      # y\n      c: 1\n",
            "a:\n  - # x\n    b: 1\n  -\n    # y\n    c: 1\n",
        ),
        // Behind something, in their column.
        ("a: 1   # x\nbcd: 2 # y  \n", "a: 1   # x\nbcd: 2 # y\n"),
        (
            "a: {b: 1} # x\nc: 1      # y\n",
            "a: { b: 1 } # x\nc: 1        # y\n",
        ),
        (
            "a: 1 # x\n     # goes on\nb: 2\n",
            "a: 1 # x\n     # goes on\nb: 2\n",
        ),
        (
            "a: {b: 1} # x\n          # goes on\n",
            "a: { b: 1 } # x\n            # goes on\n",
        ),
        ("a: 1\t# x\n", "a: 1 # x\n"),
        ("a: # x\n    b: 1\n", "a: # x\n  b: 1\n"),
    ] {
        check(before, after);
    }
}

#[test]
fn texts_of_several_lines_keep_their_words() {
    for (before, after) in [
        (
            "a: |\n     x\n       y\n\n\n\nb: 1\n",
            "a: |\n  x\n    y\n\nb: 1\n",
        ),
        ("a: |+ # c\n x\n\n\nb: 1\n", "a: |+ # c\n  x\n\n\nb: 1\n"),
        (
            "a:\n    b: >-\n        x\n\n        y\n    # c\n    c: 1\n",
            "a:\n  b: >-\n    x\n\n    y\n  # c\n  c: 1\n",
        ),
        ("a:\n    - |2\n         x\n", "a:\n  - |2\n       x\n"),
        ("a:\n- |\n x\n", "a:\n  - |\n    x\n"),
        ("a: |\n", "a: |\n"),
        ("a: |\n x", "a: |\n  x\n"),
        ("a: |\n\n\n  x\n", "a: |\n\n\n  x\n"),
    ] {
        check(before, after);
    }
}

#[test]
fn what_is_no_policy_is_left_alone() {
    use FormatErrorReason::{Indicator, Reference, Syntax};
    for (text, line, reason) in [
        ("a: b: c\n", 1, Syntax),
        ("a: 1\nb: [\n", 2, Syntax),
        ("a: 1\nb: &x 1\n", 2, Reference),
        ("a: 1\nb: !x 1\n", 2, Reference),
        ("a: 1\n? b\n: 2\n", 2, Indicator),
        ("%YAML 1.2\n---\na: 1\n", 1, Indicator),
    ] {
        assert_eq!(format(text), Err(FormatError { line, reason }), "{text:?}");
    }
}

/// The texts of YAML in this repository that are written by hand.
fn texts() -> Vec<(String, String)> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = ["config", "deploy", "src", "tests"]
        .map(|name| root.join(name))
        .to_vec();
    let mut texts = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.display().to_string();
            if path.is_dir() {
                folders.push(path);
            } else if name.ends_with(".yaml") {
                texts.push((name, std::fs::read_to_string(&path).expect("a text")));
            }
        }
    }
    texts
}

/// They were written before there was a formatter, in the style that it has.
#[test]
fn what_is_written_by_hand_stands_as_it_would_be_formatted() {
    let texts = texts();
    assert!(texts.len() > 20);
    for (name, text) in texts {
        assert!(format(&text).as_ref() == Ok(&text), "{name}");
    }
}

#[test]
fn the_examples_of_the_manual_are_formatted() {
    let documents = [
        include_str!("../../README.md"),
        include_str!("../../docs/policy.md"),
    ];
    for document in documents {
        for block in document.split("```yaml\n").skip(1) {
            let block = block.split("```").next().expect("an end");
            let first = block.len() - block.trim_start_matches(' ').len();
            // One continues the mapping of the block before it.
            if first == 0 {
                assert_eq!(format(block).as_deref(), Ok(block));
            }
        }
    }
}

/// The time of each must not grow with the square of its length.
#[test]
fn long_texts_are_read_through() {
    for text in [
        "# c\n".repeat(100_000),
        format!("a: [{}b]\n", "b, ".repeat(100_000)),
        format!("a:\n{}", "  - { b: 1 } # c\n".repeat(30_000)),
    ] {
        assert!(format(&text) == Ok(text));
    }
}
