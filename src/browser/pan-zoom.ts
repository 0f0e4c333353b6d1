/// <reference lib="dom" />

/**
 * Lets a picture be moved and zoomed: wheel, drag, two fingers, the keys + - 0 and arrows. It runs in
 * a browser: what is served is the text of this function, so it may use nothing from outside.
 * `keys`: what hears the keyboard. What is too large to be read as a whole begins at its top.
 */
export function panZoom(svg: SVGSVGElement, keys: EventTarget): void {
  const { x: left, y: top, width: wide, height: high } = svg.viewBox.baseVal;
  const home = { x: left, y: top, width: wide, height: high };
  let view = { ...home };
  const pointers = new Map<number, { x: number; y: number }>();
  let moved = 0;

  const show = () => {
    svg.setAttribute('viewBox', `${view.x} ${view.y} ${view.width} ${view.height}`);
  };
  /** A place on the screen in the picture's own units. */
  const inPicture = (x: number, y: number) => {
    const matrix = svg.getScreenCTM();
    return matrix === null
      ? new DOMPoint(x, y)
      : new DOMPoint(x, y).matrixTransform(matrix.inverse());
  };
  const zoom = (by: number, x: number, y: number) => {
    const width = Math.min(Math.max(view.width * by, home.width / 60), home.width * 4);
    const real = width / view.width;
    const at = inPicture(x, y);
    view = {
      x: at.x - (at.x - view.x) * real,
      y: at.y - (at.y - view.y) * real,
      width,
      height: view.height * real,
    };
    show();
  };
  const zoomMiddle = (by: number) => {
    const box = svg.getBoundingClientRect();
    zoom(by, box.x + box.width / 2, box.y + box.height / 2);
  };
  const move = (fromX: number, fromY: number, toX: number, toY: number) => {
    const from = inPicture(fromX, fromY);
    const to = inPicture(toX, toY);
    view = { ...view, x: view.x - (to.x - from.x), y: view.y - (to.y - from.y) };
    show();
  };
  const distance = () => {
    const [a, b] = [...pointers.values()];
    return a === undefined || b === undefined ? 0 : Math.hypot(a.x - b.x, a.y - b.y);
  };

  const begin = () => {
    // Pixels a unit: names of 8 to 24 units are dots below the first, and can be read at the second.
    const [illegible, legible] = [0.4, 0.75];
    const box = svg.getBoundingClientRect();
    const scale = Math.min(box.width / wide, box.height / high);
    const [root] = Array.from(svg.querySelectorAll('.node'), (node) =>
      node.getBoundingClientRect(),
    ).sort((a, b) => a.y - b.y);
    if (root === undefined || scale <= 0 || scale >= illegible) return;
    const [width, height] = [box.width / legible, box.height / legible];
    const aside = inPicture(root.x + root.width / 2, root.y).x - width / 2;
    // Within the picture, and in the middle where it is narrower than what is seen of it.
    const last = left + wide - width;
    const x = last < left ? (left + last) / 2 : Math.min(Math.max(aside, left), last);
    view = { x, y: top, width, height };
    show();
  };

  svg.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const lines = event.deltaMode === 1 ? 16 : 1;
      zoom(Math.exp((event.deltaY * lines) / 500), event.clientX, event.clientY);
    },
    { passive: false },
  );
  svg.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    if (pointers.size === 0) moved = 0;
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });
  svg.addEventListener('pointermove', (event) => {
    const before = pointers.get(event.pointerId);
    if (before === undefined) return;
    const apart = distance();
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    moved += Math.abs(event.clientX - before.x) + Math.abs(event.clientY - before.y);
    // Less is a click of an unsteady hand.
    if (moved < 4) return;
    if (!svg.hasPointerCapture(event.pointerId)) svg.setPointerCapture(event.pointerId);
    const now = distance();
    if (pointers.size === 2 && apart > 0 && now > 0) {
      const [a, b] = [...pointers.values()] as [{ x: number; y: number }, { x: number; y: number }];
      zoom(apart / now, (a.x + b.x) / 2, (a.y + b.y) / 2);
    } else if (pointers.size === 1) move(before.x, before.y, event.clientX, event.clientY);
  });
  const release = (event: PointerEvent) => pointers.delete(event.pointerId);
  svg.addEventListener('pointerup', release);
  svg.addEventListener('pointercancel', release);
  svg.addEventListener('dragstart', (event) => event.preventDefault());
  svg.addEventListener(
    'click',
    (event) => {
      if (moved >= 4) event.preventDefault();
    },
    true,
  );
  const step = (x: number, y: number) => {
    view = { ...view, x: view.x + (x * view.width) / 10, y: view.y + (y * view.width) / 10 };
    show();
  };
  const whole = () => {
    view = { ...home };
    show();
  };
  const acts: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => step(-1, 0),
    ArrowRight: () => step(1, 0),
    ArrowUp: () => step(0, -1),
    ArrowDown: () => step(0, 1),
    '+': () => zoomMiddle(1 / 1.3),
    '=': () => zoomMiddle(1 / 1.3),
    '-': () => zoomMiddle(1.3),
    '0': whole,
    Escape: whole,
  };
  keys.addEventListener('keydown', (event) => {
    const { key, ctrlKey, metaKey, altKey, target } = event as KeyboardEvent;
    const isTyping = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
    const act = ctrlKey || metaKey || altKey || isTyping ? undefined : acts[key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
  begin();
}
