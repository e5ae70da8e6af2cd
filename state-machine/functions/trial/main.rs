//! A function for the tests: it speaks the Runtime API, and does what its event asks for.
//!
//! | event | what it does |
//! |---|---|
//! | `{"do": "echo", "value": V}` | gives back V |
//! | `{"do": "raw", "text": T}` | gives back T as it is, which may be no JSON |
//! | `{"do": "environment"}` | gives back its environment, its folder and its own id |
//! | `{"do": "headers"}` | gives back the headers of its event |
//! | `{"do": "fail", "type": N, "message": M}` | fails under the name N |
//! | `{"do": "say", "text": T}` | writes T to its log |
//! | `{"do": "exit", "code": C}` | ends |
//! | `{"do": "answerAndExit", "code": C}` | answers, then ends |
//! | `{"do": "panic"}` | panics |
//! | `{"do": "hang"}` | never answers |
//! | `{"do": "fill", "mebibytes": N}` | fills so much memory, then hangs |
//! | `{"do": "large", "bytes": N}` | answers with a text of so many bytes |
//! | `{"do": "stream", "text": T}` | streams T as its answer |
//! | `{"do": "stream", "text": T, "type": N, "message": M}` | streams T, then fails under the name N |
//! | `{"do": "other"}` | answers an event that it does not have, then its own |
//!
//! `TRIAL_INIT` has it fail before its first event: `exit` ends, `error` reports `Trial.Init`, `hang` never asks.

mod api;

use std::process::exit;

use api::{Api, Taken};
use serde_json::{Value, json};

fn main() {
    let mut api = Api::connect();
    match std::env::var("TRIAL_INIT").as_deref() {
        Ok("exit") => exit(7),
        Ok("error") => {
            api.post("init/error", &json!({"errorType": "Trial.Init", "errorMessage": "no"}).to_string());
            exit(1);
        }
        Ok("hang") => hang(),
        _ => {}
    }
    loop {
        let taken = api.next();
        serve(&mut api, &taken);
    }
}

fn serve(api: &mut Api, taken: &Taken) {
    let event = &taken.event;
    let text = |name: &str| event[name].as_str().unwrap_or_default();
    let code = || event["code"].as_u64().and_then(|code| u8::try_from(code).ok()).unwrap_or_default().into();
    let size =
        |name: &str| event[name].as_u64().and_then(|size| usize::try_from(size).ok()).unwrap_or_default();
    match text("do") {
        "raw" => api.answer(&taken.id, text("text")),
        "environment" => {
            let variables: Value = std::env::vars().map(|(name, value)| (name, Value::from(value))).collect();
            let folder = std::env::current_dir().unwrap_or_default();
            let own = json!({"variables": variables, "folder": folder, "process": std::process::id()});
            api.answer(&taken.id, &own.to_string());
        }
        "headers" => api.answer(&taken.id, &taken.headers.to_string()),
        "fail" => {
            let document = json!({"errorType": text("type"), "errorMessage": text("message")});
            api.post(&format!("invocation/{}/error", taken.id), &document.to_string());
        }
        "say" => {
            eprint!("{}", text("text"));
            api.answer(&taken.id, "null");
        }
        "exit" => exit(code()),
        "answerAndExit" => {
            api.answer(&taken.id, "\"done\"");
            exit(code());
        }
        "panic" => panic!("the trial panics"),
        "hang" => hang(),
        "fill" => {
            let filled = vec![1_u8; size("mebibytes") << 20];
            std::hint::black_box(&filled);
            hang();
        }
        "large" => {
            let text = "x".repeat(size("bytes").saturating_sub(2));
            api.answer(&taken.id, &format!("\"{text}\""));
        }
        "stream" => {
            let error = json!({"errorType": text("type"), "errorMessage": text("message")});
            api.stream(&taken.id, text("text"), event.get("type").map(|_| (text("type"), error)));
        }
        "other" => {
            let refused = api.post("invocation/00000000-0000-0000-0000-000000000000/response", "1");
            api.answer(&taken.id, &refused.to_string());
        }
        _ => api.answer(&taken.id, &event["value"].to_string()),
    }
}

fn hang() -> ! {
    loop {
        std::thread::park();
    }
}
