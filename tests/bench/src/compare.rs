use std::path::Path;
use std::process::Command;

use walkdir::WalkDir;

use crate::child::{Used, measure};

/// Runs both programs over the same photos, each into its own fresh folder, and prints a table.
pub(crate) fn compare(
    photos: &Path,
    apoyo: &Path,
    baseline: Option<&Path>,
    work: &Path,
) -> anyhow::Result<()> {
    let files: Vec<_> = WalkDir::new(photos)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .collect();
    let bytes: u64 =
        files.iter().filter_map(|entry| entry.metadata().ok()).map(|metadata| metadata.len()).sum();
    warm(&files)?;
    let ours = measure(
        Command::new(apoyo).arg("run").arg(photos).arg("--out").arg(fresh(work, "apoyo")?).arg("--json"),
    )?;
    print(&format!("{} photos, {} MB", files.len(), bytes / 1_000_000), files.len(), "apoyo run", &ours);
    if let Some(script) = baseline {
        let theirs = measure(Command::new("python3").arg(script).arg(photos).arg(fresh(work, "baseline")?))?;
        print("", files.len(), "baseline.py", &theirs);
        println!("apoyo run is {:.2} times as fast", theirs.seconds / ours.seconds);
    }
    Ok(())
}

/// Reads every photo once, so that neither program pays for a cold disk.
fn warm(files: &[walkdir::DirEntry]) -> anyhow::Result<()> {
    for file in files {
        std::io::copy(&mut std::fs::File::open(file.path())?, &mut std::io::sink())?;
    }
    Ok(())
}

fn fresh(work: &Path, name: &str) -> anyhow::Result<std::path::PathBuf> {
    let dir = work.join(name);
    if dir.exists() {
        std::fs::remove_dir_all(&dir)?;
    }
    std::fs::create_dir_all(&dir)?;
    Ok(dir)
}

fn print(title: &str, photos: usize, name: &str, used: &Used) {
    if !title.is_empty() {
        println!("{title}");
    }
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    let rate = photos as f64 / used.seconds;
    println!("{name}: {:.1} s, {rate:.1} photos/s, peak {} MiB", used.seconds, used.peak_mib);
    println!("{}", used.stdout.trim_end());
}
