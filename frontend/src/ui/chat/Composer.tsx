/** Where one writes: Enter sends, Shift+Enter is a new line, `@` offers names. */

import type * as React from 'react';
import { useId, useRef } from 'react';

import type { RoomSession } from '../../core/roomSession';
import { Problem } from '../common/Problem';
import { useOver } from '../common/useOver';
import { useStore } from '../common/useStore';
import { useWords } from '../host';
import { CompletionList, optionId } from './CompletionList';
import { ComposerContext } from './ComposerContext';
import type { ComposerStore } from './composerStore';
import { composerOf, setText, startEdit, textOf } from './composerStore';
import { useArea, useTyping } from './useArea';
import { useCompletion } from './useCompletion';
import { lengthOf, useMessageLimit } from './useMessageLimit';
import { useSend } from './useSend';

/** The length is shown from this part of the limit on. */
const NEAR = 0.9;
/** What keys say in Safari while a syllable is being put together. */
const COMPOSING = 229;

/** The composer of a room's chat. */
export function Composer({ session }: { session: RoomSession }): React.JSX.Element {
  const words = useWords();
  const names = useId();
  const store = composerOf(session);
  const text = useStore(store, textOf);
  const over = useOver(session);
  const editing = useStore(store, state => state.edit !== null);
  const area = useRef<HTMLTextAreaElement>(null);
  const limit = useMessageLimit();
  const completion = useCompletion(session, store, area);
  const typing = useTyping(session);
  const sending = useSend(session, store, body => lengthOf(body) > limit);
  useArea(area, store, text);
  const length = text.length > limit * NEAR ? lengthOf(text.trim()) : 0;
  const open = completion.names.length > 0;
  const send = (): void => {
    typing.done();
    sending.send();
  };
  const keyed = (event: React.KeyboardEvent): void => {
    if (isComposing(event.nativeEvent)) {
      return;
    }
    if (completion.keyed(event) || leave(event, store)) {
      event.preventDefault();
      event.stopPropagation();
      sending.forget();
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (event.key === 'ArrowUp' && text === '' && editLast(session)) {
      event.preventDefault();
    }
  };
  return (
    <div className="tw-Composer">
      <ComposerContext session={session} />
      <Problem text={sending.problem} />
      <CompletionList id={names} completion={completion} />
      <div className="tw-Bar">
        <textarea
          ref={area}
          className="tw-Input"
          dir="auto"
          rows={1}
          role="combobox"
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-expanded={open}
          aria-controls={open ? names : undefined}
          aria-activedescendant={open ? optionId(names, completion.chosen) : undefined}
          aria-label={words.__('Write a message')}
          placeholder={over ? words.__('This chat has ended.') : words.__('Write a message')}
          disabled={over}
          value={text}
          onChange={({ target }) => {
            setText(store, target.value);
            completion.follow(target);
            if (!editing && target.value.trim() !== '') {
              typing.tell();
            }
          }}
          onKeyDown={keyed}
          onClick={event => {
            completion.follow(event.currentTarget);
          }}
          onBlur={completion.close}
        />
        <button
          type="button"
          className="tw-Button"
          data-main
          disabled={over || text.trim() === '' || length > limit}
          onClick={() => {
            send();
            area.current?.focus(); // there is nothing more to press
          }}
        >
          {editing ? words.__('Change') : words.__('Send')}
        </button>
      </div>
      {length > 0 && (
        <p className="tw-Hint tw-Composer-length" data-over={length > limit} role="status">
          {words.__('%1 of %2 characters', length, limit)}
        </p>
      )}
    </div>
  );
}

/** Whether the key belongs to a syllable: in Chinese or Japanese Enter ends that, not the message. */
function isComposing(event: KeyboardEvent): boolean {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- Safari tells it of the last key in no other way
  return event.isComposing || event.keyCode === COMPOSING;
}

/** Escape takes back what the message is about. Whether it did. */
function leave(event: React.KeyboardEvent, store: ComposerStore): boolean {
  const { edit, replyTo, anchor } = store.getState();
  const isLeft = event.key === 'Escape' && (edit ?? replyTo ?? anchor) !== null;
  if (isLeft) {
    store.setState(edit ? { edit: null } : { replyTo: null, anchor: null });
  }
  return isLeft;
}

/** Edit the last message of one's own. Whether there is one. */
function editLast(session: RoomSession): boolean {
  const { username } = session.store.getState();
  const { messages } = session.chat.store.getState();
  const last = messages.findLast(each => each.author === username && !each.deleted);
  if (last) {
    startEdit(session, last);
  }
  return last !== undefined;
}
