/** The colours of a memory chart, by the name of what is drawn. */
export type ChartColours = {
  readonly ink: string;
  readonly soft: string;
  readonly grid: string;
  readonly floor: string;
  readonly band: string;
  readonly counted: string;
  readonly ramp: string;
  readonly limit: string;
  readonly oom: string;
  readonly crash: string;
  readonly deploy: string;
  readonly card: string;
};

const light: ChartColours = {
  ink: '#1d1f24',
  soft: '#62666f',
  grid: '#e9e6df',
  floor: '#b4510a',
  band: '#f6ad55',
  counted: '#5b6472',
  ramp: '#1d1f24',
  limit: '#b42318',
  oom: '#b42318',
  crash: '#a65a00',
  deploy: '#2f5fb3',
  card: '#ffffff',
};

const dark: ChartColours = {
  ink: '#e8e6e1',
  soft: '#a3a6af',
  grid: '#2c2f37',
  floor: '#f2a65a',
  band: '#d08a35',
  counted: '#a9b2c2',
  ramp: '#e8e6e1',
  limit: '#ff8a78',
  oom: '#ff8a78',
  crash: '#e8b85c',
  deploy: '#86b0f5',
  card: '#1e2026',
};

/** For a page: light and dark as the reader's system is, and light on paper. */
export const memoryChartStyle = `
:root{${variables(light)}}
@media(prefers-color-scheme:dark){:root{${variables(dark)}}}
@media print{:root{${variables(light)}}}
.memory{display:block;width:100%;height:auto;font:12px system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;overflow:visible}
.memory:focus:not(:focus-visible){outline:0}.memory [hidden]{display:none}.memory{touch-action:pan-y}.memory .selection{fill:var(--chart-ink);fill-opacity:.12}
.memory .zoomed *{vector-effect:non-scaling-stroke}
${rules((name) => `var(--chart-${name})`)}
`;

/** For a picture that stands alone: colours are written out, since what paints it knows no variables. */
export const memoryPictureStyle = `${rules((name) => light[name])}
.memory .cursor{display:none}`;

function variables(colours: ChartColours): string {
  return Object.entries(colours)
    .map(([name, colour]) => `--chart-${name}:${colour}`)
    .join(';');
}

function rules(colour: (name: keyof ChartColours) => string): string {
  const cliff = (cause: string, name: keyof ChartColours) =>
    `.memory .cliff.${cause} line{stroke:${colour(name)}}.memory .cliff.${cause} text{fill:${colour(name)}}`;
  return `.memory text{fill:${colour('soft')};font-size:12px}
.memory .legend-row text{fill:${colour('ink')}}
.memory .axes line{stroke:${colour('grid')};stroke-width:1}
.memory .axes .base,.memory .axes .tick{stroke:${colour('soft')};stroke-opacity:.6}
.memory .band{fill:${colour('band')};fill-opacity:.3}
.memory .floor{fill:none;stroke:${colour('floor')};stroke-width:2;stroke-linejoin:round}
.memory .counted{fill:none;stroke:${colour('counted')};stroke-width:1.5;stroke-linejoin:round}
.memory .floor-dot{fill:${colour('floor')}}
.memory .ramp{fill:none;stroke:${colour('ramp')};stroke-width:1.5;stroke-dasharray:1 4;stroke-linecap:round}
.memory .expected{fill:none;stroke:${colour('limit')};stroke-width:1.5;stroke-dasharray:5 4}
.memory .cone{fill:${colour('limit')};fill-opacity:.16}
.memory .limit{stroke:${colour('limit')};stroke-width:1.5;stroke-dasharray:8 4}
.memory .limit-text{fill:${colour('limit')};font-weight:600;paint-order:stroke;stroke:${colour('card')};stroke-width:3}
.memory .cliff line{stroke:${colour('soft')};stroke-width:1.5}
.memory .cliff.inferred line{stroke-dasharray:3 3}
.memory .cliff text{font-weight:600}
${cliff('oom', 'oom')}${cliff('crash', 'crash')}${cliff('deploy', 'deploy')}
.memory .capture{fill:${colour('ink')};stroke:${colour('card')};stroke-width:1}
.memory .capture.baseline{fill:${colour('card')};stroke:${colour('ink')};stroke-width:1.5}
.memory .fired line{stroke:${colour('ink')};stroke-width:1;stroke-dasharray:2 3}
.memory .fired rect{fill:${colour('ink')}}
.memory .fired text{fill:${colour('card')};font-size:11px;font-weight:600}
.memory .cursor line{stroke:${colour('ink')};stroke-width:1}.memory .cursor circle{fill:${colour('floor')};stroke:${colour('card')};stroke-width:1.5}`;
}
