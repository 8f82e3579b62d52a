/** Who has written something, by name and colour, also after they have left. */

import type { RoomState } from '../../core/roomState';
import type { RoomSession } from '../../core/roomSession';
import { useStore } from '../common/useStore';
import type { Words } from '../host';
import { useWords } from '../host';

/** How somebody appears. */
export interface Look {
  name: string;
  color: string;
}

/** Begins the author of what an archive says somebody did. No account's name can begin with a colon. */
const IMPORTED = ':imported:';
const GONE = 'var(--jp-ui-font-color3)';

/** The look of a user name: as a member, as somebody who is here, as who has left, or just the name. */
export function lookOf({ members, presence }: Pick<RoomState, 'members' | 'presence'>, username: string): Look {
  const member = members[username];
  const known = member?.role == null ? (presence[username] ?? member) : member;
  return known ? { name: known.display_name, color: known.color } : { name: username, color: GONE };
}

/** The look of who has written something, be it here or in the room that an archive was made of. */
export function writerLook(state: Pick<RoomState, 'members' | 'presence'>, writer: string, words: Words): Look {
  return writer.startsWith(IMPORTED)
    ? { name: words.__('%1 (imported)', writer.slice(IMPORTED.length)), color: GONE }
    : lookOf(state, writer);
}

/** The look of somebody. Rendered anew only when it is another, not with every step that anybody takes. */
export function useLook(session: RoomSession, username: string): Look {
  const words = useWords();
  const [name, color] = useStore(session.store, state => {
    const look = writerLook(state, username, words);
    return [look.name, look.color] as const;
  });
  return { name, color };
}

/** The names of several, in their order. */
export function useNames(session: RoomSession, usernames: readonly string[]): readonly string[] {
  const words = useWords();
  return useStore(session.store, state => usernames.map(username => writerLook(state, username, words).name));
}
