//! The stack as a whole: its committed templates, other people's tools on them, and what its roles may do.

#[cfg(test)]
mod app_resource;
#[cfg(test)]
mod iam;
#[cfg(test)]
mod kubernetes;
#[cfg(test)]
mod lane_policies;
#[cfg(test)]
mod moto;
#[cfg(test)]
mod pipeline_bounds;
#[cfg(test)]
mod pipeline_rights;
#[cfg(test)]
mod pipeline_scripts;
#[cfg(test)]
mod pipeline_template;
#[cfg(test)]
mod pipeline_trial;
#[cfg(test)]
mod pipeline_trust;
#[cfg(test)]
mod policies;
#[cfg(test)]
mod stacks;
#[cfg(test)]
mod templates;
#[cfg(test)]
mod trial;
#[cfg(test)]
mod workflows;
