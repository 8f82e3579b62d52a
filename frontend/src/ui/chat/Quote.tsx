/** What a message answers. */

import type * as React from 'react';

import type { Message } from '../../core/records';
import type { RoomSession } from '../../core/roomSession';
import { useStore } from '../common/useStore';
import { useWords } from '../host';
import { useLook } from './people';
import { LONGEST_NAME } from '../common/isolated';
import { shortened } from '../common/shortened';
import type { Jump } from './useJump';

const MOST = 120;

/** Props of `Quote`. */
export interface QuoteProps {
  /** The id of the message that is answered. */
  id: string;
  session: RoomSession;
  onJump: Jump;
}

/** Goes to the message that is answered, which may have to be read first. */
export function Quote({ id, session, onJump }: QuoteProps): React.JSX.Element {
  const words = useWords();
  const answered = useStore(session.chat.store, chat => chat.messages.find(each => each.id === id));
  return (
    <button type="button" className="tw-Quote" onClick={() => void onJump(answered ?? { id })}>
      {answered ? <Said message={answered} session={session} /> : words.__('an earlier message')}
    </button>
  );
}

function Said({ message, session }: { message: Message; session: RoomSession }): React.JSX.Element {
  const words = useWords();
  const { name } = useLook(session, message.author);
  if (message.deleted) {
    return <>{words.__('a deleted message')}</>;
  }
  return (
    <>
      <bdi>{shortened(name, LONGEST_NAME)}</bdi>
      {': '}
      <bdi>{shortened(message.body, MOST)}</bdi>
    </>
  );
}
