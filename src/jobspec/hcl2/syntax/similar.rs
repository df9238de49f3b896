//! "Did you mean": the reference's rule for names that are near.

/// The first of `names` that is fewer than three changes of a character away from `given`.
pub(crate) fn similar<'n>(given: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    const FAR: usize = 3;
    let length = given.chars().count();
    names
        .into_iter()
        .find(|name| name.chars().count().abs_diff(length) < FAR && strsim::levenshtein(given, name) < FAR)
}
