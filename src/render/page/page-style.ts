/** The look of the pages: light and dark as the reader's system is, from a phone on. */
export const pageStyle = `
:root{--bg:#fbfaf8;--card:#fff;--ink:#1d1f24;--soft:#6b6f78;--line:#e4e1da;--accent:#b4510a;--link:#8f4108;--hover:#f3efe8;
--app:#f6ad55;--third:#b9a5ec;--std:#8ccbbf;--run:#c9cbd1;--on:#20170b;
--g1:#f5d5cd;--g2:#f0b0a2;--g3:#ea8672;--g4:#e05a43;--s1:#d3dff3;--s2:#acc4ea;--s3:#80a5df;--s4:#5485d1;--flat:#e6e4df;
--match:#d6249f;--good:#2f7d4f;--warn:#a66a00}
@media(prefers-color-scheme:dark){:root{--bg:#16171b;--card:#1e2026;--ink:#e8e6e1;--soft:#9a9da6;--line:#31343c;--accent:#f2a65a;--link:#f0b070;--hover:#282b33;
--app:#d08a35;--third:#8d78c9;--std:#4f9a8d;--run:#6a6e79;--on:#100c06;
--g1:#5b3b36;--g2:#8a463a;--g3:#bd5140;--g4:#ec6a52;--s1:#2f3d58;--s2:#365282;--s3:#3f6bb3;--s4:#5a90e6;--flat:#4a4d55;
--match:#ff6ec7;--good:#6cc48f;--warn:#e0ad4b}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:14px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif}
a{color:var(--link);text-decoration:none}a:hover{text-decoration:underline}
:focus-visible{outline:2px solid var(--accent);outline-offset:1px}
header{padding:10px 20px 0;background:var(--card);border-bottom:1px solid var(--line);display:grid;grid-template-columns:auto 1fr;gap:2px 24px;align-items:center}
.head{display:flex;align-items:baseline;gap:14px;grid-column:1/-1;min-width:0}
.brand{font-weight:700;color:var(--accent);letter-spacing:-.01em}
h1{font-size:15px;font-weight:600;margin:0;min-width:0;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
h1 small{font-size:13px;font-weight:400;color:var(--soft);margin-left:6px}
nav{display:flex;gap:2px;overflow-x:auto;scrollbar-width:none;margin-left:-10px}
nav a{padding:8px 10px;color:var(--soft);border-bottom:2px solid transparent;white-space:nowrap}
nav a:hover{color:var(--ink);text-decoration:none}
nav a[aria-current]{color:var(--ink);border-color:var(--accent);font-weight:600}
form{display:flex;flex-wrap:wrap;gap:8px 10px;align-items:center}
.filters{justify-content:flex-end;padding:4px 0 6px}
label{color:var(--soft)}
input,select,button{font:inherit;color:var(--ink);background:var(--bg);border:1px solid var(--line);border-radius:6px;padding:4px 8px;min-height:30px}
button{cursor:pointer}button:hover,summary:hover{background:var(--hover)}
summary{cursor:pointer;white-space:nowrap;border-radius:6px;padding:4px 8px;list-style-position:inside}
.filters,.about{position:relative}
.chip{display:inline-flex;gap:6px;background:var(--hover);border-radius:99px;padding:3px 10px;font-size:12px;max-width:300px}
.chip code{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.about{margin-left:auto;color:var(--soft)}
.filters details[open] .fields,.about[open]>.card{position:absolute;right:0;top:100%;z-index:5;background:var(--card);border:1px solid var(--line);border-radius:10px;padding:14px;box-shadow:0 8px 30px #0003}
.about[open]>.card{color:var(--ink);width:max-content;max-width:min(620px,90vw);margin:0}
.fields{display:grid;gap:8px;width:320px}
.fields label{display:grid;grid-template-columns:64px 1fr;align-items:center}
pre{margin:0 0 8px;white-space:pre-wrap;overflow-wrap:anywhere;font:12px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
main{padding:14px 20px 40px}
.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:12px 16px;margin:0 0 14px}
.hint,.hover{color:var(--soft);margin:0 0 8px;font-size:13px}
.note{border-left:3px solid var(--warn);padding:4px 10px;margin:0 0 10px;background:var(--card)}
.culprit{border-left:4px solid var(--warn)}
.culprit.confirmed,.culprit.likely{border-left-color:var(--g4)}
.culprit h2{margin:0 0 2px;font-size:15px;overflow-wrap:anywhere}
.culprit p{margin:2px 0}.culprit ul,.culprit ol{margin:4px 0;padding-left:26px;color:var(--soft)}
.culprit.none{border-left-color:var(--line)}.culprit.none h2{color:var(--soft);font-weight:600}
.badge{float:right;background:var(--g1);border-radius:99px;padding:1px 10px;font-size:12px;font-weight:600}
.culprit summary{margin-left:-8px;color:var(--soft);white-space:normal}
.tools{display:flex;flex-wrap:wrap;gap:8px 16px;align-items:center;margin:0 0 8px}
.search input{width:240px}
.found:empty{display:none}.found{color:var(--match);font-weight:600}
.legend{margin-left:auto;display:flex;flex-wrap:wrap;gap:4px 14px;color:var(--soft);font-size:12px}
.hover{min-height:20px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:12px}
.flame{display:block;border-radius:6px}
.flame rect{stroke:var(--bg);stroke-width:.6}
.flame text{font:11.5px system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;fill:var(--on);pointer-events:none}
.flame .t1 rect{fill-opacity:.84}.flame .t2 rect{fill-opacity:.68}
.flame .caller rect{opacity:.6}
.flame a:hover rect,.flame a:focus-visible rect{stroke:var(--ink);stroke-width:2}
.flame.searching a:not(.match) rect{opacity:.35}
.flame a.match rect{fill:var(--match)}.flame a.match text{fill:#fff;font-weight:600}
@media(prefers-color-scheme:dark){.flame a.match text{fill:#1a0512}}
.application,.application rect{fill:var(--app)}.third-party,.third-party rect{fill:var(--third)}
.standard-library,.standard-library rect{fill:var(--std)}.runtime,.runtime rect{fill:var(--run)}
.g1 rect{fill:var(--g1)}.g2 rect{fill:var(--g2)}.g3 rect{fill:var(--g3)}.g4,.g4 rect{fill:var(--g4)}
.s1 rect{fill:var(--s1)}.s2 rect{fill:var(--s2)}.s3 rect{fill:var(--s3)}.s4,.s4 rect{fill:var(--s4)}.z rect{fill:var(--flat)}
@media(prefers-color-scheme:dark){.flame .caller text{fill:var(--ink)}.flame .t1 rect{fill-opacity:.92}.flame .t2 rect{fill-opacity:.84}.g1 text,.g2 text,.s1 text,.s2 text,.s3 text,.z text{fill:#efeae2}}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
.top{width:100%;background:var(--card);border:1px solid var(--line);border-radius:10px;border-spacing:0;border-collapse:separate;overflow:hidden}
.top td,.top th{padding:4px 10px;text-align:right;font-weight:400;white-space:nowrap;border-bottom:1px solid var(--line)}
.top tr:last-child>*{border-bottom:0}
.top thead th{color:var(--soft);font-weight:600;background:var(--bg)}
.top thead a{color:inherit}
.top [aria-sort] a{color:var(--accent)}.top [aria-sort=descending] a::after{content:" ↓"}.top [aria-sort=ascending] a::after{content:" ↑"}
.top th:last-child{text-align:left;width:100%;font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:13px}
.top th[scope=row]{white-space:normal;overflow-wrap:anywhere}
.top tbody tr:hover{background:var(--hover)}
.top th[scope=row] a:first-child{color:var(--ink)}
.more{opacity:0;font:12px system-ui,sans-serif;margin-left:8px}tr:hover .more,.more:focus{opacity:1}
i{color:var(--soft)}
.bar{vertical-align:middle;background:var(--hover);border-radius:4px;overflow:hidden}
.bar .more{opacity:1}.bar .cum{opacity:.35}.bar rect.more{fill:var(--app)}.bar rect.less{fill:var(--s3)}
.paper{background:#fff;border:1px solid var(--line);border-radius:10px;overflow:hidden}
#graph{display:block;width:100%;height:calc(100vh - 190px);min-height:360px;touch-action:none;cursor:grab}
.waiting{position:fixed;z-index:1;top:96px;left:50%;transform:translateX(-50%);margin:0;padding:8px 16px;border-radius:8px;background:var(--ink);color:var(--card)}
#graph:active{cursor:grabbing}
#graph a:hover{text-decoration:none}
@media(prefers-color-scheme:dark){.paper svg{filter:invert(.9) hue-rotate(180deg)}.paper{background:#191919}}
.peek table{width:100%}.peek td,.peek th{padding:2px 10px 2px 0;text-align:right;white-space:nowrap;font-weight:400}
.peek td:last-child,.peek th{text-align:left;width:100%;white-space:normal;overflow-wrap:anywhere;font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:13px}
.peek .self td,.peek .self th{background:var(--hover);padding-top:6px;padding-bottom:6px;font-weight:600}
.peek .self td:first-child{padding-left:10px;border-radius:6px 0 0 6px}.peek tr:not(.self) td:first-child{padding-left:10px}
.peek h2,.source h2{display:inline;font-size:14px;margin:0;font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.peek .self span{color:var(--soft);font-weight:400;font-family:system-ui,sans-serif;margin-left:10px}
.source p{color:var(--soft);margin:2px 0 8px;overflow-wrap:anywhere}
.code td{padding:0 10px;text-align:right;white-space:pre;font:12px/1.55 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.code td:nth-child(3){color:var(--soft)}.code td:last-child{text-align:left;width:100%;tab-size:4}
.code .h1{background:color-mix(in srgb,var(--app) 12%,transparent)}.code .h2{background:color-mix(in srgb,var(--app) 24%,transparent)}
.code .h3{background:color-mix(in srgb,var(--app) 40%,transparent)}.code .h4{background:color-mix(in srgb,var(--app) 60%,transparent)}
.code .less{background:color-mix(in srgb,var(--s3) 25%,transparent)}
@media(max-width:720px){
header{padding:8px 12px 0;grid-template-columns:minmax(0,1fr)}
h1 small{display:block;margin:0;white-space:normal}
.head{gap:10px}
main{padding:10px 12px 30px}
.filters{justify-content:flex-start}
.filters details[open] .fields{left:0;right:0;width:auto}
.filters{order:1}
.wide,.more{display:none}
.peek .self span{display:block;margin:0}.peek td,.peek th{vertical-align:top}
.top td,.top th{padding:4px 6px}
.search{width:100%}.search input{flex:1;width:auto;min-width:0}
.legend{margin-left:0}
.hover{white-space:normal;min-height:36px}
.badge{float:none;display:inline-block;margin:0 0 4px}
#graph{height:calc(100vh - 260px)}
}
`;

/** The icon of the pages: a sawtooth. */
export const pageIcon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#1e2026"/><path d="M2 12 7 4v8l5-8v8" fill="none" stroke="#f2a65a" stroke-width="1.8" stroke-linejoin="round"/></svg>';
