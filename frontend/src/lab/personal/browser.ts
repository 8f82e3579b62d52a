/** What this browser keeps for one person: on a server of a class, settings and workspaces are everyone's. */

import type { ServiceManager } from '@jupyterlab/services';

/** What of `localStorage` is used. */
export type BrowserStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/** Null in browsers that forbid it. */
export function browserStore(): Storage | null {
  try {
    return window.localStorage;
  } catch (error) {
    console.warn('Nothing is kept in this browser:', error);
    return null;
  }
}

/** Under which something of whoever uses this tab is kept. Who that is has to be known: see `user.ready`. */
export function personalKey({ serverSettings, user }: ServiceManager.IManager, what: string): string {
  return `timewarp:${serverSettings.baseUrl}:${user.identity?.username ?? ''}:${what}`;
}
