/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

/**
 * Reads out a memory chart: the time, the floor and the peak under the pointer, or under the cursor that the arrow keys
 * move once the chart has the focus. It runs in a browser: what is served is the text of this function, so it may use
 * nothing from outside.
 */
export function readChart(): void {
  for (const svg of document.querySelectorAll<SVGSVGElement>('svg.memory[data-frame]')) {
    const frame = JSON.parse(svg.getAttribute('data-frame') ?? '{}');
    const points = (svg.getAttribute('data-points') ?? '').split(',').map((text) => {
      const [after = 0, floor = 0, peak = 0] = text.split(' ').map(Number);
      return { atMs: frame.fromMs + after, floor, peak };
    });
    const told = svg.parentElement?.querySelector<HTMLElement>('.chart-told');
    const cursor = svg.querySelector('.cursor');
    if (!told || !cursor || points.length < 2) continue;
    const isCount = /^(goroutines|threads|openFds|value)$/.test(frame.signal);
    const write = (value: number) => {
      if (isCount) return value.toLocaleString('en');
      const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
      const step = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, value)) / 10));
      return `${(value / 1024 ** step).toFixed(step === 0 ? 0 : 1)} ${units[step]}`;
    };
    const resting = told.textContent ?? '';
    let at = points.length - 1;
    const show = (index: number) => {
      at = Math.min(points.length - 1, Math.max(0, index));
      const point = points[at];
      if (point === undefined) return;
      const share = (point.atMs - frame.fromMs) / (frame.untilMs - frame.fromMs || 1);
      const x = frame.left + share * (frame.right - frame.left);
      const height = (point.floor - frame.low) / (frame.high - frame.low || 1);
      const y = frame.bottom - height * (frame.bottom - frame.top);
      const [line, circle] = [cursor.querySelector('line'), cursor.querySelector('circle')];
      line?.setAttribute('x1', String(x));
      line?.setAttribute('x2', String(x));
      circle?.setAttribute('cx', String(x));
      circle?.setAttribute('cy', String(y));
      cursor.removeAttribute('hidden');
      const time = new Date(point.atMs).toISOString().slice(0, 19).replace('T', ' ');
      told.textContent = `${time} UTC · floor ${write(point.floor)} · peak ${write(point.peak)}`;
    };
    const hide = () => {
      cursor.setAttribute('hidden', '');
      told.textContent = resting;
    };
    svg.setAttribute('tabindex', '0');
    svg.addEventListener('pointermove', (event) => {
      const matrix = svg.getScreenCTM();
      if (matrix === null) return;
      const { x } = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
      const share = (x - frame.left) / (frame.right - frame.left);
      const atMs = frame.fromMs + share * (frame.untilMs - frame.fromMs);
      const next = points.findIndex((point) => point.atMs >= atMs);
      const before = points[next - 1];
      const after = points[next];
      const isNearer = before && after && atMs - before.atMs < after.atMs - atMs;
      show(next < 0 ? points.length - 1 : isNearer ? next - 1 : next);
    });
    svg.addEventListener('pointerleave', hide);
    svg.addEventListener('blur', hide);
    svg.addEventListener('keydown', (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -20, PageDown: 20 }[event.key];
      if (step === undefined && event.key !== 'Home' && event.key !== 'End') return;
      event.preventDefault();
      show(step === undefined ? (event.key === 'Home' ? 0 : points.length - 1) : at + step);
    });
  }
}
