//! placeholder
use crate::model::job::Job;
pub fn tasks_updated(a:&Job,b:&Job,g:&str)->bool{ a.group(g).map(|g|&g.tasks)!=b.group(g).map(|g|&g.tasks) }
