//! Writes the table of output shapes that `TestState` holds mocked results against.
//!
//! `cargo run -p apoyo-engine --example output_shapes -- BOTOCORE_DATA OUT.txt.gz`, where `BOTOCORE_DATA` is the folder
//! `data` of a botocore (`pip install botocore`; `python3 -c "import botocore; print(botocore.__path__[0])"`). The same
//! botocore makes the same bytes.

use std::collections::HashMap;
use std::error::Error;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::Value;

/// Folders of botocore: the services whose use in Step Functions is common.
const SERVICES: [&str; 66] = [
    "apigateway",
    "appconfig",
    "application-autoscaling",
    "athena",
    "autoscaling",
    "backup",
    "batch",
    "bedrock",
    "bedrock-agent",
    "bedrock-agent-runtime",
    "bedrock-runtime",
    "cloudformation",
    "cloudwatch",
    "codebuild",
    "codepipeline",
    "cognito-idp",
    "comprehend",
    "databrew",
    "dynamodb",
    "dynamodbstreams",
    "ec2",
    "ecr",
    "ecs",
    "efs",
    "eks",
    "emr",
    "emr-containers",
    "emr-serverless",
    "events",
    "firehose",
    "glue",
    "iam",
    "iot",
    "iot-data",
    "kinesis",
    "kms",
    "lambda",
    "logs",
    "mediaconvert",
    "organizations",
    "pipes",
    "polly",
    "rds",
    "rds-data",
    "redshift",
    "redshift-data",
    "rekognition",
    "route53",
    "s3",
    "s3control",
    "sagemaker",
    "sagemaker-runtime",
    "scheduler",
    "secretsmanager",
    "ses",
    "sesv2",
    "sns",
    "sqs",
    "ssm",
    "stepfunctions",
    "sts",
    "textract",
    "transcribe",
    "transfer",
    "translate",
    "xray",
];

const HEAD: &str = "\
# Output shapes of AWS services: facts taken from the API models of botocore (Apache-2.0, Copyright Amazon.com).
# Made by `cargo run -p apoyo-engine --example output_shapes`; do not edit.
# @service; >Operation shape; then the shapes, numbered from 0 in each service:
# s structure (members `Name:shape`, `!` where required), l list of, m map to, t text, o blob, n number (least,most),
# e enumeration, b boolean, d timestamp, a any JSON.
";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [data, out] = arguments.as_slice() else {
        return Err("usage: output_shapes BOTOCORE_DATA OUT.txt.gz".into());
    };
    let mut text = HEAD.to_owned();
    for service in SERVICES {
        text.push_str(&section(&model(&data.join(service))?)?);
    }
    let mut file = GzEncoder::new(File::create(out)?, Compression::best());
    file.write_all(text.as_bytes())?;
    file.finish()?;
    println!("{} bytes of text in {}", text.len(), out.display());
    Ok(())
}

/// The newest model in the folder of a service.
fn model(folder: &Path) -> Result<Value, Box<dyn Error>> {
    let mut versions: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    versions.sort();
    let newest = versions.pop().ok_or_else(|| format!("{} is empty", folder.display()))?;
    let mut text = String::new();
    let packed = newest.join("service-2.json.gz");
    if packed.is_file() {
        GzDecoder::new(File::open(packed)?).read_to_string(&mut text)?;
    } else {
        text = fs::read_to_string(newest.join("service-2.json"))?;
    }
    Ok(serde_json::from_str(&text)?)
}

fn section(model: &Value) -> Result<String, Box<dyn Error>> {
    let id = model["metadata"]["serviceId"].as_str().ok_or("a model without a serviceId")?;
    let mut shapes = Shapes { all: &model["shapes"], numbers: HashMap::new(), lines: Vec::new() };
    let mut text = format!("\n@{}\n", id.to_lowercase().replace([' ', '-'], ""));
    for (name, operation) in model["operations"].as_object().into_iter().flatten() {
        if let Some(output) = operation["output"]["shape"].as_str() {
            writeln!(text, ">{name} {}", shapes.number(output))?;
        }
    }
    text.push_str(&shapes.lines.join("\n"));
    Ok(text)
}

struct Shapes<'m> {
    all: &'m Value,
    numbers: HashMap<&'m str, usize>,
    lines: Vec<String>,
}

impl<'m> Shapes<'m> {
    fn number(&mut self, name: &'m str) -> usize {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.lines.len();
        self.numbers.insert(name, number);
        self.lines.push(String::new());
        self.lines[number] = self.line(&self.all[name]);
        number
    }

    fn line(&mut self, shape: &'m Value) -> String {
        let of = |member: &str| shape[member]["shape"].as_str();
        match shape["type"].as_str() {
            _ if shape["document"] == true => "a".to_owned(),
            Some("structure") => format!("s{}", self.members(shape)),
            Some("list") => format!("l{}", of("member").map_or(0, |name| self.number(name))),
            Some("map") => format!("m{}", of("value").map_or(0, |name| self.number(name))),
            Some("string") => match shape["enum"].as_array() {
                Some(words) => {
                    let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
                    format!("e{}", words.join("|"))
                }
                None => format!("t{}", range(shape)),
            },
            Some("integer" | "long" | "float" | "double" | "short") => format!("n{}", range(shape)),
            Some("boolean") => "b".to_owned(),
            Some("blob") => format!("o{}", range(shape)),
            Some("timestamp") => "d".to_owned(),
            _ => "a".to_owned(),
        }
    }

    fn members(&mut self, shape: &'m Value) -> String {
        let required: Vec<&str> =
            shape["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let members = shape["members"].as_object().into_iter().flatten();
        let members = members.filter_map(|(name, member)| Some((name, member["shape"].as_str()?)));
        let written: Vec<String> = members
            .map(|(name, of)| {
                let mark = if required.contains(&name.as_str()) { "!" } else { "" };
                format!("{mark}{}:{}", step_functions_name(name), self.number(of))
            })
            .collect();
        written.join(" ")
    }
}

fn range(shape: &Value) -> String {
    match (&shape["min"], &shape["max"]) {
        (Value::Null, Value::Null) => String::new(),
        (least, most) => {
            let limit = |limit: &Value| if limit.is_null() { String::new() } else { limit.to_string() };
            format!("{},{}", limit(least), limit(most))
        }
    }
}

/// A member as Step Functions writes it: the name that the SDK for Java has, with a first letter in upper case.
///
/// That SDK lowers the capitals at the beginning of a name, but for the last one of them before a small letter:
/// `ETag` is `eTag`, `SSEKMSKeyId` is `ssekmsKeyId`. Source:
/// <https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html>.
fn step_functions_name(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let is_small = |at: usize| letters.get(at).is_some_and(|letter| letter.is_lowercase());
    let is_capital = |at: usize| letters.get(at).is_some_and(|letter| letter.is_uppercase());
    let mut end = 1;
    while is_capital(end) && !is_small(end + 1) {
        end += 1;
    }
    let upper = letters.iter().take(1).flat_map(|letter| letter.to_uppercase());
    let lower = letters.iter().take(end).skip(1).flat_map(|letter| letter.to_lowercase());
    upper.chain(lower).chain(letters.iter().skip(end).copied()).collect()
}
