//! The Amazon States Language as data: parse, validate, build, write. Runs nothing.
//!
//! ```text
//! text --parse--> Definition --validate--> ValidDefinition --> the engine
//!                     ^   \--to_json--> text
//!        build -------/
//! ```
//!
//! Architecture invariant: no clock, no thread, no evaluation. Expressions are typed text here; the engine compiles
//! them. Source: <https://states-language.net/spec.html> and
//! <https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html>.

pub mod build;
mod catcher;
mod choice_rule;
mod data_flow;
mod definition;
mod diagnostic;
mod map;
mod read;
mod resource;
mod retrier;
mod state;
mod states;
mod transition;
mod validate;
mod value;
mod write;

pub use catcher::Catcher;
pub use choice_rule::{ChoiceRule, Comparison, Condition, Is, Operand, Operator, Order, Test};
pub use data_flow::{DataFlow, JsonPathFlow, JsonataFlow, ResultPath, Selection};
pub use definition::{Definition, Flow, MachineType, QueryLanguage};
pub use diagnostic::{Diagnostic, DiagnosticCode, Diagnostics, Location};
pub use map::{
    CsvDelimiter, CsvHeaderLocation, InputType, ItemBatcher, ItemProcessor, ItemReader, Items, ManifestType,
    OutputType, ProcessorKeyword, ProcessorMode, ReaderConfig, ResultTransformation, ResultWriter,
    Transformation, WriterConfig,
};
pub use resource::{InvalidResource, Pattern, Resource, ResourceKind};
pub use retrier::{JitterStrategy, Retrier};
pub use state::{State, StateKind};
pub use states::{Choice, Credentials, Fail, Map, Parallel, Pass, RoleArn, Task, Timing, Wait, WaitTime};
pub use transition::Transition;
pub use validate::ValidDefinition;
pub use value::{
    Dynamic, ErrorEquals, Expression, Intrinsic, IntrinsicArgument, InvalidErrorEquals, InvalidExpression,
    InvalidIntrinsic, InvalidPath, InvalidReferencePath, InvalidStateName, InvalidTimestamp, Path,
    PathExpression, PathRoot, ReferencePath, StateName, Template, Timestamp,
};
