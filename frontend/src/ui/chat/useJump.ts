/** Going to a message of the chat, however old it is. */

import { useCallback, useEffect, useRef, useState } from 'react';

import type { Chat } from '../../core/chat';
import type { RoomSession } from '../../core/roomSession';
import { useHost } from '../host';

const SHOWN_MS = 3_000;

/** Goes to a message; without its seq all older ones are read until it is found. */
export type Jump = (target: { id: string; seq?: number }) => Promise<void>;

/** The message that was gone to a moment ago, and how to go to one. */
export function useJump(session: RoomSession, before: () => void): [focused: string | null, jump: Jump] {
  const host = useHost();
  const [focused, setFocused] = useState<string | null>(null);
  const latest = useRef(before);
  latest.current = before;
  const jump = useCallback<Jump>(
    async ({ id, seq }) => {
      const { chat } = session;
      const isHere = await read(chat, id, seq);
      if (!isHere) {
        if (chat.store.getState().problem === '') {
          host.notify({ kind: 'info', text: host.words.__('This message is not there any longer.') });
        }
        return;
      }
      latest.current();
      setFocused(null);
      // In a later turn: the same message may be asked for again.
      setTimeout(() => {
        setFocused(id);
      });
    },
    [session, host]
  );
  useEffect(() => {
    if (focused === null) {
      return;
    }
    const timer = setTimeout(() => {
      setFocused(null);
    }, SHOWN_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [focused]);
  return [focused, jump];
}

/** Read back to a message. Whether it is there. */
async function read(chat: Chat, id: string, seq: number | undefined): Promise<boolean> {
  if (seq === undefined) {
    return (await chat.find(id)) !== undefined;
  }
  await chat.reach(seq);
  return chat.store.getState().messages.some(each => each.id === id);
}
