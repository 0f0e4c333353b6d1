/** As which container a target was found: the group of its discovery, `pod/shop/cart-1`, and its name in there. */
export type ContainerRef = { readonly group: string; readonly name: string };

/** How a container's newest life that is over ended, as the cluster's API has it; times in ms, by the node's clock. */
export type ContainerEnd = {
  /** The kubelet's word: `OOMKilled`, `Error`, `Completed`. */
  readonly reason: string;
  readonly exitCode: number | null;
  readonly finishedAtMs: number;
  /** When the life after it began; null: it has not, or nobody says. */
  readonly nextStartAtMs: number | null;
};
