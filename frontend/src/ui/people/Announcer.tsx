/** Tells those who do not see it who comes, goes and raises a hand. */

import type * as React from 'react';
import { useEffect, useState } from 'react';

import type { RoomSession } from '../../core/roomSession';
import { Isolated } from '../common/isolated';
import { useWords } from '../host';
import { news } from './news';

/** A class comes in within seconds: that is one sentence, not thirty. */
export const GATHER_MS = 1_500;

/** A live region that is only heard. */
export function Announcer({ session }: { session: RoomSession }): React.JSX.Element {
  const words = useWords();
  const [said, setSaid] = useState('');
  useEffect(() => {
    let told = session.store.getState().presence;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = (): void => {
      timer = undefined;
      const { presence, username, connection } = session.store.getState();
      const text = connection === 'connected' ? news(told, presence, username, words) : '';
      told = presence;
      if (text !== '') {
        setSaid(text);
      }
    };
    const stop = session.store.subscribe((state, before) => {
      if (before.username === '') {
        told = state.presence; // the greeting: those who are here already are no news
      } else if (state.presence !== before.presence) {
        timer ??= setTimeout(tell, GATHER_MS);
      }
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [session, words]);
  return (
    <p className="tw-Spoken" role="status">
      <Isolated text={said} />
    </p>
  );
}
