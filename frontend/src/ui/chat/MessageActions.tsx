/** What can be done with a message. */

import type * as React from 'react';

import { messageOf } from '../../core/language';
import type { Message } from '../../core/records';
import type { RoomSession } from '../../core/roomSession';
import { IconButton } from '../common/IconButton';
import { useStore } from '../common/useStore';
import { useHost, useWords } from '../host';
import { answer, startEdit } from './composerStore';

/** Props of `MessageActions`. */
export interface MessageActionsProps {
  message: Message;
  session: RoomSession;
  mine: boolean;
}

/** Seen when the message is pointed at, or has the focus in it. */
export function MessageActions({ message, session, mine }: MessageActionsProps): React.JSX.Element {
  const words = useWords();
  const remove = useRemove(message, session);
  const isOwner = useStore(session.store, state => state.role === 'owner');
  return (
    <div className="tw-Message-actions">
      <IconButton sign="reply" label={words.__('Reply')} onClick={() => { answer(session, message); }} />
      {mine && <IconButton sign="rename" label={words.__('Edit')} onClick={() => { startEdit(session, message); }} />}
      {(mine || isOwner) && <IconButton sign="delete" label={words.__('Delete')} onClick={() => void remove()} />}
    </div>
  );
}

function useRemove(message: Message, session: RoomSession): () => Promise<void> {
  const host = useHost();
  const { words } = host;
  return async () => {
    const sure = await host.confirm({
      title: words.__('Delete this message?'),
      text: words.__('Its text is gone for everyone. That there was a message stays visible.'),
      accept: words.__('Delete'),
      danger: true
    });
    try {
      if (sure) {
        await session.chat.remove(message.id);
      }
    } catch (error) {
      host.notify({ kind: 'error', text: messageOf(error) });
    }
  };
}
