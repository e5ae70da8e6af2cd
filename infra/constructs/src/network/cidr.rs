use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

/// A range of private IPv4 addresses, `/16` to `/24`: a VPC takes `/16` to `/28`, and a quarter of it must still hold
/// enough containers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cidr {
    first: Ipv4Addr,
    bits: u8,
}

/// A text that is no such range.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a private range of addresses, 10.42.0.0/16 is (a whole block of /16 to /24)")]
pub struct InvalidCidr {
    /// The text found.
    pub text: String,
}

impl Cidr {
    /// The range cut into four.
    pub fn quarters(self) -> [Self; 4] {
        let bits = self.bits + 2;
        let size = 1_u32 << (32 - u32::from(bits));
        [0, 1, 2, 3].map(|at| Self { first: (u32::from(self.first) + at * size).into(), bits })
    }

    fn is_block(self) -> bool {
        let inside = (1_u32 << (32 - u32::from(self.bits))) - 1;
        u32::from(self.first) & inside == 0
    }
}

impl FromStr for Cidr {
    type Err = InvalidCidr;

    fn from_str(text: &str) -> Result<Self, InvalidCidr> {
        let read = || {
            let (first, bits) = text.split_once('/')?;
            let range = Self { first: first.parse().ok()?, bits: bits.parse().ok()? };
            let holds = (16..=24).contains(&range.bits) && range.is_block() && range.first.is_private();
            holds.then_some(range)
        };
        read().ok_or_else(|| InvalidCidr { text: text.to_owned() })
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.first, self.bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_cut_into_four_that_do_not_overlap() {
        let quarters = "10.42.0.0/16".parse::<Cidr>().unwrap().quarters().map(|quarter| quarter.to_string());
        assert_eq!(quarters, ["10.42.0.0/18", "10.42.64.0/18", "10.42.128.0/18", "10.42.192.0/18"]);
    }

    #[test]
    fn ranges_that_a_vpc_should_not_have_are_refused() {
        for bad in ["", "10.0.0.0", "10.0.0.0/8", "10.0.0.0/25", "10.0.1.0/16", "8.8.0.0/16", "10.0.0.0/x"] {
            assert!(bad.parse::<Cidr>().is_err(), "{bad}");
        }
    }
}
