/** The program as the server has it, beside what is typed here. */

import * as Y from 'yjs';

/** Noted updates are folded into the copy when this many wait, or when the text is asked for. */
const FOLD_AT = 256;

/**
 * A second copy of the document that takes only what came from the server and what the server has
 * acknowledged. Its text is the base from which the text difference of a spoiled document is taken.
 */
export class SyncedText {
  private readonly doc = new Y.Doc();
  private noted: Uint8Array[] = [];

  /** The server has this update. */
  note(update: Uint8Array): void {
    this.noted.push(update);
    if (this.noted.length >= FOLD_AT) {
      this.fold();
    }
  }

  /** The text that the server has, as far as is known here. */
  text(): string {
    this.fold();
    return this.doc.getText('source').toJSON();
  }

  /** Give the copy up. */
  dispose(): void {
    this.noted = [];
    this.doc.destroy();
  }

  private fold(): void {
    const updates = this.noted;
    this.noted = [];
    Y.transact(this.doc, () => {
      for (const update of updates) {
        Y.applyUpdate(this.doc, update);
      }
    });
  }
}
