/** Where one writes: Enter sends, Shift+Enter is a new line, `@` offers names. */

import type * as React from 'react';
import { useId, useLayoutEffect, useRef, useState } from 'react';
import { useStore as useWhole } from 'zustand';

import { messageOf } from '../../core/chat';
import type { RoomSession } from '../../core/roomSession';
import { Problem } from '../common/Problem';
import { useStore } from '../common/useStore';
import { useWords } from '../host';
import { ComposerContext } from './ComposerContext';
import { composerOf } from './composerStore';
import type { Completing } from './mentions';
import { completingAt, namesFor } from './mentions';

const TYPING_EVERY_MS = 2_000;
const MOST_HEIGHT_PX = 160;
/** As the server's default; its own limit comes as a refusal with the reason. */
const LONG = 4_000;

/** The composer of a room's chat. */
export function Composer({ session }: { session: RoomSession }): React.JSX.Element {
  const words = useWords();
  const id = useId();
  const store = composerOf(session);
  const { text, editing, replyTo, anchor } = useWhole(store);
  const members = useStore(session.store, state => state.members);
  const area = useRef<HTMLTextAreaElement>(null);
  const typedAt = useRef(0);
  const [completing, setCompleting] = useState<Completing | null>(null);
  const [chosen, setChosen] = useState(0);
  const [problem, setProblem] = useState('');
  const names = completing
    ? namesFor(completing.prefix, Object.values(members).map(member => member.display_name))
    : [];
  const open = names.length > 0;

  useLayoutEffect(() => {
    const element = area.current;
    if (element) {
      element.style.height = 'auto';
      element.style.height = `${Math.min(element.scrollHeight, MOST_HEIGHT_PX)}px`;
    }
  }, [text]);

  const changed = (element: HTMLTextAreaElement): void => {
    store.setState({ text: element.value });
    setCompleting(completingAt(element.value, element.selectionStart));
    setChosen(0);
    if (Date.now() - typedAt.current > TYPING_EVERY_MS && element.value !== '') {
      typedAt.current = Date.now();
      session.typing();
    }
  };
  const complete = (name: string): void => {
    if (!completing) {
      return;
    }
    const end = completing.from + 1 + completing.prefix.length;
    const before = `${text.slice(0, completing.from)}@${name} `;
    store.setState({ text: before + text.slice(end) });
    setCompleting(null);
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(before.length, before.length);
    });
  };
  const send = async (): Promise<void> => {
    const body = text.trim();
    if (body === '') {
      return;
    }
    setProblem('');
    if (editing) {
      try {
        await session.chat.edit(editing.id, body);
      } catch (error) {
        setProblem(messageOf(error));
        return;
      }
    } else {
      session.chat.post({
        body,
        reply_to: replyTo?.id ?? null,
        anchor: anchor && { document: anchor.document, line: anchor.line, end_line: anchor.endLine }
      });
    }
    typedAt.current = 0;
    store.setState({ editing: null, replyTo: null, anchor: null });
    store.setState({ text: editing ? session.chat.kept.draft : '' });
  };
  const editLast = (): void => {
    const { username } = session.store.getState();
    const last = session.chat.store.getState().messages.findLast(each => each.author === username && !each.deleted);
    if (last) {
      store.setState({ editing: last, text: last.body, replyTo: null });
    }
  };
  const keyed = (event: React.KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) {
      return; // Enter ends a syllable in Chinese or Japanese, not the message
    }
    if (open && navigate(event, names.length, setChosen)) {
      return;
    }
    if (open && (event.key === 'Enter' || event.key === 'Tab')) {
      event.preventDefault();
      complete(names[chosen] ?? '');
    } else if (event.key === 'Escape') {
      setCompleting(null);
      store.setState({ replyTo: null, anchor: null });
      if (editing) {
        store.setState({ editing: null });
        store.setState({ text: session.chat.kept.draft });
      }
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      void send();
    } else if (event.key === 'ArrowUp' && text === '') {
      event.preventDefault();
      editLast();
    }
  };
  return (
    <div className="tw-Composer">
      <ComposerContext session={session} />
      <Problem text={problem} />
      {open && (
        <ul className="tw-Completions" role="listbox" id={`${id}-names`} aria-label={words.__('Names')}>
          {names.map((name, index) => (
            <li
              key={name}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === chosen}
              onMouseDown={event => {
                event.preventDefault();
                complete(name);
              }}
            >
              <bdi>{name}</bdi>
            </li>
          ))}
        </ul>
      )}
      <div className="tw-Bar">
        <textarea
          ref={area}
          className="tw-Input"
          dir="auto"
          rows={1}
          role="combobox"
          aria-autocomplete="list"
          aria-expanded={open}
          aria-controls={`${id}-names`}
          aria-activedescendant={open ? `${id}-${chosen}` : undefined}
          aria-label={words.__('Write a message')}
          placeholder={words.__('Write a message')}
          value={text}
          onChange={event => {
            changed(event.target);
          }}
          onKeyDown={keyed}
          onBlur={() => {
            setCompleting(null);
          }}
        />
        <button type="button" className="tw-Button" data-main disabled={text.trim() === ''} onClick={() => void send()}>
          {editing ? words.__('Change') : words.__('Send')}
        </button>
      </div>
      {text.length > LONG * 0.9 && (
        <p className="tw-Hint" role="status">
          {words.__('%1 of %2 characters', text.length, LONG)}
        </p>
      )}
    </div>
  );
}

/** Move in the list of names. Whether the key was one for that. */
function navigate(
  event: React.KeyboardEvent,
  count: number,
  choose: (change: (index: number) => number) => void
): boolean {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step !== 0) {
    event.preventDefault();
    choose(index => (index + step + count) % count);
  }
  return step !== 0;
}
