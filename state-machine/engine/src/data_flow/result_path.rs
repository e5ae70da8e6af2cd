use std::sync::Arc;

use serde_json::{Map, Value};

use super::EvaluationError;
use crate::failure::error_name;
use crate::jsonpath::{InvalidPath, Path, Step};
use crate::payload::Payload;

/// `ResultPath`, ready to run.
#[derive(Debug, Clone, Default)]
pub enum ResultPath {
    /// In place of the input.
    #[default]
    Replace,
    /// Into the input, at this place.
    At(Path),
    /// Nowhere.
    Discard,
}

impl ResultPath {
    pub(crate) fn compile(written: &apoyo_asl::ResultPath) -> Result<Self, InvalidPath> {
        Ok(match written {
            apoyo_asl::ResultPath::Replace => Self::Replace,
            apoyo_asl::ResultPath::At(path) => Self::At(Path::compile(path.as_path())?),
            apoyo_asl::ResultPath::Discard => Self::Discard,
        })
    }

    /// The input with the result in its place.
    ///
    /// Members that are not there are made; elements must be there.
    ///
    /// # Errors
    /// `States.ResultPathMatchFailure` where the input cannot hold the result there.
    pub fn combine(&self, input: &Payload, result: &Payload) -> Result<Payload, EvaluationError> {
        match self {
            Self::Replace => Ok(Arc::clone(result)),
            Self::Discard => Ok(Arc::clone(input)),
            Self::At(path) => {
                let mut combined = (**input).clone();
                *place(&mut combined, path.steps()).ok_or_else(|| mismatch(path, input))? =
                    (**result).clone();
                Ok(Arc::new(combined))
            }
        }
    }
}

fn place<'v>(value: &'v mut Value, steps: &[Step]) -> Option<&'v mut Value> {
    steps.iter().try_fold(value, |value, step| match step {
        Step::Names(names) => {
            let members = value.as_object_mut()?;
            Some(members.entry(&*names[0]).or_insert_with(|| Value::Object(Map::new())))
        }
        Step::Indexes(indexes) => value.get_mut(usize::try_from(indexes[0]).ok()?),
        _ => None,
    })
}

fn mismatch(path: &Path, input: &Value) -> EvaluationError {
    EvaluationError::named(
        "ResultPath",
        error_name::RESULT_PATH_MATCH_FAILURE,
        format!("Unable to apply ReferencePath {} to input {input}", path.source()),
    )
}
