//! Which ports of an address are taken.

/// One more than the highest port number.
pub const PORT_LIMIT: i64 = 65_536;

/// The lowest port the scheduler gives out by itself.
pub const FIRST_DYNAMIC_PORT: u16 = 20_000;
/// The highest.
pub const LAST_DYNAMIC_PORT: u16 = 32_000;

/// A set of port numbers: a bitmap that is only as long as its highest number needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PortSet {
    words: Vec<u64>,
}

impl PortSet {
    /// Whether the port is in the set.
    #[must_use]
    pub fn contains(&self, port: u16) -> bool {
        self.words
            .get(usize::from(port / 64))
            .is_some_and(|word| word & bit(port) != 0)
    }

    /// Adds a port; false if it was there.
    pub fn insert(&mut self, port: u16) -> bool {
        let place = usize::from(port / 64);
        if self.words.len() <= place {
            self.words.resize(place + 1, 0);
        }
        let Some(word) = self.words.get_mut(place) else {
            return false;
        };
        let is_new = *word & bit(port) == 0;
        *word |= bit(port);
        is_new
    }

    /// Takes a port out.
    pub fn remove(&mut self, port: u16) {
        if let Some(word) = self.words.get_mut(usize::from(port / 64)) {
            *word &= !bit(port);
        }
    }

    /// Whether no port is in the set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }
}

fn bit(port: u16) -> u64 {
    1 << (port % 64)
}

/// Reads a list of ports and ranges of ports, such as `22,8000-8100`; `None` if it is none. Numbers past the
/// last port are left out.
#[must_use]
pub fn parse_ranges(text: &str) -> Option<Vec<u16>> {
    let mut ports = Vec::new();
    for part in text.split(',').map(str::trim) {
        let number = |text: &str| text.trim().parse::<u64>().ok();
        let (first, last) = match part.split_once('-') {
            _ if part.is_empty() => return None,
            None => (number(part)?, number(part)?),
            Some((first, last)) => (number(first)?, number(last)?),
        };
        if first > last {
            return None;
        }
        ports.extend((first..=last).map_while(|port| u16::try_from(port).ok()));
    }
    Some(ports)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_come_and_go() {
        let mut set = PortSet::default();
        assert!(set.insert(65_535) && set.insert(0) && !set.insert(0));
        assert!(set.contains(0) && set.contains(65_535) && !set.contains(64));
        set.remove(0);
        set.remove(65_535);
        set.remove(4_000);
        assert!(set.is_empty());
    }

    #[test]
    fn ranges_are_read() {
        assert_eq!(
            parse_ranges("22, 80-82,65535-70000"),
            Some(vec![22, 80, 81, 82, 65_535])
        );
        for bad in ["", "a", "1-", "5-4", "1,,2", "1-2-3"] {
            assert_eq!(parse_ranges(bad), None, "{bad}");
        }
    }
}
