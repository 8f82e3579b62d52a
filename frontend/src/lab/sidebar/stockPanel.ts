/** JupyterLab's own panel of who is online shows people under the names and colours of their room. */

import type { Awareness } from 'y-protocols/awareness';

import type { RoomList } from '../../core/roomList';

interface Shown {
  name?: unknown;
  display_name?: unknown;
  initials?: unknown;
  color?: unknown;
}

/**
 * Keep this person's entry in the global awareness as the open room has them. JupyterLab writes it anew when it
 * connects; the one of another tab is that tab's.
 */
export function nameInStockPanel(awareness: Awareness, list: RoomList, initialsOf: (name: string) => string): void {
  const tell = (): void => {
    const room = list.session?.store.getState();
    const me = room?.members[room.username];
    const shown = awareness.getLocalState()?.user as Shown | undefined;
    if (me && shown && (shown.display_name !== me.display_name || shown.color !== me.color)) {
      const look = { name: me.display_name, display_name: me.display_name, color: me.color };
      awareness.setLocalStateField('user', { ...shown, ...look, initials: initialsOf(me.display_name) });
    }
  };
  awareness.on('change', tell);
  list.eachSession(session => {
    tell();
    return session?.store.subscribe((state, before) => {
      if (state.members !== before.members) {
        tell();
      }
    });
  });
}
