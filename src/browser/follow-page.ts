/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

/**
 * Keeps a page of `serve` up to date while somebody looks at it: takes over the parts that the server
 * sends, and changes no more of the page than differs, so that focus, scroll and selection stay. Filters
 * and orders without loading the page anew. It is quiet while the page is hidden or paused. It runs in a
 * browser: what is served is the text of this function, so it may use nothing from outside.
 */
export function followPage(): void {
  const state = document.querySelector('.live');
  const say = (word: string, text: string) => {
    if (state === null || state.textContent === text) return;
    state.className = `live ${word}`;
    state.textContent = text;
  };

  const attributes = (from: Element, to: Element) => {
    for (const { name, value } of to.attributes) {
      if (from.getAttribute(name) !== value) from.setAttribute(name, value);
    }
    for (const { name } of [...from.attributes]) {
      // What a reader has opened stays open.
      if (!to.hasAttribute(name) && name !== 'open') from.removeAttribute(name);
    }
  };
  const idOf = (node: Node | null) => (node instanceof Element ? node.id : '');
  const isSame = (a: Node | null, b: Node) => a?.nodeName === b.nodeName && idOf(a) === idOf(b);
  const dropFrom = (first: Node | null) => {
    for (let at = first; at !== null; ) {
      const next: Node | null = at.nextSibling;
      at.parentNode?.removeChild(at);
      at = next;
    }
  };

  /** Makes `from` what `to` is; what has an id is the same wherever it stands. */
  const change = (from: Node, to: Node) => {
    if (from.isEqualNode(to)) return;
    // What a script has made its own is another as a whole, or stays.
    if (from instanceof HTMLElement && from.hasAttribute('data-whole')) from.replaceWith(to);
    else if (from instanceof Element && to instanceof Element) {
      attributes(from, to);
      children(from, to);
    } else from.nodeValue = to.nodeValue;
  };
  const twin = (of: Node, at: Node | null, known: ReadonlyMap<string, Node>) =>
    isSame(at, of) ? at : (known.get(idOf(of)) ?? null);
  const children = (from: Element, to: Element) => {
    const known = new Map<string, Node>([...from.children].map((child) => [child.id, child]));
    known.delete('');
    let at: Node | null = from.firstChild;
    for (const child of [...to.childNodes]) {
      const mine = twin(child, at, known);
      if (mine !== null && mine === at) at = at.nextSibling;
      else from.insertBefore(mine ?? child, at);
      if (mine !== null) change(mine, child);
    }
    dropFrom(at);
  };

  /** Parts that came while somebody looked into what they are to replace, by their ids. */
  const late = new Map<string, HTMLElement>();
  const isRead = (part: HTMLElement, isVersioned: boolean) =>
    part.querySelector('[data-held]') !== null ||
    (isVersioned && part.contains(document.activeElement));
  const takeOne = (mine: HTMLElement, part: HTMLElement) => {
    const { version, from } = part.dataset;
    late.delete(part.id);
    if (version !== undefined && version === mine.dataset['version']) return;
    if (isRead(mine, version !== undefined)) late.set(part.id, part);
    else if (from !== undefined) void takeFrom(from);
    else if (version !== undefined) mine.replaceWith(part);
    else change(mine, part);
  };
  const take = (parts: Iterable<Element>) => {
    const focused = document.activeElement;
    for (const part of [...late.values(), ...parts]) {
      const mine = document.getElementById(part.id);
      if (mine !== null && part instanceof HTMLElement) takeOne(mine, part);
    }
    // A row that moved has lost it.
    if (focused instanceof HTMLElement && focused !== document.activeElement) {
      focused.focus({ preventScroll: true });
    }
    document.dispatchEvent(new Event('sawtooth:taken'));
  };
  const asks = new Map<string, ReturnType<typeof setTimeout>>();
  let waitsMs = 2000;
  /** Asks for a part of which a stream tells its version alone; where that fails, again: the stream does not. */
  const takeFrom = async (address: string) => {
    clearTimeout(asks.get(address));
    const answer = await fetch(address).catch(() => null);
    const text = answer?.ok === true ? await answer.text().catch(() => null) : null;
    const part = text === null ? null : parse(text).body.firstElementChild;
    waitsMs = part === null ? Math.min(60_000, 2 * waitsMs) : 2000;
    if (part !== null) return take([part]);
    // A page that follows again is told of it anew.
    if (source === null) return;
    asks.set(
      address,
      setTimeout(() => void takeFrom(address), waitsMs),
    );
  };
  const parse = (text: string) => new DOMParser().parseFromString(text, 'text/html');

  let source: EventSource | null = null;
  let again: ReturnType<typeof setTimeout> | undefined;
  let isPaused = false;
  const close = () => {
    clearTimeout(again);
    source?.close();
    source = null;
  };
  const follow = () => {
    close();
    const address = document.body.dataset['live'];
    if (address === undefined || isPaused || document.hidden) return;
    const mine = new EventSource(address);
    source = mine;
    mine.addEventListener('page', ({ data }) => {
      const { title, parts } = JSON.parse(data) as { title: string; parts: string[] };
      document.title = title;
      take(parts.flatMap((text) => parse(text).body.firstElementChild ?? []));
      say('on', 'Live,');
    });
    mine.addEventListener('gone', () => {
      close();
      say('off', 'This is not there any more,');
    });
    mine.addEventListener('error', () => {
      say('off', 'No connection,');
      // A server that refuses is not asked again by the browser.
      if (mine.readyState === EventSource.CLOSED) again = setTimeout(follow, 10_000);
    });
  };

  let latest = 0;
  /** Shows another address of this page in place of it. */
  const show = async (address: string, remember: boolean) => {
    const asked = ++latest;
    const text = await fetch(address).then(
      (answer) => answer.text(),
      () => null,
    );
    if (text === null) return say('off', 'No connection,');
    const other = parse(text);
    // Something later has been asked meanwhile.
    if (asked !== latest) return;
    const live = other.body.dataset['live'];
    if (live === undefined) return location.assign(address);
    if (remember) history.pushState(null, '', address);
    else history.replaceState(null, '', address);
    document.title = other.title;
    document.body.dataset['live'] = live;
    take(other.querySelectorAll('main > [id], #as-of'));
    follow();
  };

  const tools = () => document.querySelector<HTMLFormElement>('form.tools');
  const searchField = () => document.querySelector<HTMLInputElement>('.tools input[type=search]');
  const addressOf = (form: HTMLFormElement) => {
    const params = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (value !== '') params.append(name, String(value));
    }
    const text = params.toString();
    return text === '' ? location.pathname : `?${text}`;
  };
  let typed: ReturnType<typeof setTimeout> | undefined;
  document.addEventListener('input', (event) => {
    const field = event.target as HTMLInputElement;
    const form = tools();
    if (form === null || field.form !== form) return;
    clearTimeout(typed);
    typed = setTimeout(() => void show(addressOf(form), false), field.type === 'search' ? 150 : 0);
  });
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    if (form !== tools()) return;
    event.preventDefault();
    clearTimeout(typed);
    void show(addressOf(form), true);
  });
  document.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    const link = (event.target as Element).closest<HTMLAnchorElement>('main a[href]');
    if (link === null || link.hash !== '' || link.hasAttribute('download')) return;
    if (link.origin !== location.origin || link.pathname !== location.pathname) return;
    event.preventDefault();
    void show(link.href, true).then(() => {
      if (link.closest('.pager') !== null) document.querySelector('#fleet')?.scrollIntoView();
    });
  });
  addEventListener('popstate', () => {
    if (location.hash === '') void show(location.href, false);
  });
  document.addEventListener('keydown', (event) => {
    const isField = event.target instanceof HTMLInputElement;
    if (event.ctrlKey || event.metaKey || event.altKey || isField || event.key !== '/') return;
    const field = searchField();
    if (field === null) return;
    event.preventDefault();
    field.select();
  });

  // Choices apply at once.
  document.body.classList.add('followed');
  const pause = document.createElement('button');
  pause.type = 'button';
  pause.className = 'pause';
  const name = () => {
    pause.textContent = isPaused ? 'Follow' : 'Pause';
  };
  pause.addEventListener('click', () => {
    isPaused = !isPaused;
    name();
    if (isPaused) say('off', 'Paused,');
    follow();
  });
  name();
  document.querySelector('.reload')?.replaceWith(pause);
  document.addEventListener('visibilitychange', follow);
  // A page that comes back from the browser's memory has a stream that is closed.
  addEventListener('pageshow', (event) => {
    if (event.persisted) follow();
  });
  follow();
}
