//! Holds what an editor offers (`schema::hcl_keys`) to what the decoder takes: neither knows a key more.

use std::collections::{BTreeMap, BTreeSet};

use super::stanza::{Each, Labelled, Shape, Single, Stanza};
use super::{connect, constraint, job, resources, task};
use crate::schema::{HclKeys, hcl_keys};

/// Keys that the decoder takes and does nothing with.
const WITHOUT_EFFECT: &[(&str, &str)] = &[("ConsulGatewayProxy", "envoy_dns_discovery_type")];

/// The stanzas by the object that each becomes, as far as descriptions lead to them.
fn stanzas(keys: &HclKeys) -> BTreeMap<&'static str, &'static Stanza> {
    let mut found = BTreeMap::new();
    let mut next: Vec<(&'static str, &'static Stanza)> = vec![
        ("Job", &job::JOB),
        ("Task", &task::TASK),
        ("SidecarTask", &task::SIDECAR_TASK),
        ("ConsulProxy", &connect::PROXY),
        ("Constraint", &constraint::CONSTRAINT),
        ("Port", &resources::PORT),
    ];
    while let Some((object, stanza)) = next.pop() {
        if found.insert(object, stanza).is_some() {
            continue;
        }
        for block in stanza.first_blocks.iter().chain(stanza.blocks) {
            let inner = match block.shape {
                Shape::Single(Single { stanza, .. })
                | Shape::Each(Each { stanza, .. })
                | Shape::Labelled(Labelled { stanza, .. }) => stanza,
                Shape::Entries { .. } | Shape::Special(_) => continue,
            };
            let becomes = keys.blocks[object].keys.get(block.key).and_then(|key| key.block);
            let becomes = becomes.unwrap_or_else(|| panic!("{object}: {} is a block", block.key));
            next.push((becomes, inner));
        }
    }
    found
}

#[test]
fn editors_offer_what_the_decoder_takes() {
    let keys = hcl_keys();
    let stanzas = stanzas(&keys);
    assert!(stanzas.len() > 35, "{}", stanzas.len());
    for (object, stanza) in stanzas {
        let taken = stanza.keys.iter().copied();
        let taken: BTreeSet<&str> = taken
            .filter(|key| !WITHOUT_EFFECT.contains(&(object, key)))
            .collect();
        let offered: BTreeSet<&str> = keys.blocks[object].keys.keys().copied().collect();
        assert_eq!(
            offered, taken,
            "{object} ({}): left is what is offered, right what is taken. Give the member's row its `Hcl::Key`, \
             or add the key to `FILE_KEYS`",
            stanza.name
        );
    }
}
