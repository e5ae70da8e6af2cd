//! The image, built by `container/build` where buildah is there.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::process::run;
use crate::room::{Room, may_change_root};
use crate::shard::{Shard, variables};
use crate::{cases, name_server, tls};

/// Name of the S3 endpoint that only the test's name server knows.
const S3: &str = "s3.apoyo.test";

/// Works wherever there are files, and is the one that the script is told to use.
const STORAGE_DRIVER: &str = "vfs";

/// A built image.
struct Image {
    name: String,
}

impl Image {
    /// Builds the image; `None`, in words, where buildah is not there or cannot be used.
    fn build() -> Option<Self> {
        let works = Command::new("buildah").args(["--storage-driver", STORAGE_DRIVER, "images"]).output();
        if !works.is_ok_and(|output| output.status.success()) {
            println!("skipped: buildah does not run here, and the image is not built");
            return None;
        }
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("build");
        let built = Command::new(script)
            .env("IMAGE_TOOL", "buildah")
            .env("STORAGE_DRIVER", STORAGE_DRIVER)
            .output()
            .unwrap();
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        let text = String::from_utf8(built.stdout).unwrap();
        Some(Self { name: text.lines().last().unwrap().to_owned() })
    }

    /// A copy of its root file system.
    fn root(&self) -> Room {
        let container = buildah(&["from", &self.name]);
        let mounted = PathBuf::from(buildah(&["mount", &container]));
        let root = Room::empty();
        let copied =
            Command::new("cp").arg("--archive").arg(mounted.join(".")).arg(root.path()).status().unwrap();
        assert!(copied.success());
        buildah(&["rm", &container]);
        Room::Root(root)
    }
}

impl Drop for Image {
    fn drop(&mut self) {
        buildah(&["rmi", &self.name]);
    }
}

fn buildah(arguments: &[&str]) -> String {
    let output =
        Command::new("buildah").args(["--storage-driver", STORAGE_DRIVER]).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn files(root: &Path) -> Vec<String> {
    let found = Command::new("find").arg(root).args(["-type", "f", "-printf", "%P\n"]).output().unwrap();
    let mut files: Vec<_> = String::from_utf8(found.stdout).unwrap().lines().map(str::to_owned).collect();
    files.sort();
    files
}

/// One test and not several: they would build the same image at once.
#[tokio::test(flavor = "multi_thread")]
async fn the_image_is_a_worker_and_nothing_else() {
    let Some(image) = Image::build() else { return };
    let config: Value = serde_json::from_str(&buildah(&["inspect", "--type", "image", &image.name])).unwrap();
    let config = &config["OCIv1"]["config"];
    assert_eq!(config["User"], "65534:65534");
    assert_eq!(config["Entrypoint"], json!(["/worker"]));
    assert_eq!(config["Labels"]["org.opencontainers.image.title"], "apoyo-worker");
    if !may_change_root() {
        return;
    }
    let room = image.root();
    let Room::Root(folder) = &room else { unreachable!() };
    assert_eq!(files(folder.path()), ["etc/ssl/certs/ca-certificates.crt", "worker"]);
    cases::classifies_a_shard_as_the_step_does(&room).await;
    cases::stops_on_sigterm_and_goes_on_at_the_next_attempt(&room).await;
    cases::ends_with_the_codes_that_batch_decides_by(&room).await;
    finds_names_and_trusts_the_authorities_of_its_file(room).await;
}

/// The static binary asks the name server of `/etc/resolv.conf`, and trusts whom `SSL_CERT_FILE` names, and nobody else.
async fn finds_names_and_trusts_the_authorities_of_its_file(room: Room) {
    if let Err(error) = name_server::serve().await {
        println!("skipped: no name server can listen on {}: {error}", name_server::ADDRESS);
        return;
    }
    let shard = Shard::of(2).await;
    let door = tls::open(S3, shard.port).await;
    let room = room
        .with_file("etc/resolv.conf", &format!("nameserver {}\n", name_server::ADDRESS))
        .with_file("etc/hosts", "127.0.0.1 localhost\n")
        .with_file("etc/authority.pem", &door.authority);
    let mut variables = variables(&format!("https://{S3}:{}", door.port));
    variables.push(("APOYO_LONGEST_WAIT_SECONDS", "0".into()));
    variables.push(("SSL_CERT_FILE", "/etc/ssl/certs/ca-certificates.crt".into()));
    let refused = run(&room, &variables).await;
    assert_eq!(refused.code, Some(75), "{}", refused.text());
    assert!(refused.text().contains("UnknownIssuer"), "{}", refused.text());
    variables.retain(|(name, _)| *name != "SSL_CERT_FILE");
    variables.push(("SSL_CERT_FILE", "/etc/authority.pem".into()));
    let ran = run(&room, &variables).await;
    assert_eq!(ran.code, Some(0), "{}", ran.text());
    assert_eq!(shard.found().await.unwrap(), shard.expected().await);
}
