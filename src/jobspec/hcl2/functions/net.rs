//! Functions of networks: addresses and prefixes of both protocols.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use super::super::value::Value;
use super::arguments::{integer, integer_of, text};
use super::{Context, Function, Outcome, fail, fail_at, function, number, string};

pub(super) static NETWORKS: &[Function] = &[
    function("cidrhost", &[string("prefix"), number("hostnum")], host),
    function("cidrnetmask", &[string("prefix")], |arguments, _| {
        let network = Network::parse(text(arguments, 0)).or_else(fail)?;
        let mask = network.family.mask(network.length);
        Ok(Value::string(network.family.address(mask)))
    }),
    function(
        "cidrsubnet",
        &[string("prefix"), number("newbits"), number("netnum")],
        subnet,
    ),
    function("cidrsubnets", &[string("prefix")], subnets).and_more(number("newbits")),
];

/// How many bits a prefix may grow in one call.
const MOST_NEW_BITS: i64 = 32;

fn host(arguments: &[Value], _: &Context<'_>) -> Outcome {
    let wanted = integer(arguments, 1).or_else(fail)?;
    let network = Network::parse(text(arguments, 0)).or_else(fail)?;
    let most = !network.family.mask(network.length) & network.family.mask(network.family.bits());
    // From the end, the last one is -1.
    let from_its_end = u128::from(if wanted < 0 { !wanted } else { wanted }.unsigned_abs());
    if from_its_end > most {
        return fail(format!(
            "prefix of {} does not accommodate a host numbered {wanted}",
            network.length
        ));
    }
    let number = if wanted < 0 {
        most - from_its_end
    } else {
        from_its_end
    };
    Ok(Value::string(network.family.address(network.bits | number)))
}

fn subnet(arguments: &[Value], _: &Context<'_>) -> Outcome {
    let new_bits = integer(arguments, 1).or_else(fail)?;
    let wanted = integer(arguments, 2).or_else(fail)?;
    let network = Network::parse(text(arguments, 0)).or_else(fail)?;
    if new_bits > MOST_NEW_BITS {
        return fail("may not extend prefix by more than 32 bits");
    }
    let length = i64::from(network.length).saturating_add(new_bits);
    if length > i64::from(network.family.bits()) {
        return fail(format!(
            "insufficient address space to extend prefix of {} by {new_bits}",
            network.length
        ));
    }
    let Ok(length) = u32::try_from(length) else {
        return Ok(Value::string("<nil>"));
    };
    // A prefix that shrinks sets no limit.
    let fits = match u32::try_from(new_bits) {
        Ok(new_bits) => u64::try_from(wanted).is_ok_and(|wanted| wanted >> new_bits == 0),
        Err(_) => true,
    };
    if !fits {
        return fail(format!(
            "prefix extension of {new_bits} does not accommodate a subnet numbered {wanted}"
        ));
    }
    let number = u128::from(wanted.unsigned_abs());
    let number = number.checked_shl(network.family.bits() - length).unwrap_or(0);
    Ok(Value::string(
        Network {
            bits: network.bits | (number & network.family.mask(network.family.bits())),
            length,
            ..network
        }
        .to_string(),
    ))
}

fn subnets(arguments: &[Value], _: &Context<'_>) -> Outcome {
    let network = Network::parse(text(arguments, 0)).or_else(|words| fail_at(0, words))?;
    let family = network.family;
    let wanted = arguments.get(1..).unwrap_or_default();
    let mut found = Vec::new();
    let mut current: Option<Network> = None;
    for (index, new_bits) in (1..).zip(wanted) {
        let new_bits = integer_of(new_bits).or_else(|words| fail_at(index, words))?;
        if new_bits < 1 {
            return fail_at(index, "must extend prefix by at least one bit");
        }
        if new_bits > MOST_NEW_BITS {
            return fail_at(index, "may not extend prefix by more than 32 bits");
        }
        let length = network.length + u32::try_from(new_bits).unwrap_or(0);
        if length > family.bits() {
            return fail_at(
                index,
                format!("would extend prefix to {length} bits, which is too long for an {family} address"),
            );
        }
        // The first comes after the one that ends before the network.
        let last = match &current {
            Some(current) => current.last(),
            None => network.bits.wrapping_sub(1) & family.mask(family.bits()),
        };
        let current_name = Network {
            family,
            bits: last & family.mask(current.as_ref().map_or(length, |current| current.length)),
            length: current.as_ref().map_or(length, |current| current.length),
        };
        let after = Network {
            family,
            bits: last & family.mask(length),
            length,
        };
        let next = after.last().wrapping_add(1) & family.mask(family.bits());
        if next == 0 || !network.contains(next) {
            return fail_at(
                index,
                format!(
                    "not enough remaining address space for a subnet with a prefix of {length} bits after \
                     {current_name}"
                ),
            );
        }
        let next = Network {
            family,
            bits: next & family.mask(length),
            length,
        };
        found.push(Value::string(next.to_string()));
        current = Some(next);
    }
    Ok(Value::list_of_strings(found))
}

/// The protocol of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    V4,
    V6,
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::V4 => "IPv4",
            Self::V6 => "IPv6",
        })
    }
}

impl Family {
    fn bits(self) -> u32 {
        match self {
            Self::V4 => 32,
            Self::V6 => 128,
        }
    }

    /// So many ones, then zeros to the end of an address.
    fn mask(self, length: u32) -> u128 {
        let all = u128::MAX >> (128 - self.bits());
        let zeros = self.bits().saturating_sub(length);
        all & u128::MAX.checked_shl(zeros).unwrap_or(0)
    }

    fn address(self, bits: u128) -> String {
        match self {
            Self::V4 => Ipv4Addr::from_bits(u32::try_from(bits).unwrap_or(u32::MAX)).to_string(),
            Self::V6 => {
                let address = Ipv6Addr::from_bits(bits);
                address
                    .to_ipv4_mapped()
                    .map_or_else(|| address.to_string(), |address| address.to_string())
            }
        }
    }
}

/// A prefix of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Network {
    family: Family,
    /// The first address.
    bits: u128,
    /// How many bits all its addresses share.
    length: u32,
}

impl Network {
    fn parse(text: &str) -> Result<Self, String> {
        Self::read(text).ok_or_else(|| format!("invalid CIDR expression: invalid CIDR address: {text}"))
    }

    fn read(text: &str) -> Option<Self> {
        let (address, length) = text.split_once('/')?;
        let (family, bits) = match address.parse::<Ipv4Addr>() {
            Ok(address) => (Family::V4, u128::from(address.to_bits())),
            Err(_) => (Family::V6, address.parse::<Ipv6Addr>().ok()?.to_bits()),
        };
        if length.is_empty() || !length.bytes().all(|c| c.is_ascii_digit()) {
            return None;
        }
        let length: u32 = length.parse().ok()?;
        (length <= family.bits()).then(|| Self {
            family,
            bits: bits & family.mask(length),
            length,
        })
    }

    /// Its last address.
    fn last(&self) -> u128 {
        self.bits | (!self.family.mask(self.length) & self.family.mask(self.family.bits()))
    }

    fn contains(&self, address: u128) -> bool {
        address & self.family.mask(self.length) == self.bits
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.family.address(self.bits), self.length)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{call, fails, fails_at, list, n, s};

    #[test]
    fn hosts_count_from_both_ends() {
        for (prefix, number, address) in [
            ("10.24.0.0/16", "5", "10.24.0.5"),
            ("10.24.0.0/16", "-2", "10.24.255.254"),
            ("fd00:77::/64", "10", "fd00:77::a"),
            ("192.0.2.1/32", "0", "192.0.2.1"),
        ] {
            assert_eq!(call("cidrhost", &[s(prefix), n(number)]), s(address));
        }
        assert_eq!(
            fails("cidrhost", &[s("192.168.9.0/30"), n("9")]),
            "prefix of 30 does not accommodate a host numbered 9"
        );
        for bad in [
            "ten.0.0.0/8",
            "10.0.0.0",
            "10.0.0.0/33",
            "10.0.0.0/+8",
            "010.0.0.0/8",
        ] {
            let words = format!("invalid CIDR expression: invalid CIDR address: {bad}");
            assert_eq!(fails("cidrhost", &[s(bad), n("1")]), words);
        }
    }

    #[test]
    fn masks() {
        assert_eq!(call("cidrnetmask", &[s("172.20.0.0/12")]), s("255.240.0.0"));
        assert_eq!(call("cidrnetmask", &[s("0.0.0.0/0")]), s("0.0.0.0"));
        assert_eq!(call("cidrnetmask", &[s("fd00::/33")]), s("ffff:ffff:8000::"));
    }

    #[test]
    fn one_subnet() {
        for (prefix, bits, number, subnet) in [
            ("10.64.0.0/14", "4", "9", "10.66.64.0/18"),
            ("fd12:3456::/32", "16", "171", "fd12:3456:ab::/48"),
            ("192.0.2.0/24", "0", "0", "192.0.2.0/24"),
        ] {
            assert_eq!(call("cidrsubnet", &[s(prefix), n(bits), n(number)]), s(subnet));
        }
        for (bits, number, words) in [
            (
                "2",
                "4",
                "prefix extension of 2 does not accommodate a subnet numbered 4",
            ),
            ("9", "0", "insufficient address space to extend prefix of 24 by 9"),
            ("33", "0", "may not extend prefix by more than 32 bits"),
        ] {
            assert_eq!(
                fails("cidrsubnet", &[s("10.0.0.0/24"), n(bits), n(number)]),
                words
            );
        }
    }

    #[test]
    fn subnets_in_a_row() {
        assert_eq!(
            call("cidrsubnets", &[s("10.7.0.0/16"), n("4"), n("4"), n("8"), n("2")]),
            list(&[
                s("10.7.0.0/20"),
                s("10.7.16.0/20"),
                s("10.7.32.0/24"),
                s("10.7.64.0/18")
            ])
        );
        assert_eq!(
            fails_at("cidrsubnets", &[s("10.0.0.0/24"), n("0")]),
            (1, "must extend prefix by at least one bit".to_owned())
        );
        assert_eq!(
            fails_at("cidrsubnets", &[s("10.0.0.0/24"), n("1"), n("1"), n("1")]),
            (
                3,
                "not enough remaining address space for a subnet with a prefix of 25 bits after 10.0.0.128/25".to_owned()
            )
        );
        assert_eq!(
            fails_at("cidrsubnets", &[s("10.0.0.0/31"), n("2")]).1,
            "would extend prefix to 33 bits, which is too long for an IPv4 address"
        );
    }
}
