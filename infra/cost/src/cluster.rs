use crate::watching::GIBIBYTE;
use crate::workload::count;
use crate::{Assumptions, Bill, Group, Grouped, Item, PriceId, Prices, Workload};

/// Nodes of the cluster that Apoyo replaces.
const NODES: f64 = 3.0;

/// What the always-on cluster costs that Apoyo replaces: an EKS cluster, three t2.small, a NAT gateway through which
/// each photo passes once, and the nodes' disks; its photos in S3 are left out, as they are the same everywhere.
pub fn cluster(workload: &Workload, prices: &Prices, assumptions: &Assumptions) -> Bill {
    let hours = Assumptions::HOURS;
    let gigabytes = count(workload.photos) * count(workload.photo_bytes) / GIBIBYTE;
    let disk = NODES * assumptions.cluster_disk_gibibytes;
    let item = |name: &str, formula: String, quantity: f64, price: PriceId| Item {
        group: Group::Idle,
        name: name.to_owned(),
        formula,
        quantity,
        price: prices.price(price),
    };
    let traffic = Item {
        group: Group::Compute,
        ..item(
            "NAT gateway, photos",
            format!("{} GB x 1", Grouped(gigabytes)),
            gigabytes,
            PriceId::ClusterNatTraffic,
        )
    };
    let items = vec![
        item("EKS cluster", format!("{hours} h"), hours, PriceId::EksClusters),
        item("t2.small", format!("{NODES} x {hours} h"), NODES * hours, PriceId::ClusterNodes),
        item("NAT gateway", format!("{hours} h"), hours, PriceId::ClusterNatHours),
        item(
            "Disks",
            format!("{NODES} x {} GB", assumptions.cluster_disk_gibibytes),
            disk,
            PriceId::DiskStorage,
        ),
        traffic,
    ];
    Bill { items, timing: None, notes: vec![] }
}
