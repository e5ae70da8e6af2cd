use crate::{Assumptions, Deployment, Group, Item, PriceId, Prices, S3Calls};

/// What calls of S3 cost, and those of KMS that they cause where the bucket has a key of its own.
pub(crate) fn items(
    calls: S3Calls,
    formulas: [String; 2],
    (deployment, prices, assumptions): (&Deployment, &Prices, &Assumptions),
) -> Vec<Item> {
    let [reads, writes] = formulas;
    let item = |name: &str, formula, quantity, price| Item {
        group: Group::Requests,
        name: name.to_owned(),
        formula,
        quantity,
        price: prices.price(price),
    };
    let mut items = vec![
        item("S3, GET and HEAD", reads, calls.reads, PriceId::S3Reads),
        item("S3, PUT, COPY and LIST", writes, calls.writes, PriceId::S3Writes),
        item("S3, DELETE", "one for each safe move".to_owned(), calls.deletes, PriceId::S3Deletes),
    ];
    if deployment.config().bucket.kms_key_arn.is_some() {
        // A HEAD needs no key, a COPY needs it twice; all are counted once or more, so this is not too little.
        let asked = (calls.reads + 2.0 * calls.writes) * assumptions.bucket_key_share;
        let formula = format!("(reads + 2 x writes) x {}, with a bucket key", assumptions.bucket_key_share);
        items.push(item("KMS, calls by S3", formula, asked, PriceId::KmsRequests));
    }
    items
}
