/** Whether this is an http or https URL with a host. */
export function isHttpUrl(address: string): boolean {
  return /^https?:\/\/[^/]/.test(address) && URL.canParse(address);
}
