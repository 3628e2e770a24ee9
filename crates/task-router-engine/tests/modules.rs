//! Checks the module order of `lib.rs`: a module uses only modules above it.

// A test that panics has failed.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

const SOURCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src");

/// Modules in the order in which `lib.rs` declares them.
fn declared() -> Vec<String> {
    let text = fs::read_to_string(Path::new(SOURCES).join("lib.rs")).unwrap();
    let names = text.lines().filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';'));
    names.map(str::to_owned).collect()
}

/// Files of a module: `name.rs` and everything below `name/`.
fn files_of(module: &str) -> Vec<PathBuf> {
    let below = walkdir::WalkDir::new(Path::new(SOURCES).join(module)).sort_by_file_name().into_iter().flatten();
    let below = below.map(walkdir::DirEntry::into_path).filter(|path| path.extension().is_some_and(|e| e == "rs"));
    std::iter::once(Path::new(SOURCES).join(format!("{module}.rs"))).chain(below).collect()
}

/// Modules of this crate that a source text uses, with the lines. Tests at its end may use any module.
fn uses(source: &str) -> Vec<(usize, String)> {
    let code = source.split("#[cfg(test)]\nmod tests").next().unwrap_or(source);
    let pattern = regex::Regex::new(r"\bcrate::(?:(\w+)|\{([^}]*)\})").unwrap();
    let mut found = Vec::new();
    for captures in pattern.captures_iter(code) {
        let line = code[..captures.get(0).unwrap().start()].lines().count();
        let names = captures.get(1).or(captures.get(2)).unwrap().as_str();
        let names = names.split(',').map(|name| name.split("::").next().unwrap_or(name).trim());
        found.extend(names.filter(|name| !name.is_empty()).map(|name| (line, name.to_owned())));
    }
    found
}

#[test]
fn a_module_uses_only_modules_above_it() {
    let order = declared();
    assert!(order.len() > 10, "lib.rs declares its modules in another way than this test reads: {order:?}");
    let mut wrong = Vec::new();
    for (own, module) in order.iter().enumerate() {
        for file in files_of(module) {
            let source = fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
            for (line, used) in uses(&source) {
                let above = order[..=own].contains(&used);
                if !above {
                    wrong.push(format!("{}:{line}: `{module}` uses `{used}`", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "below them in lib.rs, or no modules of it:\n{}", wrong.join("\n"));
}

#[test]
fn uses_are_found() {
    let source =
        "use crate::a::B;\nuse crate::{c::D, e};\nfn f() { crate::g::h() }\n#[cfg(test)]\nmod tests { use crate::z; }";
    let names: Vec<_> = uses(source).into_iter().map(|(line, name)| format!("{name}@{line}")).collect();
    assert_eq!(names, ["a@1", "c@2", "e@2", "g@3"]);
}
