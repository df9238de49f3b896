//! Evaluation as a whole.
