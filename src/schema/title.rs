//! Names of the API as people read them.

/// `KillTimeout` as `Kill timeout`, `MaxFileSizeMB` as `Max file size MB`.
pub(super) fn title(name: &str) -> String {
    let mut title = String::new();
    for (number, word) in words(name).into_iter().enumerate() {
        let is_abbreviation = word.chars().filter(|letter| letter.is_uppercase()).count() > 1;
        if number > 0 {
            title.push(' ');
        }
        if number == 0 || is_abbreviation {
            title.push_str(word);
        } else {
            title.push_str(&word.to_lowercase());
        }
    }
    title
}

/// Splits a name before each capital letter that a small one stands beside.
fn words(name: &str) -> Vec<&str> {
    let letters: Vec<(usize, char)> = name.char_indices().collect();
    let mut words = Vec::new();
    let mut rest = name;
    for window in letters.windows(3).rev() {
        let [(_, before), (at, letter), (_, after)] = window else {
            continue;
        };
        let begins = letter.is_uppercase() && (before.is_lowercase() || after.is_lowercase());
        // The plural of an abbreviation is no word: `IDs`.
        let is_plural = *after == 's' && name.len() == at + 2;
        if begins
            && !(is_plural && before.is_uppercase())
            && let Some((head, word)) = rest.split_at_checked(*at)
        {
            words.push(word);
            rest = head;
        }
    }
    words.push(rest);
    words.reverse();
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_stay_whole() {
        for (name, expected) in [
            ("ID", "ID"),
            ("TaskGroup", "Task group"),
            ("KillTimeout", "Kill timeout"),
            ("MaxFileSizeMB", "Max file size MB"),
            ("TLSSkipVerify", "TLS skip verify"),
            ("JobHCL", "Job HCL"),
            ("DeviceIDs", "Device IDs"),
            ("LTarget", "L target"),
            ("CSIPluginConfig", "CSI plugin config"),
            ("Env", "Env"),
            ("", ""),
        ] {
            assert_eq!(title(name), expected);
        }
    }
}
