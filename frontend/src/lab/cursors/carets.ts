/** The carets and selections of others in one editor, as positions of its text. */

import type { ChangeDesc } from '@codemirror/state';
import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';

import { indexesIn } from '../../core/textPositions';

/** How long the name at a caret is shown after its person has done something. */
export const NAME_MS = 2_000;

/** One of the carets of one person. */
export interface Caret {
  /** Unique among all carets of the editor, and the same as long as it is there. */
  key: string;
  client: number;
  anchor: number;
  head: number;
  primary: boolean;
  who: Who;
}

/** Whose it is, as the server says. */
export interface Who {
  name: string;
  initials: string;
  color: string;
}

interface Cursor {
  anchor?: unknown;
  head?: unknown;
  primary?: unknown;
}

/**
 * Follows the awareness of a document. What has changed is resolved at once for all; between that the
 * positions move with the text.
 */
export class Carets {
  private byClient = new Map<number, Caret[]>();
  private readonly activeAt = new Map<number, number>();

  constructor(
    private readonly awareness: Awareness,
    private readonly text: Y.Text
  ) {}

  /** All of them. */
  *all(): Iterable<Caret> {
    for (const carets of this.byClient.values()) {
      yield* carets;
    }
  }

  /** People have come, moved or gone: take their carets from the awareness. */
  refresh(clients: Iterable<number>): void {
    const states = this.awareness.getStates();
    const open: Caret[] = [];
    const positions: unknown[] = [];
    for (const client of clients) {
      this.byClient.delete(client);
      if (client === this.awareness.clientID) {
        continue;
      }
      const state = states.get(client);
      if (!state) {
        this.activeAt.delete(client);
        continue;
      }
      cursorsOf(state).forEach((cursor, number) => {
        open.push({
          key: `${String(client)}:${String(number)}`,
          client,
          anchor: 0,
          head: 0,
          primary: cursor.primary !== false,
          who: whoIs(state.user)
        });
        positions.push(cursor.anchor, cursor.head);
      });
    }
    const indexes = indexesIn(this.text, positions);
    open.forEach((caret, number) => {
      const [anchor, head] = [indexes[2 * number], indexes[2 * number + 1]];
      if (typeof anchor === 'number' && typeof head === 'number') {
        Object.assign(caret, { anchor, head });
        this.byClient.set(caret.client, [...(this.byClient.get(caret.client) ?? []), caret]);
      }
    });
  }

  /** The text has changed. As Yjs does it: a caret stays before what stands behind it. */
  move(changes: ChangeDesc): void {
    for (const caret of this.all()) {
      caret.anchor = changes.mapPos(caret.anchor, 1);
      caret.head = changes.mapPos(caret.head, 1);
    }
  }

  /** People have just done something. */
  note(clients: Iterable<number>, now: number): void {
    for (const client of clients) {
      this.activeAt.set(client, now);
    }
  }

  /** Whether the name at somebody's caret is to be seen now. */
  isNamed(client: number, now: number): boolean {
    return now - (this.activeAt.get(client) ?? -Infinity) < NAME_MS;
  }
}

/** What somebody says of their cursors may be anything. */
function cursorsOf(state: Record<string, unknown>): Cursor[] {
  const { cursors } = state;
  return Array.isArray(cursors)
    ? cursors.filter((each): each is Cursor => typeof each === 'object' && each !== null)
    : [];
}

function whoIs(user: unknown): Who {
  const { display_name, initials, color } = (user ?? {}) as Record<string, unknown>;
  return {
    name: typeof display_name === 'string' ? display_name : '',
    initials: typeof initials === 'string' ? initials : '',
    color: typeof color === 'string' ? color : ''
  };
}
