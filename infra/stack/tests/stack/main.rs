//! The stack as a whole: its committed templates, other people's tools on them, and what its roles may do.

#[cfg(test)]
mod iam;
#[cfg(test)]
mod policies;
#[cfg(test)]
mod stacks;
#[cfg(test)]
mod templates;
#[cfg(test)]
mod trial;
