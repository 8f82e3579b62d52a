/** Tells menus, buttons and the palette when a command can be used, or says of itself, something else than before. */

import { isHandUp } from '../../core/roomState';
import { COMMANDS } from './ids';
import type { CommandParts } from './parts';
import { canChange, inRoom, isInside, isOwner, stateOf } from './parts';

/** Follow the room, one's role in it, its lock, one's hand, and the program in front. People move without a word of it. */
export function announceChanges(parts: CommandParts): void {
  const { list, store } = parts.sidebar;
  let told = '';
  const look = (): void => {
    const now = standing(parts);
    if (now !== told) {
      told = now;
      for (const command of Object.values(COMMANDS)) {
        parts.app.commands.notifyCommandChanged(command);
      }
    }
  };
  list.eachSession(session => {
    look();
    return session?.store.subscribe(look);
  });
  store.subscribe(look);
}

/** All that labels, marks and the state of commands depend on, to be compared. */
function standing(parts: CommandParts): string {
  const state = stateOf(parts);
  const { document, following } = parts.sidebar.store.getState();
  return [
    inRoom(parts),
    isInside(parts),
    isOwner(parts),
    canChange(parts),
    state?.room?.locked === true,
    state !== undefined && isHandUp(state),
    following !== null,
    document !== null && state?.documents[document] !== undefined
  ].join();
}
