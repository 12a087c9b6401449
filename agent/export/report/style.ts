/** The report's own look: reads on a phone, prints on paper, works without colour. */
export const style = `
td, li, span, code { unicode-bidi: isolate; }
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;--ground:#fff;--panel:#f6f8fa;--pass:#1a7f37;--fail:#b3261e;--unknown:#8a5a00;--na:#57606a;--link:#0a58ca;--pass-fill:#2da44e;--partly-fill:#bf8700;--unread-fill:#cf5b52}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#a5afba;--line:#3d444d;--ground:#0d1117;--panel:#161b22;--pass:#57c470;--fail:#ff8a80;--unknown:#e3b341;--na:#a5afba;--link:#79b8ff;--pass-fill:#3fb950;--partly-fill:#d29922;--unread-fill:#f0766d}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Noto Sans CJK JP",sans-serif}
main,header,footer{overflow-wrap:anywhere;max-width:62rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2.5rem}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 .25rem;text-wrap:balance}
h2{font-size:1.35rem;margin:2.75rem 0 .5rem;padding-top:.75rem;border-top:1px solid var(--line)}
h3{font-size:1.05rem;margin:1.75rem 0 .35rem}
h4{font-size:1rem;margin:1.25rem 0 .2rem}
p{margin:.4rem 0 .8rem;max-width:46rem}
input{max-width:100%}
a{color:var(--link)}
.soft{color:var(--soft)}.small{font-size:.875rem}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.1rem;list-style:none;padding:0;margin:1rem 0 0}
.panel{background:var(--panel);border:1px solid var(--line);border-radius:.5rem;padding:.9rem 1.1rem;margin:1.25rem 0}
.panel h2{border:0;margin:0 0 .35rem;padding:0;font-size:1.1rem}
.panel ul{margin:.3rem 0;padding-left:1.2rem}
.counts{display:flex;flex-wrap:wrap;gap:.5rem 1.75rem;margin:.75rem 0;padding:0;list-style:none}
.counts b{display:block;font-size:1.6rem;line-height:1.1;font-variant-numeric:tabular-nums}
.pass{color:var(--pass)}.fail{color:var(--fail)}.unknown{color:var(--unknown)}.not-applicable{color:var(--na)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.9rem;margin:.4rem 0 1rem}
caption{text-align:left;color:var(--soft);padding-bottom:.3rem}
th,td{text-align:left;vertical-align:top;padding:.4rem .75rem .4rem 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
.words td{overflow-wrap:break-word}
th{font-weight:600;white-space:nowrap}
td.pass,td.fail,td.unknown,td.nowrap{white-space:nowrap}td.number,th.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
code{font:.86em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
pre{background:var(--panel);border:1px solid var(--line);border-radius:.4rem;padding:.6rem .8rem;overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere;font-size:.85rem}
article{border:1px solid var(--line);border-left:4px solid var(--fail);border-radius:.4rem;padding:.1rem 1rem .6rem;margin:.9rem 0}
article.accepted{border-left-color:var(--na)}
ol.steps{margin:.3rem 0;padding-left:1.3rem}
figure{margin:.9rem 0 1.2rem}
figure svg{display:block;width:100%;height:2.1rem}
figcaption{font-size:.9rem}
svg.strip{display:block;width:100%;height:2rem}
.cell-seen{fill:var(--pass-fill)}.cell-partly{fill:var(--partly-fill)}.cell-unread{fill:var(--unread-fill)}.base{fill:var(--line)}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;list-style:none;padding:0;margin:.4rem 0;font-size:.875rem}
.legend svg{width:1rem;height:1rem;vertical-align:-.15rem;margin-right:.3rem}
.axis{display:flex;justify-content:space-between;font-size:.8rem;color:var(--soft);font-variant-numeric:tabular-nums}
.ids{columns:18rem;margin:.3rem 0;padding-left:1.1rem;font-size:.85rem}
#verdict li{margin:.15rem 0}
footer{padding-bottom:3rem}
@page{margin:16mm 14mm}
@media print{:root{color-scheme:light;--ink:#000;--soft:#444;--line:#bbb;--ground:#fff;--panel:#fff;--pass:#0b5a22;--fail:#8c1d18;--unknown:#6b4600;--na:#444;--link:#000;--pass-fill:#2da44e;--partly-fill:#bf8700;--unread-fill:#cf5b52}
body{font-size:10pt}main,header,footer{max-width:none;padding:0}nav,.screen{display:none}h2{break-after:avoid}h3,h4{break-after:avoid}article,figure,tr,.panel{break-inside:avoid}details::details-content{content-visibility:visible;block-size:auto}summary{display:none}svg,rect{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`
