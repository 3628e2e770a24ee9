//! The cost of each stage: `cargo bench`.

// The macros of criterion write public items without documentation.
#![allow(missing_docs)]

// Not every program that includes the data uses all of it.
#[allow(dead_code)]
#[path = "data.rs"]
mod data;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use std::fs;
use std::hint::black_box;
use std::path::Path;
use task_router_engine::explanation::NO_EXPLANATION;
use task_router_engine::index::image::Image;
use task_router_engine::{
    Answer, DecisionField, DecisionWriter, Detail, Explanation, Files, Index, Options, Root, Scorer, decide,
};

fn folder(agents: usize, keywords: usize, examples: usize, body: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut vocabulary = data::Vocabulary::new(20_000);
    for i in 0..agents {
        let text = data::agent(&mut vocabulary, i, keywords, examples, body);
        fs::write(folder.path().join(format!("{i}.md")), text).expect("a file");
    }
    folder
}

fn compiling(c: &mut Criterion) {
    let folder = folder(50, 10, 20, 100);
    let read = || Files::read(&[Root::named(folder.path())], String::new(), Path::new("")).expect("files");
    c.bench_function("load 50 agents", |b| b.iter(|| read().team(None).expect("a team")));
    let team = read().team(None).expect("a team");
    c.bench_function("compile 50 agents of 20 examples", |b| b.iter(|| Index::compile(&team)));
    let index = Index::compile(&team);
    let words: Vec<u64> = bytemuck::cast_slice(index.image().bytes()).to_vec();
    let read = |words| Index::from_image(Image::read(words).expect("whole"), index.cards().clone()).expect("whole");
    c.bench_function("read an image of 50 agents", |b| b.iter_batched(|| words.clone(), read, BatchSize::LargeInput));
}

fn answering(c: &mut Criterion) {
    let index = task_router_teams::index(None).expect("built in");
    let mut scorer = Scorer::new(&index);
    let request = "the login page rejects every token since we rotated the JWT key";
    let options = Options::default();
    c.bench_function("first request", |b| b.iter(|| decide(&Scorer::new(&index).score(black_box(request)), &options)));
    c.bench_function("score", |b| b.iter(|| scorer.score(black_box(request)).scores().classes.len()));
    c.bench_function("decide", |b| b.iter(|| decide(&scorer.score(black_box(request)), &options)));
    let mut scored = scorer.score(request);
    let decision = decide(&scored, &options);
    c.bench_function("render", |b| b.iter(|| Answer::new(request, &decision, &NO_EXPLANATION, &index).prompt()));
    c.bench_function("report", |b| {
        b.iter(|| {
            let explanation = Explanation::of(&mut scored, &decision, Detail::Candidates(3));
            let (mut line, answer) = (Vec::new(), Answer::new(request, &decision, &explanation, &index));
            DecisionWriter { fields: DecisionField::ALL, top: 3 }.decision(&mut line, &answer, None);
            line
        });
    });
}

criterion_group!(stages, compiling, answering);
criterion_main!(stages);
