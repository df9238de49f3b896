//! The fleet of the workloads: nodes that follow from their number alone.

use foreplan::model::node::Node;
use serde_json::json;
use sha2::{Digest as _, Sha256};

/// Checksums of fleets: how many nodes, and what they add up to.
const CHECKSUMS: [(usize, &str); 4] = [
    (
        100,
        "03a484fe6f6d0e6296e462d26a94588528844d443ba899f1337395e20b489fb9",
    ),
    (
        1000,
        "1f77c236d5e276ffa6a22e0e8c321bdb3f1760e622297ef406d94a0baea5d816",
    ),
    (
        6100,
        "d0300e0458c3e56744b48b7fc6505afc44f9abe0c11e53d547957395b1f3946e",
    ),
    (
        10000,
        "c7df07920f6268a4dd7e4368f3c4de25d730b4a7b96bbcde0999099b405eb2cc",
    ),
];

/// Processor in MHz, memory and disk in MB, by shape.
const SHAPES: [(u64, u64, u64); 4] = [
    (16_000, 32_768, 500_000),
    (32_000, 65_536, 1_000_000),
    (48_000, 98_304, 1_000_000),
    (64_000, 131_072, 2_000_000),
];

const KERNELS: [&str; 4] = ["4.9.0", "4.14.35", "4.19.0", "5.4.0"];

const SIGNALS: &str = "SIGABRT,SIGALRM,SIGBUS,SIGCHLD,SIGCONT,SIGFPE,SIGHUP,SIGILL,SIGINT,SIGIO,SIGIOT,SIGKILL,\
    SIGPIPE,SIGPROF,SIGQUIT,SIGSEGV,SIGSTOP,SIGSYS,SIGTERM,SIGTRAP,SIGTSTP,SIGTTIN,SIGTTOU,SIGURG,SIGUSR1,SIGUSR2,\
    SIGWINCH,SIGXCPU,SIGXFSZ";

/// The first so many nodes. Checked where the workloads give a checksum.
pub(super) fn nodes(count: usize) -> Vec<Node> {
    let mut draws = Draws(0x853c_49e6_748f_ea9b);
    let mut sum = Sha256::new();
    let mut nodes = Vec::new();
    for number in 0..count as u64 {
        let (a, b) = (draws.next(), draws.next());
        nodes.push(node(number, a, b, &mut sum));
    }
    let sum: String = sum.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    if let Some((_, expected)) = CHECKSUMS.iter().find(|(known, _)| *known == count) {
        assert_eq!(sum, *expected, "the fleet of {count} nodes");
    }
    nodes
}

struct Draws(u64);

impl Draws {
    fn next(&mut self) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }
}

fn node(number: u64, a: u64, b: u64, sum: &mut Sha256) -> Node {
    let shape = a % 4;
    let (cpu, memory, disk) = SHAPES[usize::try_from(shape).unwrap()];
    let id = format!(
        "{:08x}-0000-4000-8000-{number:012x}",
        (number * 2_654_435_761) % (1 << 32)
    );
    let name = format!("node-{number:05}");
    let datacenter = format!("dc{}", a_datacenter(number));
    let class = format!("class-{}", shape % 3);
    let rack = b % 25;
    let kernel = KERNELS[usize::try_from(rack % 4).unwrap()];
    let ip = format!("10.{}.{}.{}", number / 65_536, (number / 256) % 256, number % 256);
    sum.update(format!(
        "{id}|{name}|{datacenter}|{class}|{cpu}|{memory}|{disk}|{kernel}|r{rack:02}|{ip}\n"
    ));
    let network =
        json!([{"Mode": "host", "Device": "eth0", "CIDR": format!("{ip}/32"), "IP": ip, "MBits": 10_000}]);
    let driver = json!({"Detected": true, "Healthy": true});
    let node = json!({
        "ID": id,
        "SecretID": format!("{number:08x}-1111-4111-8111-{number:012x}"),
        "Datacenter": datacenter,
        "Name": name,
        "HTTPAddr": format!("{ip}:4646"),
        "Attributes": {
            "arch": "amd64",
            "cpu.arch": "amd64",
            "cpu.frequency": "2000",
            "cpu.modelname": "Generic CPU @ 2.00GHz",
            "cpu.numcores": (cpu / 2000).to_string(),
            "cpu.totalcompute": cpu.to_string(),
            "driver.docker": "1",
            "driver.docker.version": "19.03.12",
            "driver.exec": "1",
            "driver.mock_driver": "1",
            "kernel.name": "linux",
            "kernel.version": kernel,
            "memory.totalbytes": (memory << 20).to_string(),
            "nomad.version": "0.12.4",
            "os.name": "ubuntu",
            "os.signals": SIGNALS,
            "os.version": "18.04",
            "unique.hostname": name,
            "unique.network.ip-address": ip,
            "unique.storage.bytestotal": (disk << 20).to_string(),
            "unique.storage.volume": "/dev/sda1",
        },
        "NodeResources": {
            "Cpu": {"CpuShares": cpu},
            "Memory": {"MemoryMB": memory},
            "Disk": {"DiskMB": disk},
            "Networks": network,
            "NodeNetworks": [{"Mode": "host", "Device": "eth0", "Speed": 10_000,
                "Addresses": [{"Family": "ipv4", "Alias": "default", "Address": ip}]}],
        },
        "ReservedResources": {"Cpu": {}, "Memory": {}, "Disk": {}, "Networks": {}},
        "Resources": {"CPU": cpu, "MemoryMB": memory, "DiskMB": disk, "Networks": network},
        "Reserved": {},
        "Links": {},
        "Meta": {"rack": format!("r{rack:02}")},
        "NodeClass": class,
        "SchedulingEligibility": "eligible",
        "Status": "ready",
        "Drivers": {"docker": driver, "exec": driver, "mock_driver": driver},
    });
    serde_json::from_value(node).unwrap()
}

fn a_datacenter(number: u64) -> u64 {
    number % 4 + 1
}
