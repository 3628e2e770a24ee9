//! `route explain REQUEST`

use super::{index, request_text};
use crate::args::{ExplainArgs, ListFormat, PlaceArgs};
use crate::exit::Exit;
use crate::terminal::{self, Style};
use comfy_table::{ContentArrangement, Table, presets::UTF8_HORIZONTAL_ONLY};
use std::io::Write;
use task_router::decide::{Options, decide};
use task_router::json::{Field, Writer};
use task_router::render::Answer;
use task_router::score::{Part, Scorer};

/// Shows every candidate with its evidence.
pub fn run(place_args: &PlaceArgs, args: &ExplainArgs) -> anyhow::Result<Exit> {
    let index = index(place_args)?;
    let request = request_text(&args.request)?;
    let mut scorer = Scorer::new(&index);
    let decision = decide(&mut scorer, &request, &Options::default());
    let answer = Answer::new(&request, &decision, &index);
    let mut text = Vec::new();
    match args.format {
        ListFormat::Json => Writer { fields: Field::ALL, top: 0 }.decision(&mut text, &answer, &mut scorer, None),
        ListFormat::Text => page(&mut text, &answer, &mut scorer)?,
    }
    std::io::stdout().lock().write_all(&text)?;
    Ok(Exit::Success)
}

fn page(out: &mut Vec<u8>, answer: &Answer, scorer: &mut Scorer) -> std::io::Result<()> {
    let style = Style::stdout();
    let decision = answer.decision;
    writeln!(out, "{} {}", style.bold("request:"), style.safe(answer.request))?;
    writeln!(out, "{} {} ({:.0} % sure)", style.bold("answer:"), decision.status, decision.confidence * 100.0)?;
    writeln!(out, "{} {}", style.bold("why:"), style.safe(&decision.reason(answer.index)))?;
    let mut table = Table::new();
    table.load_style(UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(terminal::columns()).set_header(["candidate", "score", "behind", "evidence"]);
    let best = decision.candidates.first().map_or(0.0, |best| best.score);
    for candidate in &decision.candidates {
        let class = &answer.index.meta.classes[candidate.answer];
        let parts = scorer.parts(answer.request, candidate.class);
        table.add_row([
            style.safe(&class.name).into_owned(),
            format!("{:.2}", candidate.score),
            format!("{:.2}", best - candidate.score),
            style.safe(&summary(parts)).into_owned(),
        ]);
    }
    writeln!(out, "{table}")
}

/// The parts that matter, strongest first; the rest in one number, so that they still add up.
fn summary(mut parts: Vec<Part>) -> String {
    const SHOWN: usize = 8;
    parts.sort_by(|a, b| b.score.abs().total_cmp(&a.score.abs()));
    let rest: f64 = parts.iter().skip(SHOWN).map(|part| part.score).sum();
    let mut texts: Vec<String> = parts
        .iter()
        .take(SHOWN)
        .map(|part| format!("{} {:+.2} ({})", part.text, part.score, kind_name(part)))
        .collect();
    if parts.len() > SHOWN {
        texts.push(format!("the rest {rest:+.2}"));
    }
    texts.join(", ")
}

fn kind_name(part: &Part) -> &'static str {
    use task_router::score::Kind;
    match part.kind {
        Kind::Keyword => "keyword",
        Kind::Pattern => "pattern",
        Kind::Example => "example",
        Kind::Description => "description",
        Kind::Spelling => "spelling",
        Kind::NotFor => "not for",
    }
}
