/** The room is over for this person: why, and where to go from here. */

import type * as React from 'react';

import { CLOSE } from '../../core/closeCodes';
import type { Room } from '../../core/records';
import type { RoomList } from '../../core/roomList';
import type { RoomSession } from '../../core/roomSession';
import { Problem } from '../common/Problem';
import { useAttempt } from '../common/useAttempt';
import { useStore } from '../common/useStore';
import { useHost, useWords } from '../host';

/** A sentence with what can be done: bring the room back, come in again, sign in, or go back to all rooms. */
export function RoomEnded({ list, session }: { list: RoomList; session: RoomSession }): React.JSX.Element {
  const words = useWords();
  const host = useHost();
  const { room, role, closeCode, problem: said } = useStore(session.store, state => state);
  const { problem, busy, attempt } = useAttempt();
  const again = (way: () => Promise<Room>): void => {
    void attempt(async () => {
      list.enter(await way());
    });
  };
  const way = (label: string, run: () => void): React.JSX.Element => (
    <button type="button" className="tw-Button" disabled={busy} onClick={run}>
      {label}
    </button>
  );
  const signedOut = closeCode === CLOSE.signedOut;
  const deleted = room?.deleted === true;
  const text = deleted
    ? words.__('This room has been deleted. Its files are still in the folder.')
    : signedOut
      ? words.__('You are not signed in any longer. Sign in again to go on.')
      : said === ''
        ? words.__('You are not in this room any longer.')
        : said;
  return (
    <div className="tw-Banner" data-kind="error">
      <p>
        {text} {deleted && role !== 'owner' && words.__('Its owners can bring it back for 30 days.')}
      </p>
      <div className="tw-Bar">
        {deleted && role === 'owner' && way(words.__('Bring the room back'), () => { again(() => host.api.changeRoom(session.id, { deleted: false })); })}
        {signedOut && way(words.__('Sign in'), () => { host.signIn(); })}
        {!deleted && !signedOut && room?.visibility === 'open' && way(words.__('Come in again'), () => { again(() => host.api.join(room.folder)); })}
        {way(words.__('Back to all rooms'), () => { list.leave(); })}
      </div>
      <Problem text={problem} />
    </div>
  );
}
