/** The look of what grew, in a report and on the page of an incident alike, on top of `pageStyle`. */
export const growthStyle = `
.chart-told{min-height:20px;font-variant-numeric:tabular-nums}
.report .top .named th:last-child,.top .named th{font-weight:700;color:var(--accent)}.top .is{font:600 12px/1.4 system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;background:var(--g1);color:var(--ink);border-radius:99px;padding:1px 8px;margin-left:6px;white-space:nowrap}
.seen{margin:2px 0}
.top thead th:last-child{font:600 12.5px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif}
:is(.flame-scroll,.paper)+.hint{margin-top:8px}
.flame-scroll{overflow-x:auto;border-radius:6px}.flame-tools .search{display:flex;gap:8px;align-items:center}
.flame-tools+.hover{font:13px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;white-space:nowrap;overflow:hidden;text-overflow:ellipsis;min-height:20px}
.paper #graph{height:min(70vh,720px);touch-action:pan-y}#graph:focus:not(:focus-visible){outline:0}
.commands{display:grid;gap:8px;margin:0}.commands dt{color:var(--soft)}.commands dd{margin:0;background:var(--card);border:1px solid var(--line);border-radius:8px;padding:8px 12px;overflow-x:auto}
.commands code{white-space:pre;overflow-wrap:normal}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media(max-width:720px){
.flame-scroll .flame{min-width:640px}.paper #graph{height:60vh}.flame-tools+.hover{white-space:normal;min-height:40px}
}
`;
