/// What the model must take for granted, since it depends on photos and machines: each with where it comes from.
///
/// Everything is per photo, per call or per execution, so that a person can put in what their own account measures
/// (`Duration` of the functions in CloudWatch, `Billed Duration` in the log lines).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Assumptions {
    /// Share of photos that is discarded, 0 to 1; default 0.5, as of the two dozen that `apoyo run --demo` renders.
    pub discarded_share: f64,
    /// Milliseconds until S3 begins to answer; default 100, the lower end of what AWS says:
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html>.
    pub s3_milliseconds: f64,
    /// Megabytes a second of one connection to S3, and of a copy inside S3; default 85, from the same pages.
    pub s3_megabytes_per_second: f64,
    /// Milliseconds of a core to decode one megabyte of JPEG at reduced scale; default 4.3: 29.4 ms for 6.8 MB
    /// (tests/bench/RESULTS.md, Decoding).
    pub decode_milliseconds_per_megabyte: f64,
    /// Milliseconds of a core for the network; default 13.3 (tests/bench/RESULTS.md, Classifier).
    pub network_milliseconds: f64,
    /// How many times longer a vCPU of Lambda or Fargate takes than the core that was measured; default 2, not measured:
    /// a vCPU is half of a core on x86, and Graviton 2 is older.
    pub vcpu_slowness: f64,
    /// Milliseconds from process start to the first call that a new environment of a function is billed; default 60,
    /// the most that is wanted of it (RESULTS.md says what was measured).
    pub init_milliseconds: f64,
    /// Milliseconds between the states of a child that no function is billed for; default 50, not measured.
    pub state_milliseconds: f64,
    /// Kilobytes of input and output of one state, by which AWS reckons a child's memory; default 4: a staged photo with
    /// its judgement has about one.
    pub state_kilobytes: f64,
    /// Bytes of log of one call of a function: three lines of JSON (start, ours, report); default 1,000.
    pub log_bytes_per_call: f64,
    /// Bytes of log of one photo where `stateMachine.log` is `all`: 21 events with their data; default 32,000.
    pub log_bytes_per_photo: f64,
    /// Bytes of a thumbnail; default 10,000 (`steps/report/src/sheet.rs`).
    pub thumbnail_bytes: f64,
    /// Bytes that a photo takes in manifest, results and reports together; default 2,000.
    pub record_bytes: f64,
    /// Seconds from a free place to a running container, billed: fetching the image and starting; default 30.
    pub container_start_seconds: f64,
    /// Seconds that an instance of EC2 is paid before and after its jobs: booting, and being taken away; default 300.
    pub instance_overhead_seconds: f64,
    /// Seconds that a job waits in the queue before a place is free; default 60.
    pub queue_seconds: f64,
    /// Megabytes of the worker's image; default 40.
    pub image_megabytes: f64,
    /// Share of requests that reach KMS though the bucket has a bucket key; default 0.01: AWS says up to 99 % fewer,
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html>.
    pub bucket_key_share: f64,
    /// Receives a minute by which a pipe asks an empty queue; default 15: five pollers that wait 20 seconds each, as
    /// Lambda's event source mapping does; for pipes AWS says only that they wait up to 20 seconds
    /// (<https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-sqs.html>).
    pub polls_per_minute: f64,
    /// Gibibytes of disk of one node of the cluster that Apoyo replaces; default 20, that of a managed node group.
    pub cluster_disk_gibibytes: f64,
}

impl Assumptions {
    /// Hours of a month, as AWS reckons.
    pub const HOURS: f64 = 730.0;
    /// Days of a month.
    pub const DAYS: f64 = Self::HOURS / 24.0;
}

impl Default for Assumptions {
    fn default() -> Self {
        Self {
            discarded_share: 0.5,
            s3_milliseconds: 100.0,
            s3_megabytes_per_second: 85.0,
            decode_milliseconds_per_megabyte: 4.3,
            network_milliseconds: 13.3,
            vcpu_slowness: 2.0,
            init_milliseconds: 60.0,
            state_milliseconds: 50.0,
            state_kilobytes: 4.0,
            log_bytes_per_call: 1_000.0,
            log_bytes_per_photo: 32_000.0,
            thumbnail_bytes: 10_000.0,
            record_bytes: 2_000.0,
            container_start_seconds: 30.0,
            instance_overhead_seconds: 300.0,
            queue_seconds: 60.0,
            image_megabytes: 40.0,
            bucket_key_share: 0.01,
            polls_per_minute: 15.0,
            cluster_disk_gibibytes: 20.0,
        }
    }
}
