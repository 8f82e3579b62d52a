/** What the message in the composer is about: an answer, a place in a program, a change of an older one. */

import type * as React from 'react';

import type { RoomSession } from '../../core/roomSession';
import { IconButton } from '../common/IconButton';
import { Isolated, named } from '../common/isolated';
import { useStore } from '../common/useStore';
import { useWords } from '../host';
import { composerOf } from './composerStore';
import { useLook } from './people';

/** A line for each, with a way to take it back; then one goes on writing. */
export function ComposerContext({ session }: { session: RoomSession }): React.JSX.Element {
  const words = useWords();
  const store = composerOf(session);
  const { replyTo, anchor, edit } = useStore(store, state => state);
  const { name } = useLook(session, replyTo?.author ?? '');
  const document = anchor?.document ?? '';
  const path = useStore(session.store, state => state.documents[document]?.path ?? '');
  return (
    <>
      {edit && (
        <Line
          text={words.__('You change a message. Escape leaves it as it was.')}
          onRemove={() => {
            store.setState({ edit: null, wanted: true });
          }}
        />
      )}
      {replyTo && (
        <Line
          text={words.__('Answer to %1', named(name))}
          onRemove={() => {
            store.setState({ replyTo: null, wanted: true });
          }}
        />
      )}
      {anchor && !edit && (
        <Line
          text={
            anchor.endLine > anchor.line
              ? words.__('About %1, lines %2 to %3', named(path), anchor.line, anchor.endLine)
              : words.__('About %1, line %2', named(path), anchor.line)
          }
          onRemove={() => {
            store.setState({ anchor: null, wanted: true });
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
      <span>
        <Isolated text={text} />
      </span>
      <IconButton sign="close" label={words.__('Take this back')} onClick={onRemove} />
    </p>
  );
}
