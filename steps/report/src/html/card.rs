use apoyo_photo::{ByteSize, Outcome, Reason};
use maud::{Markup, html};

use super::words::reason;
use super::{Page, link};

/// A photo on the contact sheet.
pub(crate) fn card(page: &Page<'_>, photo: &Outcome) -> Markup {
    let thumbnail = photo.thumbnail.as_ref().and_then(|key| page.thumbnails.get(key));
    html! {
        li .card {
            a href=(link::to_photo(page.folders, photo)) title=(shown_key(photo)) {
                @match thumbnail {
                    Some(base64) => { img src={ "data:image/jpeg;base64," (base64) } alt="" loading="lazy" decoding="async"; }
                    None => { span .frame aria-hidden="true" { (frame(photo)) } }
                }
                bdi .name { (file_name(photo)) }
            }
            @if let Some(score) = photo.score {
                p .score {
                    span .gauge aria-hidden="true" { span style={ "width:" (percent(score.value())) "%" } {} }
                    span { span .hidden { "score " } (format!("{:.3}", score.value())) }
                }
            }
            @if let Some(why) = &photo.reason && *why != Reason::Uncertain {
                @let (title, detail) = reason(why);
                p .reason { strong { (title) } @if !detail.is_empty() { ": " bdi { (detail) } } }
            }
            p .place {
                @if !folder_of(photo).is_empty() { bdi { (folder_of(photo)) } " · " }
                (ByteSize(photo.size))
            }
        }
    }
}

/// A photo that has only words to show.
pub(crate) fn row(page: &Page<'_>, photo: &Outcome) -> Markup {
    html! {
        li {
            a href=(link::to_photo(page.folders, photo)) { bdi .name { (shown_key(photo)) } }
            @if let Some(error) = &photo.error { " " code { (error) } }
            @if let Some(cause) = &photo.cause { p .cause { bdi { (cause) } } }
        }
    }
}

fn shown_key(photo: &Outcome) -> &str {
    photo.to.as_ref().unwrap_or(&photo.key).as_str()
}

fn file_name(photo: &Outcome) -> &str {
    photo.to.as_ref().unwrap_or(&photo.key).file_name()
}

/// The levels between the folder and the name: for drones, the line and the flight.
fn folder_of(photo: &Outcome) -> &str {
    let key = shown_key(photo);
    let levels = &key[..key.len() - file_name(photo).len()];
    levels.split_once('/').map_or("", |(_, sub_path)| sub_path).trim_end_matches('/')
}

fn frame(photo: &Outcome) -> &'static str {
    match photo.reason {
        Some(Reason::Damaged { .. }) => "damaged",
        Some(Reason::Unsupported { .. }) => "unreadable",
        Some(Reason::TooLarge { .. }) => "too large",
        _ => "no thumbnail",
    }
}

fn percent(share: f64) -> String {
    format!("{:.1}", share * 100.0)
}
