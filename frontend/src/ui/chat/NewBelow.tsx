/** Something was said below what is seen. */

import type * as React from 'react';

import type { RoomSession } from '../../core/roomSession';
import { useStore } from '../common/useStore';
import { useWords } from '../host';
import type { Jump } from './useJump';

/** Goes to the newest message. Nothing where all has been read. */
export function NewBelow({ session, onJump }: { session: RoomSession; onJump: Jump }): React.JSX.Element | null {
  const words = useWords();
  const unread = useStore(session.store, state => state.unread);
  const newest = useStore(session.chat.store, state => state.messages.at(-1));
  if (unread === 0 || !newest) {
    return null;
  }
  return (
    <button type="button" className="tw-Button tw-Chat-below" onClick={() => void onJump(newest)}>
      {words._n('%1 new message', '%1 new messages', unread)}
    </button>
  );
}
