//! Checks the order of modules: a module uses only modules above it in `lib.rs`, or in `main.rs` for the program. Two
//! public types never have the same name.

// A test that panics has failed.
#![allow(clippy::unwrap_used)]

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

const CRATES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
/// `pub use a::{B, C};` or `pub use a::b::C;`, as `lib.rs` writes it.
const EXPORT: &str = r"(?m)^pub use (\w+)(?:::\w+)*::\{?([^;}]*)\}?;";

/// Modules in the order in which the root of a package declares them.
fn declared(root: &str) -> Vec<String> {
    let names = root.lines().filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';'));
    names.map(str::to_owned).collect()
}

/// What `lib.rs` exports, with the modules that have it.
fn exported(root: &str) -> HashMap<String, String> {
    let exports = regex::Regex::new(EXPORT).unwrap();
    let of = |found: regex::Captures| {
        let names: Vec<String> = found[2].split(',').map(|name| name.trim().to_owned()).collect();
        names.into_iter().map(move |name| (name, found[1].to_owned())).collect::<Vec<_>>()
    };
    exports.captures_iter(root).flat_map(of).collect()
}

/// Files of a module: `name.rs` and everything below `name/`.
fn files_of(sources: &Path, module: &str) -> Vec<PathBuf> {
    let below = walkdir::WalkDir::new(sources.join(module)).sort_by_file_name().into_iter().flatten();
    let below = below.map(walkdir::DirEntry::into_path).filter(|path| path.extension().is_some_and(|e| e == "rs"));
    std::iter::once(sources.join(format!("{module}.rs"))).chain(below).collect()
}

/// What a source text uses of its crate, with the lines. Tests at its end may use anything.
fn uses(source: &str) -> Vec<(usize, String)> {
    let code = source.split("#[cfg(test)]\nmod tests").next().unwrap_or(source);
    let mut found = Vec::new();
    for (at, path) in code.match_indices("crate::") {
        let names = items(&code[at + path.len()..]);
        let line = code[..at].lines().count().max(1);
        found.extend(names.into_iter().map(|name| (line, name)));
    }
    found
}

/// The first parts of the paths that a text begins with: one, or those between braces.
fn items(text: &str) -> Vec<String> {
    let Some(list) = text.strip_prefix('{') else {
        return vec![text.chars().take_while(|&c| c.is_alphanumeric() || c == '_').collect()];
    };
    let (mut depth, mut names) = (1, vec![String::new()]);
    for c in list.chars() {
        depth += i32::from(c == '{') - i32::from(c == '}');
        match (c, depth) {
            (_, 0) => break,
            (',', 1) => names.push(String::new()),
            ('}', _) => {}
            (_, 1) => names.last_mut().unwrap().push(c),
            _ => {}
        }
    }
    let first = |name: String| name.split("::").next().unwrap_or_default().trim().to_owned();
    names.into_iter().map(first).filter(|name| !name.is_empty()).collect()
}

#[test]
fn a_module_uses_only_modules_above_it() {
    let mut wrong = Vec::new();
    for root in ["task-router-engine/src/lib.rs", "task-router-check/src/lib.rs", "../src/main.rs"] {
        let path = Path::new(CRATES).join(root);
        let (sources, text) = (path.parent().unwrap(), fs::read_to_string(&path).unwrap());
        let (order, exports) = (declared(&text), exported(&text));
        assert!(order.len() > 10, "{root} declares its modules in another way than this test reads: {order:?}");
        for (own, module) in order.iter().enumerate() {
            for file in files_of(sources, module) {
                let source = fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
                for (line, used) in uses(&source) {
                    if !order[..=own].contains(exports.get(&used).unwrap_or(&used)) {
                        wrong.push(format!("{}:{line}: `{module}` uses `{used}`", file.display()));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "below them in lib.rs or main.rs, or no modules of it:\n{}", wrong.join("\n"));
}

#[test]
fn the_interface_of_the_engine_is_what_its_root_exports() {
    let root = fs::read_to_string(Path::new(CRATES).join("task-router-engine/src/lib.rs")).unwrap();
    let lines: Vec<&str> = root.lines().collect();
    let documented = |pair: &&[&str]| pair[1].starts_with("pub mod ") && pair[0] != "#[doc(hidden)]";
    assert_eq!(lines.windows(2).filter(documented).collect::<Vec<_>>(), Vec::<&[&str]>::new());
    let exports = exported(&root);
    assert!((20..40).contains(&exports.len()), "the interface has {} names", exports.len());
}

/// The public types of a source text, those of a package or of a module included.
fn public_types(source: &str) -> Vec<String> {
    let declaration = regex::Regex::new(r"(?m)^pub(?:\([^)]*\))? (?:struct|enum|union|trait|type) (\w+)").unwrap();
    declaration.captures_iter(source).map(|found| found[1].to_owned()).collect()
}

#[test]
fn a_name_stands_for_one_public_type() {
    let mut places: HashMap<String, Vec<PathBuf>> = HashMap::new();
    let program = Path::new(CRATES).join("../src");
    let libraries = ["task-router-engine", "task-router-check", "task-router-teams"];
    let all = libraries.map(|name| Path::new(CRATES).join(name).join("src"));
    for sources in all.iter().chain([&program]) {
        for file in files_of(sources, "") {
            for name in fs::read_to_string(&file).map_or_else(|_| Vec::new(), |source| public_types(&source)) {
                places.entry(name).or_default().push(file.clone());
            }
        }
    }
    assert!(places.len() > 300, "types are declared in another way than this test reads: {}", places.len());
    let mut several: Vec<_> = places.into_iter().filter(|(_, files)| files.len() > 1).collect();
    several.sort();
    assert!(several.is_empty(), "one name for several types: {several:#?}");
}

#[test]
fn public_types_are_found() {
    let source = "pub struct A;\npub(super) enum B {}\npub(crate) type C<T> = Vec<T>;\nstruct D;\nmod e {\n    pub struct F;\n}\n";
    assert_eq!(public_types(source), ["A", "B", "C"]);
}

#[test]
fn uses_are_found() {
    let source = "use crate::a::B;\nuse crate::{c::{self, D}, e};\nfn f() { crate::g::h() }\n#[cfg(test)]\nmod tests { use crate::z; }";
    let names: Vec<_> = uses(source).into_iter().map(|(line, name)| format!("{name}@{line}")).collect();
    assert_eq!(names, ["a@1", "c@2", "e@2", "g@3"]);
    let exports = exported("pub mod a;\npub use a::B;\npub use c::{D,\n E};\n");
    assert_eq!(exports.len(), 3);
    assert_eq!(exports["E"], "c");
}
