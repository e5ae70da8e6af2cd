use apoyo_engine::{Error, Prepared};
use apoyo_services::check_arguments;

use super::registry::MachineType;

/// Checks a definition that somebody asks to create: the language, then what is written down as arguments of services.
///
/// # Errors
/// When something is wrong with it.
pub(super) fn prepared(definition: &str, machine_type: MachineType) -> Result<Prepared, Error> {
    Prepared::checked((definition, machine_type.into()), check_arguments)
}
