use apoyo_operate::{InvalidInput, OperateError, StartText};

/// The input that a flag gives: JSON, or `@FILE`; checked as the photo state machine checks it, unless another one is meant.
pub(super) fn read(given: Option<&str>, is_own_machine: bool) -> anyhow::Result<StartText> {
    let Some(given) = given else { return Ok(StartText::default()) };
    let (text, place) = match given.strip_prefix('@') {
        Some(file) => match std::fs::read_to_string(file) {
            Ok(text) => (text, file.to_owned()),
            Err(error) => {
                let (file, why) = (file.to_owned(), error.to_string());
                return Err(OperateError::from(InvalidInput::File { file, why }).into());
            }
        },
        None => (given.to_owned(), "--input".to_owned()),
    };
    let read = if is_own_machine { StartText::read_for_photos } else { StartText::read };
    Ok(read(&text, &place).map_err(OperateError::from)?)
}
