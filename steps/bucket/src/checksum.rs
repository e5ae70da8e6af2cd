use aws_sdk_s3::operation::head_object::HeadObjectOutput;
use aws_sdk_s3::types::{ChecksumAlgorithm, ChecksumType};

/// A checksum that S3 computed over the whole object (never one over checksums of parts).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checksum {
    /// The algorithm.
    pub algorithm: ChecksumAlgorithm,
    /// The value, in base64 as S3 gives it.
    pub value: String,
}

impl Checksum {
    /// The full-object checksum in an answer; the strongest, where there are several.
    ///
    /// A multipart upload by older tools has a COMPOSITE checksum, whose text ends in `-` and the number of parts: it
    /// depends on where the parts were cut, so a copy has another one, and it is left out here.
    pub(crate) fn of(head: &HeadObjectOutput) -> Option<Self> {
        if head.checksum_type() == Some(&ChecksumType::Composite) {
            return None;
        }
        let found = [
            (ChecksumAlgorithm::Sha256, head.checksum_sha256()),
            (ChecksumAlgorithm::Crc64Nvme, head.checksum_crc64_nvme()),
            (ChecksumAlgorithm::Sha1, head.checksum_sha1()),
            (ChecksumAlgorithm::Crc32C, head.checksum_crc32_c()),
            (ChecksumAlgorithm::Crc32, head.checksum_crc32()),
        ];
        found.into_iter().find_map(|(algorithm, value)| {
            value
                .filter(|value| !value.contains('-'))
                .map(|value| Self { algorithm, value: value.to_owned() })
        })
    }
}
