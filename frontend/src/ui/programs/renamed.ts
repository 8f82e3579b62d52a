/** Another name of a program that is open. */

import type { ServerEvent } from '../../core/records';
import type { RoomSession } from '../../core/roomSession';
import { lookOf } from '../chat/people';
import { named } from '../common/isolated';

/** Who renamed the program that is open, from what, to what, each to be put into a sentence; null for another event. */
export function renamed(
  event: ServerEvent,
  session: RoomSession,
  open: string | null
): { name: string; before: string; path: string } | null {
  const state = session.store.getState();
  if (event.type !== 'activity' || event.verb !== 'document.renamed') {
    return null;
  }
  const { before, path } = event.detail;
  if (event.document !== open || event.actor === state.username || typeof before !== 'string' || typeof path !== 'string') {
    return null;
  }
  return {
    name: named(lookOf(state, event.actor).name),
    before: named(before),
    path: named(path)
  };
}
