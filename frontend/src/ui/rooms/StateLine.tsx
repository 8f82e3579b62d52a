/** Whether the room is connected, locked or gone, and what this person is in it. */

import type * as React from 'react';
import { useEffect, useState } from 'react';

import { CLOSE } from '../../core/closeCodes';
import type { RoomSession } from '../../core/roomSession';
import type { RoomState } from '../../core/roomState';
import { useStore } from '../common/useStore';
import type { Words } from '../host';
import { useWords } from '../host';
import { roleMeaning } from './roles';

/** Props of `StateLine`. */
export interface StateLineProps {
  session: RoomSession;
  onLeave: () => void;
}

/** Says it in words, with what can be done. */
export function StateLine({ session, onLeave }: StateLineProps): React.JSX.Element {
  const words = useWords();
  const state = useStore(session.store, each => each);
  const now = useSeconds(state.retryAt !== null);
  const { room, role, connection } = state;
  return (
    <div className="tw-State" role="status">
      {room?.locked === true && (
        <p className="tw-Banner" data-kind="lock">
          {role === 'owner'
            ? words.__('The room is locked: only owners can change programs.')
            : roleMeaning(role, true, words)}
        </p>
      )}
      {room?.folder_missing === true && (
        <p className="tw-Banner" data-kind="warn">
          {words.__('The folder of this room is gone. Owners can write its programs again: Room…')}
        </p>
      )}
      {connection === 'connected' && role === 'viewer' && room?.locked !== true && (
        <p className="tw-Banner" data-kind="info">
          {roleMeaning(role, false, words)}
        </p>
      )}
      {connection !== 'connected' && connection !== 'connecting' && (
        <p className="tw-Banner" data-kind={connection === 'ended' ? 'error' : 'warn'}>
          {trouble(state, now, words)}{' '}
          {connection === 'ended' ? (
            <button type="button" className="tw-Link" onClick={onLeave}>
              {words.__('Back to all rooms')}
            </button>
          ) : (
            <button type="button" className="tw-Link" onClick={() => { session.wake(); }}>
              {words.__('Connect now')}
            </button>
          )}
        </p>
      )}
    </div>
  );
}

function trouble(state: RoomState, now: number, words: Words): string {
  const { connection, closeCode, problem, room, retryAt } = state;
  if (connection === 'ended') {
    if (room?.deleted === true) {
      return words.__('This room has been deleted. Its files are still in the folder.');
    }
    if (closeCode === CLOSE.signedOut) {
      return words.__('You are not signed in any longer. Sign in again to go on.');
    }
    return problem === '' ? words.__('You are not in this room any longer.') : problem;
  }
  if (connection === 'idle') {
    return words.__('You were away for a while.');
  }
  if (connection === 'offline') {
    return words.__('Offline. What you write is kept here and sent when the network is back.');
  }
  const seconds = retryAt === null ? 0 : Math.max(0, Math.ceil((retryAt - now) / 1000));
  return seconds === 0
    ? words.__('Reconnecting…')
    : words._n('Reconnecting in %1 second…', 'Reconnecting in %1 seconds…', seconds);
}

/** The time, moving on while it is looked at. */
function useSeconds(running: boolean): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (!running) {
      return;
    }
    setNow(Date.now());
    const timer = setInterval(() => {
      setNow(Date.now());
    }, 500);
    return () => {
      clearInterval(timer);
    };
  }, [running]);
  return now;
}
