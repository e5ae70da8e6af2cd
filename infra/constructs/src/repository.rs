use apoyo_cfn::{GetAtt, LogicalId, Pseudo, Ref, Resource, Statement, Sub};
use serde_json::{Value, json};

use crate::{ConstructId, Role, Stack};

/// Where the worker's image is kept; a tag once pushed never means another image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repository {
    id: LogicalId,
}

/// Images kept for a rollback; older ones go.
const IMAGES_KEPT: u8 = 10;

impl Repository {
    /// Adds a repository; it goes with the stack, since the image can be built again.
    pub fn define(stack: &mut Stack, id: &ConstructId, name: &str) -> Self {
        let lifecycle = json!({"rules": [{
            "rulePriority": 1, "description": "keep the newest",
            "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": IMAGES_KEPT},
            "action": {"type": "expire"},
        }]});
        let properties = json!({
            "RepositoryName": Sub::new().pseudo(Pseudo::StackName).text(&format!("-{name}")),
            "ImageTagMutability": "IMMUTABLE",
            "ImageScanningConfiguration": {"ScanOnPush": true},
            "EncryptionConfiguration": {"EncryptionType": "AES256"},
            "LifecyclePolicy": {"LifecyclePolicyText": lifecycle.to_string()},
            "EmptyOnDelete": true,
        });
        Self { id: stack.add(id, Resource::new("AWS::ECR::Repository", properties)) }
    }

    /// The image of the tag that a parameter holds.
    pub fn image(&self, tag: &LogicalId) -> Value {
        Sub::new().attribute(&self.id, "RepositoryUri").text(":").reference(tag).into()
    }

    /// The repository's address, to push to.
    pub fn uri(&self) -> Value {
        GetAtt(&self.id, "RepositoryUri").into()
    }

    /// The repository's name.
    pub fn name(&self) -> Value {
        Ref(&self.id).into()
    }

    /// Lets a role fetch images. The token is not of one repository, hence `*`.
    pub fn grant_pull(&self, role: &mut Role) {
        role.grant(Statement::allow("LogIn", &["ecr:GetAuthorizationToken"], ["*"]));
        let actions = ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"];
        role.grant(Statement::allow("Pull", &actions, [Value::from(GetAtt(&self.id, "Arn"))]));
    }
}
