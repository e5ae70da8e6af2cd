//! Renders a folder of photos.

use std::fs::{self, File};
use std::io::{BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use crate::{Megapixels, RenderError, Scene, Truth, shot};

/// A set has at most this many photos.
pub const MAX_PHOTOS: u64 = 1_000_000;
/// Photos of one flight; the first flight lies in the folder itself, the others in sub-folders.
const FLIGHT_PHOTOS: u64 = 8;
/// Photos are rendered here and then renamed, so that an interrupted run leaves no half photo under a photo's name.
const STAGING: &str = ".apoyo-demo";
/// A photo in the making needs up to 50 MB: eight of them stay under 400 MB however many cores there are.
const MAX_AT_ONCE: usize = 8;

/// What to render.
#[derive(Clone, Copy, Debug)]
pub struct SetOptions {
    /// How many photos, 1 to [`MAX_PHOTOS`].
    pub count: u64,
    /// The size of every photo, 0.3 to 100; `None`: a mix of sizes.
    pub megapixels: Option<f32>,
    /// The same seed gives the same photos.
    pub seed: u64,
}

/// How far a set is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Photos finished.
    pub done: u64,
    /// Photos asked for.
    pub total: u64,
    /// Bytes written.
    pub bytes: u64,
}

/// Why a set could not be rendered.
#[derive(Debug, thiserror::Error)]
pub enum SetError {
    /// The number of photos is out of range.
    #[error("count is {value}, allowed are 1 to {MAX_PHOTOS}")]
    Count {
        /// The number asked for.
        value: u64,
    },
    /// A file with a photo's name is there that `apoyo demo` did not make; nothing was written.
    #[error("{} exists and was not made by apoyo demo: choose another folder", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// A photo could not be rendered.
    #[error("render {}", path.display())]
    Render {
        /// The photo.
        path: PathBuf,
        /// Why.
        #[source]
        source: RenderError,
    },
    /// The size is not one that a photo has.
    #[error(transparent)]
    Size(RenderError),
    /// A folder or file could not be read or written.
    #[error("write {}", path.display())]
    Io {
        /// The folder or file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The threads that render could not be started.
    #[error("start the rendering threads")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

/// Renders the set below `folder` (made when missing) and returns the truth of every photo, in order.
///
/// Photos are named `DEMO_0001.jpg` and so on, eight a flight: the first flight in the folder itself, the others in
/// `vuelo 02/`, `inspección 03/` ..., so that keys hold spaces and accents. A file of the same name is replaced when
/// it is a photo of `apoyo demo` (its EXIF says so); any other stops the run before anything is written. One run at a
/// time may write to a folder.
///
/// # Errors
/// When an option is out of range, a foreign file is in the way, or the disk fails; see [`SetError`]. Photos finished
/// before stay.
pub fn write_set(
    folder: &Path,
    options: &SetOptions,
    on_progress: impl Fn(Progress) + Sync,
) -> Result<Vec<Truth>, SetError> {
    if !(1..=MAX_PHOTOS).contains(&options.count) {
        return Err(SetError::Count { value: options.count });
    }
    let size = options.megapixels.map(Megapixels::new).transpose().map_err(SetError::Size)?;
    for index in 0..options.count {
        refuse_foreign(&folder.join(key(index)))?;
    }
    let staging = folder.join(STAGING);
    clear_staging(&staging)?;
    fs::create_dir_all(&staging).map_err(|source| io(&staging, source))?;
    let (done, bytes) = (AtomicU64::new(0), AtomicU64::new(0));
    let one = |index: u64| {
        let truth = write_photo(folder, &Scene::from_seed(options.seed, index), size)?;
        let bytes = bytes.fetch_add(truth.bytes, Ordering::Relaxed) + truth.bytes;
        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
        on_progress(Progress { done, total: options.count, bytes });
        Ok(truth)
    };
    let threads = rayon::current_num_threads().min(MAX_AT_ONCE);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    let truths = pool.install(|| (0..options.count).into_par_iter().map(one).collect());
    clear_staging(&staging)?;
    truths
}

fn write_photo(folder: &Path, scene: &Scene, size: Option<Megapixels>) -> Result<Truth, SetError> {
    let key = key(scene.index());
    let path = folder.join(&key);
    let staged = folder.join(STAGING).join(format!("{}.jpg", scene.index()));
    let file = File::create(&staged).map_err(|source| io(&staged, source))?;
    let mut out = BufWriter::with_capacity(1 << 16, file);
    let rendered = scene
        .render(size.unwrap_or_else(|| scene.usual_size()), &mut out)
        .map_err(|source| SetError::Render { path: path.clone(), source })?;
    out.flush().map_err(|source| io(&staged, source))?;
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(|source| io(parent, source))?;
    }
    fs::rename(&staged, &path).map_err(|source| io(&path, source))?;
    let (width, height, bytes) = (rendered.width, rendered.height, rendered.bytes);
    let (subject, index, orientation) = (scene.subject(), scene.index(), scene.orientation());
    Ok(Truth { key, subject, index, width, height, orientation, bytes })
}

/// The path of photo `index` below the set's folder.
fn key(index: u64) -> String {
    let (flight, name) = (index / FLIGHT_PHOTOS + 1, format!("DEMO_{:04}.jpg", index + 1));
    match flight % 3 {
        _ if flight == 1 => name,
        0 => format!("inspección {flight:02}/{name}"),
        1 => format!("vuelo {flight:02} línea Peñalba/{name}"),
        _ => format!("vuelo {flight:02}/{name}"),
    }
}

fn refuse_foreign(path: &Path) -> Result<(), SetError> {
    let mut head = [0; 512];
    match File::open(path).and_then(|mut f| f.read(&mut head)) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Ok(n) if head[..n].windows(shot::MAKE.len()).any(|w| w == shot::MAKE.as_bytes()) => Ok(()),
        Ok(_) => Err(SetError::Foreign { path: path.to_owned() }),
        Err(source) => Err(io(path, source)),
    }
}

fn clear_staging(staging: &Path) -> Result<(), SetError> {
    match fs::remove_dir_all(staging) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(io(staging, e)),
        _ => Ok(()),
    }
}

fn io(path: &Path, source: std::io::Error) -> SetError {
    SetError::Io { path: path.to_owned(), source }
}
