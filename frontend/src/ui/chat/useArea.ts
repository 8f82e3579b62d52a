/** The text area of the composer. */

import type * as React from 'react';
import { useEffect, useLayoutEffect, useRef } from 'react';

import type { RoomSession } from '../../core/roomSession';
import { useStore } from '../common/useStore';
import type { ComposerStore } from './composerStore';

const TYPING_EVERY_MS = 2_000;
const MOST_HEIGHT_PX = 160;

/** As high as its text; gets the focus when something was put into it from outside. */
export function useArea(area: React.RefObject<HTMLTextAreaElement>, store: ComposerStore, text: string): void {
  const wanted = useStore(store, state => state.wanted);
  useLayoutEffect(() => {
    const element = area.current;
    if (element) {
      element.style.height = 'auto';
      element.style.height = `${Math.min(element.scrollHeight, MOST_HEIGHT_PX)}px`;
    }
  }, [area, text]);
  useEffect(() => {
    const element = area.current;
    if (element && wanted) {
      store.setState({ wanted: false });
      element.focus();
      element.setSelectionRange(element.value.length, element.value.length);
    }
  }, [area, store, wanted]);
}

/** Tells the others that this person is writing, now and then; `done` when the message is on its way. */
export function useTyping(session: RoomSession): { tell: () => void; done: () => void } {
  const toldAt = useRef(0);
  return {
    tell: () => {
      const now = Date.now();
      if (now - toldAt.current >= TYPING_EVERY_MS) {
        toldAt.current = now;
        session.typing();
      }
    },
    done: () => {
      toldAt.current = 0;
    }
  };
}
