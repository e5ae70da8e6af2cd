/// Colours and fonts. Text has a contrast of at least 4.5 to what it lies on, in light and in dark.
///
/// Plain properties and no variables: pictures are also shown by programs that know little CSS; they take the light half.
pub(super) const STYLE: &str = "
text{font-family:'Helvetica Neue',Helvetica,Arial,'Liberation Sans','Noto Sans',sans-serif;font-size:11px;fill:#4d5661;unicode-bidi:plaintext}
.name{font-size:13px;font-weight:600;fill:#1f2328}
.page{fill:#ffffff}
.box,.deck{fill:#ffffff;stroke:#b6bfc9}
.inner0{fill:#f5f7f9;stroke:#b6bfc9}.inner1{fill:#ffffff;stroke:#b6bfc9}
.split{stroke:#c9d0d8;stroke-dasharray:2 5;fill:none}
.line{fill:none;stroke:#75808c;stroke-width:1.4}
.tip{fill:#75808c}
.line.catch{stroke:#a85a00;stroke-dasharray:5 4}.tip.catch{fill:#a85a00}
.paper0{fill:#ffffff}.paper1{fill:#f5f7f9}
.label.catch{fill:#8f4c00}.label.choice{fill:#3d4650}
.point{fill:#4d5661}.ring{fill:none;stroke:#4d5661;stroke-width:1.6}
.icon{fill:none;stroke-width:1.7;stroke-linecap:round;stroke-linejoin:round}
.Task{stroke:#0b62c4}.Choice{stroke:#7d45c9}.Pass{stroke:#4d5661}.Wait{stroke:#8a5d00}.Succeed{stroke:#1a7f37}.Fail{stroke:#c0222c}.Map{stroke:#0b7285}.Parallel{stroke:#4150c9}
.chip{fill:#4d5661}.retry{fill:none;stroke:#4d5661;stroke-width:1.4;stroke-linecap:round}
.succeeded>.box,.swatch.succeeded{fill:#dcf6e3;stroke:#1a7f37}
.caught>.box,.swatch.caught{fill:#fdefd3;stroke:#9a5b00}
.failed>.box,.swatch.failed{fill:#ffe4e1;stroke:#c0222c}
.aborted>.box,.swatch.aborted{fill:#e7eaee;stroke:#57606a}
.progress>.box,.swatch.progress{fill:#dff0ff;stroke:#0969da}
.unreached>.box,.swatch.unreached{stroke:#8c959f;stroke-dasharray:4 3}
.succeeded>.box,.caught>.box,.failed>.box,.aborted>.box,.progress>.box{stroke-width:1.6}
.unreached>.name,.unreached>text{fill:#59626d}
.line.idle{stroke:#bcc4cd}.tip.idle{fill:#bcc4cd}
.line.taken{stroke-width:2;stroke:#3d4650}.tip.taken{fill:#3d4650}.line.catch.taken{stroke:#a85a00}.tip.catch.taken{fill:#a85a00}
.count{font-weight:600;fill:#1f2328}
@media (prefers-color-scheme:dark){
text{fill:#a4aeb9}.name{fill:#e6edf3}
.page{fill:#0d1117}
.box,.deck{fill:#161b22;stroke:#4b545e}
.inner0{fill:#161b22;stroke:#4b545e}.inner1{fill:#0d1117;stroke:#4b545e}
.split{stroke:#3d444d}
.line{stroke:#8b96a2}.tip{fill:#8b96a2}
.line.catch{stroke:#e0a458}.tip.catch{fill:#e0a458}
.paper0{fill:#0d1117}.paper1{fill:#161b22}
.label.catch{fill:#e8b878}.label.choice{fill:#c3ccd5}
.point{fill:#a4aeb9}.ring{stroke:#a4aeb9}
.Task{stroke:#6cb2ff}.Choice{stroke:#c19bff}.Pass{stroke:#a4aeb9}.Wait{stroke:#e3b341}.Succeed{stroke:#4ac26b}.Fail{stroke:#ff7b72}.Map{stroke:#56c8d8}.Parallel{stroke:#96a0ff}
.chip{fill:#a4aeb9}.retry{stroke:#a4aeb9}
.succeeded>.box,.swatch.succeeded{fill:#10301b;stroke:#4ac26b}
.caught>.box,.swatch.caught{fill:#3a2907;stroke:#e0a458}
.failed>.box,.swatch.failed{fill:#4a1618;stroke:#ff7b72}
.aborted>.box,.swatch.aborted{fill:#2a3038;stroke:#9aa4af}
.progress>.box,.swatch.progress{fill:#0c2d4d;stroke:#6cb2ff}
.unreached>.box,.swatch.unreached{stroke:#6b747e}
.unreached>.name,.unreached>text{fill:#9aa4af}
.line.idle{stroke:#444c56}.tip.idle{fill:#444c56}
.line.taken{stroke:#d0d7de}.tip.taken{fill:#d0d7de}.line.catch.taken{stroke:#e0a458}.tip.catch.taken{fill:#e0a458}
.count{fill:#e6edf3}
}
";
