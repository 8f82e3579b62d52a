/** Commands for people: who is here, following them, raised hands, and oneself. */

import type { Presence } from '../../core/records';
import type { RoomSession } from '../../core/roomSession';
import { isHandUp } from '../../core/roomState';
import { inOrder } from '../../ui/people/order';
import { placeOf } from '../../ui/people/placeOf';
import { COMMANDS } from './ids';
import type { CommandParts } from './parts';
import { addDeed, addShow, isInside, stateOf } from './parts';

/** For people. */
export function addPeopleCommands(parts: CommandParts): void {
  const { app, sidebar } = parts;
  const { store, trans, host } = sidebar;
  addShow(parts, COMMANDS.people, trans.__('Show Who Is Here'), { tab: 'people', sheet: null });
  app.commands.addCommand(COMMANDS.name, {
    label: trans.__('My Name and Colour…'),
    execute: () => {
      sidebar.reveal();
      store.setState({ naming: true, tab: 'people', sheet: null, making: null, importing: false });
    }
  });
  const handIsUp = (): boolean => {
    const state = stateOf(parts);
    return state !== undefined && isHandUp(state);
  };
  addDeed(
    parts,
    COMMANDS.hand,
    () => (handIsUp() ? trans.__('Lower My Hand') : trans.__('Raise My Hand')),
    session => {
      session.raiseHand(!handIsUp());
    },
    { isEnabled: () => isInside(parts), isToggled: handIsUp }
  );
  addDeed(parts, COMMANDS.nextHand, trans.__('Go to the Next Raised Hand'), session => {
    const person = others(session).find(each => each.hand_raised_at !== null);
    const place = person && placeOf(person, session);
    if (place) {
      host.open(place.path, place.jump);
    } else {
      host.notify({ kind: 'info', text: trans.__('Nobody who is in a program has a hand raised.') });
    }
  });
  addDeed(parts, COMMANDS.follow, trans.__('Follow the Next Person'), session => {
    const people = others(session);
    const at = people.findIndex(each => each.username === store.getState().following);
    store.setState({ following: people[(at + 1) % people.length]?.username ?? null });
  });
  addDeed(
    parts,
    COMMANDS.unfollow,
    trans.__('Stop Following'),
    () => {
      store.setState({ following: null });
    },
    { isEnabled: () => store.getState().following !== null }
  );
}

/** Everyone else, in the order of the list. */
function others(session: RoomSession): Presence[] {
  const { presence, username } = session.store.getState();
  return inOrder(Object.values(presence)).filter(each => each.username !== username);
}
