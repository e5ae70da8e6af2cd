use std::path::Path;

use tokio::fs::{File, OpenOptions};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::unix::pipe::Receiver;

/// Most bytes that are kept of an attempt's output: a program that floods it must not fill the disk.
pub(super) const LOG_LIMIT_BYTES: u64 = 64 << 20;

/// What stands at the end of an output that was longer.
const CUT: &[u8] = b"\n[the output is longer than 64 MiB; the rest is not kept]\n";

/// Opens the file of an attempt, and makes its folder.
pub(super) async fn open(path: &Path) -> std::io::Result<File> {
    if let Some(folder) = path.parent() {
        tokio::fs::create_dir_all(folder).await?;
    }
    OpenOptions::new().create(true).append(true).open(path).await
}

/// Copies all output to the file, up to its limit. The output is read to its end in any case, so that no program waits for
/// somebody to read it; what cannot be written is lost.
pub(super) async fn copy(mut output: Receiver, mut file: File) {
    let mut buffer = vec![0; 64 << 10];
    let mut room = LOG_LIMIT_BYTES;
    let mut is_open = true;
    loop {
        let read = match output.read(&mut buffer).await {
            Ok(0) | Err(_) => break,
            Ok(read) => read,
        };
        if !is_open {
            continue;
        }
        let fits = usize::try_from(room).unwrap_or(usize::MAX).min(read);
        room -= fits as u64;
        let mut written = file.write_all(&buffer[..fits]).await;
        if fits < read && written.is_ok() {
            written = file.write_all(CUT).await;
            is_open = false;
        }
        if let Err(error) = written {
            tracing::warn!(%error, "the output of a job cannot be written; it is lost");
            is_open = false;
        }
    }
    if let Err(error) = file.flush().await {
        tracing::warn!(%error, "the output of a job cannot be written; it is lost");
    }
}
