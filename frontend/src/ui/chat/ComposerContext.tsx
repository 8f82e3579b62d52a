/** What the message in the composer is about: an answer, a place in a program, a change of an older one. */

import type * as React from 'react';
import { useStore as useWhole } from 'zustand';

import type { RoomSession } from '../../core/roomSession';
import { useStore } from '../common/useStore';
import { useWords } from '../host';
import { composerOf } from './composerStore';
import { lookOf } from './people';

/** A line for each, with a way to take it back. */
export function ComposerContext({ session }: { session: RoomSession }): React.JSX.Element {
  const words = useWords();
  const store = composerOf(session);
  const { replyTo, anchor, editing } = useWhole(store);
  const room = useStore(session.store, state => state);
  const path = anchor && (room.documents[anchor.document]?.path ?? '');
  return (
    <>
      {editing && (
        <Line
          text={words.__('You change a message. Escape leaves it as it was.')}
          onRemove={() => {
            store.setState({ editing: null });
            store.setState({ text: session.chat.kept.draft });
          }}
        />
      )}
      {replyTo && (
        <Line
          text={words.__('Answer to %1', lookOf(room, replyTo.author).name)}
          onRemove={() => {
            store.setState({ replyTo: null });
          }}
        />
      )}
      {anchor && (
        <Line
          text={
            anchor.endLine > anchor.line
              ? words.__('About %1, lines %2 to %3', path, anchor.line, anchor.endLine)
              : words.__('About %1, line %2', path, anchor.line)
          }
          onRemove={() => {
            store.setState({ anchor: null });
          }}
        />
      )}
    </>
  );
}

function Line({ text, onRemove }: { text: string; onRemove: () => void }): React.JSX.Element {
  const words = useWords();
  return (
    <p className="tw-Context">
      <span dir="auto">{text}</span>
      <button type="button" className="tw-Button" data-quiet aria-label={words.__('Take this back')} onClick={onRemove}>
        ×
      </button>
    </p>
  );
}
