use std::path::Path;

use anyhow::Context;
use apoyo_deploy::Artifact;
use apoyo_package::{Checkout, Packages, Request};
use apoyo_stack::ArchitectureChoice;
use serde_json::json;

use super::arguments::PackageArguments;
use super::subject;
use super::table::table;
use crate::exit::End;
use crate::say::{say, say_line};

/// Where packages are left below a checkout.
const FOLDER: &str = "target/packages";

/// Builds the zips of the six functions.
pub(super) fn package(wanted: &PackageArguments) -> anyhow::Result<End> {
    let configured = subject::read(wanted.config.as_deref())?.functions.architecture;
    let built = build(wanted.architecture.unwrap_or(configured), wanted.out.as_deref())?;
    let rows = built.all().iter();
    if wanted.json {
        let facts = rows.map(|package| {
            json!({
                "step": package.step.name(),
                "path": package.path,
                "sha256": package.hash.to_string(),
                "bytes": package.bytes,
                "binaryBytes": package.binary_bytes,
                "architecture": package.architecture.as_str(),
            })
        });
        say_line(serde_json::to_string_pretty(&facts.collect::<Vec<_>>())?);
        return Ok(End::Done);
    }
    let rows = rows.map(|package| {
        let kilobytes = format!("{} kB", package.bytes / 1000);
        let path = package.path.display().to_string();
        [path, kilobytes, package.architecture.as_str().to_owned(), package.hash.short()]
    });
    say(table(rows));
    Ok(End::Done)
}

/// The zips in a folder, or, where none is named, built from the sources around the current folder; as they are
/// uploaded.
pub(super) fn artifacts(
    folder: Option<&Path>,
    architecture: ArchitectureChoice,
) -> anyhow::Result<Vec<(&'static str, Artifact)>> {
    let packages = match folder {
        Some(folder) => Packages::read(folder, architecture.architecture())
            .context("the zips of the six functions (`apoyo infra package --out DIR` makes them)")?,
        None => build(architecture, None)?,
    };
    let read = |package: &apoyo_package::Package| {
        let zip = std::fs::read(&package.path);
        let zip = zip.with_context(|| format!("failed to read {}", package.path.display()))?;
        Ok((package.step.name(), Artifact::function(package.step.name(), zip)))
    };
    packages.all().iter().map(read).collect()
}

fn build(architecture: ArchitectureChoice, out: Option<&Path>) -> anyhow::Result<Packages> {
    let here = std::env::current_dir().context("the current folder")?;
    let checkout = Checkout::around(&here).context(
        "the functions are built from their sources; elsewhere name a folder of zips with --packages",
    )?;
    let into = out.map_or_else(|| checkout.folder().join(FOLDER), Path::to_owned);
    let architecture = architecture.architecture();
    eprintln!("building the functions for {}", architecture.as_str());
    Ok(Packages::build(&Request { checkout, architecture, into })?)
}
