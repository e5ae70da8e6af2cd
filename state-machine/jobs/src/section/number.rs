use std::fmt;

use serde::{Deserialize, Serialize};

/// Declares a whole number within bounds, with its default.
macro_rules! whole_number {
    ($(#[$meta:meta])* $name:ident, $least:expr, $most:expr, $default:expr) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(try_from = "i64", into = "i64")]
        pub struct $name(u32);

        impl $name {
            /// The number.
            pub const fn get(self) -> u32 {
                self.0
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self($default)
            }
        }

        impl TryFrom<i64> for $name {
            type Error = String;

            fn try_from(value: i64) -> Result<Self, String> {
                match u32::try_from(value) {
                    Ok(inside) if ($least..=$most).contains(&inside) => Ok(Self(inside)),
                    _ => Err(format!("{value} is not allowed, {} to {} are", $least, $most)),
                }
            }
        }

        impl From<$name> for i64 {
            fn from(number: $name) -> Self {
                number.0.into()
            }
        }
    };
}

whole_number! {
    /// Attempts of a job, 1 to 10.
    AttemptCount, 1_u32, 10_u32, 1
}
whole_number! {
    /// Memory, 4 MiB to 1 TiB.
    Mebibytes, 4_u32, 1_048_576_u32, 2_048
}
whole_number! {
    /// Longest time of an attempt, 60 seconds to 14 days.
    TimeoutSeconds, 60_u32, 1_209_600_u32, 3_600
}
whole_number! {
    /// Priority of a queue, 0 to 1,000.
    QueuePriority, 0_u32, 1_000_u32, 1
}

/// vCPUs in quarters, 0.25 to 192.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct VcpuCount {
    quarters: u16,
}

/// Most vCPUs, those of the largest instances.
const MOST_VCPUS: f64 = 192.0;

impl Default for VcpuCount {
    /// One.
    fn default() -> Self {
        Self { quarters: 4 }
    }
}

impl TryFrom<f64> for VcpuCount {
    type Error = String;

    fn try_from(value: f64) -> Result<Self, String> {
        let quarters = value * 4.0;
        if !(0.25..=MOST_VCPUS).contains(&value) || quarters.fract() != 0.0 {
            return Err(format!("{value} is not allowed, 0.25 to {MOST_VCPUS} in steps of 0.25 are"));
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "1 to 768, whole, by the line above"
        )]
        let quarters = quarters as u16;
        Ok(Self { quarters })
    }
}

impl From<VcpuCount> for f64 {
    fn from(vcpus: VcpuCount) -> Self {
        Self::from(vcpus.quarters) / 4.0
    }
}

impl fmt::Display for VcpuCount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", f64::from(*self))
    }
}
