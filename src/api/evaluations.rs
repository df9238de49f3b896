//! `/v1/evaluations` and `/v1/evaluation/:id`.

use crate::model::evaluation::Evaluation;
use crate::state::{JobKey, Table};

use super::reply::{Failure, Reply};
use super::{Answer, Call};

pub(super) fn list(call: &Call<'_>) -> Answer {
    call.query.check_read()?;
    let (namespace, prefix) = (call.query.namespace(""), call.query.value("prefix"));
    let state = call.engine.state();
    let evaluations = state
        .evaluations()
        .filter(|other| other.namespace == namespace && other.id.starts_with(prefix));
    let evaluations = evaluations
        .map(|evaluation| (**evaluation).clone())
        .collect::<Vec<_>>();
    Ok(Reply::list(evaluations).read_at(state.table_index(Table::Evaluations)))
}

fn find<'a>(call: &'a Call<'_>, id: &str) -> Result<&'a Evaluation, Failure> {
    let state = call.engine.state();
    if id.len() != 36 {
        return Err(Failure::error(
            500,
            "eval lookup failed: index error: UUID must be 36 characters",
        ));
    }
    let evaluation = state.evaluation(id).map(|evaluation| &**evaluation);
    evaluation.ok_or_else(|| Failure::not_found("eval not found", state.table_index(Table::Evaluations)))
}

pub(super) fn read(call: &Call<'_>, id: &str) -> Answer {
    call.query.check_read()?;
    let evaluation = find(call, id)?;
    Ok(Reply::object(evaluation.clone()).read_at(evaluation.modify_index))
}

pub(super) fn allocations(call: &Call<'_>, id: &str) -> Answer {
    call.query.check_read()?;
    let state = call.engine.state();
    let Some(evaluation) = state.evaluation(id) else {
        return Ok(Reply::json(Vec::<()>::new()).read_at(state.table_index(Table::Allocations)));
    };
    let key = JobKey::new(&evaluation.namespace, &evaluation.job_id);
    let allocs = state
        .allocs_of_job(&key)
        .filter(|alloc| alloc.eval_id.to_text() == id);
    let stubs = allocs.map(|alloc| alloc.to_wire().stub()).collect::<Vec<_>>();
    let index = stubs.iter().map(|stub| stub.modify_index).max();
    let index = index.unwrap_or_else(|| state.table_index(Table::Allocations));
    Ok(Reply::list(stubs).read_at(index))
}
