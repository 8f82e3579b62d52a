/** Texts of one kind, by an id, kept in the browser for one person. */

import type { BrowserStore } from './browser';

/** A browser may be full or forbid it: then nothing is kept, and the console says so. */
export class Kept {
  /** `prefix` stands before each id; it is asked for each time, for it is known only after the person is. */
  constructor(
    private readonly store: BrowserStore | null,
    private readonly prefix: () => string
  ) {}

  /** The text of an id; null where there is none. */
  get(id: string): string | null {
    return this.trying(null, store => store.getItem(this.prefix() + id));
  }

  /** Keep a text. */
  set(id: string, text: string): void {
    this.trying(undefined, store => {
      store.setItem(this.prefix() + id, text);
    });
  }

  /** Keep it no longer. */
  drop(id: string): void {
    this.trying(undefined, store => {
      store.removeItem(this.prefix() + id);
    });
  }

  /** All ids for which there is a text. */
  ids(): string[] {
    const prefix = this.prefix();
    return this.trying([], store =>
      Array.from({ length: store.length }, (_none, i) => store.key(i) ?? '')
        .filter(key => key.startsWith(prefix))
        .map(key => key.slice(prefix.length))
    );
  }

  private trying<T>(otherwise: T, work: (store: BrowserStore) => T): T {
    try {
      return this.store ? work(this.store) : otherwise;
    } catch (error) {
      console.warn('This browser does not keep what was chosen:', error);
      return otherwise;
    }
  }
}
