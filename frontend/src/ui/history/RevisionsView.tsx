/** The versions of a program, newest first: look at one, compare it, go back to it. */

import type * as React from 'react';
import { useCallback, useEffect, useState } from 'react';

import { messageOf } from '../../core/chat';
import type { Revision } from '../../core/records';
import type { RoomSession } from '../../core/roomSession';
import { Avatar } from '../common/Avatar';
import { Empty } from '../common/Empty';
import { Problem } from '../common/Problem';
import { clockTime, relativeTime } from '../common/times';
import { useStore } from '../common/useStore';
import { WindowedList } from '../common/WindowedList';
import { lookOf } from '../chat/people';
import { useHost, useWords } from '../host';
import { VersionView } from './VersionView';

const PAGE = 100;

/** Props of the views of a program's history. */
export interface ProgramProps {
  session: RoomSession;
  document: string;
  currentText: () => string;
}

/** A list; the chosen version takes its place. */
export function RevisionsView({ session, document }: ProgramProps): React.JSX.Element {
  const words = useWords();
  const host = useHost();
  const [revisions, setRevisions] = useState<readonly Revision[]>([]);
  const [next, setNext] = useState<number | null | undefined>(undefined);
  const [problem, setProblem] = useState('');
  const [chosen, setChosen] = useState<number | null>(null);
  const read = useCallback(
    async (before?: number) => {
      try {
        const page = await host.api.revisions(session.id, document, {
          limit: PAGE,
          ...(before === undefined ? {} : { before })
        });
        setRevisions(known => (before === undefined ? page.items : [...known, ...page.items]));
        setNext(page.next);
        setProblem('');
      } catch (error) {
        setProblem(messageOf(error));
      }
    },
    [host, session, document]
  );
  useEffect(() => {
    void read();
    return session.onEvent(event => {
      if (event.type === 'activity' && event.document === document) {
        void read();
      }
    });
  }, [read, session, document]);
  const render = useCallback(
    (revision: Revision) => (
      <RevisionItem
        revision={revision}
        session={session}
        onChoose={() => {
          setChosen(revision.seq);
        }}
      />
    ),
    [session]
  );
  const index = revisions.findIndex(each => each.seq === chosen);
  const shown = revisions[index];
  if (shown) {
    return (
      <VersionView
        session={session}
        document={document}
        revision={shown}
        before={revisions[index + 1]?.seq ?? null}
        newest={revisions[0]?.seq ?? shown.seq}
        onBack={() => {
          setChosen(null);
        }}
      />
    );
  }
  return (
    <>
      <Problem text={problem} action={{ label: words.__('Try again'), run: () => void read() }} />
      {next === undefined && problem === '' && <Empty text={words.__('Reading the history…')} />}
      {next === null && revisions.length === 0 && <Empty text={words.__('Nothing has been written yet.')} />}
      <WindowedList
        items={revisions}
        keyOf={keyOf}
        render={render}
        label={words.__('Versions')}
        onEnd={() => {
          if (typeof next === 'number') {
            setNext(undefined);
            void read(next);
          }
        }}
      />
    </>
  );
}

function keyOf(revision: Revision): string {
  return String(revision.seq);
}

interface RevisionItemProps {
  revision: Revision;
  session: RoomSession;
  onChoose: () => void;
}

function RevisionItem({ revision, session, onChoose }: RevisionItemProps): React.JSX.Element {
  const room = useStore(session.store, state => state);
  const { name, color } = lookOf(room, revision.author);
  return (
    <button type="button" className="tw-Item" onClick={onChoose}>
      <Avatar name={name} color={color} />
      <span className="tw-Row-main">
        <bdi>{name}</bdi>
        <span className="tw-Item-detail">
          <time dateTime={revision.ended_at} title={clockTime(revision.ended_at, 0)}>
            {relativeTime(revision.ended_at, Date.now())}
          </time>
          <span dir="ltr">{`+${revision.added} −${revision.removed}`}</span>
        </span>
      </span>
    </button>
  );
}
