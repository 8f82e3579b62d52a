/** Who wrote the program as it is: a table of shares, and the text in the authors' colours. */

import type * as React from 'react';
import { useCallback, useEffect, useRef, useState } from 'react';

import { messageOf } from '../../core/language';
import type { AuthoredText } from '../../core/playback';
import type { Authors } from '../../core/records';
import { Empty } from '../common/Empty';
import { Problem } from '../common/Problem';
import { useHost, useWords } from '../host';
import { Authored } from './Authored';
import type { ProgramProps } from './RevisionsView';
import { Shares } from './Shares';
import { useChanges } from './useChanges';

/** Read when it is opened and when something was written; the text is that which the authors are of. */
export function AuthorsView({ session, document }: ProgramProps): React.JSX.Element {
  const words = useWords();
  const { found, problem, read } = useAuthors(session.id, document);
  useChanges(session, document, read);
  return (
    <section className="tw-Authors">
      <Problem text={problem} action={{ label: words.__('Try again'), run: read }} />
      {!found && problem === '' && <Empty text={words.__('Reading…')} />}
      {found && (
        <>
          <Shares totals={found.authors.totals} session={session} />
          <Authored session={session} runs={found.runs} />
        </>
      )}
    </section>
  );
}

interface Found {
  authors: Authors;
  runs: readonly AuthoredText[];
}

function useAuthors(room: string, document: string): { found: Found | null; problem: string; read: () => void } {
  const { api } = useHost();
  const [found, setFound] = useState<Found | null>(null);
  const [problem, setProblem] = useState('');
  const asked = useRef(0);
  const read = useCallback(() => {
    const mine = ++asked.current;
    const ask = async (): Promise<void> => {
      try {
        const authors = await api.authors(room, document);
        const { content } = await api.version(room, document, authors.seq);
        if (mine === asked.current) {
          setFound({ authors, runs: runsOf(authors, content) });
          setProblem('');
        }
      } catch (error) {
        if (mine === asked.current) {
          setProblem(messageOf(error));
        }
      }
    };
    void ask();
  }, [api, room, document]);
  useEffect(() => {
    read();
    return () => {
      asked.current += 1; // nobody waits for it any longer
    };
  }, [read]);
  return { found, problem, read };
}

function runsOf(authors: Authors, content: string): AuthoredText[] {
  return authors.spans.map(({ author, offset, length }) => ({
    author,
    text: content.slice(offset, offset + length)
  }));
}
