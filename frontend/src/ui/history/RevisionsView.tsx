/** The versions of a program, newest first: look at one, compare it, go back to it. */

import type * as React from 'react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';

import { Revisions } from '../../core/historyRevisions';
import type { Revision } from '../../core/records';
import type { RoomSession } from '../../core/roomSession';
import { useNow } from '../activity/useNow';
import { Empty } from '../common/Empty';
import { Problem } from '../common/Problem';
import { isLost } from '../common/useFocusBack';
import { useStore } from '../common/useStore';
import { WindowedList } from '../common/WindowedList';
import { useHost, useWords } from '../host';
import { RevisionItem } from './RevisionItem';
import { useChanges } from './useChanges';
import { VersionView } from './VersionView';

/** Props of the views of a program's history. */
export interface ProgramProps {
  session: RoomSession;
  document: string;
}

/** Props of `RevisionsView`. */
export interface RevisionsViewProps extends ProgramProps {
  currentText?: (() => string) | undefined;
  /** A version that is shown at first, compared with the program as it is. */
  compared?: Revision | null;
}

/** A list; the chosen version takes its place, and stays when there are newer ones. */
export function RevisionsView({ session, document, currentText, compared = null }: RevisionsViewProps): React.JSX.Element {
  const words = useWords();
  const { api } = useHost();
  const revisions = useMemo(() => new Revisions(api, session.id, document), [api, session.id, document]);
  const { items, hasOlder, problem } = useStore(revisions.store, state => state);
  const [chosen, setChosen] = useState<Revision | null>(compared);
  const now = useNow();
  const back = useListAgain(chosen);
  useEffect(() => {
    void revisions.refresh();
  }, [revisions]);
  useChanges(session, document, () => void revisions.refresh());
  const render = useCallback(
    (revision: Revision) => (
      <RevisionItem
        revision={revision}
        session={session}
        now={now}
        onChoose={() => {
          setChosen(revision);
        }}
      />
    ),
    [session, now]
  );
  if (chosen) {
    return (
      <VersionView
        key={chosen.seq}
        session={session}
        document={document}
        revision={chosen}
        isFirst={revisions.isFirst(chosen)}
        versions={items}
        currentText={currentText}
        begin={chosen === compared ? 'now' : 'text'}
        onBack={() => {
          setChosen(null);
        }}
      />
    );
  }
  return (
    <div className="tw-Versions" ref={back}>
      <Problem text={problem} action={{ label: words.__('Try again'), run: () => void revisions.retry() }} />
      {hasOlder === null && problem === '' && <Empty text={words.__('Reading the history…')} />}
      {hasOlder === false && items.length === 0 && <Empty text={words.__('Nothing has been written yet.')} />}
      <WindowedList
        items={items}
        keyOf={keyOf}
        render={render}
        label={words.__('Versions')}
        onEnd={() => void revisions.loadOlder()}
      />
    </div>
  );
}

/** Who comes back to the list is at the version they looked at, or where that is not in view, at the list. */
function useListAgain(chosen: Revision | null): React.RefObject<HTMLDivElement> {
  const box = useRef<HTMLDivElement>(null);
  const before = useRef<Revision | null>(null);
  useEffect(() => {
    if (chosen === null && before.current && isLost()) {
      const item = box.current?.querySelector<HTMLElement>(`[data-key="${keyOf(before.current)}"] button`);
      (item ?? box.current?.querySelector<HTMLElement>('.tw-Windowed'))?.focus();
    }
    before.current = chosen;
  }, [chosen]);
  return box;
}

/** A version that goes on stays the same line. */
function keyOf(revision: Revision): string {
  return String(revision.first_seq);
}
