//! `/v1/allocations` and `/v1/allocation/:id`.

use crate::model::allocation::AllocListStub;
use crate::state::{Alloc, Table};

use super::reply::{Failure, Reply};
use super::{Answer, Call, event_text, id};

/// An allocation in a list.
pub(super) fn stub(alloc: &Alloc) -> AllocListStub {
    let mut stub = alloc.to_wire().stub();
    event_text::describe(&mut stub.task_states);
    stub
}

pub(super) fn list(call: &Call<'_>) -> Answer {
    call.query.check_read()?;
    let (namespace, prefix) = (call.query.namespace(""), call.query.value("prefix"));
    let digits = id::prefix(prefix, "alloc")?;
    let state = call.engine.state();
    let allocs = state.allocs().filter(|alloc| {
        alloc.job.namespace() == namespace && (prefix.is_empty() || digits.begin(&alloc.id.to_string()))
    });
    let stubs = allocs.map(|alloc| stub(alloc)).collect::<Vec<_>>();
    Ok(Reply::list(stubs).read_at(state.table_index(Table::Allocations)))
}

pub(super) fn read(call: &Call<'_>, id: &str) -> Answer {
    call.query.check_read()?;
    let state = call.engine.state();
    let id = id::whole(id, "alloc")?;
    match id.parse().ok().and_then(|id| state.alloc(id)) {
        Some(alloc) => {
            let mut wire = alloc.to_wire();
            event_text::describe(&mut wire.task_states);
            Ok(Reply::object(wire).read_at(alloc.modify_index))
        }
        None => Err(Failure::not_found(
            "alloc not found",
            state.table_index(Table::Allocations),
        )),
    }
}
