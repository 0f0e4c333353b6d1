/** Gates, lives and captures on a phone, in a report and on the pages of `serve`: each row some lines, nothing cut off. */
export const evidenceStyle = `
@media(max-width:640px){
:is(.report,.watch) :is(.gates,.lives,.files),:is(.report,.watch) :is(.gates,.lives,.files)>tbody{display:block}
:is(.report,.watch) :is(.gates,.lives,.files) thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
:is(.report,.watch) :is(.gates,.lives,.files) tbody tr{display:flex;flex-wrap:wrap;gap:1px 14px;padding:7px 10px;border-bottom:1px solid var(--line)}
.watch :is(.gates,.lives) tbody tr{padding:6px 0}
:is(.report,.watch) :is(.gates,.lives,.files) tbody tr:last-child{border-bottom:0}
:is(.report,.watch) :is(.gates,.lives,.files) tbody tr>*{padding:0;border:0;white-space:normal;min-width:0}
:is(.report,.watch) .gates tbody tr{display:grid;grid-template-columns:1fr 1fr 64px}
.gates tbody tr>:is(th,.asks){grid-column:1/-1}
}
`;
