import { Gauge, type Registry } from 'prom-client';
import type { LimitFigure } from './limit-book.ts';

/** Registers `sawtooth_limit` and `sawtooth_limit_used`, each with a series for each limit; gives what sets them. */
export function limitGauges(registry: Registry): (figures: readonly LimitFigure[]) => void {
  const common = { labelNames: ['limit'], registers: [registry] };
  const most = new Gauge({
    name: 'sawtooth_limit',
    help: 'The most that there may be; in bytes where the name of the limit ends so. ARCHITECTURE.md says what happens past it.',
    ...common,
  });
  const used = new Gauge({
    name: 'sawtooth_limit_used',
    help: 'How much of the limit is used: now, or the most within five to ten minutes of what passes in a moment.',
    ...common,
  });
  return (figures) => {
    most.reset();
    used.reset();
    for (const { limit, ...figure } of figures) {
      most.set({ limit }, figure.most);
      used.set({ limit }, figure.used);
    }
  };
}
