import { type BlockPlan, type PlanChoice, planOf, type TierPlan } from './block-plan.ts';
import { newSlabPart, type SlabPart } from './slab.ts';

/** The numbers of one track, side by side; `plan` says where each lies. */
export type Block = SlabPart & { plan: BlockPlan };

/** An empty block, all zeros: as short as goes, unless a choice says otherwise. */
export function newBlock(
  withHighs: boolean,
  { reach = 0, whole = false }: Partial<PlanChoice> = {},
): Block {
  const plan = planOf({ withHighs, reach, whole });
  const { cells, base } = newSlabPart(plan.bytes);
  return { cells, base, plan };
}

/** The plan of the tier of that place, the finest at 0. */
export function tierPlan({ plan }: Block, index: number): TierPlan {
  return plan.tiers[index] as TierPlan;
}
