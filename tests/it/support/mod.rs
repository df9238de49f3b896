//! What the tests share: recorded answers, and how two answers are compared.

pub(crate) mod compare;
pub(crate) mod recordings;
pub(crate) mod validator;
