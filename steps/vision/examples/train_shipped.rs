//! Trains the shipped head again and writes the model: `train_shipped PHOTOS TARGET [RENDERED...]`.
//!
//! ```text
//! cargo run --release -p apoyo-vision --example train_shipped -- \
//!     ../shared/photos steps/vision/weights target/rendered-a target/rendered-b
//! ```

use std::path::Path;

use apoyo_vision::{Classifier, TrainOptions, train};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [photos, target, rest @ ..] = &arguments[..] else {
        return Err("usage: train_shipped PHOTOS TARGET [RENDERED...]".into());
    };
    let rendered = rest.iter().map(Into::into).collect();
    let options = TrainOptions { rendered, ..TrainOptions::default() };
    let trained = train(Path::new(photos), &options, &|progress| {
        if progress.done % 250 == 0 || progress.done == progress.total {
            eprintln!("{:?} {}/{}", progress.stage, progress.done, progress.total);
        }
    })?;
    println!("{}", trained.held_out);
    trained.write(Path::new(target))?;
    println!("{}", Classifier::load(Path::new(target))?.model().model);
    Ok(())
}
