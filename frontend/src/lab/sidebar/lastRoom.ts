/** The room and its part that somebody had open, for when they come back: kept in this browser by their name. */

import type { Shelf } from '../../core/keptPosts';
import type { RoomApi } from '../../core/roomApi';
import { ApiError } from '../../core/requests';
import type { RoomList } from '../../core/roomList';
import type { SidebarStore, Tab } from '../../ui/sidebarStore';
import { TABS } from '../../ui/sidebarStore';

/** What is kept. */
export interface Last {
  /** The id of the room; null for the list of rooms. */
  room: string | null;
  tab: Tab;
}

/** What it works with. */
export interface LastRoomParts {
  api: Pick<RoomApi, 'room'>;
  list: RoomList;
  store: SidebarStore;
  shelf: Shelf | null;
  /** Under which it is kept. */
  key: string;
}

/**
 * Come back to where one was, unless one is somewhere else by now, and note from then on where one is.
 * A room that is gone, or of which one is no member any longer, is forgotten; a server that does not answer says nothing.
 */
export async function comeBack(parts: LastRoomParts): Promise<void> {
  const { api, list, store, shelf, key } = parts;
  const last = read(shelf, key);
  if (last) {
    store.setState({ tab: last.tab });
  }
  let isKnown = true;
  try {
    const room = last?.room != null && list.session === null ? await api.room(last.room) : null;
    if (room?.role != null && list.session === null && isFree(store)) {
      list.enter(room);
    }
  } catch (error) {
    console.debug('The room of the last time cannot be entered:', error);
    isKnown = error instanceof ApiError && !error.retryable;
  }
  const note = (): void => {
    write(shelf, key, { room: list.session?.id ?? null, tab: store.getState().tab });
  };
  if (isKnown) {
    note();
  }
  list.store.subscribe((state, before) => {
    if (state.session !== before.session) {
      note();
    }
  });
  store.subscribe((state, before) => {
    if (state.tab !== before.tab) {
      note();
    }
  });
}

/** Whether nobody is filling in a form that would go. */
export function isFree(store: SidebarStore): boolean {
  const { making, importing, invited } = store.getState();
  return making === null && !importing && !invited;
}

/** Anything may have been written there. */
function read(shelf: Shelf | null, key: string): Last | null {
  try {
    const kept = JSON.parse(shelf?.getItem(key) ?? 'null') as Partial<Record<keyof Last, unknown>> | null;
    const tab = TABS.find(each => each === kept?.tab);
    return tab ? { tab, room: typeof kept?.room === 'string' ? kept.room : null } : null;
  } catch (error) {
    console.warn('Where one was last cannot be read:', error);
    return null;
  }
}

function write(shelf: Shelf | null, key: string, last: Last): void {
  try {
    shelf?.setItem(key, JSON.stringify(last));
  } catch (error) {
    console.warn('This browser does not keep where one was:', error); // full, or a private window
  }
}
