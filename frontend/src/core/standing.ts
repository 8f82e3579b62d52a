/** Whether a person may write in a document now, as the server says. */

import type { Api } from './api';
import type { Role } from './records';
import { ApiError } from './requests';

/** The server's word; `unknown` if it could not be asked. */
export type Standing = 'writable' | 'readonly' | 'unknown';

/** What a person is in a room; the role is null for who is no member. */
export interface RoleInRoom {
  role: Role | null;
  locked: boolean;
}

/** Ask for the role and whether the room is locked; `told` hears both. Never rejects. */
export async function askStanding(
  api: Api,
  room: string,
  told: (is: RoleInRoom) => void = () => undefined
): Promise<Standing> {
  try {
    const { role, locked } = await api.room(room);
    told({ role, locked });
    return standingOf(role, locked);
  } catch (error) {
    if (error instanceof ApiError && !error.retryable) {
      return 'readonly'; // no member any longer, or no room
    }
    return 'unknown';
  }
}

/**
 * Asks for the standing in one room, again and again. While two questions are under way the newer answer counts
 * for both: the other one may be of before a lock that is known here already.
 */
export function standingAsker(api: Api, told: (is: RoleInRoom) => void): (room: string) => Promise<Standing> {
  let newest: Promise<Standing> | null = null;
  return async room => {
    const asked: Promise<Standing> = askStanding(api, room, is => {
      if (newest === asked) {
        told(is);
      }
    });
    newest = asked;
    let [answered, answer] = [asked, await asked];
    while (newest !== answered) {
      answered = newest;
      answer = await newest;
    }
    return answer;
  };
}

/** What a role means in a room: a lock leaves writing to its owners. */
export function standingOf(role: Role | null, locked: boolean): Standing {
  return role === 'owner' || (role === 'editor' && !locked) ? 'writable' : 'readonly';
}
