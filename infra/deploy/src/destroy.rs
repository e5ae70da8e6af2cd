use apoyo_photo::Folders;
use apoyo_stack::StackName;
use serde_json::Value;

use crate::error::call;
use crate::photos_left::folders;
use crate::{Cloud, DeployError, DeployedResource, Ended, EventLog, Notice, Pause, PhotosLeft, Standing};

/// A stack that may be destroyed, and what would be left of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Doomed {
    /// ARN of the stack.
    stack: String,
    /// The photos in its bucket.
    pub photos: PhotosLeft,
    /// What outlives the stack.
    pub leaves: Vec<DeployedResource>,
    /// How many resources go.
    pub goes: usize,
}

/// What becomes of a stack whose bucket has photos.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WithPhotos {
    /// It stays.
    Refuse,
    /// It goes; the bucket stays as it is, with all photos in it.
    LeaveThem,
}

/// Types that are retained as a part of something else: of a function that goes, of a bucket that stays.
const PARTS: [&str; 2] = ["AWS::Lambda::Version", "AWS::S3::BucketPolicy"];

impl Doomed {
    /// Whether the stack may go.
    pub fn may_go(&self, with_photos: WithPhotos) -> bool {
        self.photos.is_empty() || with_photos == WithPhotos::LeaveThem
    }
}

impl Cloud {
    /// Looks at what would go and what would stay. Changes nothing.
    ///
    /// The folders are those that the deployed functions know; where they cannot be told, `configured`.
    ///
    /// # Errors
    /// When there is no stack, when something else works on it, or when AWS does not answer or refuses a call.
    pub async fn doom(&self, name: &StackName, configured: &Folders) -> Result<Doomed, DeployError> {
        let stack = self.existing(name).await?;
        if stack.status.standing() == Standing::Busy {
            return Err(DeployError::Busy { stack: name.clone(), status: stack.status.to_string() });
        }
        let resources = self.resources(&stack.id).await?;
        let template = match self.template(&stack.id).await {
            Err(DeployError::ForeignTemplate(_)) => Value::Null,
            read => read?,
        };
        let bucket =
            resources.iter().find(|one| one.kind == "AWS::S3::Bucket" && !one.physical_id.is_empty());
        let folders = folders(&template).unwrap_or_else(|| configured.clone());
        let photos = match bucket {
            Some(bucket) => self.photos_left(&bucket.physical_id, &folders).await?,
            None => PhotosLeft { bucket: String::new(), folders: Vec::new() },
        };
        let (stays, goes): (Vec<_>, Vec<_>) =
            resources.into_iter().partition(|resource| is_retained(&template, &resource.logical_id));
        let leaves = stays.into_iter().filter(outlives).collect();
        Ok(Doomed { stack: stack.id, photos, leaves, goes: goes.len() })
    }

    /// Deletes the stack and tells what happens until it is gone. CloudFormation goes on where this is dropped.
    ///
    /// # Errors
    /// When AWS does not answer or refuses a call. Resources that cannot be deleted are no error of this kind: see
    /// [`Ended`].
    pub async fn destroy(
        &self,
        doomed: &Doomed,
        pause: &impl Pause,
        tell: &mut dyn FnMut(Notice),
    ) -> Result<Ended, DeployError> {
        let mut log = EventLog::after(self.newest_events(&doomed.stack).await?);
        let delete = self.formation.delete_stack().stack_name(&doomed.stack);
        delete.send().await.map_err(call("DeleteStack", &doomed.stack))?;
        self.follow(&doomed.stack, &mut log, pause, tell).await
    }
}

fn is_retained(template: &Value, logical_id: &str) -> bool {
    template["Resources"][logical_id]["DeletionPolicy"]
        .as_str()
        .is_some_and(|policy| policy.starts_with("Retain"))
}

fn outlives(resource: &DeployedResource) -> bool {
    !resource.physical_id.is_empty() && !PARTS.contains(&resource.kind.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FolderLeft;

    fn doomed(photos: u64) -> Doomed {
        let folder = FolderLeft { folder: "procesadas/".into(), photos, more: false, first: vec![] };
        let folders = if photos == 0 { vec![] } else { vec![folder] };
        let photos = PhotosLeft { bucket: "fotos".into(), folders };
        Doomed { stack: "arn".into(), photos, leaves: vec![], goes: 0 }
    }

    #[test]
    fn a_stack_with_photos_goes_only_when_they_are_left_in_words() {
        assert!(doomed(0).may_go(WithPhotos::Refuse));
        assert!(!doomed(1).may_go(WithPhotos::Refuse));
        assert!(doomed(1).may_go(WithPhotos::LeaveThem));
    }
}
