/** What the table of targets can be ordered by; `urgency` is the dashboard's order. */
export const fleetSorts = [
  'urgency',
  'workload',
  'signal',
  'level',
  'rate',
  'time',
  'verdict',
  'culprit',
] as const;

/** One of the orders of the table of targets. */
export type FleetSort = (typeof fleetSorts)[number];

/** What the fleet's page was asked with; the address has all of it, so that it can be kept and sent. */
export type FleetQuery = {
  /** What `parseRowFilter` reads. */
  readonly q: string;
  readonly sort: FleetSort;
  /** Against the order's own direction. */
  readonly reversed: boolean;
  readonly grouped: boolean;
  /** From 1. */
  readonly page: number;
};

/** What nobody typed by hand. */
const longest = 200;

/** Reads `?q=&sort=-rate&group=workload&page=2`; what is not known counts as not given. */
export function readFleetQuery(params: URLSearchParams): FleetQuery {
  const asked = params.get('sort') ?? '';
  const sort = fleetSorts.find((one) => one === asked.replace(/^-/, ''));
  const page = /^[1-9]\d{0,5}$/.exec(params.get('page') ?? '')?.[0];
  return {
    q: (params.get('q') ?? '').trim().slice(0, longest),
    sort: sort ?? 'urgency',
    reversed: sort !== undefined && asked.startsWith('-'),
    grouped: params.get('group') === 'workload',
    page: Number(page ?? 1),
  };
}

/** The address of the same page with some of it changed, as seen from the page: `?q=cart&sort=rate`. */
export function fleetLink(query: FleetQuery, changes: Partial<FleetQuery> = {}): string {
  const text = fleetParams({ ...query, ...changes }).toString();
  return text === '' ? './' : `?${text}`;
}

/** A query as parameters of an address, without what goes without saying. */
export function fleetParams({ q, sort, reversed, grouped, page }: FleetQuery): URLSearchParams {
  const params = new URLSearchParams();
  if (q !== '') params.set('q', q);
  if (reversed || sort !== 'urgency') params.set('sort', `${reversed ? '-' : ''}${sort}`);
  if (grouped) params.set('group', 'workload');
  if (page > 1) params.set('page', String(page));
  return params;
}
