/** What is left to do where a program, or its room with it, has been deleted. */

import { URLExt } from '@jupyterlab/coreutils';

import { ApiError } from '../../core/requests';
import type { RoomProvider } from './roomProvider';

/** As much of a provider as is needed here. */
export type Deleted = Pick<RoomProvider, 'api' | 'place'>;

/** What has become of the room of a program that is gone; nothing known of it is as if it were there. */
export async function roomOf({ api, place }: Deleted): Promise<'there' | 'deleted' | 'unknown'> {
  if (!place) {
    return 'there';
  }
  try {
    return (await api.room(place.room.id)).deleted ? 'deleted' : 'there';
  } catch (error) {
    if (!(error instanceof ApiError) || error.retryable) {
      return 'there';
    }
    // An owner would see a deleted one; others see neither.
    return error.code === 'no_such_room' ? 'unknown' : 'deleted';
  }
}

/** Undo the deletion of the program, or of the whole room. Gives the program's path in the workspace. */
export async function bringBack({ api, place }: Deleted, wholeRoom: boolean): Promise<string> {
  if (!place) {
    throw new Error('nothing of a room was deleted');
  }
  const { room, document } = place;
  if (wholeRoom) {
    await api.bringRoomBack(room.id);
  }
  const program = wholeRoom ? await api.document(room.id, document) : await api.bringBack(room.id, document);
  return URLExt.join(room.folder, program.path);
}
