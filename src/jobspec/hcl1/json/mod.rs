//! The JSON flavour of HCL1.
//!
//! A text whose first character is `{` is read as JSON, by a scanner and a parser that are a good deal less
//! strict than JSON, and then bent into the tree that the same thing written as HCL would give: nested objects
//! become the labels of blocks.

mod flatten;
mod parse;
mod scan;

pub(super) use parse::parse;
