/** Rooms of mine that were deleted and can be brought back. */

import type * as React from 'react';
import { useEffect, useState } from 'react';

import type { ListedRoom } from '../../core/records';
import type { RoomList } from '../../core/roomList';
import { LONGEST_NAME } from '../common/isolated';
import { Problem } from '../common/Problem';
import { shortened } from '../common/shortened';
import { relativeTime } from '../common/times';
import { useAttempt } from '../common/useAttempt';
import { useHost, useWords } from '../host';

/** A list that is read when it is opened. */
export function DeletedRooms({ list }: { list: RoomList }): React.JSX.Element {
  const words = useWords();
  const host = useHost();
  const [open, setOpen] = useState(false);
  const [rooms, setRooms] = useState<readonly ListedRoom[] | null>(null);
  const { problem, busy, attempt } = useAttempt();
  useEffect(() => {
    if (open) {
      void attempt(async () => {
        setRooms(await host.api.rooms(true));
      });
    }
  }, [open, attempt, host]);
  const bringBack = (room: ListedRoom): void => {
    void attempt(async () => {
      list.enter(await host.api.changeRoom(room.id, { deleted: false }));
    });
  };
  return (
    <details
      onToggle={event => {
        setOpen(event.currentTarget.open);
      }}
    >
      <summary className="tw-Summary">{words.__('Deleted rooms')}</summary>
      <Problem text={problem} />
      {rooms?.length === 0 && <p className="tw-Hint">{words.__('Nothing has been deleted.')}</p>}
      <ul className="tw-List">
        {(rooms ?? []).map(room => (
          <li key={room.id} className="tw-Row">
            <span className="tw-Row-main">
              <bdi>{shortened(room.name, LONGEST_NAME)}</bdi>
              <span className="tw-Item-detail">
                {room.deleted_at !== null && relativeTime(room.deleted_at, Date.now())}
              </span>
            </span>
            <button type="button" className="tw-Button" disabled={busy} onClick={() => { bringBack(room); }}>
              {words.__('Bring back')}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
