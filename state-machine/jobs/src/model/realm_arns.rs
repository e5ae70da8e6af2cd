use apoyo_engine::Realm;

use super::JobKey;

/// Makes the ARNs of Batch's resources, and takes a name out of one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Arns(pub(crate) Realm);

impl Arns {
    fn arn(&self, kind: &str, name: &str) -> String {
        format!("arn:aws:batch:{}:{}:{kind}/{name}", self.0.region, self.0.account)
    }

    pub(crate) fn queue(&self, name: &str) -> String {
        self.arn("job-queue", name)
    }

    pub(crate) fn environment(&self, name: &str) -> String {
        self.arn("compute-environment", name)
    }

    pub(crate) fn definition(&self, name: &str, revision: u32) -> String {
        self.arn("job-definition", &format!("{name}:{revision}"))
    }

    pub(crate) fn job(&self, key: &JobKey) -> String {
        self.arn("job", &key.to_string())
    }

    /// The name in an ARN of this kind, or the text itself where it is no ARN.
    pub(crate) fn name<'t>(&self, kind: &str, text: &'t str) -> &'t str {
        text.strip_prefix(&self.arn(kind, "")).unwrap_or(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_in_its_arn_and_by_itself() {
        let arns = Arns::default();
        assert_eq!(arns.queue("q"), "arn:aws:batch:us-east-1:000000000000:job-queue/q");
        assert_eq!(arns.name("job-queue", &arns.queue("q")), "q");
        assert_eq!(arns.name("job-queue", "q"), "q");
        let other = "arn:aws:batch:eu-west-1:000000000000:job-queue/q";
        assert_eq!(arns.name("job-queue", other), other);
    }
}
