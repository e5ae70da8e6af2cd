//! Prints the photo state machine as JSON: `cargo run -p apoyo-triage > state-machine/triage/triage.asl.json`.

fn main() {
    print!("{}", apoyo_triage::definition().to_pretty_json());
}
