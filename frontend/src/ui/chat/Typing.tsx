/** Who is writing a message right now. */

import type * as React from 'react';
import { useEffect, useState } from 'react';

import type { RoomSession } from '../../core/roomSession';
import { Isolated, named } from '../common/isolated';
import { useStore } from '../common/useStore';
import type { Words } from '../host';
import { useWords } from '../host';
import { useNames } from './people';

/** An empty line where nobody is: so that nothing jumps. */
export function Typing({ session }: { session: RoomSession }): React.JSX.Element {
  const words = useWords();
  const writers = useWriters(session);
  const names = useNames(session, writers);
  return (
    <p className="tw-Typing" aria-live="polite">
      <Isolated text={sentence(names.map(named), words)} />
    </p>
  );
}

/** The user names of the others who are writing; each goes when its time is over. */
function useWriters(session: RoomSession): readonly string[] {
  const typing = useStore(session.chat.store, state => state.typing);
  const username = useStore(session.store, state => state.username);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const moment = Date.now();
    setNow(moment);
    const ends = Object.values(typing).filter(until => until > moment);
    if (ends.length === 0) {
      return;
    }
    const timer = setTimeout(
      () => {
        setNow(Date.now());
      },
      Math.min(...ends) - moment + 1
    );
    return () => {
      clearTimeout(timer);
    };
  }, [typing, now]);
  return Object.keys(typing).filter(each => (typing[each] ?? 0) > now && each !== username);
}

function sentence(names: readonly string[], words: Words): string {
  const [first, second] = names;
  if (first === undefined) {
    return '';
  }
  if (second === undefined) {
    return words.__('%1 is writing…', first);
  }
  return names.length === 2
    ? words.__('%1 and %2 are writing…', first, second)
    : words._n('%1 person is writing…', '%1 people are writing…', names.length);
}
