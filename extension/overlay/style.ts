/** The panel's rules. `all: initial` on the host keeps the page's rules out; the rest is ours. */
export const panelStyle = `
:host { all: initial !important; display: block !important; position: absolute !important; color-scheme: light dark !important; }
[data-text]::before { content: attr(data-text); }
.badge, .panel { font: 500 12px/1.4 system-ui, sans-serif; letter-spacing: normal; word-spacing: normal; text-align: start; box-sizing: border-box; }
.badge:focus-visible, button:focus-visible, a:focus-visible { outline: 3px solid #1a73c4; outline-offset: 2px; }
.panel {
  position: fixed; inset: auto; left: 0; top: 0; margin: 0; width: min(340px, 100vw - 16px); max-height: min(520px, max(70vh, 220px), 100vh - 16px); overflow: auto;
  padding: 14px 16px; border: 1px solid light-dark(#c6ced6, #3b444d); border-radius: 10px; color: light-dark(#1c2329, #e6eaee); box-shadow: 0 6px 24px rgb(0 0 0 / .22); font-weight: 400; font-size: 13px;
  /* A shadow at each edge that cuts something off, which the paper covers where nothing is: bars that hide say nothing. */
  --paper: light-dark(#fff, #15191d); --cut: light-dark(rgb(0 0 0 / .35), rgb(255 255 255 / .45));
  background: linear-gradient(var(--paper) 40%, transparent) top / 100% 24px no-repeat local, linear-gradient(transparent, var(--paper) 60%) bottom / 100% 24px no-repeat local, linear-gradient(var(--cut), transparent) top / 100% 9px no-repeat scroll, linear-gradient(transparent, var(--cut)) bottom / 100% 9px no-repeat scroll, var(--paper);
}
.panel::-webkit-scrollbar { width: 10px; } .panel::-webkit-scrollbar-thumb { background: light-dark(#8a949e, #6c7680); border: 2px solid transparent; background-clip: padding-box; border-radius: 5px; }
h2 { font-size: 14px; margin: 0 24px 4px 0; } h3 { font-size: 13px; margin: 12px 0 4px; } p { margin: 6px 0; } ol { margin: 6px 0; padding-inline-start: 20px; }
dl { display: grid; grid-template-columns: auto 1fr; gap: 2px 10px; margin: 4px 0; } dt { color: light-dark(#5a6570, #98a3ad); } dd { margin: 0; overflow-wrap: anywhere; }
a { color: light-dark(#0b5f8a, #7cc4ee); } .quiet { color: light-dark(#5a6570, #98a3ad); font-size: 12px; }
.outcome { font-weight: 600; } .outcome.fail { color: light-dark(#b3261e, #ff9c94); } .outcome.pass { color: light-dark(#176b3a, #6fd39b); } .outcome.accepted { color: light-dark(#6a4b00, #e8c46b); } .outcome.unknown, .outcome.unsaved { color: light-dark(#5a4a9c, #c0b4f5); }
.close { position: absolute; top: 8px; inset-inline-end: 8px; border: 0; background: none; font-size: 20px; line-height: 1; color: inherit; cursor: pointer; padding: 4px 8px; }
.plain { font: inherit; font-size: 12px; padding: 3px 9px; border: 1px solid light-dark(#c6ced6, #3b444d); border-radius: 6px; background: none; color: inherit; cursor: pointer; }
@media print { .badge, .panel { display: none; } }
`

/** The overlay's own sheet. */
export const style = `${panelStyle}
.badge {
  position: absolute; inset: auto; left: 0; top: 0; margin: 0; padding: 1px 8px; border: 1.5px solid currentColor; border-radius: 999px; cursor: pointer; white-space: nowrap;
  overflow: clip; background: light-dark(#fff, #15191d); color: light-dark(#4a5560, #aeb8c2);
}
.badge[data-gone=true] { display: none; } .badge[data-covered] { visibility: hidden; }
.badge[data-away]:not(:focus) { opacity: 0; pointer-events: none; }
.badge[data-compact=true] { width: 27px; } .badge[data-compact=true] .word { visibility: hidden; }
.badge[data-kind=pass] { color: light-dark(#176b3a, #6fd39b); }
.badge[data-kind=fail] { color: light-dark(#b3261e, #ff9c94); background: light-dark(#fff4f3, #2a1513); }
.badge[data-kind=accepted] { color: light-dark(#6a4b00, #e8c46b); }
.badge[data-kind=unknown], .badge[data-kind=unsaved] { color: light-dark(#5a4a9c, #c0b4f5); border-style: dashed; }
@media (forced-colors: active) { .badge { forced-color-adjust: auto; } }
@media (prefers-reduced-motion: no-preference) { .badge { transition: color .15s, background-color .15s; } }
`
