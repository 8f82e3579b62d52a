/** A text in which each part is underlined in the colour of who wrote it. */

import type * as React from 'react';
import { memo, useMemo } from 'react';

import { authoredLines, authorsOf } from '../../core/historyLines';
import type { AuthoredText } from '../../core/playback';
import type { RoomSession } from '../../core/roomSession';
import { useActorLooks } from '../activity/actors';
import type { Look } from '../chat/people';
import { useWords } from '../host';
import { CodeLines } from './CodeLines';

/** Props of `Authored`. */
export interface AuthoredProps {
  session: RoomSession;
  runs: readonly AuthoredText[];
  /** The line to keep in view. */
  follow?: number | null;
  /** Whether that line moves on by itself. */
  playing?: boolean;
}

/** The name comes with the pointer: colours alone say nothing to many. */
export function Authored({ session, runs, follow = null, playing = false }: AuthoredProps): React.JSX.Element {
  const words = useWords();
  const lines = useMemo(() => authoredLines(runs), [runs]);
  const authors = useMemo(() => authorsOf(runs), [runs]);
  const looks = useActorLooks(session, authors);
  const line = (index: number): React.ReactNode => (
    <Line key={index} parts={lines[index] ?? []} looks={looks} isLast={index === lines.length - 1} />
  );
  return (
    <CodeLines
      className="tw-Authored"
      label={words.__('Program, coloured by author')}
      count={lines.length}
      line={line}
      follow={follow}
      calm={playing}
    />
  );
}

interface LineProps {
  parts: readonly AuthoredText[];
  looks: ReadonlyMap<string, Look>;
  isLast: boolean;
}

/** With each step of a film all lines are worked out anew, and one of them is another: only that is rendered. */
const Line = memo(function Line({ parts, looks, isLast }: LineProps): React.JSX.Element {
  return (
    <span>
      {parts.map(({ author, text }, part) => (
        <span
          key={part}
          title={looks.get(author)?.name}
          style={{ textDecorationColor: looks.get(author)?.color }}
          data-author={author}
        >
          {text}
        </span>
      ))}
      {!isLast && '\n'}
    </span>
  );
}, isSameLine);

function isSameLine(a: LineProps, b: LineProps): boolean {
  return (
    a.looks === b.looks &&
    a.isLast === b.isLast &&
    a.parts.length === b.parts.length &&
    a.parts.every((part, i) => isSamePart(part, b.parts[i]))
  );
}

function isSamePart(a: AuthoredText, b: AuthoredText | undefined): boolean {
  return a.author === b?.author && a.text === b.text;
}
