use apoyo_deploy::{ArtifactBucket, Cloud, Doomed, PhotosLeft, WithPhotos};
use serde_json::{Value, json};

use super::arguments::DestroyArguments;
use super::ask::Consent;
use super::attempt::{self, Attempt, RealTime};
use super::subject::Subject;
use super::table::table;
use super::watch::Watch;
use crate::exit::End;
use crate::say::say_line;

const GOING_ON: &str = "stopped watching. CloudFormation goes on with the deletion by itself";

/// Deletes the stack; the photo bucket and all photos stay.
pub(super) fn destroy(wanted: &DestroyArguments) -> anyhow::Result<End> {
    let consent = Consent::of(wanted.yes);
    if consent == Consent::Nobody {
        eprintln!("apoyo: there is no terminal to ask on: give --yes to destroy without being asked");
        return Ok(End::BadUsage);
    }
    let subject = Subject::read(&wanted.stack)?;
    attempt::change(async |attempt| carry_out(wanted, &subject, (consent, attempt)).await)
}

async fn carry_out(
    wanted: &DestroyArguments,
    subject: &Subject,
    (consent, attempt): (Consent, &Attempt),
) -> anyhow::Result<End> {
    let cloud = Cloud::from_environment().await?;
    let doomed = cloud.doom(&subject.name, &subject.config.bucket.folders).await?;
    let name = subject.name.as_str();
    let with_photos = if wanted.leave_photos { WithPhotos::LeaveThem } else { WithPhotos::Refuse };
    if !doomed.may_go(with_photos) {
        print_facts(wanted, name, (false, &doomed))?;
        eprint!("{}", refused(name, &doomed.photos));
        return Ok(End::Failed);
    }
    let place = cloud.place();
    eprintln!("stack {name} in account {}, {}: {} resources go", place.account, place.region, doomed.goes);
    eprint!("{}", stays(&doomed, &ArtifactBucket::Own.name(place)));
    if !consent.to(format!("To destroy it, type its name, {name}:"), name).await {
        eprintln!("nothing is changed");
        return Ok(End::Failed);
    }
    attempt.leaves(GOING_ON);
    let watch = Watch::of(doomed.goes);
    let ended = cloud.destroy(&doomed, &RealTime, &mut |notice| watch.tell(&notice)).await;
    watch.finish();
    let ended = ended?;
    print_facts(wanted, name, (ended.is_success(), &doomed))?;
    if ended.is_success() {
        return Ok(End::Done);
    }
    eprintln!(
        "apoyo: stack {name} is in {}; what could not be deleted, the first failure first:",
        ended.stack.status
    );
    for event in &ended.causes {
        eprintln!("  {}  {}: {}", event.logical_id, event.kind, event.reason.as_deref().unwrap_or_default());
    }
    Ok(End::Failed)
}

fn print_facts(
    wanted: &DestroyArguments,
    name: &str,
    (destroyed, doomed): (bool, &Doomed),
) -> anyhow::Result<()> {
    if wanted.json {
        say_line(serde_json::to_string_pretty(&facts(name, destroyed, doomed))?);
    } else if destroyed {
        say_line(format_args!("stack {name} is gone"));
    }
    Ok(())
}

fn facts(name: &str, destroyed: bool, doomed: &Doomed) -> Value {
    json!({"stack": name, "destroyed": destroyed, "photos": doomed.photos, "stays": doomed.leaves})
}

fn refused(name: &str, photos: &PhotosLeft) -> String {
    let rows = photos.folders.iter().map(|folder| {
        let at_least = if folder.more { "+" } else { "" };
        let others = if folder.photos > folder.first.len() as u64 { ", ..." } else { "" };
        let first = format!("{}{others}", folder.first.join(", "));
        [format!("{:>7}{at_least}", folder.photos), folder.folder.clone(), first]
    });
    format!(
        "apoyo: stack {name} stays: bucket {} has {}\n{}\
         move them away first, or give --leave-photos: the stack goes, and the bucket stays with all that is in it. Its \
         rules stay too:\nwhat is in the trash goes on to expire, and nothing sorts what waits\n",
        photos.bucket,
        counted(photos),
        table(rows)
    )
}

fn counted(photos: &PhotosLeft) -> String {
    match (photos.photos(), photos.more()) {
        (1, false) => "1 photo".to_owned(),
        (count, false) => format!("{count} photos"),
        (count, true) => format!("{count} photos or more"),
    }
}

/// What outlives the stack, with the commands that take it away for good.
fn stays(doomed: &Doomed, artifacts: &str) -> String {
    let rows = doomed.leaves.iter().map(|left| {
        let photos =
            if left.physical_id == doomed.photos.bucket { counted(&doomed.photos) } else { String::new() };
        [left.physical_id.clone(), left.kind.clone(), photos]
    });
    let zips =
        [artifacts.to_owned(), "AWS::S3::Bucket".to_owned(), "zips and templates, if it was made".to_owned()];
    format!(
        "what stays, and goes only by your own hand (aws s3 rb --force and the like):\n{}",
        table(rows.chain([zips]))
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use apoyo_deploy::FolderLeft;

    #[test]
    fn a_refusal_says_how_many_photos_where_and_what_is_allowed() {
        let folder = |folder: &str, photos, more| FolderLeft {
            folder: folder.into(),
            photos,
            more,
            first: vec![format!("{folder}a.jpg")],
        };
        let folders = vec![folder("sin procesar/", 1, false), folder("procesadas/", 10_000, true)];
        let told = refused("apoyo", &PhotosLeft { bucket: "fotos".into(), folders });
        assert!(told.contains("bucket fotos has 10001 photos or more"), "{told}");
        assert!(told.contains("       1   sin procesar/  sin procesar/a.jpg\n"), "{told}");
        assert!(told.contains("   10000+  procesadas/    procesadas/a.jpg, ...\n"), "{told}");
        assert!(told.contains("--leave-photos"), "{told}");
    }
}
