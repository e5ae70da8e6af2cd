//! The chart as SVG: one file that needs nothing else, legible on light and dark pages.

mod escape;
mod icon;
mod legend;
mod line;
mod mark;
mod paper;
mod state;
mod style;

use crate::chart::Chart;
use crate::layout::{Drawing, Point, lay_out};
use crate::trace::Trace;

use escape::text;
use paper::Paper;

/// Around the whole picture, in pixels.
const MARGIN: f64 = 24.0;

/// Draws a chart; `title` names the picture for those who hear it. With a trace, states and edges show what became of them.
pub fn svg(chart: &Chart, title: &str, trace: Option<&Trace>) -> String {
    let drawing = lay_out(chart);
    let legend = trace.map(|_| legend::legend(drawing.size.height + MARGIN));
    let width =
        drawing.size.width.max(legend.as_ref().map_or(0.0, |legend| legend.size.width)) + 2.0 * MARGIN;
    let height = drawing.size.height
        + legend.as_ref().map_or(0.0, |legend| legend.size.height + MARGIN)
        + 2.0 * MARGIN;
    let mut paper = Paper::new(trace);
    paper.put(&format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-labelledby=\"title\" viewBox=\"0 0 {width:.0} {height:.0}\" \
         width=\"{width:.0}\" height=\"{height:.0}\">\n<title id=\"title\">{}</title>\n<style>{}</style>\n\
         <rect class=\"page\" width=\"100%\" height=\"100%\"/>\n",
        text(title),
        style::STYLE
    ));
    let left = (width - drawing.size.width) / 2.0;
    flow(&mut paper, (chart, &drawing), (Point { x: left, y: MARGIN }, 0));
    if let Some(legend) = legend {
        let x = (width - legend.size.width) / 2.0;
        paper.group(Point { x, y: MARGIN }, "legend", |paper| paper.put(&legend.drawn));
    }
    paper.put("</svg>\n");
    paper.into_text()
}

/// One flow: its lines first, so that boxes and labels lie above them.
fn flow(paper: &mut Paper<'_>, (chart, drawing): (&Chart, &Drawing), (at, depth): (Point, usize)) {
    paper.group(at, "flow", |paper| {
        line::lines(paper, chart, drawing);
        for placed in &drawing.boxes {
            state::node(paper, (&chart.nodes[placed.node], placed), depth);
        }
        line::labels(paper, (chart, drawing), depth);
    });
}
