/** The look of the pages of `serve`, on top of `pageStyle`: from a phone on, light and dark. */
export const watchStyle = `
:root{--bad:#b42318;--bad-bg:#fdeceA;--warn-ink:#8a5200;--warn-bg:#fdf3e0;--good-ink:#23693f;--track:#e9e5dd}
@media(prefers-color-scheme:dark){:root{--bad:#ff8a78;--bad-bg:#3a1f1d;--warn-ink:#e8b85c;--warn-bg:#352a17;--good-ink:#7bd09c;--track:#343842}}
.watch{min-height:100vh;display:flex;flex-direction:column}
.skip{position:absolute;left:-9999px;top:0;background:var(--card);padding:8px 14px;z-index:9}.skip:focus{left:0}
.watch a{overflow-wrap:anywhere}.watch main :is(p,li,h3,td:not(.who)) a{text-decoration:underline;text-decoration-thickness:1px;text-underline-offset:2px}.watch main .pager a{text-decoration:none}
.top-bar{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:center;gap:4px 20px;padding:9px 20px}
.top-bar nav{display:flex;align-items:center;overflow:visible;margin:0;min-width:0;flex:0 1 auto}
.top-bar nav .brand{display:flex;gap:7px;align-items:center;padding:3px 0;border:0;font-size:15px;color:var(--accent)}
.top-bar nav .brand svg{flex:none}
.crumb{color:var(--soft);padding:0 8px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;min-width:0}.crumb::before{content:"/ ";padding-right:2px}
.state{margin:0;color:var(--soft);font-size:13px;display:flex;align-items:center;gap:5px;font-variant-numeric:tabular-nums}
.state button{min-height:24px;padding:1px 9px;font-size:12px;margin-left:6px}
.live.on::before,.live.off::before{content:"";display:inline-block;width:7px;height:7px;border-radius:50%;background:var(--good-ink);margin-right:6px}
.live.off::before{background:none;border:1.5px solid var(--warn-ink)}.live.off{color:var(--warn-ink)}
.watch main{flex:1;width:100%;max-width:1720px;margin:0 auto;padding:18px 20px 28px}.watch main:focus{outline:0}
.watch main{display:grid;grid-template-columns:minmax(0,1fr);gap:14px;align-content:start}.watch main>*{margin:0}
.watch footer{padding:12px 20px;color:var(--soft);font-size:13px;border-top:1px solid var(--line);display:flex;flex-wrap:wrap;gap:4px 14px}
.watch h1{font-size:20px;letter-spacing:-.01em;white-space:normal;overflow-wrap:anywhere}
.watch h2{font-size:14px;margin:0 0 8px;font-weight:650}
.watch section,.watch .card{min-width:0}
#heading{display:flex;flex-wrap:wrap;align-items:center;gap:6px 16px}
.tally{display:flex;flex-wrap:wrap;gap:6px;margin:0;padding:0;list-style:none;font-size:13px}
.tally li{border:1px solid var(--line);background:var(--card);border-radius:99px;padding:1px 10px;color:var(--soft)}
.tally b{font-variant-numeric:tabular-nums;color:var(--ink)}
.tally .bad{border-color:var(--bad)}.tally .bad,.tally .bad b{color:var(--bad)}.tally .warn b{color:var(--warn-ink)}.tally .good b{color:var(--good-ink)}
.scale{margin:0;border-radius:6px;background:var(--warn-bg);color:var(--warn-ink);padding:1px 8px;font-size:13px;font-weight:600}
.status{display:inline-flex;align-items:center;gap:6px;white-space:nowrap;font-weight:600}
.status svg{flex:none;fill:currentColor}.status .hollow{fill:none;stroke:currentColor;stroke-width:1.5}.status .cross{stroke:currentColor;stroke-width:2;stroke-linecap:round}
.status.good{color:var(--good-ink);font-weight:500}.status.warn{color:var(--warn-ink)}.status.bad{color:var(--bad)}.status.dim{color:var(--soft);font-weight:500}
.alerts{list-style:none;margin:0;padding:0;display:grid;gap:10px;grid-template-columns:repeat(auto-fit,minmax(min(100%,460px),1fr))}
.alert{background:var(--card);border:1px solid var(--line);border-left:4px solid var(--warn);border-radius:10px;padding:11px 16px 12px;display:grid;grid-template-columns:1fr auto;gap:2px 16px;align-content:start}
.alert.bad{border-left-color:var(--bad)}
.alert>*{grid-column:1/-1;margin:0;min-width:0;overflow-wrap:anywhere}
.alert h3{font-size:15px;margin:0;grid-column:1}.alert h3 small{font-weight:400;color:var(--soft)}
.alert .left{grid-column:2;grid-row:1/3;text-align:right;color:var(--soft);font-size:12px}.alert .left b{display:block;font-size:18px;line-height:1.3;color:var(--ink);font-variant-numeric:tabular-nums;white-space:nowrap}
.alert.bad .left b{color:var(--bad)}
.alert .since{grid-column:1;color:var(--soft);font-size:13px}.alert h3:not(:has(+.left))~.since,.alert h3:not(:has(+.left)){grid-column:1/-1}
.alert .by{margin:6px 0}.alert .quiet{color:var(--warn-ink);font-size:13px;margin-top:4px}
.watch code{font:12.5px/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.by code{overflow-wrap:anywhere}
.watch main>.tools{margin:4px 0 -4px}.watch .tools .search{width:auto;color:var(--soft)}.watch .tools .search input{width:300px;max-width:100%}
.followed .tools button{display:none}.tools .count{margin:0 0 0 auto;color:var(--soft)}.tools input[type=checkbox]{min-height:0;margin:0 2px;vertical-align:-1px}
.flush{padding:0;overflow:hidden;margin:0}.columns .card{margin:0}
.fleet{width:100%;border-collapse:collapse;table-layout:auto}
.fleet th,.fleet td{text-align:left;padding:7px 12px;border-bottom:1px solid var(--line);vertical-align:middle;font-weight:400}
.fleet tbody tr:last-child>*{border-bottom:0}
.fleet thead th{color:var(--soft);font-weight:600;font-size:12.5px;background:var(--bg);white-space:nowrap;padding-top:6px;padding-bottom:6px}
.fleet thead a{color:inherit}.fleet [aria-sort] a{color:var(--accent)}
.fleet [aria-sort=descending] a::after{content:" ↓"}.fleet [aria-sort=ascending] a::after{content:" ↑"}
.fleet tbody tr:not(.group):hover{background:var(--hover)}
.fleet .verdict{width:1%;padding-left:16px}.fleet .who{min-width:180px;max-width:420px}
.fleet .who a{font-weight:600;color:var(--ink)}.fleet .who a:hover{color:var(--link)}
.fleet .instance,.fleet .why{display:block;font-size:12.5px;color:var(--soft);overflow-wrap:anywhere}.fleet tbody .why,.lines .why{color:var(--warn-ink)}.fleet .bad .why{color:var(--bad)}
.fleet .signal{color:var(--soft);font-size:13px}
.fleet .floor{width:1%}.fleet .level,.fleet .rate,.fleet .time{white-space:nowrap;font-variant-numeric:tabular-nums}
.fleet .rate,.fleet .time{text-align:right}.fleet td.level{min-width:130px}.fleet .level small{color:var(--soft);font-size:inherit}
.fleet .time{font-weight:600}
.fleet td.by{min-width:170px}.fleet .by small{color:var(--soft);white-space:nowrap}
.fleet .group th{background:var(--bg);font-weight:650;padding:6px 16px}.group small{font-weight:400;color:var(--soft)}
.spark{display:block}.spark path{vector-effect:non-scaling-stroke}
.spark .line{fill:none;stroke:var(--soft);stroke-width:1.4;stroke-linejoin:round}.spark .area{fill:var(--soft);opacity:.14}.spark .ends{stroke:var(--bad);stroke-width:1;stroke-dasharray:2 2}
.warn .spark .line{stroke:var(--warn)}.warn .spark .area{fill:var(--warn)}.bad .spark .line{stroke:var(--bad)}.bad .spark .area{fill:var(--bad)}
.counted{display:block;font-size:12.5px;font-weight:400;color:var(--soft)}.meter{display:block;width:100%;max-width:150px;margin-top:3px;border-radius:3px;overflow:hidden}.meter .whole{fill:var(--track)}.meter .part{fill:var(--s4)}.meter.dim .part{fill:var(--soft)}.level.dim{color:var(--soft)}.meter.warn .part{fill:var(--warn)}.meter.bad .part{fill:var(--bad)}
.pager{display:flex;justify-content:center;gap:18px;align-items:center;margin:12px 0 0;overflow:visible;font-variant-numeric:tabular-nums}
.pager a,.pager .off{padding:5px 12px;border:1px solid var(--line);border-radius:6px;background:var(--card);color:var(--link)}.pager .off{color:var(--soft);background:none}
.empty{color:var(--soft);text-align:center;padding:34px 16px}
.columns{display:grid;gap:14px;grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr))}
.lines{list-style:none;margin:0;padding:0}.lines li{padding:4px 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}.lines li:last-child{border:0}.lines span{color:var(--soft)}.lines .status.good{color:var(--good-ink)}.lines .status.bad{color:var(--bad)}
.figures{display:flex;flex-wrap:wrap;gap:8px 36px;margin:0 0 8px}.figures>div{min-width:0}.figures dt{color:var(--soft);font-size:12.5px}.figures dd{margin:0;font-size:18px;font-weight:600;font-variant-numeric:tabular-nums}.figures .sub{font-size:12.5px;font-weight:400;color:var(--soft)}.figures .level small{font-size:14px;font-weight:400;color:var(--soft)}.figures .meter{max-width:none}
.sentence{flex:1 1 100%;margin:0;font-size:15px;max-width:110ch;overflow-wrap:anywhere}body:not(.followed) .with-script{display:none}
#growth{display:grid;grid-template-columns:minmax(0,1fr);gap:14px}#growth>*{margin:0}#growth.making .card{min-height:420px}#growth .top{border:0;border-radius:0}#growth .top thead th{font-size:12.5px;background:none}.watch .hover{margin:0 0 8px}
.watch .commands dd{background:var(--bg)}
.over{margin:4px 0;color:var(--bad)}.explanation{margin:6px 0 4px;max-width:110ch}.watch .card .hint:last-child{margin-bottom:0}
#notes:empty,#said:empty{display:none}.watch #notes .note+.note{margin-top:8px}.watch .note{margin:0}.note.bad{border-color:var(--bad);color:var(--bad)}.note.good{border-color:var(--good-ink)}
.for-narrow{display:none}
.watch .scroll:focus-visible{outline-offset:3px}
.watch :is(.plain,.gates,.lives){width:100%;font-size:13.5px}.watch :is(.plain,.gates,.lives) :is(th,td){text-align:left;font-weight:400;padding:5px 16px 5px 0;border-bottom:1px solid var(--line);white-space:nowrap}.watch :is(.plain,.gates,.lives) tbody tr:last-child>*{border-bottom:0}
.watch :is(.plain,.gates,.lives) thead th{color:var(--soft);font-size:12.5px;font-weight:600}.watch .plain .number{text-align:right}.watch :is(.plain,.gates,.lives) tr>:last-child{width:100%}
.watch .gates .asks{color:var(--soft);white-space:normal;min-width:220px}.gates .failed td:nth-child(4){color:var(--warn-ink);font-weight:600}.gates .passed td:nth-child(4){color:var(--good-ink)}.watch .gates td:nth-child(-n+3){font-variant-numeric:tabular-nums}.lives :is(.oom,.crash){color:var(--bad)}
.shell{margin:10px 0 0}.shell pre{margin:2px 0 0;background:var(--hover);border-radius:6px;padding:6px 10px}
#snooze{padding-top:8px;padding-bottom:8px}#snooze summary{color:var(--link);cursor:pointer}.wish{display:flex;flex-wrap:wrap;gap:8px 16px;align-items:center;margin:0}details .wish{margin:8px 0}.wish label{display:flex;gap:6px;align-items:center;color:var(--soft)}.wish input[name=why]{width:320px;max-width:100%}.wish input,.wish select{min-width:0}
.watch #captures form{margin:0 0 10px}.watch #captures form .hint{margin:0}
.labels{display:flex;flex-wrap:wrap;gap:6px;list-style:none;margin:0 0 4px;padding:0}.labels code{background:var(--hover);border-radius:5px;padding:2px 7px;display:inline-block;overflow-wrap:anywhere}
.story{list-style:none;margin:0;padding:0 0 0 14px;border-left:2px solid var(--line)}.story li{position:relative;padding:3px 0;overflow-wrap:anywhere}.story li::before{content:"";position:absolute;left:-19px;top:10px;width:8px;height:8px;border-radius:50%;background:var(--soft);border:2px solid var(--card);box-sizing:content-box;margin-left:-1px;margin-top:-1px}
.story time{color:var(--soft);font-variant-numeric:tabular-nums;font-size:13px;margin-right:6px}.story .incident::before{background:var(--bad)}.story .notified::before{background:var(--good-ink)}.story .notify-failed b,.lines .notify-failed b{color:var(--bad)}.lines .owed b{color:var(--warn-ink)}.lines+.lines{border-top:1px solid var(--line)}.story span{color:var(--soft)}
#culprit .card+.card{margin-top:10px}#culprit h3{font-size:15px;margin:0;overflow-wrap:anywhere}#culprit h3 code{font-size:14px}#culprit .place{color:var(--soft);margin:0 0 6px;overflow-wrap:anywhere}.watch .culprit .badge{margin:0;color:var(--ink)}.watch .culprit.likely .badge,.watch .culprit.not-enough-evidence .badge{background:var(--warn-bg);color:var(--warn-ink)}
.culprit .figures dd{font-size:15px}.stack span{font-size:12.5px;overflow-wrap:anywhere}.stack .named code{font-weight:700;color:var(--accent)}
@media(max-width:1100px){.fleet .signal{display:none}}
@media(max-width:720px){
.crumb{display:none}.watch :is(.plain,.gates,.lives) :is(th,td){padding-right:12px}.watch :is(.plain,.gates,.lives){font-size:13px}.watch :is(.plain,.lives) td{white-space:normal}.watch td:has(>time){white-space:nowrap}.for-wide{display:none}.for-narrow{display:block}.story time{display:block}.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(140px,1fr));gap:10px 16px}.figures dd{font-size:16px}
.top-bar{padding:8px 12px}.watch main{padding:12px 12px 24px}.watch footer{padding:12px}
.watch .tools{gap:8px 12px}.watch .tools .search{width:100%;display:flex}.watch .tools .search span{display:none}.watch .tools .search input{flex:1;width:auto}.tools .count{margin-left:0;flex:1 1 100%}
.watch input,.watch select{font-size:16px}.wish label{width:100%}.watch .wish :is(input,select){flex:1;width:auto}
.fleet,.fleet tbody{display:block}.fleet thead{display:none}
.fleet tbody tr{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:2px 12px;padding:10px 14px;border-bottom:1px solid var(--line);align-items:center}
.fleet tbody tr:last-child{border:0}
.fleet tbody tr>*,.fleet tbody tr>.verdict,.fleet tbody tr>.floor{border:0;padding:0;min-width:0;max-width:none;width:auto}
.fleet tbody tr>:empty{display:none}
.fleet .who{grid-column:1;grid-row:1}.fleet td.verdict{grid-column:2;grid-row:1;align-self:start;justify-self:end}
.fleet td.floor{grid-column:1;grid-row:2/4}.fleet td.level{grid-column:2;text-align:right;min-width:110px}.fleet td.level .meter{margin-left:auto}
.fleet td.rate{grid-column:1;text-align:left;color:var(--soft)}.fleet td.time{grid-column:2}.fleet td.time::before{content:"limit in ";font-weight:400;color:var(--soft)}
.fleet td.by,.fleet td.said{grid-column:1/-1}
.fleet tbody tr.group{display:block;padding:0}.fleet tbody tr.group th{display:block;padding:6px 14px}
.spark{width:150px}
}
@media(prefers-reduced-motion:no-preference){.fleet tbody tr{transition:background .15s}}
@media print{.tools,.state,.skip,.pager,.watch footer,form{display:none}}
`;
