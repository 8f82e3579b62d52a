/** Whether the room is connected, locked or gone, and what this person is in it. */

import type * as React from 'react';
import { useEffect, useState } from 'react';

import type { RoomList } from '../../core/roomList';
import type { RoomSession } from '../../core/roomSession';
import type { RoomState } from '../../core/roomState';
import { useStore } from '../common/useStore';
import type { Words } from '../host';
import { useWords } from '../host';
import { RoomEnded } from './RoomEnded';
import { roleMeaning } from './roles';

/** Props of `StateLine`. */
export interface StateLineProps {
  list: RoomList;
  session: RoomSession;
}

/**
 * Says it in words, with what can be done. What a change of one's own role means is only written here: a notification
 * speaks of it, also where there is no sidebar.
 */
export function StateLine({ list, session }: StateLineProps): React.JSX.Element {
  const words = useWords();
  const state = useStore(session.store, each => each);
  const now = useSeconds(state.retryAt !== null);
  const { room, role, connection } = state;
  return (
    <div className="tw-State">
      {room?.locked === true && connection !== 'ended' && role !== 'owner' && (
        <p className="tw-Banner" data-kind="lock">
          {roleMeaning(role, true, words)}
        </p>
      )}
      {connection === 'connected' && role === 'viewer' && room?.locked !== true && (
        <p className="tw-Banner" data-kind="info">
          {roleMeaning(role, false, words)}
        </p>
      )}
      <div role="status">
        <Spoken state={state} now={now} list={list} session={session} />
      </div>
    </div>
  );
}

/** What is heard when it comes. */
function Spoken({ state, now, list, session }: StateLineProps & { state: RoomState; now: number }): React.JSX.Element {
  const words = useWords();
  const { room, role, connection } = state;
  return (
    <>
      {room?.locked === true && connection !== 'ended' && role === 'owner' && (
        <p className="tw-Banner" data-kind="lock">
          {words.__('The room is locked: only owners can change programs.')}
        </p>
      )}
      {room?.folder_missing === true && connection !== 'ended' && (
        <p className="tw-Banner" data-kind="warn">
          {words.__('The folder of this room is gone. Owners can write its programs again: Room…')}
        </p>
      )}
      {connection === 'ended' && <RoomEnded list={list} session={session} />}
      {connection !== 'connected' && connection !== 'connecting' && connection !== 'ended' && (
        <p className="tw-Banner" data-kind="warn">
          <span aria-hidden="true">{trouble(state, now, words)}</span>
          <span className="tw-Spoken">{trouble(state, null, words)}</span>{' '}
          <button type="button" className="tw-Link" onClick={() => { session.wake(); }}>
            {words.__('Connect now')}
          </button>
        </p>
      )}
    </>
  );
}

/** Null for `now` is for the ear: nobody wants to hear seconds counted. */
function trouble(state: RoomState, now: number | null, words: Words): string {
  const { connection, retryAt } = state;
  if (connection === 'idle') {
    return words.__('You were away for a while.');
  }
  if (connection === 'offline') {
    return words.__('Offline. What you write is sent when the network is back.');
  }
  const seconds = retryAt === null || now === null ? 0 : Math.max(0, Math.ceil((retryAt - now) / 1000));
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
