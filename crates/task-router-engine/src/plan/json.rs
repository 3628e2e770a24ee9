//! Version 1 of the JSON format of plans: separate types, in the order of their keys; every key is always present.

use super::{
    Approval, Bottleneck, Conflict, Escalation, Interface, Message, Plan, Risk, StatedRequirement, Task, TaskOrigin,
};
use crate::json::VERSION;
use crate::team::policy::Urgency;
use serde::Serialize;

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct PlanRecord<'a> {
    version: u32,
    request: &'a str,
    team: &'a str,
    flow: Option<&'a str>,
    urgency: Urgency,
    tasks: Vec<TaskRecord<'a>>,
    waves: &'a [Vec<String>],
    rollback: Vec<&'a str>,
    risks: &'a [String],
    gates: &'a [String],
    escalate: Option<&'a str>,
    approval: Option<&'a str>,
    handoff: Option<&'a str>,
    question: Option<&'a str>,
    warnings: &'a [String],
    escalations: &'a [Escalation],
    approvals: &'a [Approval],
    bottlenecks: &'a [Bottleneck],
    conflicts: &'a [Conflict],
    interfaces: &'a [Interface],
    risk_register: &'a [Risk],
    requirements: &'a [StatedRequirement],
    messages: &'a [Message],
    decides: &'a str,
    gathers: &'a str,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct TaskRecord<'a> {
    id: &'a str,
    title: &'a str,
    request: &'a str,
    agent: Option<&'a str>,
    source: TaskOrigin,
    after: &'a [String],
    needs: &'a [String],
    takes: &'a [String],
    produces: &'a [String],
    condition: Option<&'a str>,
    knowledge: Option<&'a str>,
    prompt: &'a str,
    success: &'a [String],
    rollback: Option<&'a str>,
    risks: &'a [String],
    timeframe: Option<&'a str>,
    gates: &'a [String],
    until: Option<&'a str>,
    back_to: Option<&'a str>,
    repeats: &'a [String],
    requirements: &'a [StatedRequirement],
    handoff: Option<&'a str>,
}

/// JSON Schema of a plan.
#[cfg(feature = "schema")]
pub fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let mut schema = <PlanRecord as schemars::JsonSchema>::json_schema(generator);
    schema.insert("title".to_owned(), "a plan of `route`".into());
    schema
}

/// The plan as one line of JSON, without a line break.
pub fn line(plan: &Plan) -> String {
    let record = PlanRecord {
        version: VERSION,
        request: &plan.request,
        team: &plan.team,
        flow: plan.flow.as_deref(),
        urgency: plan.urgency,
        tasks: plan.tasks.iter().map(task).collect(),
        waves: &plan.waves,
        rollback: plan.rollback().collect(),
        risks: &plan.risks,
        gates: &plan.gates,
        escalate: plan.escalate.as_deref(),
        approval: plan.approval.as_deref(),
        handoff: plan.handoff.as_deref(),
        question: plan.question.as_deref(),
        warnings: &plan.warnings,
        escalations: &plan.escalations,
        approvals: &plan.approvals,
        bottlenecks: &plan.bottlenecks,
        conflicts: &plan.conflicts,
        interfaces: &plan.interfaces,
        risk_register: &plan.risk_register,
        requirements: &plan.requirements,
        messages: &plan.messages,
        decides: &plan.lead,
        gathers: &plan.lead,
    };
    // All types here are serialisable.
    serde_json::to_string(&record).unwrap_or_default()
}

fn task(task: &Task) -> TaskRecord<'_> {
    TaskRecord {
        id: &task.id,
        title: &task.title,
        request: &task.request,
        agent: task.agent.as_deref(),
        source: task.source,
        after: &task.after,
        needs: &task.needs,
        takes: &task.takes,
        produces: &task.produces,
        condition: task.condition.as_deref(),
        knowledge: task.knowledge.as_deref(),
        prompt: &task.prompt,
        success: &task.success,
        rollback: task.rollback.as_deref(),
        risks: &task.risks,
        timeframe: task.timeframe.as_deref(),
        gates: &task.gates,
        until: task.until.as_deref(),
        back_to: task.back_to.as_deref(),
        repeats: &task.repeats,
        requirements: &task.requirements,
        handoff: task.handoff.as_deref(),
    }
}
