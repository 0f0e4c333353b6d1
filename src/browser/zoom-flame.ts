/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

/**
 * Zooms and searches the flame graph of a report, whose data is in the page: by a click or Enter, Escape and the
 * browser's back button; the arrow keys go to callers, callees and neighbours. It runs in a browser: what is served is
 * the text of this function, so it may use nothing from outside.
 */
export function zoomFlame(): void {
  type Data = Record<'parents' | 'nodes' | 'cum' | 'flat' | 'widths', number[]> & {
    unit: 'bytes' | 'count';
    names: string[];
    labels: string[];
  };
  const svg = document.querySelector<SVGSVGElement>('#flame:not([data-read])');
  const text = document.querySelector('#flame-data')?.textContent;
  const told = document.querySelector<HTMLElement>('#flame-told');
  const found = document.querySelector<HTMLElement>('#flame-found');
  const search = document.querySelector<HTMLInputElement>('#flame-search');
  const reset = document.querySelector<HTMLButtonElement>('#flame-reset');
  if (!svg || !text || !told || !found || !search || !reset) return;
  svg.setAttribute('data-read', '');
  // Another may take its place.
  const end = new AbortController();
  const { signal } = end;
  const data: Data = JSON.parse(text);
  const { parents, nodes, cum, flat, widths, names, labels, unit } = data;
  const [rowHeight, leastWidth, leastLabelled, mostBars] = [19, 1 / 1400, 0.012, 2500];
  const children: number[][] = parents.map(() => []);
  for (const [frame, parent] of parents.entries()) if (parent >= 0) children[parent]?.push(frame);
  for (const own of children) own.sort((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0));
  const resting = told.textContent ?? '';
  /** What is looked for: one of these texts, each in pieces that follow each other; null: nothing. */
  let wanted: string[][] | null = null;
  let root = 0;

  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const bytes = (size: number) => {
    const step = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, size)) / 10));
    return `${(size / 1024 ** step).toFixed(step === 0 ? 0 : 1)} ${units[step]}`;
  };
  const growth = (value: number) => {
    const sign = value > 0 ? '+' : value < 0 ? '-' : '';
    return sign + (unit === 'count' ? String(Math.abs(value)) : bytes(Math.abs(value)));
  };
  const nameOf = (frame: number) => names[nodes[frame] ?? -1] ?? 'all';
  const weightOf = (frame: number) => {
    const share = widths[0] ? (100 * (cum[frame] ?? 0)) / widths[0] : 0;
    const own = flat[frame] ?? 0;
    return `${growth(cum[frame] ?? 0)} (${share.toFixed(1)} %) in all${own === 0 ? '' : `, ${growth(own)} itself`}`;
  };
  const toneOf = (frame: number) => {
    const width = widths[frame] ?? 0;
    const step = Math.round(Math.abs(width === 0 ? 0 : (cum[frame] ?? 0) / width) * 4);
    return step === 0 ? 'z' : `${(cum[frame] ?? 0) > 0 ? 'g' : 's'}${step}`;
  };
  /** Not the browser's own expressions: some take for ever over a long name, and names come from whoever made the profile. */
  const isMatch = (frame: number) => {
    if (wanted === null || frame === 0) return false;
    const name = nameOf(frame).toLowerCase();
    return wanted.some((pieces) => {
      let from = 0;
      return pieces.every((piece) => {
        const at = name.indexOf(piece, from);
        from = at + piece.length;
        return at >= 0;
      });
    });
  };

  const element = (name: string, attributes: Record<string, string | number>) => {
    const made = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
    return made;
  };
  const bar = (frame: number, row: number, left: number, width: number, isCaller: boolean) => {
    const classes = [toneOf(frame), isMatch(frame) ? 'match' : '', isCaller ? 'caller' : ''];
    const link = element('a', {
      href: frame === 0 ? '#flame' : `#f${frame}`,
      class: classes.filter((one) => one !== '').join(' '),
      'data-frame': frame,
      tabindex: -1,
    });
    const box = element('svg', {
      x: `${(100 * left).toFixed(4)}%`,
      y: row * rowHeight,
      width: `${(100 * width).toFixed(4)}%`,
      height: rowHeight - 1,
    });
    const title = element('title', {});
    title.textContent = `${nameOf(frame)}\n${weightOf(frame)}`;
    box.append(title, element('rect', { width: '100%', height: '100%' }));
    if (width >= leastLabelled) {
      const label = element('text', { x: 4, y: 13 });
      label.textContent = labels[nodes[frame] ?? -1] ?? 'all';
      box.append(label);
    }
    link.append(box);
    return link;
  };

  const pathTo = (frame: number) => {
    const path: number[] = [];
    for (let at = parents[frame] ?? -1; at >= 0; at = parents[at] ?? -1) path.unshift(at);
    return path;
  };
  type Place = [frame: number, row: number, left: number, width: number];
  /** What a frame calls, the widest first, as far as it can be seen. */
  const below = ([frame, row, left]: Place, whole: number) => {
    let at = left;
    const seen = (children[frame] ?? []).map((child): Place => {
      const width = (widths[child] ?? 0) / whole;
      at += width;
      return [child, row + 1, at - width, width];
    });
    return seen.filter(([, , , width]) => width >= leastWidth);
  };
  /** Draws what is seen when zoomed to `root`: those that call it as full rows, then all that it calls. */
  const draw = () => {
    const path = pathTo(root);
    const bars = path.map((frame, row) => bar(frame, row, 0, 1, true));
    let rows = path.length;
    const waiting: Place[] = [[root, path.length, 0, 1]];
    for (let next = waiting.pop(); next && bars.length < mostBars; next = waiting.pop()) {
      const [frame, row, left, width] = next;
      bars.push(bar(frame, row, left, width, false));
      rows = Math.max(rows, row + 1);
      waiting.push(...below(next, widths[root] || 1));
    }
    svg.replaceChildren(...bars);
    svg.setAttribute('height', String(rows * rowHeight));
    svg.classList.toggle('searching', wanted !== null);
    reset.hidden = root === 0 && wanted === null;
    // What somebody looks into does not change under his eyes.
    svg.toggleAttribute('data-held', !reset.hidden);
    svg.querySelector(`[data-frame="${root}"]`)?.setAttribute('tabindex', '0');
  };

  /** Of those within each other the outermost counts. */
  const matched = () => {
    let [sum, count] = [0, 0];
    const waiting = [root];
    for (let frame = waiting.pop(); frame !== undefined; frame = waiting.pop()) {
      if (isMatch(frame)) {
        sum += widths[frame] ?? 0;
        count++;
      } else waiting.push(...(children[frame] ?? []));
    }
    return `${count} ${count === 1 ? 'place' : 'places'}, ${((100 * sum) / (widths[root] || 1)).toFixed(1)} % of what changed`;
  };
  const find = () => {
    const plain = (piece: string) => piece.replaceAll('\\', '');
    const texts = search.value.toLowerCase().split('|');
    const asked = texts.filter((one) => one !== '').map((one) => one.split('.*').map(plain));
    wanted = asked.length === 0 ? null : asked;
    found.textContent = wanted === null ? '' : matched();
    draw();
  };

  const zoom = () => {
    const asked = Number(/^#f(\d+)$/.exec(location.hash)?.[1] ?? 0);
    const next = asked < parents.length ? asked : 0;
    if (next === root) return;
    const hadFocus = svg.contains(document.activeElement);
    root = next;
    if (wanted !== null) found.textContent = matched();
    draw();
    if (hadFocus) svg.querySelector<SVGElement>(`[data-frame="${root}"]`)?.focus();
  };
  const frameOf = (target: EventTarget | null) => {
    const link = target instanceof Element ? target.closest('#flame a') : null;
    return link === null ? null : Number(link.getAttribute('data-frame'));
  };
  const tell = (target: EventTarget | null) => {
    const frame = frameOf(target);
    told.textContent = frame === null ? resting : `${nameOf(frame)} · ${weightOf(frame)}`;
  };
  const showAll = () => {
    search.value = '';
    history.pushState(null, '', '#flame');
    find();
    zoom();
  };
  const go = (from: number, key: string) => {
    const siblings = children[parents[from] ?? -1] ?? [];
    const at = siblings.indexOf(from);
    const to = {
      ArrowUp: parents[from],
      ArrowDown: children[from]?.[0],
      ArrowLeft: siblings[at - 1],
      ArrowRight: siblings[at + 1],
    }[key];
    const link = to === undefined ? null : svg.querySelector<SVGElement>(`[data-frame="${to}"]`);
    if (!link) return;
    for (const other of svg.querySelectorAll('[tabindex="0"]'))
      other.setAttribute('tabindex', '-1');
    link.setAttribute('tabindex', '0');
    link.focus();
  };

  search.addEventListener('input', find);
  reset.addEventListener('click', showAll);
  addEventListener('hashchange', zoom, { signal });
  addEventListener('popstate', zoom, { signal });
  document.addEventListener('sawtooth:taken', () => svg.isConnected || end.abort(), { signal });
  // A link into the picture must not scroll the page to its top.
  svg.addEventListener('click', (event) => {
    const frame = frameOf(event.target);
    if (frame === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.pushState(null, '', frame === 0 ? '#flame' : `#f${frame}`);
    zoom();
  });
  svg.addEventListener('pointerover', (event) => tell(event.target));
  svg.addEventListener('pointerleave', () => tell(null));
  svg.addEventListener('focusin', (event) => tell(event.target));
  svg.addEventListener('keydown', (event) => {
    const frame = frameOf(event.target);
    if (frame === null || !event.key.startsWith('Arrow')) return;
    event.preventDefault();
    go(frame, event.key);
  });
  const hear = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape' && (root !== 0 || wanted !== null)) showAll();
    if (event.key !== '/' || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    search.focus();
  };
  document.addEventListener('keydown', hear, { signal });
  draw();
  zoom();
}
