//! Whether those whom the user names can answer.

use crate::terminal;
use anyhow::bail;
use task_router_engine::did_you_mean::suggestion;
use task_router_engine::text::is_same_name;
use task_router_engine::{Index, Options};

/// Checks that everybody the user names can answer: agents, peers and the lead.
pub fn check_names(index: &Index, options: &Options) -> anyhow::Result<()> {
    let Options { agent, only, exclude, .. } = options;
    let known = || index.answers();
    for (flag, names) in [("--agent", agent.as_slice()), ("--only", only), ("--exclude", exclude)] {
        let unknown = names.iter().find(|name| !known().any(|known| is_same_name(known, name)));
        let Some(name) = unknown else { continue };
        if let Some(flow) = index.flows().iter().find(|flow| is_same_name(&flow.name, name)) {
            let mut agents: Vec<&str> = Vec::new();
            for agent in flow.steps.iter().flat_map(|step| &step.agents) {
                let agent = index.class(*agent).name.as_str();
                if !agents.contains(&agent) {
                    agents.push(agent);
                }
            }
            bail!(
                "{flag}: `{name}` is a flow of {}; name the agents of its steps: {}",
                index.team(),
                agents.join(", ")
            );
        }
        bail!("{flag}: no agent `{name}` in {}; {}", index.team(), suggestion(name, known().collect::<Vec<_>>()));
    }
    let is_in = |names: &[String], name: &str| names.iter().any(|given| is_same_name(given, name));
    if !only.is_empty() && only.iter().all(|name| is_in(exclude, name)) {
        terminal::warning("--exclude leaves out everybody that --only names, so nobody can answer");
    }
    Ok(())
}
