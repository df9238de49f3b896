//! Time zones by name, as Go's `time.LoadLocation` finds them.
//!
//! The zones are those of the IANA database that is compiled in, not those of the machine.

use jiff::tz::{TimeZone, TimeZoneDatabase};

/// The time zone of this name; without a name it is UTC.
///
/// # Errors
///
/// In Go's words when there is none. Unlike jiff, Go tells upper from lower case.
pub fn load(name: &str) -> Result<TimeZone, String> {
    if matches!(name, "" | "UTC" | "Local") {
        return Ok(TimeZone::UTC);
    }
    let leads_out = name.split(['/', '\\']).any(|part| part == "..");
    if leads_out || name.starts_with(['/', '\\']) {
        return Err("time: invalid location name".to_owned());
    }
    let zones = TimeZoneDatabase::bundled();
    let found = zones.get(name).ok().filter(|zone| zone.iana_name() == Some(name));
    found.ok_or_else(|| {
        // Go looks for a file of this name.
        let path = name.trim_end_matches('/');
        let mut known = zones.available();
        let fault = known.find_map(|zone| {
            let is_below =
                |path: &str, other: &str| path.strip_prefix(other).is_some_and(|rest| rest.starts_with('/'));
            match zone.as_str() {
                zone if is_below(zone, path) => Some("is a directory"),
                zone if is_below(name, zone) => Some("not a directory"),
                _ => None,
            }
        });
        fault.map_or_else(|| format!("unknown time zone {name}"), str::to_owned)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_found_by_their_exact_name() {
        assert_eq!(load("").unwrap(), TimeZone::UTC);
        assert!(load("Europe/Berlin").is_ok());
        assert!(load("US/Pacific").is_ok());
        assert_eq!(
            load("europe/berlin").unwrap_err(),
            "unknown time zone europe/berlin"
        );
        assert_eq!(
            load("Mars/Olympus").unwrap_err(),
            "unknown time zone Mars/Olympus"
        );
        assert_eq!(load("America/Indiana").unwrap_err(), "is a directory");
        assert_eq!(load("Europe/Berlin/Mitte").unwrap_err(), "not a directory");
        assert_eq!(load("../etc").unwrap_err(), "time: invalid location name");
    }
}
