import type { IncomingMessage, ServerResponse } from 'node:http';
import { loopbackCert, loopbackKey } from '../http/certificate.ts';
import { httpPeer, type Peer, tlsPeer } from '../http/hostile-server.ts';

/** A pod as a test writes it; the API server adds what is missing. */
export type FakePod = {
  readonly name: string;
  readonly namespace?: string;
  readonly ip?: string;
  readonly phase?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ports?: readonly (readonly [name: string, port: number])[];
  readonly memory?: string;
  readonly spec?: object;
  readonly status?: object;
};

/** How the next request is answered instead. */
export type Fault =
  | { readonly status: number; readonly retryAfter?: string }
  | 'half'
  | 'never'
  | 'error-event';

type Stored = {
  readonly metadata: { readonly namespace: string; readonly name: string; resourceVersion: string };
};
type Change = { readonly type: string; readonly version: number; readonly object: Stored };

/**
 * An API server that knows pods, over real sockets: lists in pages, watches with bookmarks, versions that
 * grow too old, tokens, forbidden namespaces, and faults on demand.
 */
export class FakeKubernetes {
  /** Who may ask; null: everybody. */
  token: string | null = null;
  readonly forbidden = new Set<string>();
  /** Taken one a request, oldest first; `matching` leaves other requests alone. */
  readonly faults: { readonly matching: RegExp; readonly fault: Fault }[] = [];
  readonly asked: string[] = [];
  watchers = 0;
  /** How every watch is answered instead; null: as asked. */
  watchStatus: number | null = null;
  /** Whether a list names a next page for ever: the same one, or another. */
  endless: 'same-page' | 'next-page' | null = null;
  #peer: Peer | null = null;
  #version = 1000;
  #oldest = 0;
  readonly #pods = new Map<string, Stored>();
  readonly #changes: Change[] = [];
  readonly #watching = new Set<(change: Change) => void>();
  readonly #ends = new Set<() => void>();
  readonly #pages = new Map<
    string,
    { readonly rest: readonly Stored[]; readonly version: number }
  >();

  async start(how: 'http' | 'https' = 'http'): Promise<string> {
    const answer = (request: IncomingMessage, response: ServerResponse) =>
      this.#answer(request, response);
    const identity = { key: loopbackKey, cert: loopbackCert };
    this.#peer = how === 'http' ? await httpPeer(answer) : await tlsPeer(answer, identity);
    return this.#peer.url;
  }

  async stop(): Promise<void> {
    await this.#peer?.close();
  }

  put(pod: FakePod): void {
    const { name, namespace = 'shop' } = pod;
    const key = `${namespace}/${name}`;
    this.#version += 1;
    const object = podObject(pod, String(this.#version));
    const type = this.#pods.has(key) ? 'MODIFIED' : 'ADDED';
    this.#pods.set(key, object);
    this.#change({ type, version: this.#version, object });
  }

  remove(name: string, namespace = 'shop'): void {
    const key = `${namespace}/${name}`;
    const object = this.#pods.get(key);
    if (object === undefined) return;
    this.#pods.delete(key);
    this.#version += 1;
    const metadata = { ...object.metadata, resourceVersion: String(this.#version) };
    this.#change({ type: 'DELETED', version: this.#version, object: { ...object, metadata } });
  }

  /** Tells every watcher the newest version without a change, as the API server does once a minute. */
  bookmark(): void {
    const metadata = { namespace: '', name: '', resourceVersion: String(this.#version) };
    const object = { kind: 'Pod', metadata };
    for (const tell of this.#watching) tell({ type: 'BOOKMARK', version: this.#version, object });
  }

  /** Forgets the past: who watches from before is told 410. */
  compact(): void {
    this.#version += 1;
    this.#oldest = this.#version;
    this.#changes.length = 0;
    this.#pages.clear();
  }

  /** Ends every watch with an error, as the API server does when something behind it fails. */
  failWatches(message: string): void {
    const metadata = { namespace: '', name: '', resourceVersion: '' };
    const object = { kind: 'Status', code: 500, message, metadata };
    for (const tell of this.#watching) tell({ type: 'ERROR', version: this.#version, object });
  }

  /** Ends every watch, as the API server does after its timeout. */
  endWatches(): void {
    for (const end of this.#ends) end();
  }

  #change(change: Change): void {
    this.#changes.push(change);
    for (const tell of this.#watching) tell(change);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '', 'http://k');
    this.asked.push(`${url.pathname}${url.search}`);
    const at = this.faults.findIndex(({ matching }) => matching.test(request.url ?? ''));
    const [found] = at === -1 ? [] : this.faults.splice(at, 1);
    if (found !== undefined) {
      this.#fail(found.fault, response);
    } else {
      this.#serve(url, request, response);
    }
  }

  #serve(url: URL, request: IncomingMessage, response: ServerResponse): void {
    if (this.token !== null && request.headers.authorization !== `Bearer ${this.token}`) {
      send(response, 401, 'Unauthorized');
      return;
    }
    const [, namespace = null] =
      /^\/api\/v1(?:\/namespaces\/([^/]+))?\/pods$/.exec(url.pathname) ?? [];
    if (!url.pathname.endsWith('/pods')) {
      send(response, 404, 'not found');
      return;
    }
    if (this.forbidden.has(namespace ?? '')) {
      send(response, 403, 'Forbidden');
      return;
    }
    const wanted = (pod: Stored) =>
      (namespace === null || pod.metadata.namespace === namespace) &&
      selects(url.searchParams.get('labelSelector'), pod);
    if (url.searchParams.has('watch')) {
      if (this.watchStatus !== null) send(response, this.watchStatus, 'made up');
      else this.#watch(url, wanted, request, response);
      return;
    }
    this.#list(url, wanted, response);
  }

  #list(url: URL, wanted: (pod: Stored) => boolean, response: ServerResponse): void {
    const token = url.searchParams.get('continue');
    if (this.endless !== null) {
      const next = this.endless === 'same-page' ? 'again' : `${Number(token ?? 0) + 1}`;
      sendJson(response, 200, { metadata: { continue: next }, items: [] });
      return;
    }
    const page = token === null ? null : this.#pages.get(token);
    if (page === undefined) {
      send(response, 410, 'Expired');
      return;
    }
    const version = page?.version ?? this.#version;
    const all = page?.rest ?? [...this.#pods.values()].filter(wanted);
    const limit = Number(url.searchParams.get('limit') ?? all.length);
    const rest = all.slice(limit);
    const next = rest.length === 0 ? '' : `page-${this.#pages.size + 1}`;
    if (next !== '') this.#pages.set(next, { rest, version });
    const metadata = {
      resourceVersion: String(version),
      ...(next === '' ? {} : { continue: next }),
    };
    sendJson(response, 200, { kind: 'PodList', metadata, items: all.slice(0, limit) });
  }

  #watch(
    url: URL,
    wanted: (pod: Stored) => boolean,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    const from = Number(url.searchParams.get('resourceVersion') ?? 0);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    if (from < this.#oldest) {
      const object = { kind: 'Status', code: 410, message: 'too old resource version' };
      response.end(`${JSON.stringify({ type: 'ERROR', object })}\n`);
      return;
    }
    const tell = ({ type, object }: Change) => {
      if (type === 'BOOKMARK' || type === 'ERROR' || wanted(object)) {
        response.write(`${JSON.stringify({ type, object })}\n`);
      }
    };
    const end = () => {
      this.#watching.delete(tell);
      response.end();
    };
    for (const change of this.#changes) if (change.version > from) tell(change);
    this.#watching.add(tell);
    this.#ends.add(end);
    this.watchers += 1;
    request.socket.once('close', () => response.destroy());
    response.once('close', () => {
      this.#watching.delete(tell);
      this.#ends.delete(end);
      this.watchers -= 1;
    });
  }

  #fail(fault: Fault, response: ServerResponse): void {
    if (fault === 'never') return;
    if (typeof fault === 'object') {
      const { status, retryAfter } = fault;
      if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
      send(response, status, 'made up');
      return;
    }
    if (fault === 'error-event') {
      const object = { kind: 'Status', code: 500, message: 'etcdserver: leader changed' };
      response.end(`${JSON.stringify({ type: 'ERROR', object })}\n`);
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write('{"kind":"PodList","type":"ADDED","items":[{"metadata":{"na');
    setTimeout(() => response.destroy(), 20);
  }
}

function podObject(pod: FakePod, resourceVersion: string): Stored {
  const { name, namespace = 'shop', ip, phase = 'Running' } = pod;
  const ports = pod.ports?.map(([port, containerPort]) => ({
    name: port,
    containerPort,
    protocol: 'TCP',
  }));
  const object = {
    metadata: {
      name,
      namespace,
      uid: `uid-${name}`,
      resourceVersion,
      labels: pod.labels,
      annotations: pod.annotations,
      ownerReferences: [{ kind: 'ReplicaSet', name: `${name}-rs`, controller: true }],
    },
    spec: {
      nodeName: 'node-1',
      containers: [
        {
          name: 'app',
          image: 'shop/app:1',
          ports,
          resources: pod.memory === undefined ? {} : { limits: { memory: pod.memory } },
        },
      ],
      ...pod.spec,
    },
    status: {
      phase,
      podIP: ip,
      hostIP: '192.168.0.1',
      conditions: [{ type: 'Ready', status: 'True' }],
      containerStatuses: [{ name: 'app', containerID: 'containerd://1' }],
      ...pod.status,
    },
  };
  return object;
}

/** `app=x`, or nothing. */
function selects(selector: string | null, pod: Stored): boolean {
  if (selector === null) return true;
  const [name = '', value = ''] = selector.split('=');
  const { labels } = pod.metadata as { labels?: Readonly<Record<string, string>> };
  return labels?.[name] === value;
}

function send(response: ServerResponse, status: number, message: string): void {
  sendJson(response, status, { kind: 'Status', code: status, message });
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
