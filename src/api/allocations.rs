//! `/v1/allocations` and `/v1/allocation/:id`.

use crate::state::Table;

use super::reply::{Failure, Reply};
use super::{Answer, Call};

pub(super) fn list(call: &Call<'_>) -> Answer {
    call.query.check_read()?;
    let (namespace, prefix) = (call.query.namespace(""), call.query.value("prefix"));
    let state = call.engine.state();
    let allocs = state.allocs().filter(|alloc| {
        alloc.job.namespace() == namespace && (prefix.is_empty() || alloc.id.to_string().starts_with(prefix))
    });
    let stubs = allocs.map(|alloc| alloc.to_wire().stub()).collect::<Vec<_>>();
    Ok(Reply::list(stubs).read_at(state.table_index(Table::Allocations)))
}

pub(super) fn read(call: &Call<'_>, id: &str) -> Answer {
    call.query.check_read()?;
    let state = call.engine.state();
    if id.len() != 36 {
        return Err(Failure::error(
            500,
            "alloc lookup failed: index error: UUID must be 36 characters",
        ));
    }
    match id.parse().ok().and_then(|id| state.alloc(id)) {
        Some(alloc) => Ok(Reply::object(alloc.to_wire()).read_at(alloc.modify_index)),
        None => Err(Failure::not_found(
            "alloc not found",
            state.table_index(Table::Allocations),
        )),
    }
}
