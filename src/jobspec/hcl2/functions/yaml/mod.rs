//! YAML.

use super::{Function, any, fail, function, string};

pub(super) static YAML: &[Function] = &[
    function("yamldecode", &[string("src")], |_, _| fail("not yet")),
    function("yamlencode", &[any("value").or_null()], |_, _| fail("not yet")),
];
