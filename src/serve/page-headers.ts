/**
 * Nothing but what this server itself sends: no script or style within a page, no other host, no frame
 * around it. Names of functions come from whoever made the profile.
 */
export const pageHeaders = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  // A form of our own would otherwise be sent with `Origin: null`, which is no page of ours.
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};
