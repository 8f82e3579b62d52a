/** The history of the program in the editor: its versions, how it was written, and who wrote it. */

import type * as React from 'react';
import { useState } from 'react';

import type { RoomSession } from '../../core/roomSession';
import { Empty } from '../common/Empty';
import { useStore } from '../common/useStore';
import type { Words } from '../host';
import { useWords } from '../host';
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
}

type View = 'versions' | 'playback' | 'authors';
const VIEWS: readonly View[] = ['versions', 'playback', 'authors'];

/** Three ways to look back. */
export function HistoryPanel({ session, document, currentText }: HistoryPanelProps): React.JSX.Element {
  const words = useWords();
  const program = useStore(session.store, state => (document === null ? undefined : state.documents[document]));
  const [view, setView] = useState<View>('versions');
  if (!program) {
    return <Empty text={words.__('Open a program of this room to see its history.')} />;
  }
  return (
    <div className="tw-History">
      <h3 className="tw-Heading" dir="auto">
        {program.path}
      </h3>
      <div className="tw-Bar" role="group" aria-label={words.__('Ways to look back')}>
        {VIEWS.map(each => (
          <button
            key={each}
            type="button"
            className="tw-Button"
            aria-pressed={each === view}
            onClick={() => {
              setView(each);
            }}
          >
            {viewName(each, words)}
          </button>
        ))}
      </div>
      {view === 'versions' && (
        <RevisionsView key={program.id} session={session} document={program.id} currentText={currentText} />
      )}
      {view === 'playback' && <PlaybackView key={program.id} session={session} document={program.id} />}
      {view === 'authors' && <AuthorsView key={program.id} session={session} document={program.id} />}
    </div>
  );
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
