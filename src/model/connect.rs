//! Consul Connect: sidecars, proxies and gateways of a service.

use std::collections::BTreeMap;

use serde_json::Value;

use super::object::object;
use super::resources::Resources;
use super::task::{BUILT_IN_DRIVERS, LogConfig};
use super::time::Duration;

/// The protocols that a port of an ingress gateway can have.
pub const LISTENER_PROTOCOLS: &[&str] = &["tcp", "http"];

object! {
    /// How a service takes part in Consul Connect.
    pub struct ConsulConnect => "ConsulConnect" {
        /// Whether the service speaks Connect itself.
        native: bool => "Native" { hcl: Hcl::Key("native") },
        /// The sidecar as a service.
        sidecar_service: Option<ConsulSidecarService> => "SidecarService" {
            hcl: Hcl::Key("sidecar_service"), diff: Diff::As("SidecarService"),
        },
        /// The sidecar as a task: what differs from the usual one.
        sidecar_task: Option<SidecarTask> => "SidecarTask" {
            hcl: Hcl::Key("sidecar_task"), diff: Diff::As("SidecarTask"),
        },
        /// The gateway, if the service is one.
        gateway: Option<ConsulGateway> => "Gateway" { hcl: Hcl::Key("gateway"), diff: Diff::As("Gateway") },
    }

    /// The sidecar as a service.
    pub struct ConsulSidecarService => "ConsulSidecarService" {
        /// Tags in Consul.
        tags: Option<Vec<String>> => "Tags" { hcl: Hcl::Key("tags"), client_empty: Empty::Null },
        /// The label of the sidecar's port.
        port: String => "Port" { hcl: Hcl::Key("port") },
        /// The proxy.
        proxy: Option<ConsulProxy> => "Proxy" { hcl: Hcl::Key("proxy"), diff: Diff::As("ConsulProxy") },
    }

    /// What differs from the usual sidecar task.
    pub struct SidecarTask => "SidecarTask" { diff_terse: true } {
        /// The task's name.
        name: String => "Name" { hcl: Hcl::Key("name") },
        /// What runs it.
        driver: String => "Driver" { hcl: Hcl::Key("driver"), values: Values::Known(BUILT_IN_DRIVERS) },
        /// The user it runs as.
        user: String => "User" { hcl: Hcl::Key("user") },
        /// The driver's configuration.
        config: Option<BTreeMap<String, Value>> => "Config" {
            hcl: Hcl::Key("config"), client_empty: Empty::Null, copied_empty: Empty::Kept,
            diff: Diff::As("Config"),
        },
        /// Environment variables.
        env: Option<BTreeMap<String, String>> => "Env" { hcl: Hcl::Key("env"), client_empty: Empty::Null },
        /// What it needs of a node.
        resources: Option<Resources> => "Resources" {
            hcl: Hcl::Key("resources"), default: Literal::Empty, diff: Diff::As("Resources"),
        },
        /// Free key and value pairs.
        meta: Option<BTreeMap<String, String>> => "Meta" { hcl: Hcl::Key("meta"), client_empty: Empty::Null },
        /// How long it has between the kill signal and being killed.
        kill_timeout: Option<Duration> => "KillTimeout" {
            hcl: Hcl::Key("kill_timeout"), nullable: true, default: Literal::Duration(5_000_000_000),
            diff: Diff::Hidden,
        },
        /// How much of its output is kept.
        log_config: Option<LogConfig> => "LogConfig" {
            hcl: Hcl::Key("logs"), default: Literal::Empty, diff: Diff::Plain("LogConfig"),
        },
        /// The pause between taking services out of Consul and the kill signal.
        shutdown_delay: Option<Duration> => "ShutdownDelay" {
            hcl: Hcl::Key("shutdown_delay"), nullable: true, default: Literal::Duration(0),
            diff: Diff::Hidden,
        },
        /// The signal that asks it to stop.
        kill_signal: String => "KillSignal" { hcl: Hcl::Key("kill_signal") },
    }

    /// The proxy of a sidecar.
    pub struct ConsulProxy => "ConsulProxy" {
        /// The address the service listens at.
        local_service_address: String => "LocalServiceAddress" { hcl: Hcl::Key("local_service_address") },
        /// The port the service listens at.
        local_service_port: i64 => "LocalServicePort" { hcl: Hcl::Key("local_service_port"), go_type: "int" },
        /// Services that are reached through the proxy.
        upstreams: Option<Vec<ConsulUpstream>> => "Upstreams" {
            hcl: Hcl::Key("upstreams"), client_empty: Empty::Null,
            diff: Diff::Plain("ConsulUpstreams"),
        },
        /// Paths that are reachable without Connect.
        expose_config: Option<ConsulExposeConfig> => "ExposeConfig" { hcl: Hcl::Key("expose") },
        /// The proxy's own configuration.
        config: Option<BTreeMap<String, Value>> => "Config" {
            hcl: Hcl::Key("config"), client_empty: Empty::Null,
            diff: Diff::As("Config"),
        },
    }

    /// A service that is reached through a proxy.
    pub struct ConsulUpstream => "ConsulUpstream" { known_by: &["DestinationName"] } {
        /// Its name.
        destination_name: String => "DestinationName" { hcl: Hcl::Key("destination_name") },
        /// The local port at which it is reached.
        local_bind_port: i64 => "LocalBindPort" { hcl: Hcl::Key("local_bind_port"), go_type: "int" },
        /// The Consul datacenter it is in, if it is another one.
        datacenter: String => "Datacenter" {
            hcl: Hcl::Key("datacenter"), presence: Presence::Newer, diff: Diff::Hidden,
        },
    }

    /// Paths that are reachable without Connect.
    pub struct ConsulExposeConfig => "ConsulExposeConfig" {
        /// The paths.
        path: Option<Vec<ConsulExposePath>> => "Path" {
            hcl: Hcl::Key("path"), client_empty: Empty::Null, copied_empty: Empty::Made,
        },
    }

    /// A path that is reachable without Connect.
    pub struct ConsulExposePath => "ConsulExposePath" { known_by: &["Path"] } {
        /// The path.
        path: String => "Path" { hcl: Hcl::Key("path") },
        /// The protocol: `http` or `http2`.
        protocol: String => "Protocol" { hcl: Hcl::Key("protocol"), values: Values::Known(&["http", "http2"]) },
        /// The port at which the service has it.
        local_path_port: i64 => "LocalPathPort" { hcl: Hcl::Key("local_path_port"), go_type: "int" },
        /// The label of the port at which it is offered.
        listener_port: String => "ListenerPort" { hcl: Hcl::Key("listener_port") },
    }

    /// A Connect gateway.
    pub struct ConsulGateway => "ConsulGateway" {
        /// The gateway's proxy.
        proxy: Option<ConsulGatewayProxy> => "Proxy" { hcl: Hcl::Key("proxy"), diff: Diff::As("Proxy") },
        /// What an ingress gateway lets in.
        ingress: Option<ConsulIngressConfigEntry> => "Ingress" {
            hcl: Hcl::Key("ingress"), diff: Diff::As("Ingress"),
        },
        /// What a terminating gateway leads out to.
        terminating: Option<ConsulTerminatingConfigEntry> => "Terminating" {
            hcl: Hcl::Key("terminating"), presence: Presence::Newer, diff: Diff::Hidden,
        },
    }

    /// An address a gateway listens at.
    pub struct ConsulGatewayBindAddress => "ConsulGatewayBindAddress" {
        /// Its name.
        name: String => "Name" { hcl: Hcl::Label, presence: Presence::Newer, diff: Diff::Hidden },
        /// The address.
        address: String => "Address" { hcl: Hcl::Key("address") },
        /// The port.
        port: i64 => "Port" { hcl: Hcl::Key("port"), go_type: "int" },
    }

    /// The proxy of a gateway.
    pub struct ConsulGatewayProxy => "ConsulGatewayProxy" {
        /// After how long a connection attempt counts as failed.
        connect_timeout: Option<Duration> => "ConnectTimeout" {
            hcl: Hcl::Key("connect_timeout"), nullable: true, default: Literal::Duration(5_000_000_000),
            diff: Diff::InBothAsText,
        },
        /// Whether it listens at the tagged addresses of the service.
        envoy_gateway_bind_tagged_addresses: bool => "EnvoyGatewayBindTaggedAddresses" {
            hcl: Hcl::Key("envoy_gateway_bind_tagged_addresses"),
        },
        /// Addresses it listens at, by name.
        envoy_gateway_bind_addresses: Option<BTreeMap<String, ConsulGatewayBindAddress>> => "EnvoyGatewayBindAddresses" {
            hcl: Hcl::Key("envoy_gateway_bind_addresses"),
            client_empty: Empty::Null, copied_empty: Empty::Made,
            diff: Diff::As("EnvoyGatewayBindAddresses"),
        },
        /// Whether it does not listen at the service's own address.
        envoy_gateway_no_default_bind: bool => "EnvoyGatewayNoDefaultBind" {
            hcl: Hcl::Key("envoy_gateway_no_default_bind"),
        },
        /// How the proxy resolves names of hosts.
        envoy_dns_discovery_type: String => "EnvoyDNSDiscoveryType" {
            hcl: Hcl::Key("envoy_dns_discovery_type"), presence: Presence::Newer, diff: Diff::Hidden,
        },
        /// The proxy's own configuration.
        config: Option<BTreeMap<String, Value>> => "Config" {
            hcl: Hcl::Key("config"), client_empty: Empty::Null,
            diff: Diff::As("Config"),
        },
    }

    /// Whether a gateway uses TLS.
    pub struct ConsulGatewayTlsConfig => "ConsulGatewayTLSConfig" {
        /// Whether it does.
        enabled: bool => "Enabled" { hcl: Hcl::Key("enabled") },
    }

    /// A service that an ingress gateway leads to.
    pub struct ConsulIngressService => "ConsulIngressService" { key: &["Name"] } {
        /// Its name.
        name: String => "Name" { hcl: Hcl::Key("name") },
        /// The host names it is asked for by.
        hosts: Option<Vec<String>> => "Hosts" { hcl: Hcl::Key("hosts"), diff: Diff::As("Hosts") },
    }

    /// A port of an ingress gateway.
    pub struct ConsulIngressListener => "ConsulIngressListener" { key: &["Protocol", "Port"] } {
        /// The port.
        port: i64 => "Port" { hcl: Hcl::Key("port"), go_type: "int" },
        /// The protocol: `tcp` or `http`.
        protocol: String => "Protocol" { hcl: Hcl::Key("protocol"), values: Values::Only(LISTENER_PROTOCOLS) },
        /// The services behind it.
        services: Option<Vec<ConsulIngressService>> => "Services" {
            hcl: Hcl::Key("service"), client_empty: Empty::Null,
            diff: Diff::As("ConsulIngressService"),
        },
    }

    /// What an ingress gateway lets in.
    pub struct ConsulIngressConfigEntry => "ConsulIngressConfigEntry" {
        /// Whether it uses TLS.
        tls: Option<ConsulGatewayTlsConfig> => "TLS" { hcl: Hcl::Key("tls"), diff: Diff::As("TLS") },
        /// Its ports.
        listeners: Option<Vec<ConsulIngressListener>> => "Listeners" {
            hcl: Hcl::Key("listener"), client_empty: Empty::Null,
            diff: Diff::As("Listener"),
        },
    }

    /// What a terminating gateway leads out to.
    pub struct ConsulTerminatingConfigEntry => "ConsulTerminatingConfigEntry" {
        /// The services.
        services: Option<Vec<ConsulLinkedService>> => "Services" {
            hcl: Hcl::Key("service"), client_empty: Empty::Null,
        },
    }

    /// A service outside the mesh that a terminating gateway leads to.
    pub struct ConsulLinkedService => "ConsulLinkedService" {
        /// Its name.
        name: String => "Name" { hcl: Hcl::Key("name") },
        /// The file with the certificates by which it is verified.
        ca_file: String => "CAFile" { hcl: Hcl::Key("ca_file") },
        /// The file with the gateway's own certificate.
        cert_file: String => "CertFile" { hcl: Hcl::Key("cert_file") },
        /// The file with the key of that certificate.
        key_file: String => "KeyFile" { hcl: Hcl::Key("key_file") },
        /// The name that the service is asked for by in TLS.
        sni: String => "SNI" { hcl: Hcl::Key("sni") },
    }
}
