/** Hear that a program has been changed. */

import { useEffect, useRef } from 'react';

import type { RoomSession } from '../../core/roomSession';

/** Calls `changed` when the server tells of something done to the program, or may have done so unheard. */
export function useChanges(session: RoomSession, document: string, changed: () => void): void {
  const latest = useRef(changed);
  latest.current = changed;
  useEffect(
    () =>
      session.onEvent(event => {
        const isMissed = event.type === 'hello' && event.resumed !== true;
        if (isMissed || (event.type === 'activity' && event.document === document)) {
          latest.current();
        }
      }),
    [session, document]
  );
}
