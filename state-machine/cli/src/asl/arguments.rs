use std::path::PathBuf;

use apoyo_asl::MachineType;
use clap::{Args, Subcommand, ValueEnum};

#[derive(Debug, Args)]
pub(crate) struct AslArguments {
    #[command(subcommand)]
    pub(crate) command: AslCommand,
}

/// What to do with a state machine.
#[derive(Debug, Subcommand)]
pub(crate) enum AslCommand {
    /// Say all that is wrong with definitions, in the codes and words of AWS.
    Check(CheckArguments),
    /// Run a definition in this process: its tasks are answered by mocks, commands, or services at named endpoints.
    Run(Box<RunArguments>),
    /// Draw a definition, also with what an execution of it did.
    Graph(GraphArguments),
}

/// Standard or Express.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum TypeChoice {
    /// Exactly once, up to a year.
    #[default]
    #[value(name = "STANDARD", alias = "standard")]
    Standard,
    /// At least once, up to five minutes.
    #[value(name = "EXPRESS", alias = "express")]
    Express,
}

impl From<TypeChoice> for MachineType {
    fn from(choice: TypeChoice) -> Self {
        match choice {
            TypeChoice::Standard => Self::Standard,
            TypeChoice::Express => Self::Express,
        }
    }
}

/// Exit codes: 0 all are valid, 1 one has errors, 2 a file cannot be read.
#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    /// The definitions: JSON or, by their names (.yaml, .yml), YAML; - is standard input.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The type of machine that they are meant for.
    #[arg(long = "type", value_enum, default_value_t, value_name = "TYPE")]
    pub(crate) machine_type: TypeChoice,
    /// Print what `ValidateStateMachineDefinition` answers, one line for each file, with the file's name.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Exit codes: 0 succeeded, 1 failed, timed out or was stopped, 2 bad usage: nothing ran, or a mock was missing.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that a person gives or not")]
pub(crate) struct RunArguments {
    /// The definition: JSON or, by its name (.yaml, .yml), YAML; - is standard input.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The input: JSON, @FILE, or - for standard input.
    #[arg(long, value_name = "JSON", default_value = "{}")]
    pub(crate) input: String,
    /// The type of the machine.
    #[arg(long = "type", value_enum, default_value_t, value_name = "TYPE")]
    pub(crate) machine_type: TypeChoice,
    /// Name of the execution [default: one that is made up].
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// Name of the state machine [default: the only one of the mock file, else the file's name].
    #[arg(long, value_name = "NAME")]
    pub(crate) state_machine: Option<String>,
    /// Results of tasks, in the form of Step Functions Local's `MockConfigFile.json`, also as YAML.
    #[arg(long, value_name = "FILE")]
    pub(crate) mock: Option<PathBuf>,
    /// The test case of the mock file [default: the only one].
    #[arg(long, value_name = "NAME", requires = "mock")]
    pub(crate) test_case: Option<String>,
    /// A shell command in place of a Lambda function: reads the payload on standard input, writes the result on standard
    /// output, both JSON; another exit code than 0 is the function's error. May be given several times.
    #[arg(long, value_name = "NAME=COMMAND")]
    pub(crate) lambda: Vec<String>,
    /// Another state machine, which this one starts. May be given several times.
    #[arg(long, value_name = "NAME=FILE")]
    pub(crate) machine: Vec<String>,
    /// A folder in place of S3: each folder in it is a bucket. Distributed Maps and tasks of S3 (aws-sdk:s3) read and write
    /// there.
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// Let tasks call AWS itself where nothing else answers them and no endpoint is named. Without it they call only endpoints
    /// that are named: by `AWS_ENDPOINT_URL_<SERVICE>`, by `AWS_ENDPOINT_URL`, or in the profile.
    #[arg(long)]
    pub(crate) aws: bool,
    /// Let no time pass: waits, delays of retries, time-outs and heartbeats are over at once, and the history tells the times at
    /// which they would have been.
    #[arg(long)]
    pub(crate) skip_time: bool,
    /// Print the history, too.
    #[arg(long)]
    pub(crate) history: bool,
    /// Print what `DescribeExecution` answers; with --history what `GetExecutionHistory` does.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Exit codes: 0 done, 1 the definition cannot be read as one, 2 a file cannot be read.
#[derive(Debug, Args)]
pub(crate) struct GraphArguments {
    /// The definition: JSON or, by its name (.yaml, .yml), YAML; - is standard input.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// What to draw it as [default: what --out is named after, else svg].
    #[arg(long, value_enum)]
    pub(crate) format: Option<GraphFormat>,
    /// Where to write it [default: standard output].
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// A history, as `run --history --json` or `aws stepfunctions get-execution-history` prints it: states are coloured by what
    /// became of them.
    #[arg(long, value_name = "FILE")]
    pub(crate) execution: Option<PathBuf>,
}

/// What to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphFormat {
    /// A picture that stands by itself.
    Svg,
    /// A flowchart in the language of Mermaid.
    Mermaid,
}
