/** Names are offered behind an `@`: chosen with arrows, Enter and Tab, left with Escape. */

import type * as React from 'react';
import { useState } from 'react';

import type { RoomSession } from '../../core/roomSession';
import { useStore } from '../common/useStore';
import type { ComposerStore } from './composerStore';
import { setText } from './composerStore';
import type { Completing } from './mentions';
import { completingAt, namesFor } from './mentions';

/** What the composer asks of it. */
export interface Completion {
  /** What is offered; empty where the list is closed. */
  names: readonly string[];
  chosen: number;
  /** The text or the caret is another. */
  follow: (element: HTMLTextAreaElement) => void;
  /** Whether the key was one for the list. */
  keyed: (event: React.KeyboardEvent) => boolean;
  complete: (name: string) => void;
  close: () => void;
}

/** Completes the names of the other members. */
export function useCompletion(
  session: RoomSession,
  store: ComposerStore,
  area: React.RefObject<HTMLTextAreaElement>
): Completion {
  const [completing, setCompleting] = useState<Completing | null>(null);
  const [chosen, setChosen] = useState(0);
  const others = useStore(session.store, state =>
    Object.values(state.members)
      .filter(member => member.role !== null && member.username !== state.username)
      .map(member => member.display_name)
  );
  const names = completing ? namesFor(completing.prefix, others) : [];
  const close = (): void => {
    setCompleting(null);
  };
  const complete = (name: string): void => {
    const element = area.current;
    if (!completing || !element) {
      return;
    }
    const end = completing.from + 1 + completing.prefix.length;
    const before = `${element.value.slice(0, completing.from)}@${name} `;
    setText(store, before + element.value.slice(end).replace(/^ /u, ''));
    close();
    requestAnimationFrame(() => {
      element.focus();
      element.setSelectionRange(before.length, before.length);
    });
  };
  return {
    names,
    chosen: Math.min(chosen, Math.max(0, names.length - 1)),
    follow: element => {
      const next = element.selectionStart === element.selectionEnd
        ? completingAt(element.value, element.selectionStart)
        : null;
      if (next?.prefix !== completing?.prefix) {
        setChosen(0);
      }
      setCompleting(next);
    },
    keyed: event => {
      const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
      if (names.length === 0) {
        return false;
      }
      if (step !== 0) {
        setChosen((chosen + step + names.length) % names.length);
      } else if ((event.key === 'Enter' && !event.shiftKey) || event.key === 'Tab') {
        complete(names[chosen] ?? names[0] ?? '');
      } else if (event.key === 'Escape') {
        close();
      } else {
        return false;
      }
      return true;
    },
    complete,
    close
  };
}
