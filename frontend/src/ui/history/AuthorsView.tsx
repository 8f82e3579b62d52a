/** Who wrote the program as it is: a table of shares, and the text in the authors' colours. */

import type * as React from 'react';
import { useEffect, useState } from 'react';

import { messageOf } from '../../core/chat';
import type { AuthoredText } from '../../core/playback';
import type { Authors, Total } from '../../core/records';
import { Avatar } from '../common/Avatar';
import { Empty } from '../common/Empty';
import { Problem } from '../common/Problem';
import { useStore } from '../common/useStore';
import { lookOf } from '../chat/people';
import { useHost, useWords } from '../host';
import { Authored } from './Authored';
import type { ProgramProps } from './RevisionsView';

/** Read when it is opened; the text is that of the seq which the authors are of. */
export function AuthorsView({ session, document }: ProgramProps): React.JSX.Element {
  const words = useWords();
  const host = useHost();
  const [found, setFound] = useState<{ authors: Authors; runs: AuthoredText[] } | null>(null);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    let current = true;
    const read = async (): Promise<void> => {
      try {
        const authors = await host.api.authors(session.id, document);
        const { content } = await host.api.version(session.id, document, authors.seq);
        if (current) {
          setFound({ authors, runs: runsOf(authors, content) });
        }
      } catch (error) {
        if (current) {
          setProblem(messageOf(error));
        }
      }
    };
    void read();
    return () => {
      current = false;
    };
  }, [host, session, document]);
  return (
    <section className="tw-Authors">
      <Problem text={problem} />
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

function runsOf(authors: Authors, content: string): AuthoredText[] {
  return authors.spans.map(({ author, offset, length }) => ({
    author,
    text: content.slice(offset, offset + length)
  }));
}

function Shares({ totals, session }: { totals: readonly Total[]; session: ProgramProps['session'] }): React.JSX.Element {
  const words = useWords();
  const room = useStore(session.store, state => state);
  const whole = totals.reduce((sum, total) => sum + total.remaining, 0);
  return (
    <div className="tw-Shares-box" role="region" tabIndex={0} aria-label={words.__('Shares')}>
      <table className="tw-Shares">
        <thead>
          <tr>
            <th scope="col">{words.__('Author')}</th>
            <th scope="col">{words.__('Share')}</th>
            <th scope="col">{words.__('Typed')}</th>
            <th scope="col">{words.__('Deleted')}</th>
            <th scope="col">{words.__('Minutes')}</th>
          </tr>
        </thead>
        <tbody>
          {[...totals].sort((a, b) => b.remaining - a.remaining).map(total => {
            const { name, color } = lookOf(room, total.author);
            return (
              <tr key={total.author}>
                <th scope="row">
                  <Avatar name={name} color={color} /> <bdi>{name}</bdi>
                </th>
                <td>{whole === 0 ? '0 %' : `${Math.round((100 * total.remaining) / whole)} %`}</td>
                <td>{total.typed}</td>
                <td>{total.deleted}</td>
                <td>{Math.round(total.active_seconds / 60)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
