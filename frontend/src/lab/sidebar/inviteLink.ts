/** What an invitation link can do, and what it needs to work. */

import type { Reach } from '../../ui/host';

/**
 * The link to give away, and what else it opens.
 *
 * `token` is the server's own, where the page has one: who has no account can only come in with it, and then
 * has the whole server. On a hub people sign in with their accounts.
 */
export function inviteLink(url: string, token: string, hub: boolean): { link: string; reach: Reach } {
  if (hub) {
    return { link: url, reach: 'school account' };
  }
  const parsed = new URL(url);
  const local = isThisComputer(parsed.hostname);
  if (token !== '') {
    parsed.searchParams.set('token', token);
  }
  const reach: Reach = local ? 'this computer' : token === '' ? 'sign in' : 'whole server';
  return { link: parsed.href, reach };
}

function isThisComputer(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || host.startsWith("127.");
}
