//! Directories that need nothing compiled. What a module itself is needs a module.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use clap::Parser;

use super::*;

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    arguments: CheckArgs,
}

#[track_caller]
fn checked(files: &[(&str, &str)], path: &str, code: u8, told: &[&str]) {
    let directory = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(directory.path().join(name), text).unwrap();
    }
    let path = directory.path().join(path).display().to_string();
    let arguments = Line::parse_from(["check", &path]).arguments;
    let mut page = Page::plain();
    let given = check(&arguments, &mut page).unwrap();
    assert_eq!(format!("{given:?}"), format!("{:?}", ExitCode::from(code)));
    let page = page.into_text();
    for told in told {
        assert!(page.contains(told), "{page}");
    }
}

#[test]
fn a_directory_is_empty_only_on_purpose() {
    let off = [("fees.wasm", ""), ("fees.toml", "mode = \"off\"")];
    checked(&off, "", 0, &["0 policies, nothing wrong"]);
    checked(&[], "", 2, &["holds no policy", "1 problem"]);
}

#[test]
fn every_problem_of_a_directory_is_told() {
    checked(
        &[("a.toml", ""), ("b.toml", "")],
        "",
        2,
        &[
            "refused",
            "a.toml: no a.wasm beside it",
            "b.toml: no b.wasm",
            "2 problems",
        ],
    );
    checked(
        &[
            ("Fees.wasm", ""),
            ("limits.wasm", ""),
            ("limits.toml", "ranks = 1"),
        ],
        "",
        2,
        &[
            "Fees.wasm: a policy's file is named in lower kebab case",
            "limits.toml: line 1: unknown",
        ],
    );
}

#[test]
fn one_module_is_checked_with_its_file() {
    let files = [("fees.wasm", ""), ("fees.toml", "mode = \"off\"")];
    checked(
        &files,
        "fees.wasm",
        0,
        &["a host does not load it", "0 policies, nothing wrong"],
    );
    let files = [("fees.wasm", ""), ("fees.toml", "fuel = 0")];
    checked(
        &files,
        "fees.wasm",
        2,
        &["fees.toml: fuel: must be between", "1 problem"],
    );
}

#[test]
fn what_is_not_there_cannot_be_checked() {
    let arguments = Line::parse_from(["check", "/nowhere/fees.wasm"]).arguments;
    let error = check(&arguments, &mut Page::plain()).unwrap_err();
    assert_eq!(error.to_string(), "cannot open `/nowhere/fees.wasm`");
}
