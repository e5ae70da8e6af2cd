/// What a type of state is drawn with, in a square of 16 by 16 pixels; SVG path data.
pub(super) fn icon(type_name: &str) -> &'static str {
    match type_name {
        // A gear wheel in outline: something works.
        "Task" => {
            "M8 5.2a2.8 2.8 0 1 0 0 5.6a2.8 2.8 0 1 0 0-5.6M8 1.2v2M8 12.8v2M1.2 8h2M12.8 8h2M3.2 3.2l1.4 1.4M11.4 11.4l1.4 1.4M3.2 12.8l1.4-1.4M11.4 4.6l1.4-1.4"
        }
        "Choice" => "M8 1.3L14.7 8L8 14.7L1.3 8Z",
        "Wait" => "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M8 4.5V8l2.4 1.8",
        "Succeed" => "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M5 8.3l2.1 2.1L11 6.2",
        "Fail" => "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M5.7 5.7l4.6 4.6M10.3 5.7l-4.6 4.6",
        "Map" => "M5 1.5h9.5V11M1.5 5H11v9.5H1.5Z",
        "Parallel" => "M3 1.5v13M8 1.5v13M13 1.5v13",
        // An arrow: it hands on.
        _ => "M1.5 8h12M9.5 4l4 4l-4 4",
    }
}
