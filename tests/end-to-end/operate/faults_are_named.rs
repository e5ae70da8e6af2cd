//! Wrong names, wrong input, nobody there: the thing, the value and what is allowed.

use crate::cloud::Cloud;

#[test]
fn wrong_names_and_input_are_refused_with_2() {
    let cloud = Cloud::start();
    std::fs::write(cloud.bucket().join("in.json"), "{\n \"lane\": }").unwrap();
    let file = format!("@{}", cloud.bucket().join("in.json").display());
    for (arguments, told) in [
        (["start", "--input", "{\"lane\": \"ecs\"}"], "--input: input field lane: unknown variant `ecs`"),
        (["start", "--input", "{"], "--input is no JSON, line 1, column 1"),
        (["start", "--input", &file], "in.json is no JSON, line 2, column 10"),
        (["start", "--input", "@none.json"], "input \"none.json\" cannot be read"),
        (["start", "--name", "a/b"], "the character '/'"),
        (["plan", "--input", "{\"keys\": [\"procesadas/a.jpg\"]}"], "lies outside \"sin procesar/\""),
    ] {
        let said = cloud.apoyo(&arguments);
        assert_eq!(said.code, 2, "{said:?}");
        assert!(said.err.contains(told) && said.out.is_empty(), "{told}: {said:?}");
    }
}

#[test]
fn what_is_not_there_is_named_with_1() {
    let cloud = Cloud::start();
    for (arguments, told) in [
        (
            ["list", "--state-machine", "trieste"],
            "state machine \"trieste\" does not exist there; there are: triage",
        ),
        (["show", "nobody", "--json"], "execution \"nobody\" of state machine triage does not exist"),
        (["watch", "latest", "--json"], "state machine triage has no execution yet"),
        (["plan", "--bucket", "nowhere"], "NoSuchBucket"),
    ] {
        let said = cloud.apoyo(&arguments);
        assert_eq!(said.code, 1, "{said:?}");
        assert!(said.err.contains(told) && said.out.is_empty(), "{told}: {said:?}");
    }
}

#[test]
fn nobody_at_the_endpoint_and_no_keys_are_told_apart() {
    let cloud = Cloud::start();
    let said = cloud.command(&["list"], &[("AWS_ENDPOINT_URL", "http://127.0.0.1:9")]);
    assert_eq!(said.code, 1, "{said:?}");
    assert!(
        said.err.contains("endpoint http://127.0.0.1:9 (AWS_ENDPOINT_URL): ")
            && said.err.contains("does `apoyo up` run?"),
        "{said:?}"
    );
    let none = [
        ("AWS_ACCESS_KEY_ID", ""),
        ("AWS_SECRET_ACCESS_KEY", ""),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("AWS_CONFIG_FILE", "/nowhere"),
        ("AWS_SHARED_CREDENTIALS_FILE", "/nowhere"),
    ];
    let said = cloud.command(&["list"], &none);
    assert_eq!(said.code, 2, "{said:?}");
    assert!(said.err.contains("no credentials: set AWS_ACCESS_KEY_ID"), "{said:?}");
    let said = cloud.command(&["list"], &[("AWS_SECRET_ACCESS_KEY", "wrong")]);
    assert_eq!(said.code, 1, "{said:?}");
}
