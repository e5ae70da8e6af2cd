//! Lambda of the embedded cloud: functions of the user's own, and the Lambda binaries themselves.
