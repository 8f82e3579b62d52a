/** Who has written something, by name and colour, also after they have left. */

import type { RoomState } from '../../core/roomState';

/** How somebody appears. */
export interface Look {
  name: string;
  color: string;
}

const GONE = 'var(--jp-ui-font-color3)';

/** The look of a user name: as a member, as somebody who is here, or just the name. */
export function lookOf(state: Pick<RoomState, 'members' | 'presence'>, username: string): Look {
  const known = state.members[username] ?? state.presence[username];
  return known ? { name: known.display_name, color: known.color } : { name: username, color: GONE };
}
