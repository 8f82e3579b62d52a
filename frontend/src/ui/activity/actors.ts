/** How those who have done something appear, also where that was nobody in the room. */

import { useMemo } from 'react';

import type { RoomState } from '../../core/roomState';
import type { RoomSession } from '../../core/roomSession';
import { useStore } from '../common/useStore';
import type { Look } from '../chat/people';
import { writerLook } from '../chat/people';
import type { Words } from '../host';
import { useWords } from '../host';

type Known = Pick<RoomState, 'members' | 'presence'>;

/** The name and colour of an author. No name of a person begins with a colon, those of programs do. */
export function actorLook(actor: string, room: Known, words: Words): Look {
  const look = writerLook(room, actor, words);
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

/** The looks of several: the same map until one of them is another, not a new one with every step of anybody. */
export function useActorLooks(session: RoomSession, actors: readonly string[]): ReadonlyMap<string, Look> {
  const words = useWords();
  const flat = useStore(session.store, state =>
    actors.flatMap(actor => {
      const { name, color } = actorLook(actor, state, words);
      return [actor, name, color];
    })
  );
  return useMemo(() => {
    const looks = new Map<string, Look>();
    for (let i = 0; i < flat.length; i += 3) {
      const [actor = '', name = '', color = ''] = flat.slice(i, i + 3);
      looks.set(actor, { name, color });
    }
    return looks;
  }, [flat]);
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
