/** "Never" in seconds, since JSON has no infinity: a hundred years. */
export const neverSeconds = 100 * 365 * 86_400;
