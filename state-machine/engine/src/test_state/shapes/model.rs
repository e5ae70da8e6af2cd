use std::io::Read;
use std::sync::LazyLock;

use flate2::read::GzDecoder;

use super::shape::Shape;

/// What the operations of one service give.
pub(super) struct Model {
    /// Operations, `>Name 0`, and then the shapes, by number.
    operations: Vec<(&'static str, usize)>,
    shapes: Vec<&'static str>,
}

/// The output shapes of the services whose use in Step Functions is common.
///
/// Facts taken from the API models that botocore 1.43.11 ships (<https://github.com/boto/botocore>, Apache-2.0, Copyright
/// Amazon.com), names as Step Functions writes them. The text's own head says how it is written and how to make it again:
/// `cargo run -p apoyo-engine --example output_shapes -- BOTOCORE_DATA state-machine/engine/src/test_state/shapes/output_shapes.txt.gz`.
static SHAPES: &[u8] = include_bytes!("output_shapes.txt.gz");

static TEXT: LazyLock<String> = LazyLock::new(|| {
    let mut text = String::new();
    GzDecoder::new(SHAPES).read_to_string(&mut text).expect("the table was written by its own example");
    text
});

impl Model {
    /// The model of a service by the SDK's name; none where the table does not have it.
    pub(super) fn of(service: &str) -> Option<Self> {
        let begin = format!("\n@{service}\n");
        let at = TEXT.find(&begin)? + begin.len();
        let section = TEXT[at..].split("\n@").next()?;
        let (operations, shapes): (Vec<_>, Vec<_>) = section.lines().partition(|line| line.starts_with('>'));
        Some(Self { operations: operations.into_iter().filter_map(operation).collect(), shapes })
    }

    /// The output of an operation; none where it gives nothing, or is not known.
    pub(super) fn output_of(&self, operation: &str) -> Option<Shape> {
        let found = self.operations.iter().find(|(name, _)| name.eq_ignore_ascii_case(operation))?;
        self.shape(found.1)
    }

    pub(super) fn shape(&self, number: usize) -> Option<Shape> {
        self.shapes.get(number).and_then(|line| Shape::of(line))
    }
}

fn operation(line: &'static str) -> Option<(&'static str, usize)> {
    let (name, shape) = line.strip_prefix('>')?.split_once(' ')?;
    Some((name, shape.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_of_the_table_can_be_read_and_leads_to_another() {
        let services = TEXT.lines().filter_map(|line| line.strip_prefix('@'));
        let mut count = 0;
        for service in services {
            let model = Model::of(service).unwrap();
            assert!(!model.operations.is_empty(), "{service}");
            for (at, line) in model.shapes.iter().enumerate() {
                let shape = Shape::of(line).unwrap_or_else(|| panic!("{service} {at}: {line}"));
                for next in shape.leads_to() {
                    assert!(next < model.shapes.len(), "{service} {at}: {line}");
                }
            }
            count += 1;
        }
        assert!(count > 50, "{count} services");
    }
}
