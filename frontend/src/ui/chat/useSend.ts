/** Sending what is in the composer. */

import { useRef, useState } from 'react';

import { messageOf } from '../../core/language';
import type { RoomSession } from '../../core/roomSession';
import type { ComposerStore } from './composerStore';
import { textOf } from './composerStore';

/** How to send, and why an edit was refused; a post that was refused says it itself. */
export interface Sending {
  problem: string;
  send: () => void;
  forget: () => void;
}

/** Posts the draft, or the new text of the message that is edited. */
export function useSend(session: RoomSession, store: ComposerStore, isTooLong: (text: string) => boolean): Sending {
  const [problem, setProblem] = useState('');
  const busy = useRef(false);
  const edit = async (id: string, body: string): Promise<void> => {
    busy.current = true;
    try {
      await session.chat.edit(id, body);
      // Another edit may have been begun meanwhile.
      store.setState(state => (state.edit?.message.id === id ? { edit: null } : state));
    } catch (error) {
      setProblem(messageOf(error));
    } finally {
      busy.current = false;
    }
  };
  const send = (): void => {
    const state = store.getState();
    const body = textOf(state).trim();
    if (body === '' || busy.current || isTooLong(body)) {
      return;
    }
    setProblem('');
    if (state.edit) {
      void edit(state.edit.message.id, body);
      return;
    }
    const { anchor, replyTo } = state;
    session.chat.post({
      body,
      reply_to: replyTo?.id ?? null,
      anchor: anchor && { document: anchor.document, line: anchor.line, end_line: anchor.endLine }
    });
    store.setState({ draft: '', replyTo: null, anchor: null });
  };
  return { problem, send, forget: () => { setProblem(''); } };
}
