use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use crate::doors::{BUCKET, Door, both, memory};

async fn listed(door: &Door, prefix: &str, delimiter: Option<&str>, page: i32) -> (Vec<String>, Vec<String>) {
    let (mut keys, mut prefixes, mut token) = (Vec::new(), Vec::new(), None);
    loop {
        let list = door.client.list_objects_v2().bucket(BUCKET).prefix(prefix).max_keys(page);
        let list = list.set_delimiter(delimiter.map(str::to_owned)).set_continuation_token(token);
        let listed = list.send().await.unwrap();
        assert!(listed.key_count().unwrap() <= page);
        keys.extend(listed.contents().iter().filter_map(|object| object.key().map(str::to_owned)));
        prefixes
            .extend(listed.common_prefixes().iter().filter_map(|common| common.prefix().map(str::to_owned)));
        token = listed.next_continuation_token().map(str::to_owned);
        if listed.is_truncated() != Some(true) {
            assert_eq!(token, None);
            return (keys, prefixes);
        }
    }
}

/// What S3 lists, by its definition.
fn expected(keys: &BTreeSet<String>, prefix: &str, delimiter: Option<&str>) -> (Vec<String>, Vec<String>) {
    let (mut objects, mut prefixes) = (Vec::new(), BTreeSet::new());
    for key in keys.iter().filter(|key| key.starts_with(prefix)) {
        match delimiter.and_then(|end| key[prefix.len()..].find(end).map(|at| prefix.len() + at + end.len()))
        {
            Some(end) => drop(prefixes.insert(key[..end].to_owned())),
            None => objects.push(key.clone()),
        }
    }
    (objects, prefixes.into_iter().collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_in_byte_order_and_complete_whatever_their_size() {
    for door in both().await {
        let names =
            ["a", "a/", "a/1", "a/2", "a-b", "a0", "a//x", "b/c/d", "b/c/e", "b-", "ñ/1", "z", "fo", "foo/x"];
        let keys: BTreeSet<String> = names.map(str::to_owned).into();
        for key in &keys {
            door.put(key, b"").await;
        }
        for page in [1, 2, 3, 1000] {
            for (prefix, delimiter) in [
                ("", None),
                ("", Some("/")),
                ("a", Some("/")),
                ("a/", Some("/")),
                ("foo", None),
                ("b/c", Some("c/")),
                ("no", None),
            ] {
                let found = listed(&door, prefix, delimiter, page).await;
                assert_eq!(found, expected(&keys, prefix, delimiter), "{prefix:?} {delimiter:?} by {page}");
            }
        }
        let after = door.client.list_objects_v2().bucket(BUCKET).start_after("b").send().await.unwrap();
        assert_eq!(after.contents()[0].key(), Some("b-"));
        let wrong = door.client.list_objects_v2().bucket(BUCKET).continuation_token("no token").send().await;
        assert_eq!(crate::doors::code(wrong), "400 InvalidArgument");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_old_listing_pages_by_marker() {
    for door in both().await {
        for key in ["a/1", "a/2", "b", "c/1", "d"] {
            door.put(key, b"").await;
        }
        let (mut seen, mut marker) = (Vec::new(), None);
        loop {
            let list =
                door.client.list_objects().bucket(BUCKET).delimiter("/").max_keys(1).set_marker(marker);
            let page = list.send().await.unwrap();
            seen.extend(page.contents().iter().filter_map(|object| object.key().map(str::to_owned)));
            seen.extend(
                page.common_prefixes().iter().filter_map(|common| common.prefix().map(str::to_owned)),
            );
            marker = page.next_marker().map(str::to_owned);
            if page.is_truncated() != Some(true) {
                break;
            }
        }
        assert_eq!(seen, ["a/", "b", "c/", "d"]);
    }
}

#[derive(Debug, Clone)]
enum Step {
    Put(String, u8),
    Delete(String),
    Copy(String, String),
    DropByHand(String),
}

fn key() -> impl Strategy<Value = String> {
    proptest::collection::vec(
        prop_oneof![Just("a"), Just("b"), Just("a-"), Just(""), Just(".."), Just("%~a")],
        1..4,
    )
    .prop_map(|segments| segments.join("/"))
    .prop_filter("a key is not empty", |key| !key.is_empty())
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (key(), any::<u8>()).prop_map(|(key, byte)| Step::Put(key, byte)),
        2 => key().prop_map(Step::Delete),
        2 => (key(), key()).prop_map(|(from, to)| Step::Copy(from, to)),
        1 => "hand[0-9]".prop_map(Step::DropByHand),
    ]
}

async fn follow(door: &Door, model: &mut BTreeMap<String, Vec<u8>>, step: Step) {
    match step {
        Step::Put(key, byte) => {
            door.put(&key, &[byte; 3]).await;
            model.insert(key, vec![byte; 3]);
        }
        Step::Delete(key) => {
            door.client.delete_object().bucket(BUCKET).key(&key).send().await.unwrap();
            model.remove(&key);
        }
        Step::Copy(from, to) if from != to => {
            let source = percent_encoding::utf8_percent_encode(&from, percent_encoding::NON_ALPHANUMERIC);
            let copy =
                door.client.copy_object().bucket(BUCKET).key(&to).copy_source(format!("{BUCKET}/{source}"));
            let copied = copy.send().await;
            assert_eq!(copied.is_ok(), model.contains_key(&from));
            if let Some(body) = model.get(&from).cloned() {
                model.insert(to, body);
            }
        }
        Step::Copy(..) => {}
        Step::DropByHand(name) => {
            std::fs::write(door.folder.path().join(&name), b"by hand").unwrap();
            model.insert(name, b"by hand".to_vec());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn the_bucket_is_a_sorted_map(steps in proptest::collection::vec(step(), 1..40)) {
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let door = memory();
            let mut model = BTreeMap::new();
            for step in steps {
                follow(&door, &mut model, step).await;
                let keys: BTreeSet<String> = model.keys().cloned().collect();
                assert_eq!(listed(&door, "", None, 3).await, expected(&keys, "", None));
                assert_eq!(listed(&door, "a", Some("/"), 2).await, expected(&keys, "a", Some("/")));
            }
            for (key, body) in &model {
                assert_eq!(door.get(key).await.as_ref(), Some(body));
            }
        });
    }
}
