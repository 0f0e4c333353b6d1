/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

/**
 * Makes the pages of a profile pleasant: zooming and searching a flame graph without loading the page
 * anew, what the pointer is on in a line above it, choices that apply at once, and two keys. Without it
 * all of that works by links and forms. It runs in a browser: what is served is the text of this
 * function, so it may use nothing from outside.
 */
export function enhancePage(): void {
  const flame = () => document.querySelector<SVGSVGElement>('#flame');
  let latest = 0;

  const searchField = () => document.querySelector<HTMLInputElement>('.search input');

  /** What is being typed stays, with the cursor where it is, when `change` makes the field anew. */
  const keepTyping = (change: () => void) => {
    const typed = searchField();
    const isTyping = typed !== null && typed === document.activeElement;
    const [text, cursor] = [typed?.value ?? '', typed?.selectionStart ?? null];
    change();
    const fresh = searchField();
    if (!isTyping || fresh === null) return;
    fresh.value = text;
    fresh.focus();
    fresh.setSelectionRange(cursor, cursor);
  };

  /** Takes what another page of this view shows into this one. */
  const show = async (address: string, remember: boolean) => {
    const mine = ++latest;
    const answer = await fetch(address);
    const other = new DOMParser().parseFromString(await answer.text(), 'text/html');
    // Something later has been asked meanwhile.
    if (mine !== latest) return;
    const [from, to] = [other.querySelector('main'), document.querySelector('main')];
    if (from === null || to === null) {
      location.assign(address);
      return;
    }
    keepTyping(() => to.replaceChildren(...from.childNodes));
    if (remember) history.pushState(null, '', address);
    else history.replaceState(null, '', address);
  };

  const addressOf = (form: HTMLFormElement) => {
    const params = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (value !== '') params.append(name, String(value));
    }
    const text = params.toString();
    return `${form.getAttribute('action')}${text === '' ? '' : `?${text}`}`;
  };

  document.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    const link = (event.target as Element).closest('#flame a');
    const address = link?.getAttribute('href');
    if (address === null || address === undefined) return;
    event.preventDefault();
    void show(address, true);
  });
  addEventListener('popstate', () => {
    if (flame() === null) location.reload();
    else void show(location.href, false);
  });
  document.addEventListener('input', (event) => {
    const input = event.target as HTMLInputElement;
    if (input.form?.classList.contains('search')) void show(addressOf(input.form), false);
  });
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    event.preventDefault();
    if (form.classList.contains('search')) void show(addressOf(form), true);
    // Empty fields make a long address of no use.
    else location.assign(addressOf(form));
  });
  document.addEventListener('change', (event) => {
    const field = event.target as HTMLElement;
    if (field instanceof HTMLSelectElement) field.form?.requestSubmit();
  });

  let resting = '';
  const tell = (target: EventTarget | null) => {
    const line = document.querySelector('.hover');
    const title = (target as Element | null)?.closest?.('#flame a')?.querySelector('title');
    if (line === null) return;
    if (line.getAttribute('data-told') === null) resting = line.textContent ?? '';
    if (title?.textContent) {
      line.setAttribute('data-told', '');
      line.textContent = title.textContent.replace('\n', ' · ');
    } else if (line.hasAttribute('data-told')) {
      line.removeAttribute('data-told');
      line.textContent = resting;
    }
  };
  document.addEventListener('pointerover', (event) => tell(event.target));
  document.addEventListener('focusin', (event) => tell(event.target));

  // The page before stays until a large graph is laid out, which takes seconds.
  const waiting = document.createElement('p');
  waiting.className = 'waiting';
  waiting.setAttribute('role', 'status');
  waiting.textContent = 'The page is being made …';
  let patience: ReturnType<typeof setTimeout> | undefined;
  addEventListener('beforeunload', () => {
    patience = setTimeout(() => document.querySelector('main')?.prepend(waiting), 300);
  });
  addEventListener('pageshow', () => {
    clearTimeout(patience);
    waiting.remove();
  });

  const isField = (target: EventTarget | null) =>
    target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
  const keys: Readonly<Record<string, () => void>> = {
    '/': () => searchField()?.select(),
    Escape: () => {
      const root = document.querySelector('#flame a.caller')?.getAttribute('href');
      if (root) void show(root, true);
    },
  };
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isField(event.target)) return;
    const act = keys[event.key];
    if (act === undefined || flame() === null) return;
    event.preventDefault();
    act();
  });
}
