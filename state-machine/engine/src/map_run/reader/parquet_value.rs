use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{Timestamp, civil};
use parquet::record::{Field, Row};
use serde_json::{Number, Value};

/// A row as JSON: names of columns to values.
pub(super) fn row(row: Row) -> Value {
    Value::Object(row.into_columns().into_iter().map(|(name, field)| (name, value(&field))).collect())
}

/// A value of a column: dates and moments as in ISO 8601, exact decimals as text, bytes as text where they are UTF-8 and
/// else in base64.
fn value(field: &Field) -> Value {
    match field {
        Field::Null => Value::Null,
        Field::Bool(it) => (*it).into(),
        Field::Byte(it) => (*it).into(),
        Field::Short(it) => (*it).into(),
        Field::Int(it) => (*it).into(),
        Field::Long(it) => (*it).into(),
        Field::UByte(it) => (*it).into(),
        Field::UShort(it) => (*it).into(),
        Field::UInt(it) => (*it).into(),
        Field::ULong(it) => (*it).into(),
        Field::Float16(it) => number(f64::from(*it)),
        Field::Float(it) => number(f64::from(*it)),
        Field::Double(it) => number(*it),
        Field::Str(text) => text.as_str().into(),
        Field::Bytes(bytes) => text(bytes.data()).into(),
        Field::Date(days) => date(*days).map_or(Value::Null, Value::from),
        Field::TimestampMillis(at) => moment(Timestamp::from_millisecond(*at).ok()),
        Field::TimestampMicros(at) => moment(Timestamp::from_microsecond(*at).ok()),
        Field::Group(group) => {
            Value::Object(group.get_column_iter().map(|(name, field)| (name.clone(), value(field))).collect())
        }
        Field::ListInternal(list) => list.elements().iter().map(value).collect(),
        Field::MapInternal(map) => Value::Object(
            map.entries().iter().map(|(key, field)| (member(&value(key)), value(field))).collect(),
        ),
        Field::Decimal(_) | Field::TimeMillis(_) | Field::TimeMicros(_) => field.to_string().into(),
    }
}

/// A number; JSON has none for what is not finite.
fn number(it: f64) -> Value {
    Number::from_f64(it).map_or(Value::Null, Value::Number)
}

fn text(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes).map_or_else(|_| STANDARD.encode(bytes), str::to_owned)
}

fn date(days: i32) -> Option<String> {
    let date = civil::date(1970, 1, 1).checked_add(jiff::Span::new().try_days(days).ok()?);
    date.ok().map(|date| date.to_string())
}

fn moment(at: Option<Timestamp>) -> Value {
    at.map_or(Value::Null, |at| at.to_string().into())
}

/// The name of a member, from a key of any type.
fn member(key: &Value) -> String {
    key.as_str().map_or_else(|| key.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_is_json_of_its_kind() {
        let table = [
            (Field::ULong(u64::MAX), json!(u64::MAX)),
            (Field::Double(0.5), json!(0.5)),
            (Field::Double(f64::NAN), json!(null)),
            (Field::Bytes(vec![0xff].into()), json!("/w==")),
            (Field::Bytes(vec![b'a'].into()), json!("a")),
            (Field::Date(20_000), json!("2024-10-04")),
            (Field::Date(i32::MAX), json!(null)),
            (Field::TimestampMillis(1_728_000_000_500), json!("2024-10-04T00:00:00.5Z")),
            (Field::Group(Row::new(vec![("a".into(), Field::Null)])), json!({"a": null})),
        ];
        for (field, wanted) in table {
            assert_eq!(value(&field), wanted, "{field}");
        }
    }
}
