/** How those who have done something appear, also where that was nobody in the room. */

import type { RoomState } from '../../core/roomState';
import type { RoomSession } from '../../core/roomSession';
import { useStore } from '../common/useStore';
import type { Look } from '../chat/people';
import { lookOf } from '../chat/people';
import type { Words } from '../host';
import { useWords } from '../host';

type Known = Pick<RoomState, 'members' | 'presence'>;

/** The name and colour of an author. No name of a person begins with a colon, those of programs do. */
export function actorLook(actor: string, room: Known, words: Words): Look {
  const look = lookOf(room, actor);
  switch (actor) {
    case '':
    case ':server':
      return { ...look, name: words.__('The server') };
    case ':disk':
      return { ...look, name: words.__('The disk') };
    case ':unknown':
      return { ...look, name: words.__('Somebody unknown') };
    default:
      return look;
  }
}

/** The looks of several; rendered anew only when one of them is another, not with every step of anybody. */
export function useActorLooks(session: RoomSession, actors: readonly string[]): ReadonlyMap<string, Look> {
  const words = useWords();
  const flat = useStore(session.store, state =>
    actors.flatMap(actor => {
      const { name, color } = actorLook(actor, state, words);
      return [name, color];
    })
  );
  return new Map(
    actors.map((actor, i) => [actor, { name: flat[2 * i] ?? actor, color: flat[2 * i + 1] ?? '' }])
  );
}

/** The look of one. */
export function useActorLook(session: RoomSession, actor: string): Look {
  const words = useWords();
  const [name, color] = useStore(session.store, state => {
    const look = actorLook(actor, state, words);
    return [look.name, look.color] as const;
  });
  return { name, color };
}
