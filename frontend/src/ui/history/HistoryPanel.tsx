/** The history of the program in the editor: its versions, how it was written, and who wrote it. */

import type * as React from 'react';
import { useEffect, useState } from 'react';

import type { Revision } from '../../core/records';
import type { RoomSession } from '../../core/roomSession';
import { Empty } from '../common/Empty';
import { Name } from '../common/isolated';
import { useStore } from '../common/useStore';
import type { Words } from '../host';
import { useWords } from '../host';
import type { SidebarStore, View } from '../sidebarStore';
import { AuthorsView } from './AuthorsView';
import { PlaybackView } from './PlaybackView';
import { RevisionsView } from './RevisionsView';

/** Props of `HistoryPanel`. */
export interface HistoryPanelProps {
  session: RoomSession;
  /** The id of the program in the editor; null if none of the room is open. */
  document: string | null;
  /** Its text as it is now: a version that is the same says so. */
  currentText?: (() => string) | undefined;
  sidebar: SidebarStore;
}

const VIEWS: readonly View[] = ['versions', 'playback', 'authors'];

/** Three ways to look back. */
export function HistoryPanel({ session, document, currentText, sidebar }: HistoryPanelProps): React.JSX.Element {
  const words = useWords();
  const program = useStore(session.store, state => (document === null ? undefined : state.documents[document]));
  const view = useStore(sidebar, state => state.view);
  const compared = useComparing(sidebar, document);
  if (!program) {
    return (
      <div className="tw-History">
        <Empty text={words.__('Open a program of this room to see its history.')} />
      </div>
    );
  }
  return (
    <div className="tw-History">
      <h3 className="tw-Heading">
        <Name text={program.path} />
      </h3>
      <div className="tw-Bar" role="group" aria-label={words.__('Ways to look back')}>
        {VIEWS.map(each => (
          <button
            key={each}
            type="button"
            className="tw-Button"
            aria-pressed={each === view}
            onClick={() => {
              sidebar.setState({ view: each });
            }}
          >
            {viewName(each, words)}
          </button>
        ))}
      </div>
      {view === 'versions' && (
        <RevisionsView
          key={`${program.id} ${compared?.turn ?? 0}`}
          session={session}
          document={program.id}
          currentText={currentText}
          compared={compared?.revision ?? null}
        />
      )}
      {view === 'playback' && <PlaybackView key={program.id} session={session} document={program.id} />}
      {view === 'authors' && <AuthorsView key={program.id} session={session} document={program.id} />}
    </div>
  );
}

/** A version that somebody wants to see beside the program as it is; with each wish it is shown anew. */
function useComparing(
  sidebar: SidebarStore,
  document: string | null
): { revision: Revision; turn: number } | null {
  const wish = useStore(sidebar, state => state.comparing);
  const [shown, setShown] = useState<{ document: string; revision: Revision; turn: number } | null>(null);
  useEffect(() => {
    const mine = wish?.document === document ? wish : null;
    if (mine) {
      setShown(before => ({ ...mine, turn: (before?.turn ?? 0) + 1 }));
      sidebar.setState({ comparing: null, view: 'versions' });
    }
  }, [sidebar, wish, document]);
  return shown?.document === document ? shown : null;
}

function viewName(view: View, words: Words): string {
  switch (view) {
    case 'versions':
      return words.__('Versions');
    case 'playback':
      return words.__('Play back');
    case 'authors':
      return words.__('Who wrote this');
  }
}
