//! Networks and ports, as a job asks for them and as a node offers and gives them.

use super::object::object;

object! {
    /// A network: the ask of a task or group, the offer of a node, or what an allocation got.
    pub struct NetworkResource => "NetworkResource" {
        known_by: &["Mode"],
        diff_order: &["ReservedPorts", "DynamicPorts", "DNS"],
    } {
        /// How a group's network is set up: `host`, `bridge`, `none` or `cni/…`.
        mode: String => "Mode" {
            hcl: Hcl::Key("mode"), change: Change::Destructive, values: Values::Known(&["bridge", "host", "none"]),
        },
        /// The node's network device.
        device: String => "Device" { presence: Presence::Assigned, diff: Diff::Hidden },
        /// The node's address with the length of its network, such as `10.0.0.1/32`.
        cidr: String => "CIDR" { diff: Diff::Hidden },
        /// The node's address.
        ip: String => "IP" { diff: Diff::Hidden },
        /// Bandwidth in megabits per second.
        mbits: Option<i64> => "MBits" {
            hcl: Hcl::Key("mbits"), go_type: "int", default: Literal::Int(10), change: Change::Destructive,
        },
        /// Name resolution in a group's network.
        dns: Option<DnsConfig> => "DNS" {
            hcl: Hcl::Key("dns"), diff: Diff::As("DNS"), change: Change::Destructive,
        },
        /// Ports with a number of their own.
        reserved_ports: Option<Vec<Port>> => "ReservedPorts" {
            hcl: Hcl::Special, copied_empty: Empty::Kept, diff: Diff::Plain("Static Port"),
        },
        /// Ports whose number the scheduler chooses.
        dynamic_ports: Option<Vec<Port>> => "DynamicPorts" {
            hcl: Hcl::Special, copied_empty: Empty::Kept, diff: Diff::PlainWithout("Dynamic Port", "Value"),
        },
    }

    /// A port.
    pub struct Port => "Port" { key: &["Label"] } {
        /// The name by which the job speaks of it.
        label: String => "Label" { hcl: Hcl::Label },
        /// Its number on the host; 0 in the ask for a dynamic port.
        value: i64 => "Value" { hcl: Hcl::Key("static"), go_type: "int" },
        /// Its number inside the group's network; 0 is the same, -1 the host's number.
        to: i64 => "To" { hcl: Hcl::Key("to"), go_type: "int" },
        /// The host network at whose address it is opened.
        host_network: String => "HostNetwork" { hcl: Hcl::Key("host_network") },
    }

    /// Name resolution in a group's network.
    pub struct DnsConfig => "DNSConfig" {
        /// Addresses of name servers.
        servers: Option<Vec<String>> => "Servers" {
            hcl: Hcl::Key("servers"), stored_empty: Empty::Kept, copied_empty: Empty::Kept,
            diff: Diff::Joined,
        },
        /// Domains that are searched.
        searches: Option<Vec<String>> => "Searches" {
            hcl: Hcl::Key("searches"), stored_empty: Empty::Kept, copied_empty: Empty::Kept,
            diff: Diff::Joined,
        },
        /// Options of the resolver.
        options: Option<Vec<String>> => "Options" {
            hcl: Hcl::Key("options"), stored_empty: Empty::Kept, copied_empty: Empty::Kept,
            diff: Diff::Joined,
        },
    }
}
