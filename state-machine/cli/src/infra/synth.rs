use std::path::Path;

use anyhow::{Context, bail};
use apoyo_stack::kubernetes_manifests;

use super::arguments::SynthArguments;
use super::subject::Subject;
use crate::exit::End;
use crate::say::{say, say_line};

/// Writes the template, or the manifests of the cluster.
pub(super) fn synth(wanted: &SynthArguments) -> anyhow::Result<End> {
    let subject = Subject::read(&wanted.stack)?;
    let manifests = kubernetes_manifests(&subject.config).filter(|_| subject.is_app);
    if wanted.kubernetes {
        let Some(manifests) = manifests else {
            bail!("this stack has no Kubernetes cluster: batch.compute must be eks");
        };
        say(manifests);
        return Ok(End::Done);
    }
    let Some(folder) = &wanted.out else {
        say(subject.template.yaml());
        return Ok(End::Done);
    };
    write(folder, &format!("{}.template.yaml", subject.name.as_str()), subject.template.yaml())?;
    if let Some(manifests) = manifests {
        write(folder, &format!("{}.kubernetes.yaml", subject.name.as_str()), &manifests)?;
    }
    Ok(End::Done)
}

/// Writes one file and says so.
fn write(folder: &Path, name: &str, text: &str) -> anyhow::Result<()> {
    let file = folder.join(name);
    std::fs::create_dir_all(folder).with_context(|| format!("failed to make {}", folder.display()))?;
    std::fs::write(&file, text).with_context(|| format!("failed to write {}", file.display()))?;
    say_line(file.display());
    Ok(())
}
