/** The read mark: it moves with what is seen. */

import type * as React from 'react';
import { useCallback, useEffect, useRef, useState } from 'react';

import type { RoomSession } from '../../core/roomSession';
import { useStore } from '../common/useStore';
import { isAtEnd, isLookedAt, seenUpTo } from './seen';

/** A busy class is not told of each message that one reads. */
const PAUSE_MS = 400;

/** Marks as read what can be seen in a window that is looked at, once the chat is open. Answers whether the end is in view. */
export function useMarkRead(session: RoomSession, panel: React.RefObject<HTMLElement>, isOpen: boolean): boolean {
  const unread = useStore(session.store, state => state.unread);
  const newest = useStore(session.chat.store, state => state.messages.at(-1)?.seq ?? 0);
  const [atEnd, setAtEnd] = useState(true);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  const open = useRef(isOpen);
  open.current = isOpen;
  const look = useCallback(() => {
    setAtEnd(isAtEnd(panel.current));
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      if (open.current && session.store.getState().unread > 0 && isLookedAt(panel.current)) {
        const seen = seenUpTo(panel.current, session.chat.store.getState().messages);
        session.chat.markRead(seen).catch((error: unknown) => {
          console.warn('The read mark could not be set:', error); // it is set with the next message
        });
      }
    }, PAUSE_MS);
  }, [session, panel]);
  useEffect(look, [look, unread, newest, isOpen]);
  useEffect(() => {
    const element = panel.current;
    // Scrolling does not bubble. The panel may come into view without any event of its own.
    element?.addEventListener('scroll', look, true);
    window.addEventListener('focus', look);
    document.addEventListener('visibilitychange', look);
    const observer = typeof IntersectionObserver === 'undefined' ? null : new IntersectionObserver(look);
    if (element) {
      observer?.observe(element);
    }
    return () => {
      element?.removeEventListener('scroll', look, true);
      window.removeEventListener('focus', look);
      document.removeEventListener('visibilitychange', look);
      observer?.disconnect();
      clearTimeout(timer.current);
      timer.current = undefined;
    };
  }, [look, panel]);
  return atEnd;
}
