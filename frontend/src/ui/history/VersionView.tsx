/** One version of a program: its text, or what is different from another, and going back to it. */

import type * as React from 'react';
import { useEffect, useState } from 'react';

import { messageOf } from '../../core/chat';
import type { Restored, Revision } from '../../core/records';
import type { RoomSession } from '../../core/roomSession';
import type { DiffLine } from '../../core/unifiedDiff';
import { diffLines } from '../../core/unifiedDiff';
import { Empty } from '../common/Empty';
import { Problem } from '../common/Problem';
import { clockTime } from '../common/times';
import { useStore } from '../common/useStore';
import { lookOf } from '../chat/people';
import { useHost, useWords } from '../host';

/** Props of `VersionView`. */
export interface VersionViewProps {
  session: RoomSession;
  document: string;
  revision: Revision;
  /** The seq of the version before; null if there is none. */
  before: number | null;
  /** The seq of the newest version. */
  newest: number;
  onBack: () => void;
}

type Look = 'text' | 'now' | 'before';

/** Shows a version in one of three ways. */
export function VersionView(props: VersionViewProps): React.JSX.Element {
  const { session, document, revision, before, newest, onBack } = props;
  const words = useWords();
  const host = useHost();
  const room = useStore(session.store, state => state);
  const [look, setLook] = useState<Look>('text');
  const [lines, setLines] = useState<readonly DiffLine[] | null>(null);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    let current = true;
    setLines(null);
    const read = async (): Promise<void> => {
      try {
        const found = await readLines();
        if (current) {
          setLines(found);
          setProblem('');
        }
      } catch (error) {
        if (current) {
          setProblem(messageOf(error));
        }
      }
    };
    const readLines = async (): Promise<DiffLine[]> => {
      if (look === 'text') {
        const { content } = await host.api.version(session.id, document, revision.seq);
        return content.split('\n').map(text => ({ kind: 'same', text }));
      }
      const [from, to] = look === 'now' ? [revision.seq, newest] : [before ?? 0, revision.seq];
      return diffLines((await host.api.diff(session.id, document, from, to)).diff);
    };
    void read();
    return () => {
      current = false;
    };
  }, [look, host, session, document, revision.seq, before, newest]);
  const restore = async (seq: number): Promise<Restored | null> => {
    try {
      return await host.api.restore(session.id, document, seq);
    } catch (error) {
      host.notify({ kind: 'error', text: messageOf(error) });
      return null;
    }
  };
  const goBack = async (): Promise<void> => {
    const sure = await host.confirm({
      title: words.__('Go back to this version?'),
      text: words.__('The program becomes as it was then, for everyone. What was written since stays in the history.'),
      accept: words.__('Go back')
    });
    const restored = sure ? await restore(revision.seq) : null;
    if (restored) {
      host.notify({
        kind: 'success',
        text: words.__('The program is as it was %1.', clockTime(revision.ended_at, Date.now())),
        action: { label: words.__('Undo'), run: () => void restore(restored.undo_seq) }
      });
      onBack();
    }
  };
  const choices: [Look, string][] = [
    ['text', words.__('Text')],
    ['now', words.__('Compare with now')],
    ['before', words.__('What changed here')]
  ];
  return (
    <section className="tw-Version">
      <div className="tw-Bar">
        <button type="button" className="tw-Button" onClick={onBack}>
          {words.__('All versions')}
        </button>
        {(room.role === 'owner' || (room.role === 'editor' && room.room?.locked !== true)) && (
          <button type="button" className="tw-Button" data-main onClick={() => void goBack()}>
            {words.__('Go back to this version')}
          </button>
        )}
      </div>
      <p className="tw-Hint">
        {words.__('%1, %2', lookOf(room, revision.author).name, clockTime(revision.ended_at, Date.now()))}
      </p>
      <div className="tw-Bar" role="group" aria-label={words.__('What to show')}>
        {choices.map(([each, label]) => (
          <button
            key={each}
            type="button"
            className="tw-Button"
            aria-pressed={each === look}
            onClick={() => {
              setLook(each);
            }}
          >
            {label}
          </button>
        ))}
      </div>
      <Problem text={problem} />
      {lines?.length === 0 && <Empty text={words.__('There is no difference.')} />}
      <Lines lines={lines ?? []} />
    </section>
  );
}

const SIGNS = { added: '+', removed: '−', same: ' ', place: '…' } as const;

/** Not by colour alone: each line has its sign. */
function Lines({ lines }: { lines: readonly DiffLine[] }): React.JSX.Element {
  const words = useWords();
  return (
    <pre className="tw-Lines" role="region" tabIndex={0} aria-label={words.__('Program')}>
      {lines.map(({ kind, text }, index) => (
        <span key={index} data-kind={kind}>
          <span aria-hidden="true">{SIGNS[kind]} </span>
          {kind === 'added' && <span className="tw-Spoken">{words.__('added:')} </span>}
          {kind === 'removed' && <span className="tw-Spoken">{words.__('removed:')} </span>}
          {text}
          {'\n'}
        </span>
      ))}
    </pre>
  );
}
