//! `route plan REQUEST`

use super::{request_text, warn};
use crate::args::{PlanArgs, PlanFormat};
use crate::exit::Exit;
use crate::print;
use crate::project::Project;
use crate::terminal::{self, Style};
use std::io::Write;
use task_router_engine::plan::document::{self, PlanDocument};
use task_router_engine::plan::{airflow, github, graph, json, make};
use task_router_engine::{Plan, Team, escape, plan};

/// Plans a request and prints the plan.
pub fn run(project: &Project, args: &PlanArgs) -> anyhow::Result<Exit> {
    let (team, index) = project.team()?;
    warn(index.warnings());
    let request = request_text(&args.request)?;
    let plan = plan(&team, &index, &request, &project.options(&args.bound))?;
    for warning in &plan.warnings {
        terminal::warning(warning);
    }
    let style = Style::stdout();
    let text = match args.format {
        PlanFormat::Text => print::plan::page(&plan, style),
        format => match written(format, &plan, &team) {
            Written::Json(text) => escape::json(&text).into_owned(),
            Written::Plain(text) => style.safe(&text).into_owned(),
        },
    };
    if args.format == PlanFormat::Messages && plan.messages.is_empty() {
        terminal::note(&no_messages(&plan, &team));
    }
    let text = text.trim_end_matches('\n');
    let text = if text.is_empty() { String::new() } else { format!("{text}\n") };
    match args.format {
        PlanFormat::Text => terminal::page(&text)?,
        _ => std::io::stdout().lock().write_all(text.as_bytes())?,
    }
    Ok(if args.strict && plan.question.is_some() { Exit::No } else { Exit::Success })
}

/// Why a plan has no messages, and what to do for some.
fn no_messages(plan: &Plan, team: &Team) -> String {
    let name = &plan.team;
    let notices = &team.policy.notify;
    if notices.is_empty() {
        return format!(
            "no messages: {name} tells nobody of changes; `notify` in a team's team.md says whom it tells, and what"
        );
    }
    let about: Vec<&str> = notices.iter().map(|notice| notice.about.as_str()).collect();
    format!(
        "no messages: nothing that `notify` of {name} names ({}) is in this plan; a request that asks for it has them",
        about.join(", ")
    )
}

/// A plan as text, by how invisible characters in it are escaped.
enum Written {
    Json(String),
    Plain(String),
}

/// Writes the plan in a format that does not depend on the destination.
fn written(format: PlanFormat, plan: &Plan, team: &Team) -> Written {
    match format {
        PlanFormat::Text | PlanFormat::Json => Written::Json(json::line(plan)),
        PlanFormat::Markdown => Written::Plain(document::markdown(plan, team)),
        PlanFormat::Mermaid => Written::Plain(graph::mermaid(plan)),
        PlanFormat::Dot => Written::Plain(graph::dot(plan)),
        PlanFormat::Make => Written::Plain(make::makefile(plan)),
        PlanFormat::Airflow => Written::Plain(airflow::dag(plan)),
        PlanFormat::Github => Written::Plain(github::workflow(plan)),
        PlanFormat::Directive => Written::Json(document::document(plan, team, PlanDocument::Directive)),
        PlanFormat::Status => Written::Json(document::document(plan, team, PlanDocument::Status)),
        PlanFormat::Scratchpad => Written::Plain(document::document(plan, team, PlanDocument::Scratchpad)),
        PlanFormat::Messages => {
            let messages: Vec<&str> = plan.messages.iter().map(|message| message.text.trim_end()).collect();
            Written::Plain(messages.join("\n"))
        }
    }
}
