/** Tells somebody who may do more, or other things, from now on. */

import { useEffect } from 'react';

import type { RoomSession } from '../../core/roomSession';
import { useHost } from '../host';
import { roleMeaning } from './roles';

/** What a viewer is stands over the room as long as they are one: of that no word besides. */
export function useNewRole(session: RoomSession): void {
  const host = useHost();
  useEffect(
    () =>
      session.store.subscribe((state, before) => {
        const { role, room, username } = state;
        const isNew = role !== null && role !== before.role && before.role !== null && before.username === username;
        if (isNew && role !== 'viewer') {
          host.notify({ kind: 'info', text: roleMeaning(role, room?.locked === true, host.words) });
        }
      }),
    [session, host]
  );
}
