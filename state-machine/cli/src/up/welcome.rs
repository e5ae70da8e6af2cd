use std::fmt;
use std::net::SocketAddr;
use std::path::Path;

use apoyo_engine::Resumption;

use crate::run::BUCKET;

/// What a person is told once the cloud is there.
pub(super) struct Welcome<'a> {
    pub(super) address: SocketAddr,
    pub(super) data: &'a Path,
    pub(super) machine: &'a str,
    pub(super) resumption: &'a Resumption,
}

impl fmt::Display for Welcome<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { address, data, machine, resumption } = self;
        writeln!(f, "S3 and Step Functions at http://{address}, kept in {}", data.display())?;
        writeln!(f, "  photos         s3://{BUCKET}/sin procesar/  ({}/{BUCKET})", data.display())?;
        writeln!(f, "  state machine  {machine}")?;
        if resumption.executions > 0 {
            writeln!(f, "  executions     {} known, {} go on", resumption.executions, resumption.resumed)?;
        }
        writeln!(f)?;
        writeln!(
            f,
            "export AWS_ENDPOINT_URL=http://{address} AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1 AWS_ACCESS_KEY_ID=apoyo AWS_SECRET_ACCESS_KEY=apoyo-secret AWS_DISABLE_HOST_PREFIX_INJECTION=true"
        )?;
        writeln!(f, "aws stepfunctions start-execution --state-machine-arn {machine}")
    }
}
