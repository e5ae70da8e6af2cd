//! The shapes that several operations share, under the names of the API model.

use super::{Member, Pattern, Shape, optional, required};

pub(in crate::step_functions) const ARN: Shape = Shape::Text { least: 1, most: 256 };
pub(in crate::step_functions) const LONG_ARN: Shape = Shape::Text { least: 1, most: 2_000 };
pub(in crate::step_functions) const NAME: Shape = Shape::Text { least: 1, most: 80 };
pub(in crate::step_functions) const DEFINITION: Shape = Shape::Text { least: 1, most: 1_048_576 };
pub(in crate::step_functions) const DESCRIPTION: Shape = Shape::Text { least: 0, most: 256 };
/// Longer than this, the engine judges the bytes.
pub(in crate::step_functions) const SENSITIVE_DATA: Shape = Shape::Text { least: 0, most: 262_144 };
pub(in crate::step_functions) const ERROR: Shape = Shape::Text { least: 0, most: 256 };
pub(in crate::step_functions) const CAUSE: Shape = Shape::Text { least: 0, most: 32_768 };
pub(in crate::step_functions) const TASK_TOKEN: Shape = Shape::Text { least: 1, most: 2_048 };
pub(in crate::step_functions) const PAGE_SIZE: Shape = Shape::Integer { least: 0, most: 1_000 };
pub(in crate::step_functions) const PAGE_TOKEN: Shape = Shape::Text { least: 1, most: 1_024 };
pub(in crate::step_functions) const LIST_EXECUTIONS_PAGE_TOKEN: Shape = Shape::Text { least: 1, most: 3_096 };
pub(in crate::step_functions) const REVISION_ID: Shape = Shape::Text { least: 0, most: usize::MAX };
pub(in crate::step_functions) const STATE_MACHINE_TYPE: Shape = Shape::Choice(&["STANDARD", "EXPRESS"]);
pub(in crate::step_functions) const INCLUDED_DATA: Shape = Shape::Choice(&["ALL_DATA", "METADATA_ONLY"]);

pub(in crate::step_functions) const ALIAS_NAME: Shape = Shape::Form {
    least: 1,
    most: 80,
    pattern: Pattern { text: r"^(?=.*[a-zA-Z_\-\.])[a-zA-Z0-9_\-\.]+$", holds: is_alias_name },
};
pub(in crate::step_functions) const CLIENT_TOKEN: Shape = Shape::Form {
    least: 1,
    most: 64,
    pattern: Pattern { text: "[!-~]+", holds: |text| text.bytes().all(|byte| byte.is_ascii_graphic()) },
};
pub(in crate::step_functions) const TRACE_HEADER: Shape =
    Shape::Form { least: 0, most: 256, pattern: Pattern { text: r"\p{ASCII}*", holds: str::is_ascii } };

pub(in crate::step_functions) const TAG_LIST: Shape = Shape::List {
    items: &Shape::Structure(
        "Tag",
        &[
            required("key", Shape::Text { least: 1, most: 128 }),
            required("value", Shape::Text { least: 0, most: 256 }),
        ],
    ),
    least: 0,
    most: usize::MAX,
};
pub(in crate::step_functions) const TAG_KEY_LIST: Shape =
    Shape::List { items: &Shape::Text { least: 1, most: 128 }, least: 0, most: usize::MAX };

pub(in crate::step_functions) const LOGGING: Member = optional(
    "loggingConfiguration",
    Shape::Structure(
        "LoggingConfiguration",
        &[
            optional("level", Shape::Choice(&["ALL", "ERROR", "FATAL", "OFF"])),
            optional("includeExecutionData", Shape::Flag),
            optional("destinations", LOG_DESTINATIONS),
        ],
    ),
);
const LOG_DESTINATIONS: Shape = Shape::List {
    items: &Shape::Structure(
        "LogDestination",
        &[optional(
            "cloudWatchLogsLogGroup",
            Shape::Structure("CloudWatchLogsLogGroup", &[optional("logGroupArn", ARN)]),
        )],
    ),
    least: 0,
    most: usize::MAX,
};
pub(in crate::step_functions) const TRACING: Member = optional(
    "tracingConfiguration",
    Shape::Structure("TracingConfiguration", &[optional("enabled", Shape::Flag)]),
);
pub(in crate::step_functions) const ENCRYPTION: Member = optional(
    "encryptionConfiguration",
    Shape::Structure(
        "EncryptionConfiguration",
        &[
            required("type", Shape::Choice(&["AWS_OWNED_KEY", "CUSTOMER_MANAGED_KMS_KEY"])),
            optional("kmsKeyId", Shape::Text { least: 1, most: 2_048 }),
            optional("kmsDataKeyReusePeriodSeconds", Shape::Integer { least: 60, most: 900 }),
        ],
    ),
);
pub(in crate::step_functions) const ROUTING: Shape = Shape::List {
    items: &Shape::Structure(
        "RoutingConfigurationListItem",
        &[
            required("stateMachineVersionArn", ARN),
            required("weight", Shape::Integer { least: 0, most: 100 }),
        ],
    ),
    least: 1,
    most: 2,
};

fn is_alias_name(name: &str) -> bool {
    let is_mark = |c: char| matches!(c, '_' | '-' | '.');
    name.chars().all(|c| c.is_ascii_alphanumeric() || is_mark(c))
        && name.chars().any(|c| c.is_ascii_alphabetic() || is_mark(c))
}
