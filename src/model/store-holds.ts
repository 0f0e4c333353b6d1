/** What a store holds, as of its last sweep. */
export type StoreHolds = {
  readonly bytes: number;
  /** What it may take; 0: as much as there is. */
  readonly limitBytes: number;
  /** Workloads without a target of which it knows something; null: it is not known who has one. */
  readonly goneWorkloads: number | null;
};
