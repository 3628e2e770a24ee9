//! The inputs of the confidence, for fitting its constants: `signals DIR [TEAM] < REQUESTS` prints for each line a JSON
//! object with the best candidate, its score, the next score, and the share of the request's content words that it
//! covers.

use std::io::{BufRead, Write};
use std::path::PathBuf;
use task_router_engine::decide::signals_of;
use task_router_engine::{Files, Options, Root, Scorer, decide};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let folder = PathBuf::from(args.next().ok_or("usage: signals DIR [TEAM] < REQUESTS")?);
    let index =
        Files::read(&[Root::named(&folder)], "here".to_owned(), &PathBuf::new())?.index(args.next().as_deref())?;
    let mut scorer = Scorer::new(&index);
    let mut out = std::io::stdout().lock();
    for request in std::io::stdin().lock().lines() {
        let request = request?;
        let scored = scorer.score(&request);
        let decision = decide(&scored, &Options { most: 3, ..Options::default() });
        let best: Vec<&str> =
            decision.candidates.iter().take(3).map(|candidate| index.class(candidate.answer).name.as_str()).collect();
        let signals = signals_of(&scored);
        let numbers = signals.map(|s| {
            let c = s.coverage;
            serde_json::json!([s.score, s.next, c.share, c.content, c.evidence, c.is_exclusive, c.described, s.related])
        });
        let given = decision.agent.map(|agent| index.class(agent).name.as_str());
        let line = serde_json::json!({
            "best": best, "signals": numbers, "status": decision.status, "given": given,
            "confidence": decision.confidence, "classes": index.classes().len(),
            "learned": index.has_learned(), "median": index.median_score(),
        });
        writeln!(out, "{line}")?;
    }
    Ok(())
}
