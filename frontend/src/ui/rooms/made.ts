/** What is told of a room that was made while somebody was already elsewhere. */

import type { Room } from '../../core/records';
import type { RoomList } from '../../core/roomList';
import { named } from '../common/isolated';
import type { Notice, Words } from '../host';

/** Nobody is taken from what they do meanwhile: there is a button. */
export function roomIsMade(room: Room, list: RoomList, words: Words): Notice {
  return {
    kind: 'success',
    text: words.__('The room %1 has been made.', named(room.name)),
    action: {
      label: words.__('Go there'),
      run: () => {
        list.enter(room);
      }
    }
  };
}
