/** The text of each program as this person last had it in front of them, kept in this browser. */

import type { Shelf } from '../../core/keptPosts';

/** Longer texts are not kept: a browser keeps some megabytes for all pages of a server. */
const LONGEST = 50_000;
/** Of so many programs; the one that was not looked at for longest goes first. */
const MOST = 20;

/** What somebody saw, and when (milliseconds since the epoch). */
export interface Seen {
  text: string;
  at: number;
}

/** Keeps what one person has seen of programs, by their ids. Who that is may not be known from the beginning. */
export class LastSeen {
  constructor(
    private readonly shelf: Shelf | null,
    private readonly keyOf: () => string
  ) {}

  /** What was seen last; null where that is not known. */
  of(document: string): Seen | null {
    const at = this.times().get(document);
    try {
      const text = at === undefined ? null : this.shelf?.getItem(this.place(document));
      return at === undefined || typeof text !== 'string' ? null : { text, at };
    } catch (error) {
      console.warn('What was seen last cannot be read:', error);
      return null;
    }
  }

  /** Somebody sees a program now. */
  keep(document: string, { text, at }: Seen): void {
    const times = this.times();
    times.set(document, at);
    const kept = [...times].sort(([, one], [, other]) => other - one);
    try {
      for (const [gone] of kept.splice(MOST)) {
        this.shelf?.removeItem(this.place(gone));
      }
      if (text.length <= LONGEST) {
        this.shelf?.setItem(this.place(document), text);
      } else {
        this.shelf?.removeItem(this.place(document));
      }
      this.shelf?.setItem(this.key, JSON.stringify(kept));
    } catch (error) {
      console.warn('This browser does not keep what was seen:', error); // full, or a private window
    }
  }

  private get key(): string {
    return this.keyOf();
  }

  private place(document: string): string {
    return `${this.key}:${document}`;
  }

  /** Anything may have been written there. */
  private times(): Map<string, number> {
    try {
      const kept: unknown = JSON.parse(this.shelf?.getItem(this.key) ?? '[]');
      return new Map(Array.isArray(kept) ? kept.filter(isTime) : []);
    } catch (error) {
      console.warn('What was seen last cannot be read:', error);
      return new Map();
    }
  }
}

function isTime(entry: unknown): entry is [string, number] {
  return Array.isArray(entry) && typeof entry[0] === 'string' && typeof entry[1] === 'number';
}
