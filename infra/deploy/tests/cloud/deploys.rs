//! A stack is created and changed, and nothing is done where nothing is to do.

use apoyo_deploy::{Action, Artifact, Notice, Prepared};

use crate::answers::{change, change_set, change_set_page, empty, events, stack, throttled};
use crate::scene::Scene;
use crate::wire::Answer;

const NOTHING: &str =
    "The submitted information didn't contain changes. Submit different information to create a change set.";

#[tokio::test]
async fn a_new_stack_is_created_and_every_event_told_once_in_order() {
    let mut scene = Scene::new().await;
    scene.wire.answer(
        "DescribeStacks",
        [
            crate::answers::no_stack(),
            stack("CREATE_IN_PROGRESS"),
            stack("CREATE_IN_PROGRESS"),
            stack("CREATE_COMPLETE"),
        ],
    );
    let review = (1, "apoyo", "REVIEW_IN_PROGRESS", "");
    let begun = (2, "apoyo", "CREATE_IN_PROGRESS", "");
    let queue = [(3, "Letters", "CREATE_IN_PROGRESS", ""), (4, "Letters", "CREATE_COMPLETE", "")];
    let end = (5, "apoyo", "CREATE_COMPLETE", "");
    scene.wire.answer(
        "DescribeStackEvents",
        [
            events(&[review], ""),
            events(&[review, begun, queue[0]], ""),
            // The newest page does not reach back to what is known: the next one is asked for.
            events(&[queue[1]], "older"),
            events(&[review, begun, queue[0]], ""),
            events(&[review, begun, queue[0], queue[1], end], ""),
        ],
    );
    let ended = scene.deploy().await.unwrap();
    assert!(ended.is_success() && ended.causes.is_empty());
    let happened = scene.happened();
    let told: Vec<_> = happened.iter().map(|(id, status)| (id.as_str(), status.as_str())).collect();
    let wanted = [
        ("apoyo", "CREATE_IN_PROGRESS"),
        ("Letters", "CREATE_IN_PROGRESS"),
        ("Letters", "CREATE_COMPLETE"),
        ("apoyo", "CREATE_COMPLETE"),
    ];
    assert_eq!(told, wanted);
    assert_eq!(scene.waits.seconds(), [2, 2]);
}

#[tokio::test]
async fn a_change_set_of_the_right_kind_is_made_with_what_the_template_needs() {
    let mut scene = Scene::new().await;
    scene.prepare().await.unwrap();
    let [asked] = &scene.wire.asked_of("CreateChangeSet")[..] else { panic!("one change set") };
    let field = |name: &str| asked.fields.get(name).map(String::as_str);
    assert_eq!(field("ChangeSetType"), Some("CREATE"));
    assert_eq!(field("Parameters.member.1.ParameterValue"), Some("apoyo-artifacts-123456789012-eu-west-1"));
    let url = field("TemplateURL").unwrap();
    let host = "https://apoyo-artifacts-123456789012-eu-west-1.s3.eu-west-1.amazonaws.com/templates/apoyo-";
    assert!(url.starts_with(host), "{url}");
    assert_eq!(field("RoleARN"), Some("arn:aws:iam::123456789012:role/pipeline/service"));
    assert_eq!(field("Capabilities.member.1"), None, "a template without IAM needs no leave for it");

    scene.wire.answer("DescribeStacks", [stack("UPDATE_ROLLBACK_COMPLETE")]);
    scene.prepare().await.unwrap();
    let asked = scene.wire.asked_of("CreateChangeSet");
    assert_eq!(asked[1].fields["ChangeSetType"], "UPDATE");
}

#[tokio::test]
async fn a_stack_that_a_given_up_change_set_left_is_created_by_the_next() {
    let mut scene = Scene::new().await;
    scene.wire.answer("DescribeStacks", [stack("REVIEW_IN_PROGRESS")]);
    let Prepared::Changed(ready) = scene.prepare().await.unwrap() else { panic!("there are changes") };
    assert!(ready.creates());
    assert_eq!(scene.wire.asked_of("CreateChangeSet")[0].fields["ChangeSetType"], "CREATE");
    scene.cloud.discard(&ready).await.unwrap();
    assert_eq!(scene.wire.asked_of("DeleteStack").len(), 0, "it was there before");
}

#[tokio::test]
async fn what_is_given_up_leaves_nothing_behind() {
    let mut scene = Scene::new().await;
    let Prepared::Changed(ready) = scene.prepare().await.unwrap() else { panic!("there are changes") };
    scene.cloud.discard(&ready).await.unwrap();
    assert_eq!(scene.wire.asked_of("DeleteChangeSet").len(), 1);
    assert_eq!(scene.wire.asked_of("DeleteStack").len(), 1, "the empty stack that the change set made");
    assert_eq!(scene.wire.asked_of("ExecuteChangeSet").len(), 0);
}

#[tokio::test]
async fn nothing_to_change_is_no_failure() {
    let mut scene = Scene::new().await;
    scene.wire.answer("DescribeStacks", [stack("CREATE_COMPLETE")]);
    scene.wire.answer("DescribeChangeSet", [change_set("FAILED", NOTHING, "")]);
    let Prepared::Unchanged(deployed) = scene.prepare().await.unwrap() else { panic!("nothing changes") };
    assert_eq!(deployed.outputs[0].value, "fotos");
    assert_eq!(scene.wire.asked_of("DeleteChangeSet").len(), 1, "no empty change set stays");
    assert_eq!(scene.wire.asked_of("DeleteStack").len(), 0);
}

#[tokio::test]
async fn all_pages_of_a_change_set_are_read_once_it_is_computed() {
    let mut scene = Scene::new().await;
    let page = |id: &str| change("Add", id, "AWS::SQS::Queue");
    scene.wire.answer(
        "DescribeChangeSet",
        [
            change_set("CREATE_IN_PROGRESS", "", ""),
            throttled(),
            change_set_page("CREATE_COMPLETE", "", &page("A"), "more"),
            change_set("CREATE_COMPLETE", "", &page("B")),
        ],
    );
    let Prepared::Changed(ready) = scene.prepare().await.unwrap() else { panic!("there are changes") };
    let ids: Vec<_> = ready.changes().iter().map(|change| change.logical_id.as_str()).collect();
    assert_eq!(ids, ["A", "B"]);
    assert!(ready.changes().iter().all(|change| change.action == Action::Add));
    assert_eq!(scene.waits.seconds(), [2, 4]);
}

#[tokio::test]
async fn only_what_is_not_there_is_uploaded_and_s3_is_told_its_checksum() {
    let mut scene = Scene::new().await;
    let zip = Artifact::function("list", b"zip of list".to_vec());
    let there = Answer { headers: vec![("x-amz-checksum-sha256", zip.checksum())], ..empty(200) };
    let other = Answer { headers: vec![("x-amz-checksum-sha256", "AAAA".to_owned())], ..empty(200) };
    scene.wire.answer("HeadObject", [there, empty(404), other]);
    scene.prepare().await.unwrap();
    assert_eq!(scene.told[0], Notice::AlreadyThere { key: zip.key().to_owned() });
    let [template] = &scene.wire.asked_of("PutObject")[..] else { panic!("the template alone") };
    assert!(template.path.contains("/templates/apoyo-"), "{}", template.path);
    assert!(template.body.starts_with("AWSTemplateFormatVersion"));

    scene.told.clear();
    scene.prepare().await.unwrap();
    assert_eq!(scene.told[0], Notice::PutRight { key: zip.key().to_owned() }, "somebody wrote over it");
}

#[tokio::test]
async fn a_missing_artifact_bucket_is_made_and_closed_before_anything_goes_in() {
    let mut scene = Scene::new().await;
    scene.wire.answer("HeadBucket", [empty(404)]);
    scene.prepare().await.unwrap();
    let order: Vec<_> = scene.wire.asked().into_iter().map(|asked| asked.operation).collect();
    let at = |operation: &str| order.iter().position(|asked| asked == operation).unwrap();
    for setting in ["publicAccessBlock", "policy", "encryption", "lifecycle"] {
        let setting = at(&format!("PutBucket:{setting}"));
        assert!(at("CreateBucket") < setting && setting < at("PutObject"));
    }
    assert!(scene.wire.asked_of("CreateBucket")[0].body.contains("<LocationConstraint>eu-west-1<"));
    assert!(scene.wire.asked_of("PutBucket:policy")[0].body.contains("aws:SecureTransport"));
}
