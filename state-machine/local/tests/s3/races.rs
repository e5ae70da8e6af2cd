use futures::future::join_all;

use crate::doors::{BUCKET, Door, loopback, memory};

const ROUNDS: usize = 200;
const RACERS: usize = 8;

async fn race_puts(door: &Door) {
    for round in 0..ROUNDS {
        let key = format!("put/{round}");
        let racers = (0..RACERS).map(|racer| {
            let put = door.client.put_object().bucket(BUCKET).key(&key).if_none_match("*");
            tokio::spawn(put.body(format!("racer {racer}").into_bytes().into()).send())
        });
        let results: Vec<bool> =
            join_all(racers).await.into_iter().map(|done| done.unwrap().is_ok()).collect();
        let winners: Vec<usize> = (0..RACERS).filter(|racer| results[*racer]).collect();
        assert_eq!(winners.len(), 1, "round {round}");
        assert_eq!(door.get(&key).await.unwrap(), format!("racer {}", winners[0]).as_bytes());
    }
}

async fn race_copies(door: &Door) {
    for racer in 0..RACERS {
        door.put(&format!("source/{racer}"), format!("racer {racer}").as_bytes()).await;
    }
    for round in 0..ROUNDS {
        let key = format!("copy/{round}");
        let racers = (0..RACERS).map(|racer| {
            let copy = door.client.copy_object().bucket(BUCKET).key(&key).if_none_match("*");
            tokio::spawn(copy.copy_source(format!("{BUCKET}/source/{racer}")).send())
        });
        let results: Vec<bool> =
            join_all(racers).await.into_iter().map(|done| done.unwrap().is_ok()).collect();
        let winners: Vec<usize> = (0..RACERS).filter(|racer| results[*racer]).collect();
        assert_eq!(winners.len(), 1, "round {round}");
        assert_eq!(door.get(&key).await.unwrap(), format!("racer {}", winners[0]).as_bytes());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_eight_puts_that_want_a_new_key_one_wins() {
    race_puts(&memory()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_eight_copies_that_want_a_new_key_one_wins() {
    race_copies(&memory()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn over_http_too() {
    let door = loopback().await;
    race_puts(&door).await;
    race_copies(&door).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn folders_and_files_of_one_name_may_come_and_go_at_once() {
    let door = memory();
    let keys = ["a", "a/b", "a/b/c", "a/b/c/d"];
    for _ in 0..50 {
        let put = |key: &'static str| {
            door.client.put_object().bucket(BUCKET).key(key).body(key.as_bytes().to_vec().into())
        };
        let puts = join_all(keys.map(|key| tokio::spawn(put(key).send()))).await;
        assert!(puts.into_iter().all(|done| done.unwrap().is_ok()));
        assert_eq!(door.keys().await, keys);
        for key in keys {
            assert_eq!(door.get(key).await.unwrap(), key.as_bytes());
        }
        let delete = |key: &'static str| door.client.delete_object().bucket(BUCKET).key(key);
        let deletes = join_all(keys.map(|key| tokio::spawn(delete(key).send()))).await;
        assert!(deletes.into_iter().all(|done| done.unwrap().is_ok()));
        assert!(door.keys().await.is_empty());
    }
}
