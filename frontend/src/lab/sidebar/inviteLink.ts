/** What an invitation link can do, and what it needs to work. */

import type { Reach } from '../../ui/host';

/**
 * The link to give away, and what else it opens.
 *
 * `token` is the server's own, where the page has one: who has no account can only come in with it, and then
 * has the whole server. On a hub people sign in with their accounts.
 */
export function inviteLink(url: string, token: string, hub: boolean): { link: string; reach: readonly Reach[] } {
  if (hub) {
    return { link: url, reach: ['school account'] };
  }
  const parsed = new URL(url);
  if (token !== '') {
    parsed.searchParams.set('token', token);
  }
  const reach: Reach[] = [];
  if (isThisComputer(parsed.hostname)) {
    reach.push('this computer');
  }
  // Also from this computer: through a tunnel, or once it is open to the network, it is no less.
  if (token !== '') {
    reach.push('whole server');
  } else if (reach.length === 0) {
    reach.push('sign in');
  }
  return { link: parsed.href, reach };
}

function isThisComputer(host: string): boolean {
  return /^(localhost|.*\.localhost|\[::1\]|0\.0\.0\.0|127\..*)$/.test(host);
}
