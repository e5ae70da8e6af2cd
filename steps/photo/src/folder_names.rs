use serde::{Deserialize, Serialize};

/// The names of the folders as they are written down, before their rules are checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(crate) struct Names {
    pub(crate) waiting: String,
    pub(crate) in_work: String,
    pub(crate) kept: String,
    pub(crate) review: String,
    pub(crate) trash: String,
    pub(crate) executions: String,
}

impl Names {
    /// Each name with the environment variable that tells a step of it.
    pub(crate) fn by_variable(&mut self) -> [(&'static str, &mut String); 6] {
        [
            ("APOYO_FOLDER_WAITING", &mut self.waiting),
            ("APOYO_FOLDER_IN_WORK", &mut self.in_work),
            ("APOYO_FOLDER_KEPT", &mut self.kept),
            ("APOYO_FOLDER_REVIEW", &mut self.review),
            ("APOYO_FOLDER_TRASH", &mut self.trash),
            ("APOYO_FOLDER_EXECUTIONS", &mut self.executions),
        ]
    }
}

impl Default for Names {
    fn default() -> Self {
        Self {
            waiting: "sin procesar/".into(),
            in_work: "procesando/".into(),
            kept: "procesadas/".into(),
            review: "por revisar/".into(),
            trash: "descartadas/".into(),
            executions: "ejecuciones/".into(),
        }
    }
}
