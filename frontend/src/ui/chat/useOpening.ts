/** Where the chat is opened: at the line from which on nothing has been seen. */

import type * as React from 'react';
import { useCallback, useEffect, useRef, useState } from 'react';

import type { RoomSession } from '../../core/roomSession';
import { useStore } from '../common/useStore';
import { isAtEnd, isLookedAt } from './seen';

/** Nobody scrolls through more than that: then the chat opens at its end. */
const MOST_BACK = 1_000;

/** The newest seq that had been read then; null where there was nothing to read on from. */
export interface Opening {
  read: number | null;
}

/**
 * How the chat was opened; null until all that is new has been read from the server. It is opened anew by who comes
 * back to it and finds something new at its end; who had scrolled away from there is left where they were.
 */
export function useOpening(session: RoomSession, panel: React.RefObject<HTMLElement>): Opening | null {
  const greeted = useStore(session.store, state => state.username !== '');
  const [opening, setOpening] = useState<Opening | null>(null);
  const open = useCallback(() => {
    const { read, unread } = session.store.getState();
    setOpening({ read: read > 0 && unread > 0 && unread <= MOST_BACK ? read : null });
  }, [session]);
  useEffect(() => {
    if (greeted) {
      open();
    }
  }, [greeted, open]);
  useReturn(panel, () => {
    if (session.store.getState().unread > 0 && isAtEnd(panel.current)) {
      open();
    }
  });
  const from = opening?.read ?? null;
  const [isHere, failed] = useStore(session.chat.store, ({ messages, hasOlder, problem }) => [
    from === null || hasOlder === false || (messages[0]?.seq ?? Infinity) <= from,
    problem !== ''
  ]);
  useEffect(() => {
    if (from !== null && !failed) {
      // It rejects never: what went wrong stands in the chat, where one tries again.
      void session.chat.reach(from);
    }
  }, [session, from, failed]);
  return isHere ? opening : null;
}

/** Tells when the panel is looked at again after it was not: the tab, the window or the sidebar was another. */
function useReturn(panel: React.RefObject<HTMLElement>, back: () => void): void {
  const latest = useRef(back);
  latest.current = back;
  useEffect(() => {
    const element = panel.current;
    let away = false;
    const look = (): void => {
      const looked = isLookedAt(element);
      if (looked && away) {
        latest.current();
      }
      away = !looked;
    };
    const observer = typeof IntersectionObserver === 'undefined' ? null : new IntersectionObserver(look);
    if (element) {
      observer?.observe(element);
    }
    for (const event of ['focus', 'blur']) {
      window.addEventListener(event, look);
    }
    document.addEventListener('visibilitychange', look);
    return () => {
      observer?.disconnect();
      for (const event of ['focus', 'blur']) {
        window.removeEventListener(event, look);
      }
      document.removeEventListener('visibilitychange', look);
    };
  }, [panel]);
}
