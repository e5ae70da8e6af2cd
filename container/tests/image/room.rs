//! Where the worker runs: beside the test, or in a root file system that holds little else.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command as Tool;

use tempfile::TempDir;
use tokio::process::Command;

/// `nobody`, as the job definition and the image say.
const USER: &str = "65534:65534";

pub(crate) enum Room {
    /// This machine, as whoever runs the test.
    Process(PathBuf),
    /// A root file system, read-only, as `nobody`.
    Root(TempDir),
}

impl Room {
    /// The command that runs the worker there. It takes the place of all that prepares it, so that it gets the signals.
    pub(crate) fn worker(&self) -> Command {
        match self {
            Self::Process(binary) => {
                let mut command = Command::new(binary);
                command.env_clear();
                command
            }
            Self::Root(root) => {
                let mut command = Command::new("unshare");
                command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
                let script = "mount --bind \"$0\" \"$0\" && mount -o remount,bind,ro \"$0\" && ! touch \"$0/written\" 2>&- && \
                              exec chroot --userspec=\"$1\" \"$0\" /worker";
                command
                    .args(["--mount", "--propagation", "private", "sh", "-c", script])
                    .arg(root.path())
                    .arg(USER);
                command
            }
        }
    }

    /// Puts a file into a root file system, readable by all, as a container runtime does.
    pub(crate) fn with_file(self, path: &str, text: &str) -> Self {
        if let Self::Root(root) = &self {
            let path = root.path().join(path);
            make_folders(path.parent().unwrap());
            let _ = fs::remove_file(&path);
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
        }
        self
    }

    /// An empty root file system that everyone may enter.
    pub(crate) fn empty() -> TempDir {
        let root = tempfile::tempdir().unwrap();
        fs::set_permissions(root.path(), fs::Permissions::from_mode(0o755)).unwrap();
        root
    }

    /// A root file system of this binary and the libraries that it is linked with; `None`, in words, where this process
    /// may make none.
    pub(crate) fn of_binary(binary: &Path) -> Option<Self> {
        may_change_root().then(|| {
            let root = Self::empty();
            copy(binary, &root.path().join("worker"));
            for library in libraries(binary) {
                copy(&library, &root.path().join(library.strip_prefix("/").unwrap()));
            }
            Self::Root(root)
        })
    }
}

/// Whether this process may mount and change its root; says so where it may not.
pub(crate) fn may_change_root() -> bool {
    let tried =
        Tool::new("unshare").args(["--mount", "--propagation", "private", "chroot", "/", "true"]).output();
    let may = tried.is_ok_and(|output| output.status.success());
    if !may {
        println!("skipped: this process may not mount and change its root (it needs root and unshare)");
    }
    may
}

fn make_folders(path: &Path) {
    fs::create_dir_all(path).unwrap();
}

fn copy(from: &Path, to: &Path) {
    make_folders(to.parent().unwrap());
    fs::copy(from, to).unwrap();
    fs::set_permissions(to, fs::Permissions::from_mode(0o555)).unwrap();
}

/// What `ldd` names; nothing for a static binary.
fn libraries(binary: &Path) -> Vec<PathBuf> {
    let output = Tool::new("ldd").arg(binary).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let paths = text.split_whitespace().filter(|word| word.starts_with('/'));
    paths.map(|path| path.trim_end_matches(':').into()).collect()
}
