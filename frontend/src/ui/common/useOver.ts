/** Whether a room is over for this person. */

import { createContext } from 'react';

import type { RoomSession } from '../../core/roomSession';
import { useStore } from './useStore';

/** The room was deleted, or this person is out or signed out: nothing that is done in it would arrive. */
export function useOver(session: RoomSession): boolean {
  return useStore(session.store, state => state.connection === 'ended');
}

/** Whether the panels are those of a room that is over. What was asked of it was refused for no other reason. */
export const InRoomThatIsOver = createContext(false);
