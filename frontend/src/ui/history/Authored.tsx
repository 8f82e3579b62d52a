/** A text in which each part is underlaid in the colour of who wrote it. */

import type * as React from 'react';

import type { AuthoredText } from '../../core/playback';
import type { RoomSession } from '../../core/roomSession';
import { useStore } from '../common/useStore';
import { lookOf } from '../chat/people';
import { useWords } from '../host';

/** Props of `Authored`. */
export interface AuthoredProps {
  session: RoomSession;
  runs: readonly AuthoredText[];
}

/** The name comes with the pointer: colours alone say nothing to many. */
export function Authored({ session, runs }: AuthoredProps): React.JSX.Element {
  const words = useWords();
  const room = useStore(session.store, state => state);
  return (
    <pre className="tw-Authored" role="region" tabIndex={0} aria-label={words.__('Program, coloured by author')}>
      {runs.map(({ author, text }, index) => {
        const { name, color } = lookOf(room, author);
        return (
          <span key={index} title={name} style={{ textDecorationColor: color }} data-author={author}>
            {text}
          </span>
        );
      })}
    </pre>
  );
}
