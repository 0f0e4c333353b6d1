import { growthStyle } from './growth-style.ts';

/** The look of a report, on top of `pageStyle` and `memoryChartStyle`: from a phone to paper. */
export const reportStyle = `${growthStyle}.report{background:var(--bg)}
.report header{display:block;padding:14px 20px}
.report .head{max-width:1180px;margin:0 auto;align-items:center}
.report .head p{margin:0;color:var(--soft);overflow-wrap:anywhere}
.report main{max-width:1220px;margin:0 auto;padding:20px 20px 60px}
.report h1{font-size:22px;line-height:1.3;font-weight:650;letter-spacing:-.01em;white-space:normal;overflow-wrap:anywhere;text-wrap:balance;margin:4px 0 8px}
.report h2{font-size:16px;margin:26px 0 10px;font-weight:650}
.report h3{font-size:15px;margin:0 0 2px;overflow-wrap:anywhere}
.report code{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.lead{font-size:15px;color:var(--soft);max-width:90ch;margin:0 0 10px}
.facts,.figures{display:flex;flex-wrap:wrap;gap:8px 28px;margin:10px 0 14px}
.facts dt,.figures dt{color:var(--soft);font-size:12px}.facts dd,.figures dd{margin:0;font-weight:600;font-variant-numeric:tabular-nums}
.facts .bad{color:var(--chart-limit)}
.chart-card{padding:10px 10px 6px}.chart-told{margin:2px 6px 4px}
.memory.phone{display:none}
.report .place{color:var(--soft);overflow-wrap:anywhere;margin:0 0 4px}
.report .culprit a{text-decoration:underline}
.report .stack{margin:6px 0 2px;padding-left:30px}.stack li{margin:1px 0}.stack li::marker{color:var(--soft);font-size:12px}
.stack span{color:var(--soft);font-size:12.5px;overflow-wrap:anywhere}.stack .named code{font-weight:700;color:var(--accent)}
.report .badge{color:var(--on);background:var(--app)}
.report table{width:100%;background:var(--card);border:1px solid var(--line);border-radius:10px;border-spacing:0;border-collapse:separate}
.report td,.report th{padding:5px 12px;text-align:left;font-weight:400;border-bottom:1px solid var(--line);vertical-align:top}
.report .gates td:nth-child(-n+4),.lives td,.files td{white-space:nowrap}
.report tbody tr:last-child>*{border-bottom:0}
.report thead th{color:var(--soft);font-weight:600;font-size:12.5px;white-space:nowrap}
.report tbody th{font-weight:600}.report .top td{text-align:right}.report .top thead th{text-align:right}.report .top th:last-child{text-align:left}.report .top tbody th:last-child{font-weight:400}
.report .top tbody td{padding-top:3px;padding-bottom:3px}.report .top tbody th{padding-top:3px;padding-bottom:3px}
.gates .failed td:nth-child(4){color:var(--chart-limit);font-weight:600}.gates .passed td:nth-child(4){color:var(--good)}.asks{color:var(--soft);min-width:220px}
.lives .oom{color:var(--chart-oom)}.lives .crash{color:var(--chart-crash)}.files .compared td{font-weight:600}
.others{margin:4px 0;padding-left:20px;overflow-wrap:anywhere}
.skip{position:absolute;left:-9999px;top:0;background:var(--card);padding:8px 14px;z-index:9}.skip:focus{left:0}
.report footer{color:var(--soft);font-size:12.5px;margin-top:34px;border-top:1px solid var(--line);padding-top:10px}
@media(max-width:640px){
.report main{padding:12px 12px 40px}.report header{padding:10px 12px}
.report h1{font-size:19px}
.memory.wide{display:none}.memory.phone{display:block}
.report td,.report th{padding:5px 8px}
}
@media print{
:root{--bg:#fff;--card:#fff;--ink:#1d1f24;--soft:#4d5058;--line:#d5d1c8;--accent:#8f4108;--link:#8f4108;--hover:#f3efe8;--on:#20170b;--g1:#f5d5cd;--g2:#f0b0a2;--g3:#ea8672;--g4:#e05a43;--s1:#d3dff3;--s2:#acc4ea;--s3:#80a5df;--s4:#5485d1;--flat:#e6e4df}
@page{size:A4;margin:14mm}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
body{font-size:11px}.report main{max-width:none;padding:0}.report header{padding:0 0 6px;border:0}
.report h1{font-size:17px}.lead{font-size:12px}
.print-hide,.flame-tools,.chart-told,.skip,#flame-told{display:none}
.memory.wide{display:block}.memory.phone{display:none}
.card,tr,.commands dd{break-inside:avoid}.report h2{break-after:avoid}
.scroll{overflow:visible}.report td,.report th{padding:3px 6px}.report code,.stack span,.report .top th:last-child{font-size:10px}.commands code{white-space:pre-wrap;overflow-wrap:anywhere}
.report #graph{height:130mm}.paper{break-inside:avoid}
.paper svg{filter:none}.paper{background:#fff}
.files td{white-space:normal}
}
`;
