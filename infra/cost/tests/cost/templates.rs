//! Every resource of every committed configuration has a price, or is known to be free.

use std::path::Path;

use apoyo_cost::{Assumptions, Deployment, Prices, idle};
use apoyo_stack::Config;

#[test]
fn every_resource_of_every_committed_stack_is_priced_or_known_to_be_free() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../stack/golden");
    let mut seen = 0;
    for file in std::fs::read_dir(golden).unwrap() {
        let file = file.unwrap().path();
        if !file.to_string_lossy().ends_with(".apoyo.yaml") {
            continue;
        }
        seen += 1;
        let config = Config::read(&std::fs::read_to_string(&file).unwrap()).unwrap();
        let deployment = Deployment::of(config).unwrap();
        let bill = idle(&deployment, &Prices::published(), &Assumptions::default());
        let unknown = bill.notes.iter().find(|note| note.starts_with("no price is known"));
        assert_eq!(unknown, None, "{}", file.display());
    }
    assert!(seen >= 3, "{seen}");
}
