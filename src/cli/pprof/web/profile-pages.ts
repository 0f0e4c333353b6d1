import pLimit from 'p-limit';
import type { Diff, FrameKind } from '../../../model/culprit.ts';
import { failure, type Result, success } from '../../../model/result.ts';
import { classifyFrame, mainModule } from '../../../profile/classify-frame.ts';
import { type FlameTree, flameTree } from '../../../profile/flame/flame-tree.ts';
import type { Profile } from '../../../profile/profile.ts';
import { programOf } from '../../../profile/program-of.ts';
import { type Prepared, prepareReport } from '../../../profile/report/prepare-report.ts';
import type { Report, TimeFormat } from '../../../profile/report/report.ts';
import { profileLabels } from '../../../profile/report/report-labels.ts';
import type { ReportOptions } from '../../../profile/report/report-options.ts';
import type { ReadSource } from '../../../profile/report/source-listing.ts';
import { valueFormat } from '../../../profile/report/value-format.ts';
import { culpritPanel } from '../../../render/page/culprit-panel.ts';
import { type Html, html } from '../../../render/page/html.ts';
import { page } from '../../../render/page/page.ts';
import type { PageQuery, PageView } from '../../../render/page/page-query.ts';
import type { MadePage } from '../../../serve/profile-app.ts';
import { flamePage } from './flame-page.ts';
import { graphPage } from './graph-page.ts';
import { pageOptions } from './page-options.ts';
import { peekPage } from './peek-page.ts';
import { Recent } from './recent.ts';
import { sourcePage } from './source-page.ts';
import { topPage } from './top-page.ts';

/** What the pages are made of. */
export type PagesOf = {
  readonly profile: Profile;
  readonly options: ReportOptions;
  readonly time: TimeFormat;
  /** Null: sources are not shown to whoever may ask here. */
  readonly readSource: ReadSource | null;
  /** What the profiles of a difference say together; null: it is none. */
  readonly diff: Result<Diff> | null;
};

/** Rows of the table, as in pprof's own page. */
const mostRows = 500;

/** Each takes a core for seconds; who asks for more waits. */
const mostDrawings = 2;

const formats = {
  flamegraph: 'top',
  graph: 'dot',
  peek: 'peek',
  source: 'list',
  top: 'top',
} as const;

/** Makes the pages of one profile, by the addresses of pprof's web interface. */
export class ProfilePages {
  readonly #of: PagesOf;
  readonly #kinds: ReadonlyMap<string, FrameKind>;
  readonly #trees = new Recent<FlameTree>();
  readonly #graphs = new Recent<Promise<Result<Html>>>();
  readonly #drawing = pLimit(mostDrawings);

  constructor(of: PagesOf) {
    this.#of = of;
    this.#kinds = kindsOf(of.profile);
  }

  /** A page of a view, or one that says what is wrong with the address; null: there is no such view. */
  async page(view: string, query: PageQuery): Promise<MadePage | null> {
    if (!isView(view)) return null;
    const prepared = this.#prepared(view, query);
    const body = prepared.ok ? await this.#body(view, prepared.value.report, query) : prepared;
    // What is around the view can be shown whatever the address says.
    const around = prepared.ok ? prepared : this.#prepared('top', new Map());
    if (!around.ok) return { status: 400, html: around.reason };
    const { report, warnings } = around.value;
    const { diff } = this.#of;
    return {
      status: body.ok ? 200 : 400,
      html: page({
        view,
        query,
        name: programOf(this.#of.profile),
        sampleTypes: this.#of.profile.sampleTypes.map(({ type }) => type),
        sampleType: report.sampleType,
        total: this.#totalText(report),
        isDifference: diff !== null,
        labels: profileLabels(report, valueFormat(report, 'auto'), this.#of.time),
        notes: body.ok ? warnings : [body.reason, ...warnings],
        culprit: diff === null || view === 'graph' ? null : culpritPanel(diff, query),
        body: body.ok ? body.value : html``,
      }),
    };
  }

  #prepared(view: PageView, query: PageQuery): Result<Prepared> {
    const options = pageOptions(this.#of.options, query);
    if (!options.ok) return options;
    const given = { ...options.value };
    if (view === 'top' && given.nodecount === -1) given.nodecount = mostRows;
    // Averages of calls do not add up to that of their caller.
    if (view === 'flamegraph') given.mean = false;
    const symbol = view === 'peek' || view === 'source' ? given.focus || '.' : '';
    return prepareReport(this.#of.profile, { format: formats[view], symbol }, given);
  }

  async #body(view: PageView, report: Report, query: PageQuery): Promise<Result<Html>> {
    switch (view) {
      case 'flamegraph': {
        const isDifference = this.#of.diff !== null;
        const kindOf = (name: string) => this.#kinds.get(name) ?? 'application';
        return flamePage(report, this.#tree(report), query, { isDifference, kindOf });
      }
      case 'graph':
        return this.#graph(report, query);
      case 'peek':
        return peekPage(report, query);
      case 'source':
        return this.#of.readSource === null
          ? failure(
              'sources are only shown on loopback: a profile names its files, and whoever can reach this server would read them',
            )
          : sourcePage(report, this.#of.readSource);
      case 'top':
        return success(topPage(report, query));
    }
  }

  /** Of a difference the net change: what percentages are of adds up what grew and what shrank. */
  #totalText(report: Report): string {
    const format = valueFormat(report, 'auto');
    if (this.#of.diff === null || report.options.mean) return format(report.total);
    const net = columnSum(this.#of.profile, report.weighing.column);
    return `${net > 0 ? '+' : ''}${format(net)}`;
  }

  #tree(report: Report): FlameTree {
    return this.#trees.get(JSON.stringify(report.options), () => flameTree(report));
  }

  /** Laid out once, also for who asks meanwhile; a failure is tried again. */
  async #graph(report: Report, query: PageQuery): Promise<Result<Html>> {
    const key = JSON.stringify([...query]);
    const drawn = await this.#graphs.get(key, () =>
      this.#drawing(() => graphPage(report, this.#of.time, query)),
    );
    if (!drawn.ok) this.#graphs.drop(key);
    return drawn;
  }
}

function isView(view: string): view is PageView {
  return Object.hasOwn(formats, view);
}

function columnSum({ stacks, sampleTypes }: Profile, column: number): number {
  let sum = 0;
  for (let i = column; i < stacks.values.length; i += sampleTypes.length)
    sum += stacks.values[i] ?? 0;
  return sum;
}

/** Whose code each function is; what reports aggregate knows no files any more. */
function kindsOf({ functions, strings }: Profile): ReadonlyMap<string, FrameKind> {
  const sources = Array.from(functions.names, (name, i) => ({
    function: strings.get(name),
    file: strings.get(functions.files[i] as number),
  }));
  const module = mainModule(sources);
  return new Map(sources.map((source) => [source.function, classifyFrame(source, module)]));
}
