//! Devices of a node, such as GPUs, and their typed attributes.

use std::collections::BTreeMap;

use super::object::object;

object! {
    /// The devices of one make on a node.
    pub struct NodeDeviceResource => "NodeDeviceResource" {
        /// Who made them.
        vendor: String => "Vendor",
        /// What they are, such as `gpu`.
        device_type: String => "Type",
        /// Their model.
        name: String => "Name",
        /// Each of them.
        instances: Option<Vec<NodeDevice>> => "Instances",
        /// What they can do.
        attributes: Option<BTreeMap<String, Attribute>> => "Attributes",
    }

    /// One device.
    pub struct NodeDevice => "NodeDevice" {
        /// Its identifier.
        id: String => "ID",
        /// Whether it works.
        healthy: bool => "Healthy",
        /// Why it does or does not.
        health_description: String => "HealthDescription",
        /// Where in the machine it sits.
        locality: Option<NodeDeviceLocality> => "Locality",
    }

    /// Where in the machine a device sits.
    pub struct NodeDeviceLocality => "NodeDeviceLocality" {
        /// Its address on the PCI bus.
        pci_bus_id: String => "PciBusID",
    }

    /// A value with a type and perhaps a unit; one of the first four is set.
    pub struct Attribute => "Attribute" {
        /// A float.
        float: Option<f64> => "Float" { nullable: true },
        /// A whole number.
        int: Option<i64> => "Int" { nullable: true },
        /// Text.
        string: Option<String> => "String" { nullable: true },
        /// True or false.
        bool: Option<bool> => "Bool" { nullable: true },
        /// The unit of a number, such as `MiB`.
        unit: String => "Unit",
    }
}
