/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

/**
 * Makes memory charts readable and zoomable: the time, the floor and the peak under the pointer, or under the cursor that
 * the arrow keys move once the chart has the focus; what is dragged over fills the chart, + - 0 and a double click zoom
 * too. It runs in a browser: what is served is the text of this function, so it may use nothing from outside.
 */
export function readChart(): void {
  type Point = { atMs: number; floor: number; peak: number };
  type Frame = Record<
    'left' | 'right' | 'top' | 'bottom' | 'fromMs' | 'untilMs' | 'low' | 'high',
    number
  > & { signal: string };
  const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000];
  const steps = [1, 2, 5, 10, 15, 30].flatMap((n) => [n * second, n * minute]);
  steps.push(...[1, 2, 3, 6, 12].map((n) => n * hour), ...[1, 2, 7, 14, 28].map((n) => n * day));
  steps.sort((a, b) => a - b);

  const bytes = (value: number) => {
    const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
    const step = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, value)) / 10));
    return `${(value / 1024 ** step).toFixed(step === 0 ? 0 : 1)} ${units[step]}`;
  };
  const isoOf = (atMs: number) => new Date(atMs).toISOString();
  const tickText = (atMs: number, step: number) => {
    if (atMs % day === 0) return isoOf(atMs).slice(5, 10);
    return isoOf(atMs).slice(11, step < minute ? 19 : 16);
  };

  const enhance = (svg: SVGSVGElement, told: HTMLElement, cursor: Element) => {
    const frame: Frame = JSON.parse(svg.getAttribute('data-frame') ?? '{}');
    const points = (svg.getAttribute('data-points') ?? '').split(',').map((text): Point => {
      const [after = 0, floor = 0, peak = 0] = text.split(' ').map(Number);
      return { atMs: frame.fromMs + after, floor, peak };
    });
    const isCount = /^(goroutines|threads|openFds|value)$/.test(frame.signal);
    const write = (value: number) => (isCount ? value.toLocaleString('en') : bytes(value));
    const resting = told.textContent ?? '';
    const wide = frame.right - frame.left;
    const view = { fromMs: frame.fromMs, untilMs: frame.untilMs };
    const spanOf = ({ fromMs, untilMs }: typeof view) => untilMs - fromMs || 1;
    const xOf = (atMs: number) => frame.left + ((atMs - view.fromMs) / spanOf(view)) * wide;
    const timeAt = (x: number) => view.fromMs + ((x - frame.left) / wide) * spanOf(view);
    let at = points.length - 1;
    let dragFrom: number | null = null;
    let isOver = false;

    const make = (name: string, attributes: Record<string, string | number>, text = '') => {
      const made = document.createElementNS('http://www.w3.org/2000/svg', name);
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
      made.textContent = text;
      return made;
    };
    const selection = make('rect', {
      class: 'selection',
      y: frame.top,
      height: frame.bottom - frame.top,
      width: 0,
    });
    const ticks = make('g', { class: 'axes' });
    svg.append(selection, ticks);

    const tickAt = (ms: number, step: number) => {
      const [x, y] = [xOf(ms), frame.bottom];
      const place = { x, y: y + 18, 'text-anchor': 'middle' };
      const label = x > frame.left + 24 ? [make('text', place, tickText(ms, step))] : [];
      return [make('line', { class: 'tick', x1: x, x2: x, y1: y, y2: y + 5 }), ...label];
    };
    const drawTicks = (isWhole: boolean) => {
      for (const tick of svg.querySelectorAll('.time')) tick.toggleAttribute('hidden', !isWhole);
      const step = steps.find((one) => spanOf(view) / one <= wide / 90) ?? 28 * day;
      const first = Math.ceil(view.fromMs / step);
      const count = isWhole ? 0 : Math.floor(view.untilMs / step) - first + 1;
      const times = Array.from({ length: count }, (_, i) => (first + i) * step);
      ticks.replaceChildren(...times.flatMap((ms) => tickAt(ms, step)));
    };
    /** Nobody wants a chart to change under the pointer, nor while a part of it is looked at. */
    const hold = () => {
      const isZoomed = spanOf(frame) / spanOf(view) > 1.001;
      const isRead = isOver || isZoomed || document.activeElement === svg;
      svg.toggleAttribute('data-held', isRead);
    };
    /** Shows a part of the time, within what there is, and no less than a few points of it. */
    const zoom = (fromMs: number, untilMs: number) => {
      const least = Math.max(1000, (4 * spanOf(frame)) / points.length);
      view.fromMs = Math.max(frame.fromMs, Math.min(fromMs, frame.untilMs - least));
      view.untilMs = Math.min(frame.untilMs, Math.max(untilMs, view.fromMs + least));
      const scale = spanOf(frame) / spanOf(view);
      const moved =
        frame.left - scale * frame.left - ((view.fromMs - frame.fromMs) / spanOf(view)) * wide;
      svg.querySelector('.zoomed')?.setAttribute('transform', `matrix(${scale} 0 0 1 ${moved} 0)`);
      for (const mark of svg.querySelectorAll('[data-at]')) {
        const own = Number(mark.getAttribute('data-at'));
        const x = scale * own + moved;
        mark.setAttribute('transform', `translate(${x - own} 0)`);
        mark.toggleAttribute('hidden', x < frame.left - 1 || x > frame.right + 1);
      }
      drawTicks(scale < 1.001);
      hold();
    };
    const zoomBy = (factor: number) => {
      const middle = points[at]?.atMs ?? view.untilMs;
      const share = (middle - view.fromMs) / spanOf(view);
      const span = Math.min(spanOf(frame), spanOf(view) * factor);
      // Moved to where it is whole: an end that lies outside would be cut off, and less shown than was asked for.
      const fromMs = Math.max(frame.fromMs, Math.min(middle - share * span, frame.untilMs - span));
      zoom(fromMs, fromMs + span);
      show(at);
    };

    const whole = () => {
      zoom(frame.fromMs, frame.untilMs);
      show(at);
    };

    const show = (index: number) => {
      at = Math.min(points.length - 1, Math.max(0, index));
      const point = points[at];
      if (point === undefined) return;
      const x = xOf(point.atMs);
      const height = (point.floor - frame.low) / (frame.high - frame.low || 1);
      const [line, circle] = [cursor.querySelector('line'), cursor.querySelector('circle')];
      line?.setAttribute('x1', String(x));
      line?.setAttribute('x2', String(x));
      circle?.setAttribute('cx', String(x));
      circle?.setAttribute('cy', String(frame.bottom - height * (frame.bottom - frame.top)));
      cursor.toggleAttribute('hidden', x < frame.left || x > frame.right);
      const time = isoOf(point.atMs).slice(0, 19).replace('T', ' ');
      told.textContent = `${time} UTC · floor ${write(point.floor)} · peak ${write(point.peak)}`;
    };
    const hide = () => {
      cursor.setAttribute('hidden', '');
      told.textContent = resting;
      hold();
    };
    const nearest = (atMs: number) => {
      const next = points.findIndex((point) => point.atMs >= atMs);
      if (next < 0) return points.length - 1;
      const [before, after] = [points[next - 1], points[next]];
      return before && after && atMs - before.atMs < after.atMs - atMs ? next - 1 : next;
    };
    const pointerX = (event: MouseEvent) => {
      const matrix = svg.getScreenCTM()?.inverse();
      const { x } = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix);
      return Math.min(frame.right, Math.max(frame.left, x));
    };
    const select = (from: number, to: number) => {
      selection.setAttribute('x', String(Math.min(from, to)));
      selection.setAttribute('width', String(Math.abs(to - from)));
    };

    svg.setAttribute('tabindex', '0');
    svg.setAttribute('data-read', '');
    svg.addEventListener('pointerdown', (event) => {
      // A finger scrolls the page.
      if (event.pointerType !== 'mouse' || event.button !== 0) return;
      dragFrom = pointerX(event);
      svg.setPointerCapture(event.pointerId);
    });
    svg.addEventListener('pointermove', (event) => {
      const x = pointerX(event);
      if (dragFrom !== null) select(dragFrom, x);
      show(nearest(timeAt(x)));
      isOver = true;
      hold();
    });
    svg.addEventListener('pointerup', (event) => {
      if (dragFrom === null) return;
      const [from, to] = [dragFrom, pointerX(event)].sort((a, b) => a - b) as [number, number];
      dragFrom = null;
      select(0, 0);
      // Less is the click of an unsteady hand.
      if (to - from > 6) zoom(timeAt(from), timeAt(to));
    });
    svg.addEventListener('pointercancel', () => {
      dragFrom = null;
      select(0, 0);
    });
    svg.addEventListener('dblclick', whole);
    svg.addEventListener('pointerleave', () => {
      isOver = false;
      hide();
    });
    svg.addEventListener('focus', hold);
    svg.addEventListener('blur', hide);
    const acts: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => show(at - 1),
      ArrowRight: () => show(at + 1),
      PageUp: () => show(at - 20),
      PageDown: () => show(at + 20),
      Home: () => show(0),
      End: () => show(points.length - 1),
      '+': () => zoomBy(1 / 2),
      '=': () => zoomBy(1 / 2),
      '-': () => zoomBy(2),
      '0': whole,
    };
    svg.addEventListener('keydown', (event) => {
      const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : acts[event.key];
      if (act === undefined) return;
      event.preventDefault();
      act();
    });
  };

  for (const svg of document.querySelectorAll<SVGSVGElement>(
    'svg.memory[data-frame]:not([data-read])',
  )) {
    const told = svg.parentElement?.querySelector<HTMLElement>('.chart-told');
    const cursor = svg.querySelector('.cursor');
    if (told && cursor) enhance(svg, told, cursor);
  }
}
