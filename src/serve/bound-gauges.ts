import { Gauge, type Registry } from 'prom-client';

/** How full one thing is that has a limit, both in the same unit. `name`: without `sawtooth_`. */
export type Bound = {
  readonly name: string;
  readonly help: string;
  readonly now: number;
  readonly limit: number;
};

/** Shows each bound as two gauges, `sawtooth_NAME` and `sawtooth_NAME_limit`, so that an alert can ask for a share. */
export class BoundGauges {
  readonly #registry: Registry;
  readonly #gauges = new Map<string, { readonly now: Gauge; readonly limit: Gauge }>();

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  set(bounds: readonly Bound[]): void {
    for (const { name, help, now, limit } of bounds) {
      const gauges = this.#gauges.get(name) ?? this.#add(name, help);
      gauges.now.set(now);
      gauges.limit.set(limit);
    }
  }

  #add(name: string, help: string) {
    const registers = [this.#registry];
    const made = {
      now: new Gauge({ name: `sawtooth_${name}`, help, registers }),
      limit: new Gauge({
        name: `sawtooth_${name}_limit`,
        help: `The most that sawtooth_${name} may be.`,
        registers,
      }),
    };
    this.#gauges.set(name, made);
    return made;
  }
}
