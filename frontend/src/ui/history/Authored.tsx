/** A text in which each part is underlined in the colour of who wrote it. */

import type * as React from 'react';
import { useMemo } from 'react';

import { authoredLines, authorsOf } from '../../core/historyLines';
import type { AuthoredText } from '../../core/playback';
import type { RoomSession } from '../../core/roomSession';
import { useActorLooks } from '../activity/actors';
import { useWords } from '../host';
import { CodeLines } from './CodeLines';

/** Props of `Authored`. */
export interface AuthoredProps {
  session: RoomSession;
  runs: readonly AuthoredText[];
  /** The line to keep in view. */
  follow?: number | null;
}

/** The name comes with the pointer: colours alone say nothing to many. */
export function Authored({ session, runs, follow = null }: AuthoredProps): React.JSX.Element {
  const words = useWords();
  const lines = useMemo(() => authoredLines(runs), [runs]);
  const authors = useMemo(() => authorsOf(runs), [runs]);
  const looks = useActorLooks(session, authors);
  const line = (index: number): React.ReactNode => (
    <span key={index}>
      {lines[index]?.map(({ author, text }, part) => (
        <span
          key={part}
          title={looks.get(author)?.name}
          style={{ textDecorationColor: looks.get(author)?.color }}
          data-author={author}
        >
          {text}
        </span>
      ))}
      {index < lines.length - 1 && '\n'}
    </span>
  );
  return (
    <CodeLines
      className="tw-Authored"
      label={words.__('Program, coloured by author')}
      count={lines.length}
      line={line}
      follow={follow}
    />
  );
}
