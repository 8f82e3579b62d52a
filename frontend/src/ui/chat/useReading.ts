/** What is read: where reading went on, and the mark that moves with it. */

import type * as React from 'react';
import { useCallback, useEffect, useRef, useState } from 'react';

import type { RoomSession } from '../../core/roomSession';
import { useStore } from '../common/useStore';

/** A busy class is not told of each message that one reads. */
const PAUSE_MS = 400;
const NEAR_PX = 40;

/** The newest seq that had been read when the panel was opened; null where there was nothing to read on from. */
export function useReadAtOpening(session: RoomSession): number | null {
  const greeted = useStore(session.store, state => state.username !== '');
  const [opening, setOpening] = useState<{ read: number | null } | null>(null);
  if (greeted && opening === null) {
    const { read, unread } = session.store.getState();
    setOpening({ read: read > 0 && unread > 0 ? read : null });
  }
  return opening?.read ?? null;
}

/** Marks as read what can be seen in a window that is looked at. Answers whether the end is in view. */
export function useMarkRead(session: RoomSession, panel: React.RefObject<HTMLElement>): boolean {
  const unread = useStore(session.store, state => state.unread);
  const newest = useStore(session.chat.store, state => state.messages.at(-1)?.seq ?? 0);
  const [atEnd, setAtEnd] = useState(true);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  const look = useCallback(() => {
    const list = panel.current?.querySelector('.tw-Windowed');
    setAtEnd(list ? isAtEnd(list) : true);
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      if (session.store.getState().unread > 0 && isSeen(panel.current)) {
        session.chat.markRead().catch((error: unknown) => {
          console.warn('The read mark could not be set:', error); // it is set with the next message
        });
      }
    }, PAUSE_MS);
  }, [session, panel]);
  useEffect(look, [look, unread, newest]);
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

function isSeen(panel: HTMLElement | null): boolean {
  const list = panel?.querySelector('.tw-Windowed');
  const isLookedAt = document.hasFocus() && !document.hidden;
  return isLookedAt && panel?.offsetParent != null && list != null && isAtEnd(list);
}

function isAtEnd(list: Element): boolean {
  return list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_PX;
}
