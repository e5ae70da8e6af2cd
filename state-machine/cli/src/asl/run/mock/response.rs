use apoyo_engine::Failure;
use serde_json::Value;

use super::invocations::Invocations;

/// What a state answers, invocation by invocation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Response {
    pub(crate) name: String,
    /// In order, from invocation 0 on, without gaps.
    answers: Vec<(Invocations, Answer)>,
}

/// What one invocation answers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Answer {
    /// The task's result.
    Return(Value),
    /// The task's failure.
    Throw(Failure),
}

impl Response {
    /// Reads one of `MockedResponses`.
    ///
    /// # Errors
    /// Saying what is wrong with it.
    pub(super) fn read(name: &str, written: &Value) -> Result<Self, String> {
        let fault = |what: String| format!("MockedResponses.{name}: {what}");
        let members = written.as_object().filter(|members| !members.is_empty());
        let members = members.ok_or_else(|| {
            fault(
                "an object is needed with a member for each invocation, such as {\"0\": {\"Return\": {}}}"
                    .into(),
            )
        })?;
        let mut answers = Vec::new();
        for (key, answer) in members {
            let invocations: Invocations = key.parse().map_err(fault)?;
            answers
                .push((invocations, Answer::read(answer).map_err(|what| fault(format!("{key}: {what}")))?));
        }
        answers.sort_by_key(|(invocations, _)| *invocations);
        let mut next = 0;
        for (invocations, _) in &answers {
            if invocations.first != next {
                return Err(fault(format!("invocation {next} must be named once, and before {invocations}")));
            }
            next = invocations.last.saturating_add(1);
        }
        Ok(Self { name: name.to_owned(), answers })
    }

    /// The answer of an invocation, counted from 0; none where there is none any more.
    pub(crate) fn answer(&self, invocation: u32) -> Option<&Answer> {
        let of_it = |(of, _): &&(Invocations, Answer)| (of.first..=of.last).contains(&invocation);
        self.answers.iter().find(of_it).map(|(_, answer)| answer)
    }

    /// The invocations that it answers, in words.
    pub(crate) fn invocations(&self) -> String {
        self.answers.iter().map(|(invocations, _)| invocations.to_string()).collect::<Vec<_>>().join(", ")
    }
}

impl Answer {
    fn read(written: &Value) -> Result<Self, String> {
        let members: Vec<(&str, &Value)> =
            written.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value)).collect();
        match members[..] {
            [("Return", result)] => Ok(Self::Return(result.clone())),
            [("Throw", thrown)] => {
                let text = |name: &str| thrown.get(name).and_then(Value::as_str).map(str::to_owned);
                let error = text("Error").ok_or("Throw must have the name of an error as text, \"Error\"")?;
                Ok(Self::Throw(Failure { error: Some(error), cause: text("Cause") }))
            }
            _ => Err("either \"Return\" or \"Throw\" is needed, and nothing else".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_invocation_has_its_answer_and_none_comes_after_the_last() {
        let written = json!({"1-2": {"Throw": {"Error": "E", "Cause": "c"}}, "0": {"Return": 1}, "3": {"Return": null}});
        let response = Response::read("R", &written).unwrap();
        assert_eq!(response.answer(0), Some(&Answer::Return(json!(1))));
        let thrown = Answer::Throw(Failure::new("E", "c"));
        assert_eq!((response.answer(1), response.answer(2)), (Some(&thrown), Some(&thrown)));
        assert_eq!(response.answer(3), Some(&Answer::Return(Value::Null)));
        assert_eq!(response.answer(4), None);
        assert_eq!(response.invocations(), "0, 1-2, 3");
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        let table = [
            (json!({}), "an object is needed"),
            (json!({"x": {"Return": 1}}), "\"x\" names no invocations"),
            (json!({"1": {"Return": 1}}), "invocation 0 must be named once"),
            (
                json!({"0-1": {"Return": 1}, "1": {"Return": 1}}),
                "invocation 2 must be named once, and before 1",
            ),
            (json!({"0": {"Return": 1, "Throw": {}}}), "0: either \"Return\" or \"Throw\""),
            (json!({"0": {"Throw": {"Cause": "c"}}}), "0: Throw must have the name of an error"),
        ];
        for (written, expected) in table {
            let refused = Response::read("R", &written).unwrap_err();
            assert!(refused.starts_with("MockedResponses.R: ") && refused.contains(expected), "{refused}");
        }
    }
}
