/** What can be done with a message. */

import type * as React from 'react';

import { messageOf } from '../../core/language';
import type { Message } from '../../core/records';
import type { RoomSession } from '../../core/roomSession';
import { IconButton } from '../common/IconButton';
import { useStore } from '../common/useStore';
import type { Sign } from '../host';
import { useHost, useWords } from '../host';
import { answer, startEdit } from './composerStore';

/** Props of `MessageActions`. */
export interface MessageActionsProps {
  message: Message;
  session: RoomSession;
  mine: boolean;
  /** Whether Tab leads to them: a hundred messages are no three hundred places to stop at. */
  inTabOrder: boolean;
}

/** Seen when the message is pointed at, or has the focus in it. */
export function MessageActions({ message, session, mine, inTabOrder }: MessageActionsProps): React.JSX.Element {
  const words = useWords();
  const remove = useRemove(message, session);
  const isOwner = useStore(session.store, state => state.role === 'owner');
  const action = (sign: Sign, label: string, run: () => void): React.JSX.Element => (
    <IconButton sign={sign} label={label} inTabOrder={inTabOrder} onClick={run} />
  );
  return (
    <div className="tw-Message-actions">
      {action('reply', words.__('Reply'), () => { answer(session, message); })}
      {mine && action('rename', words.__('Edit'), () => { startEdit(session, message); })}
      {(mine || isOwner) && action('delete', words.__('Delete'), () => void remove())}
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
