use std::sync::Arc;

use apoyo_asl::ReaderConfig;
use async_trait::async_trait;

use super::lines::Lines;
use super::list_objects::Listing;
use super::{Item, ItemSource, Place, failed, file, manifest};
use crate::failure::Failure;
use crate::objects::{ListedObject, ObjectStore};

/// The items in many objects, one object after the other: `LOAD_AND_FLATTEN`, and what manifests list.
///
/// One object is open at a time, so memory does not grow with their number.
pub(super) struct Flattened {
    objects: Arc<dyn ObjectStore>,
    places: Places,
    config: ReaderConfig,
    open: Option<(Place, Box<dyn ItemSource>)>,
}

/// Which objects are read, in their order.
pub(super) enum Places {
    /// Those of a listing. What marks a folder (an empty object whose key ends in `/`) is none of them.
    Listed(Listing),
    /// These.
    Named(std::vec::IntoIter<Place>),
    /// One a line.
    Lines(Lines),
}

impl Places {
    async fn next(&mut self) -> Result<Option<Place>, Failure> {
        match self {
            Self::Listed(listing) => {
                while let Some(object) = listing.next().await? {
                    if !marks_folder(&object) {
                        return Ok(Some(Place::plain(listing.bucket().to_owned(), object.key)));
                    }
                }
                Ok(None)
            }
            Self::Named(places) => Ok(places.next()),
            Self::Lines(lines) => {
                while let Some((number, line)) = lines.next().await? {
                    if !line.trim().is_empty() {
                        return manifest::place_of_line((number, &line)).map(Some);
                    }
                }
                Ok(None)
            }
        }
    }
}

impl Flattened {
    pub(super) fn new(objects: Arc<dyn ObjectStore>, places: Places, config: ReaderConfig) -> Self {
        Self { objects, places, config, open: None }
    }
}

#[async_trait]
impl ItemSource for Flattened {
    async fn next(&mut self) -> Result<Option<Item>, Failure> {
        loop {
            if let Some((place, source)) = &mut self.open {
                let item = source.next().await.map_err(|failure| within(place, &failure))?;
                if item.is_some() {
                    return Ok(item);
                }
            }
            self.open = None;
            let Some(place) = self.places.next().await? else { return Ok(None) };
            let source = file(&self.objects, &place, &self.config).await;
            let source = source.map_err(|failure| within(&place, &failure))?;
            self.open = Some((place, source));
        }
    }
}

fn marks_folder(object: &ListedObject) -> bool {
    object.size == 0 && object.key.ends_with('/')
}

/// The failure with the object that it is about.
fn within(place: &Place, failure: &Failure) -> Failure {
    let cause = failure.cause.as_deref().unwrap_or_default();
    failed(format!("failed to read the items of {}: {cause}", place.source()))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use apoyo_asl::{CsvHeaderLocation, InputType};
    use futures::StreamExt;
    use serde_json::{Value, json};

    use super::*;
    use crate::objects::{ByteStream, MemoryObjects, ObjectError};

    async fn read(objects: &[(&str, &str)], config: ReaderConfig) -> Result<Vec<Value>, Failure> {
        let store = MemoryObjects::default();
        store.insert("b", "other/0", "never read");
        for (key, body) in objects {
            store.insert("b", key, (*body).to_owned());
        }
        let store: Arc<dyn ObjectStore> = Arc::new(store);
        let listing = Listing::new(Arc::clone(&store), "b".into(), "in/".into());
        let mut source = Flattened::new(store, Places::Listed(listing), config);
        let mut items = Vec::new();
        while let Some(item) = source.next().await? {
            items.push(item.into_input());
        }
        assert_eq!(source.next().await?, None);
        Ok(items)
    }

    fn of(input_type: InputType) -> ReaderConfig {
        ReaderConfig { input_type: Some(input_type), ..ReaderConfig::default() }
    }

    #[tokio::test]
    async fn items_of_all_objects_come_in_the_order_of_the_keys() {
        let objects =
            [("in/b.jsonl", "3\n4\n"), ("in/", ""), ("in/a.jsonl", "1\n2"), ("in/ab", "\n"), ("in/c/", "5")];
        let items = read(&objects, of(InputType::Jsonl)).await.unwrap();
        assert_eq!(items, [1, 2, 3, 4, 5].map(Value::from));
        assert!(read(&[], of(InputType::Jsonl)).await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn every_csv_object_has_its_own_headers() {
        let first_row =
            ReaderConfig { csv_header_location: Some(CsvHeaderLocation::FirstRow), ..of(InputType::Csv) };
        let items = read(&[("in/1", "a\n1\n"), ("in/2", "b\n2\n"), ("in/3", "")], first_row).await.unwrap();
        assert_eq!(items, [json!({"a": "1"}), json!({"b": "2"})]);
        let given = CsvHeaderLocation::Given(vec!["n".into()]);
        let given = ReaderConfig { csv_header_location: Some(given), ..of(InputType::Csv) };
        let items = read(&[("in/1", "1\n"), ("in/2", "2\n")], given).await.unwrap();
        assert_eq!(items, [json!({"n": "1"}), json!({"n": "2"})]);
    }

    #[tokio::test]
    async fn json_objects_are_flattened_at_their_pointer_or_whole() {
        let whole = read(&[("in/1", "[1, [2]]"), ("in/2", "{\"k\": 3}")], of(InputType::Json)).await.unwrap();
        assert_eq!(whole, [json!(1), json!([2]), json!({"Key": "k", "Value": 3})]);
        let config = ReaderConfig { items_pointer: Some("/at".into()), ..of(InputType::Json) };
        let pointed =
            read(&[("in/1", "{\"at\": [1]}"), ("in/2", "{\"at\": {\"k\": 2}}")], config).await.unwrap();
        assert_eq!(pointed, [json!(1), json!({"Key": "k", "Value": 2})]);
    }

    #[tokio::test]
    async fn the_object_that_cannot_be_read_is_named() {
        let table = [
            (InputType::Jsonl, "{\n", "S3://b/in/2: line 1"),
            (InputType::Json, "", "S3://b/in/2: the JSON file ends"),
            (InputType::Parquet, "PAR1", "S3://b/in/2: the file is not Parquet"),
            (InputType::Manifest, "", "CSV, JSON, JSONL and PARQUET"),
        ];
        for (input_type, body, said) in table {
            let objects = match input_type {
                InputType::Parquet | InputType::Manifest => vec![("in/2", body)],
                _ => vec![("in/1", "[]"), ("in/2", body)],
            };
            let failure = read(&objects, of(input_type)).await.unwrap_err();
            assert_eq!(failure.name(), "States.ItemReaderFailed");
            assert!(failure.cause.as_deref().unwrap().contains(said), "{failure:?}");
        }
    }

    #[tokio::test]
    async fn more_objects_than_one_page_of_a_listing_are_read() {
        let objects: Vec<(String, String)> =
            (0..2_100).map(|n| (format!("in/{n:05}"), n.to_string())).collect();
        let objects: Vec<(&str, &str)> =
            objects.iter().map(|(key, body)| (key.as_str(), body.as_str())).collect();
        let items = read(&objects, of(InputType::Jsonl)).await.unwrap();
        assert_eq!(items, (0..2_100).map(Value::from).collect::<Vec<_>>());
    }

    /// Objects that count how many of them are open at once.
    #[derive(Default)]
    struct Counted {
        objects: MemoryObjects,
        open: Arc<AtomicUsize>,
        most: AtomicUsize,
    }

    struct Open(Arc<AtomicUsize>);

    impl Drop for Open {
        fn drop(&mut self) {
            self.0.fetch_sub(1, Ordering::Relaxed);
        }
    }

    #[async_trait]
    impl ObjectStore for Counted {
        async fn get(&self, bucket: &str, key: &str) -> Result<ByteStream, ObjectError> {
            let bytes = self.objects.get(bucket, key).await?;
            let open = self.open.fetch_add(1, Ordering::Relaxed) + 1;
            self.most.fetch_max(open, Ordering::Relaxed);
            let token = Open(Arc::clone(&self.open));
            Ok(bytes
                .inspect(move |_| {
                    let _ = &token;
                })
                .boxed())
        }

        async fn put(&self, bucket: &str, key: &str, body: bytes::Bytes) -> Result<(), ObjectError> {
            self.objects.put(bucket, key, body).await
        }

        async fn list(
            &self,
            bucket: &str,
            prefix: &str,
            after: Option<&str>,
        ) -> Result<Vec<ListedObject>, ObjectError> {
            self.objects.list(bucket, prefix, after).await
        }
    }

    #[tokio::test]
    async fn one_object_is_open_at_a_time_however_many_there_are() {
        let store = Arc::new(Counted::default());
        for n in 0..50 {
            store.objects.insert("b", &format!("in/{n:02}"), format!("{n}\n"));
        }
        let objects: Arc<dyn ObjectStore> = store.clone();
        let listing = Listing::new(Arc::clone(&objects), "b".into(), "in/".into());
        let mut source = Flattened::new(objects, Places::Listed(listing), of(InputType::Jsonl));
        let mut items = 0;
        while source.next().await.unwrap().is_some() {
            items += 1;
        }
        assert_eq!((items, store.most.load(Ordering::Relaxed)), (50, 1));
        assert_eq!(store.open.load(Ordering::Relaxed), 0);
    }
}
