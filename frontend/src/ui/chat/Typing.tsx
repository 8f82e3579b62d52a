/** Who is writing a message right now. */

import type * as React from 'react';
import { useEffect, useState } from 'react';

import { TYPING_MS } from '../../core/chat';
import type { RoomSession } from '../../core/roomSession';
import { useStore } from '../common/useStore';
import type { Words } from '../host';
import { useWords } from '../host';
import { lookOf } from './people';

/** An empty line where nobody is: so that nothing jumps. */
export function Typing({ session }: { session: RoomSession }): React.JSX.Element {
  const words = useWords();
  const typing = useStore(session.chat.store, state => state.typing);
  const room = useStore(session.store, state => state);
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    setNow(Date.now());
    const timer = setTimeout(() => {
      setNow(Date.now());
    }, TYPING_MS + 50);
    return () => {
      clearTimeout(timer);
    };
  }, [typing]);
  const names = Object.entries(typing)
    .filter(([username, until]) => until > now && username !== room.username)
    .map(([username]) => lookOf(room, username).name);
  return (
    <p className="tw-Typing" aria-live="polite">
      {sentence(names, words)}
    </p>
  );
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
    : words.__('%1 people are writing…', names.length);
}
