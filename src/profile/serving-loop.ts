/** The loops in which servers take requests: net/http, http2, grpc, fasthttp. */
const loops = /\.\(\*conn\)\.serve$|\.\(\*\w*[sS]erver(Conn|Transport)?\)\.|\.\(\*http2Server\)\./;

/** Whether a function is a loop in which a server takes requests, by its name. */
export function isServingLoop(name: string): boolean {
  return loops.test(name);
}
