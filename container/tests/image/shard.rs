//! A real shard: photos in an S3 that answers on loopback, and what the handler of `classify` says of each.

use std::collections::BTreeMap;

use apoyo_bucket::{Bucket, progress_key};
use apoyo_classify::{Classify, DEFAULT_MAX_PHOTO_BYTES};
use apoyo_local::s3::{EmbeddedS3, Exposure, S3Options};
use apoyo_photo::step::{Classified, ClassifyInput, ShardLine, StageOutput, WorkerInput};
use apoyo_photo::{Folders, Shards, StagedPhoto, ThresholdOverrides};
use apoyo_scenes::{SetOptions, write_set};
use apoyo_vision::Classifier;
use serde_json::json;
use tempfile::TempDir;
use tokio::net::TcpListener;

const BUCKET: &str = "fotos";
const SHARD: u64 = 1;
/// The photos that differ; a shard of more has them several times.
pub(crate) struct Scenes {
    pub(crate) count: u64,
    pub(crate) megapixels: f32,
}

/// The shard, and the S3 that it is in for as long as this lives.
pub(crate) struct Shard {
    pub(crate) port: u16,
    s3: EmbeddedS3,
    photos: Vec<StagedPhoto>,
    _folder: TempDir,
}

/// What the state machine tells the worker.
fn input() -> WorkerInput {
    WorkerInput {
        execution: "x".parse().unwrap(),
        staged: "ejecuciones/x/staged/run/manifest.json".into(),
        classified: "ejecuciones/x/classified".into(),
        shards: Shards::try_from(2).unwrap(),
        thresholds: ThresholdOverrides::default(),
    }
}

/// What Batch, the job definition and the state machine tell the worker, with the endpoint in place of AWS's.
pub(crate) fn variables(endpoint: &str) -> Vec<(&'static str, String)> {
    vec![
        ("APOYO_BUCKET", BUCKET.into()),
        ("APOYO_JOB", serde_json::to_string(&input()).unwrap()),
        ("AWS_BATCH_JOB_ARRAY_INDEX", SHARD.to_string()),
        ("AWS_BATCH_JOB_ATTEMPT", "1".into()),
        ("AWS_ENDPOINT_URL", endpoint.into()),
        ("AWS_ACCESS_KEY_ID", "apoyo".into()),
        ("AWS_SECRET_ACCESS_KEY", "apoyo-secret".into()),
        ("AWS_REGION", "us-east-1".into()),
        ("AWS_EC2_METADATA_DISABLED", "true".into()),
    ]
}

impl Shard {
    /// A shard of so many small photos in a bucket of its own, beside as many of another shard.
    pub(crate) async fn of(photos: usize) -> Self {
        Self::rendered(photos, Scenes { count: 6, megapixels: 0.3 }).await
    }

    /// A shard of so many photos.
    pub(crate) async fn rendered(photos: usize, wanted: Scenes) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let s3 = EmbeddedS3::open(
            &S3Options::new(folder.path().join("data")).bucket(BUCKET, folder.path().join("data/b")),
        )
        .unwrap();
        let port = serve(&s3).await;
        let scenes = folder.path().join("scenes");
        let options = SetOptions { count: wanted.count, megapixels: Some(wanted.megapixels), seed: 11 };
        let truths = write_set(&scenes, &options, |_| {}).unwrap();
        let bytes: Vec<_> =
            truths.iter().map(|truth| std::fs::read(scenes.join(&truth.key)).unwrap()).collect();
        let mut shard = Self { port, s3, photos: Vec::new(), _folder: folder };
        let mut outputs = Vec::new();
        let shards = input().shards;
        for number in 0.. {
            let from = format!("sin procesar/línea 4/{number}.jpg");
            let is_own = shards.of(&from.parse().unwrap()) == SHARD;
            if shard.photos.len() == photos {
                break;
            }
            // A photo of another shard needs no bytes: nobody must read it.
            let photo = if is_own {
                shard.put_photo(&from, &bytes[shard.photos.len() % bytes.len()]).await
            } else {
                staged(&from, 1, "\"not there\"".into())
            };
            if is_own {
                shard.photos.push(photo.clone());
            }
            outputs.push(StageOutput::Staged { photo });
        }
        shard.put_staged(&outputs).await;
        shard
    }

    async fn put_photo(&self, from: &str, bytes: &[u8]) -> StagedPhoto {
        let photo = staged(from, bytes.len() as u64, String::new());
        let etag = self.put(photo.key.as_str(), bytes).await;
        StagedPhoto { etag, ..photo }
    }

    async fn put_staged(&self, outputs: &[StageOutput]) {
        let text: String =
            outputs.iter().map(|output| serde_json::to_string(output).unwrap() + "\n").collect();
        let key = "ejecuciones/x/staged/run/SUCCEEDED_0.jsonl";
        let file = json!({"Key": key, "Size": text.len()});
        let manifest = json!({"ResultFiles": {"FAILED": [], "PENDING": [], "SUCCEEDED": [file]}});
        self.put(key, text.as_bytes()).await;
        self.put(&input().staged, manifest.to_string().as_bytes()).await;
    }

    async fn put(&self, key: &str, bytes: &[u8]) -> String {
        let put = self.s3.client().put_object().bucket(BUCKET).key(key).body(bytes.to_vec().into());
        put.send().await.unwrap().e_tag.unwrap()
    }

    async fn get(&self, key: &str) -> Option<String> {
        let got = self.s3.client().get_object().bucket(BUCKET).key(key).send().await.ok()?;
        Some(String::from_utf8(got.body.collect().await.unwrap().to_vec()).unwrap())
    }

    pub(crate) fn plain_endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(crate) fn len(&self) -> usize {
        self.photos.len()
    }

    /// The lines of the shard's file, by what the handler of `classify` says of each photo.
    pub(crate) async fn expected(&self) -> Vec<String> {
        let step = Classify::new(Classifier::shipped().unwrap(), DEFAULT_MAX_PHOTO_BYTES);
        let bucket = Bucket::new(self.s3.client(), BUCKET);
        let mut known: BTreeMap<String, Classified> = BTreeMap::new();
        let mut expected = Vec::new();
        for photo in &self.photos {
            let input = ClassifyInput {
                execution: input().execution,
                photo: photo.clone(),
                thresholds: ThresholdOverrides::default(),
            };
            let thumbnail = apoyo_bucket::thumbnail_key(&Folders::default(), &input.execution, &photo.from);
            let classified = match known.get(&photo.etag) {
                Some(same) => Classified { thumbnail: Some(thumbnail), ..same.clone() },
                None => step.handle(&bucket, &Folders::default(), &input).await.unwrap(),
            };
            known.insert(photo.etag.clone(), classified.clone());
            let line = ShardLine::Judged { photo: photo.clone(), classified };
            expected.push(serde_json::to_string(&line).unwrap());
        }
        expected
    }

    /// The lines of the shard's file; `None` where there is no file.
    pub(crate) async fn found(&self) -> Option<Vec<String>> {
        let text = self.get(&format!("ejecuciones/x/classified/{SHARD}.jsonl")).await?;
        Some(text.lines().map(str::to_owned).collect())
    }

    /// Lines of the first part of the progress.
    pub(crate) async fn progress(&self) -> usize {
        let key = progress_key(&Folders::default(), &input().execution, SHARD, 0);
        self.get(&key).await.map_or(0, |text| text.lines().count())
    }
}

/// A photo as `stage` leaves it.
fn staged(from: &str, size: u64, etag: String) -> StagedPhoto {
    let sub_path = from.strip_prefix("sin procesar/").unwrap().to_owned();
    let key = format!("procesando/{sub_path}").parse().unwrap();
    StagedPhoto { key, from: from.parse().unwrap(), sub_path, size, etag, content: None }
}

async fn serve(s3: &EmbeddedS3) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let served = s3.clone();
    // Clients know it by a name of the network, which loopback alone would refuse.
    tokio::spawn(async move { served.serve(listener, Exposure::Network, std::future::pending()).await });
    port
}
