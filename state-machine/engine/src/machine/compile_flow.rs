use std::sync::Arc;

use apoyo_asl::Template as Written;

use super::UncompiledReason;
use crate::data_flow::{DataFlow, JsonPathFlow, JsonataFlow, ResultPath, Selection, Template};

type Compiled<T> = Result<T, UncompiledReason>;

/// What a state does with its data.
pub(super) fn state_flow(written: &apoyo_asl::DataFlow) -> Compiled<DataFlow> {
    Ok(match written {
        apoyo_asl::DataFlow::Jsonata(flow) => DataFlow::Jsonata(JsonataFlow {
            arguments: template(flow.arguments.as_ref())?,
            ..jsonata(flow.output.as_ref(), flow.assign.as_ref())?
        }),
        apoyo_asl::DataFlow::JsonPath(flow) => DataFlow::JsonPath(Box::new(JsonPathFlow {
            input_path: Selection::compile(&flow.input_path)?,
            parameters: template(flow.parameters.as_ref())?,
            result_selector: template(flow.result_selector.as_ref())?,
            result_path: ResultPath::compile(&flow.result_path)?,
            output_path: Selection::compile(&flow.output_path)?,
            assign: assigned(flow.assign.as_ref())?,
        })),
    })
}

/// What a rule of a `Choice` state with this data flow does: in `JSONPath` the state's `OutputPath` holds for it too.
pub(super) fn rule_flow(rule: &apoyo_asl::ChoiceRule, of: &apoyo_asl::DataFlow) -> Compiled<DataFlow> {
    Ok(match of {
        apoyo_asl::DataFlow::Jsonata(_) => {
            DataFlow::Jsonata(jsonata(rule.output.as_ref(), rule.assign.as_ref())?)
        }
        apoyo_asl::DataFlow::JsonPath(flow) => DataFlow::JsonPath(Box::new(JsonPathFlow {
            output_path: Selection::compile(&flow.output_path)?,
            assign: assigned(rule.assign.as_ref())?,
            ..JsonPathFlow::default()
        })),
    })
}

/// What a catcher of a state with this data flow does.
pub(super) fn catcher_flow(catcher: &apoyo_asl::Catcher, of: &apoyo_asl::DataFlow) -> Compiled<DataFlow> {
    Ok(match of {
        apoyo_asl::DataFlow::Jsonata(_) => {
            DataFlow::Jsonata(jsonata(catcher.output.as_ref(), catcher.assign.as_ref())?)
        }
        apoyo_asl::DataFlow::JsonPath(_) => DataFlow::JsonPath(Box::new(JsonPathFlow {
            result_path: ResultPath::compile(&catcher.result_path)?,
            assign: assigned(catcher.assign.as_ref())?,
            ..JsonPathFlow::default()
        })),
    })
}

pub(super) fn template(written: Option<&Written>) -> Compiled<Option<Template>> {
    Ok(written.map(Template::compile).transpose()?)
}

fn jsonata(output: Option<&Written>, assign: Option<&Written>) -> Compiled<JsonataFlow> {
    Ok(JsonataFlow { arguments: None, output: template(output)?, assign: assigned(assign)? })
}

fn assigned(assign: Option<&Written>) -> Compiled<Vec<(Arc<str>, Template)>> {
    let compiled = |(name, value): (&String, &Written)| Ok((name.as_str().into(), Template::compile(value)?));
    match assign {
        None => Ok(Vec::new()),
        Some(Written::Object(members)) => members.iter().map(compiled).collect(),
        Some(literal) => literal
            .to_json()
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, value)| Ok((name.as_str().into(), Template::Literal(Arc::new(value.clone())))))
            .collect(),
    }
}
