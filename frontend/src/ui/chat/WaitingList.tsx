/** Messages that the server has not stored: on their way, waiting for the network, or refused. */

import type * as React from 'react';

import type { RoomSession } from '../../core/roomSession';
import { useStore } from '../common/useStore';
import { useWords } from '../host';
import { LongText } from './LongText';

/** Nothing where all has been sent. */
export function WaitingList({ session }: { session: RoomSession }): React.JSX.Element | null {
  const words = useWords();
  const waiting = useStore(session.chat.store, state => state.waiting);
  const connection = useStore(session.store, state => state.connection);
  if (waiting.length === 0) {
    return null;
  }
  return (
    <ul className="tw-List tw-Waiting" aria-label={words.__('Messages that are not sent yet')}>
      {waiting.map(({ post, failed }) => (
        <li key={post.client_id}>
          <LongText text={post.body}>
            <div dir="auto">{post.body}</div>
          </LongText>
          {failed === '' ? (
            <span className="tw-Item-detail">
              {connection === 'connected'
                ? words.__('sending…')
                : connection === 'ended'
                  ? words.__('not sent')
                  : words.__('will be sent when the connection is back')}
            </span>
          ) : (
            <span className="tw-Problem" role="alert">
              {failed}
              <button type="button" className="tw-Link" onClick={() => { session.chat.again(post.client_id); }}>
                {words.__('Try again')}
              </button>
              <button type="button" className="tw-Link" onClick={() => { session.chat.giveUp(post.client_id); }}>
                {words.__('Give up')}
              </button>
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
