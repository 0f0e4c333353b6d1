import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { has, runToEnd } from './programs.ts';

/** The browser of this machine, by its command; null: there is none. */
export async function browserCommand(): Promise<string | null> {
  for (const command of ['chromium', 'chromium-browser', 'google-chrome']) {
    if (await has(command, '--version')) return command;
  }
  return null;
}

/** Starts the browser without a screen, and without anything that it would ask of the network. */
export async function openBrowser(command: string): Promise<Browser> {
  return chromium.launch({
    executablePath: await pathOf(command),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A page whose errors, and breaches of its policy, are collected. */
export type Watched = { readonly page: Page; readonly errors: string[] };

export async function openPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<Watched> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    ...options,
  });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return { page, errors };
}

async function pathOf(command: string): Promise<string> {
  const { stdout } = await runToEnd('which', [command]);
  return stdout.trim();
}
