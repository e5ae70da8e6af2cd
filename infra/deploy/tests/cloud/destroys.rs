//! A stack goes only where no photo is left alone without words, and what outlives it is named.

use apoyo_deploy::{DeployError, WithPhotos};
use apoyo_photo::Folders;

use crate::answers::{done, events, listing, no_stack, stack};
use crate::scene::{Scene, name};
use crate::wire::Answer;

const TEMPLATE: &str = r#"{"Resources": {
    "Photos": {"Type": "AWS::S3::Bucket", "DeletionPolicy": "Retain"},
    "Letters": {"Type": "AWS::SQS::Queue"},
    "List": {"Type": "AWS::Lambda::Function", "Properties": {"Environment": {"Variables":
        {"APOYO_BUCKET": {"Ref": "Photos"}, "APOYO_FOLDER_WAITING": "nuevas/"}}}}}}"#;

fn resources() -> Answer {
    let member = |id: &str, kind: &str, physical: &str| {
        format!(
            "<member><LogicalResourceId>{id}</LogicalResourceId><ResourceType>{kind}</ResourceType>\
             <PhysicalResourceId>{physical}</PhysicalResourceId></member>"
        )
    };
    let members = [
        member("Photos", "AWS::S3::Bucket", "fotos"),
        member("Letters", "AWS::SQS::Queue", "letters"),
        member("List", "AWS::Lambda::Function", "apoyo-list"),
    ];
    let members = members.concat();
    done("ListStackResources", &format!("<StackResourceSummaries>{members}</StackResourceSummaries>"))
}

async fn deployed() -> Scene {
    let scene = Scene::new().await;
    scene.wire.answer("DescribeStacks", [stack("UPDATE_COMPLETE")]);
    scene.wire.answer("ListStackResources", [resources()]);
    scene
        .wire
        .answer("GetTemplate", [done("GetTemplate", &format!("<TemplateBody>{TEMPLATE}</TemplateBody>"))]);
    scene.wire.answer("ListObjectsV2", [listing(&[], "")]);
    scene
}

#[tokio::test]
async fn a_stack_with_photos_stays_and_they_are_counted_by_folder() {
    let scene = deployed().await;
    scene.wire.answer(
        "ListObjectsV2",
        [
            listing(&["nuevas/", "nuevas/a.jpg"], "more"),
            listing(&["nuevas/b.jpg"], ""),
            listing(&[], ""),
            listing(&["procesadas/c.jpg"], ""),
            listing(&[], ""),
        ],
    );
    let doomed = scene.cloud.doom(&name(), &Folders::default()).await.unwrap();
    assert!(!doomed.may_go(WithPhotos::Refuse) && doomed.may_go(WithPhotos::LeaveThem));
    assert_eq!((doomed.photos.bucket.as_str(), doomed.photos.photos()), ("fotos", 3));
    assert_eq!(doomed.photos.folders[0].first, ["nuevas/a.jpg", "nuevas/b.jpg"]);
    let prefixes: Vec<_> = scene
        .wire
        .asked_of("ListObjectsV2")
        .into_iter()
        .map(|asked| asked.fields["prefix"].clone())
        .collect();
    let wanted = ["nuevas/", "nuevas/", "procesando/", "procesadas/", "por revisar/", "descartadas/"];
    assert_eq!(prefixes, wanted, "the folders that the deployed functions know");
    assert_eq!(scene.wire.asked_of("DeleteStack").len(), 0);
}

#[tokio::test]
async fn a_stack_without_photos_goes_and_says_what_outlives_it() {
    let mut scene = deployed().await;
    let doomed = scene.cloud.doom(&name(), &Folders::default()).await.unwrap();
    assert!(doomed.may_go(WithPhotos::Refuse));
    let leaves: Vec<_> = doomed.leaves.iter().map(|left| left.physical_id.as_str()).collect();
    assert_eq!((leaves, doomed.goes), (vec!["fotos"], 2));

    scene.wire.answer("DescribeStacks", [stack("DELETE_IN_PROGRESS"), stack("DELETE_COMPLETE")]);
    let told = [(1, "Letters", "DELETE_COMPLETE", ""), (2, "apoyo", "DELETE_COMPLETE", "")];
    scene.wire.answer("DescribeStackEvents", [events(&[], ""), events(&told[..1], ""), events(&told, "")]);
    let told = &mut scene.told;
    let ended = scene.cloud.destroy(&doomed, &scene.waits, &mut |notice| told.push(notice)).await.unwrap();
    assert!(ended.is_success());
    assert_eq!(scene.happened().len(), 2);
}

#[tokio::test]
async fn a_bucket_that_is_gone_has_no_photos() {
    let scene = deployed().await;
    let gone = "<Error><Code>NoSuchBucket</Code><Message>gone</Message></Error>";
    scene.wire.answer("ListObjectsV2", [Answer { status: 404, headers: vec![], body: gone.to_owned() }]);
    assert!(scene.cloud.doom(&name(), &Folders::default()).await.unwrap().photos.is_empty());
}

#[tokio::test]
async fn photos_that_cannot_be_counted_are_not_taken_for_none() {
    let scene = deployed().await;
    let denied = "<Error><Code>AccessDenied</Code><Message>no</Message></Error>";
    scene.wire.answer("ListObjectsV2", [Answer { status: 403, headers: vec![], body: denied.to_owned() }]);
    let refused = scene.cloud.doom(&name(), &Folders::default()).await.unwrap_err().to_string();
    assert!(refused.contains("ListObjectsV2") && refused.contains("AccessDenied"), "{refused}");
}

#[tokio::test]
async fn there_must_be_a_stack_and_nobody_else_at_work_on_it() {
    let scene = deployed().await;
    scene.wire.answer("DescribeStacks", [no_stack()]);
    let none = scene.cloud.doom(&name(), &Folders::default()).await.unwrap_err();
    assert!(matches!(none, DeployError::NoStack(_)), "{none}");
    scene.wire.answer("DescribeStacks", [stack("UPDATE_ROLLBACK_IN_PROGRESS")]);
    let busy = scene.cloud.doom(&name(), &Folders::default()).await.unwrap_err();
    assert!(matches!(busy, DeployError::Busy { .. }), "{busy}");
}
