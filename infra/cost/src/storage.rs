use crate::watching::GIBIBYTE;
use crate::workload::count;
use crate::{Assumptions, Deployment, Group, Grouped, Item, PriceId, Prices, Workload};

/// What a month's photos cost to keep: copies that can bring them back, while they last, and what stays.
///
/// Moving a photo in a bucket with versions leaves its bytes behind as an old version, twice (waiting, in work), for
/// `versionDays`; what the trash expires stays as one, too. What is kept is counted for one month: it adds up with every
/// month, as in any bucket.
pub(crate) fn items(
    workload: &Workload,
    deployment: &Deployment,
    prices: &Prices,
    assumptions: &Assumptions,
) -> Vec<Item> {
    let bucket = &deployment.config().bucket;
    let gigabytes = count(workload.photos) * count(workload.photo_bytes) / GIBIBYTE;
    let versions = f64::from(bucket.version_days.get());
    let trash = f64::from(bucket.trash_days.get());
    let discarded = gigabytes * assumptions.discarded_share;
    let kept = gigabytes - discarded;
    let records =
        count(workload.photos) * (assumptions.thumbnail_bytes + assumptions.record_bytes) / GIBIBYTE;
    let item = |group, name: &str, formula: String, quantity: f64| Item {
        group,
        name: name.to_owned(),
        formula,
        quantity,
        price: prices.price(PriceId::S3Storage),
    };
    let days = |gigabytes: f64, days: f64| {
        let formula = format!("{} GB x {days} days / {:.1}", Grouped(gigabytes), Assumptions::DAYS);
        (formula, gigabytes * days / Assumptions::DAYS)
    };
    let (old_formula, old) = days(2.0 * gigabytes, versions);
    // Destroyed at once, a photo leaves no more than the two old versions above.
    let (trash_formula, trash) = days(discarded, if trash > 0.0 { trash + versions } else { 0.0 });
    vec![
        item(Group::SafetyCopies, "S3, old versions", old_formula, old),
        item(Group::SafetyCopies, "S3, trash and what it expires", trash_formula, trash),
        item(Group::Photos, "S3, kept and in review", format!("{} GB x 1 month", Grouped(kept)), kept),
        item(
            Group::Photos,
            "S3, thumbnails and reports",
            format!("{} GB x 1 month", Grouped(records)),
            records,
        ),
    ]
}
