/// The page's style: light and dark by the reader's setting, one column on a phone, quiet on paper.
pub(crate) const CSS: &str = include_str!("report.css");
