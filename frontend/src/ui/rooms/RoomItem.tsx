/** A room in the list: its name, who is inside, and how much is unread. */

import type * as React from 'react';

import { messageOf } from '../../core/language';
import type { ListedRoom } from '../../core/records';
import type { RoomList } from '../../core/roomList';
import { Avatar } from '../common/Avatar';
import { Badge, MentionBadge } from '../common/Badge';
import { LONGEST_NAME, named } from '../common/isolated';
import { shortened } from '../common/shortened';
import { useHost, useWords } from '../host';

/** Enters the room; an open one is joined by that. */
export function RoomItem({ room, list }: { room: ListedRoom; list: RoomList }): React.JSX.Element {
  const words = useWords();
  const host = useHost();
  const enter = async (): Promise<void> => {
    try {
      // Opening the folder of an open room is how one becomes a member of it.
      list.enter(room.role === null ? await host.api.join(room.folder) : room);
    } catch (error) {
      host.notify({ kind: 'error', text: messageOf(error) });
      void list.refresh(); // it may be gone, or for others now
    }
  };
  return (
    <li>
      <button type="button" className="tw-Item" onClick={() => void enter()}>
        <span className="tw-Item-title">
          <bdi>{shortened(room.name, LONGEST_NAME)}</bdi>
          <Badge count={room.unread} />
          <MentionBadge count={room.unread_mentions} />
        </span>
        <span className="tw-Item-detail">
          <bdi>{shortened(room.folder, LONGEST_NAME)}</bdi>
          {room.locked && <span>{words.__('locked')}</span>}
          {room.folder_missing && <span>{words.__('folder is gone')}</span>}
          <Inside room={room} />
        </span>
      </button>
    </li>
  );
}

/** Nothing where nobody is inside. */
function Inside({ room: { online, inside } }: { room: ListedRoom }): React.JSX.Element | null {
  const words = useWords();
  if (online === 0) {
    return null;
  }
  const more = online - inside.length;
  return (
    <span className="tw-Inside" title={inside.map(each => named(each.display_name)).join(', ')}>
      {inside.map(each => (
        <Avatar key={each.username} name={each.display_name} color={each.color} />
      ))}
      {inside.length > 0 && more > 0 && <span aria-hidden="true">+{more}</span>}
      <span className={inside.length > 0 ? 'tw-Spoken' : 'tw-Online'}>
        {words._n('%1 person inside', '%1 people inside', online)}
      </span>
    </span>
  );
}
