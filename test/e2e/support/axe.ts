import axe from 'axe-core';
import type { Page } from 'playwright-core';

type Violation = {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
};

/**
 * What axe-core finds wrong with a page, a line each: the rule and the first element that breaks it. `rules`:
 * these alone; absent: all, which takes longer.
 */
export async function axeViolations(page: Page, rules?: readonly string[]): Promise<string[]> {
  // Evaluated from outside: the page's own policy would let it load nothing.
  await page.evaluate(axe.source);
  const options = rules === undefined ? '' : JSON.stringify({ runOnly: rules });
  const { violations } = (await page.evaluate(`axe.run(${options})`)) as {
    violations: Violation[];
  };
  return violations.map(({ id, help, nodes: [first] }) => {
    return `${id}: ${help}\n${first?.html ?? ''}\n${first?.failureSummary ?? ''}`;
  });
}
