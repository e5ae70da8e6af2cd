//! Renders scenes to look at: `contact_sheet DIR COUNT MEGAPIXELS SEED [FIRST]` prints the truth and time of each.
use std::fs::File;
use std::io::BufWriter;

use apoyo_scenes::{Megapixels, Scene};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, count, megapixels, seed, rest @ ..] = arguments.as_slice() else {
        return Err("usage: contact_sheet DIR COUNT MEGAPIXELS SEED [FIRST]".into());
    };
    let first: u64 = rest.first().map_or(Ok(0), |f| f.parse())?;
    let size = Megapixels::new(megapixels.parse()?)?;
    std::fs::create_dir_all(folder)?;
    for index in first..first + count.parse::<u64>()? {
        let scene = Scene::from_seed(seed.parse()?, index);
        let mut out = BufWriter::new(File::create(format!("{folder}/{index:04}.jpg"))?);
        let rendered = scene.render(size, &mut out)?;
        println!("{index} {} {rendered:?}", scene.subject());
    }
    Ok(())
}
