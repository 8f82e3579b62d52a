/** Bringing the text difference of a spoiled document into a fresh one. */

import * as Y from 'yjs';

import { textEdits } from './textEdits';

/**
 * Write what turned `base` into `mine` onto `text`, as a new edit made here.
 *
 * The three texts meet in a scratch document: one fork takes my edits, another those that turned `base`
 * into the present text, and their merge says where mine belong now. Returns whether anything changed.
 */
export function replayDifference(text: Y.Text, base: string, mine: string, origin: object): boolean {
  const merged = mergedText(base, mine, text.toJSON());
  return makeEqual(text, merged, origin);
}

/** Make `text` equal to `target` with a small difference. Returns whether anything changed. */
export function makeEqual(text: Y.Text, target: string, origin: object): boolean {
  const edits = textEdits(text.toJSON(), target);
  const change = (): void => {
    for (const edit of edits.reverse()) {
      text.delete(edit.at, edit.removed);
      text.insert(edit.at, edit.inserted);
    }
  };
  if (text.doc) {
    text.doc.transact(change, origin);
  }
  return edits.length > 0;
}

/** `base` with both changes in it. */
export function mergedText(base: string, mine: string, theirs: string): string {
  const origin = {};
  const trunk = new Y.Doc();
  makeEqual(trunk.getText('source'), base, origin);
  const fork = new Y.Doc();
  Y.applyUpdate(fork, Y.encodeStateAsUpdate(trunk));
  makeEqual(trunk.getText('source'), theirs, origin);
  makeEqual(fork.getText('source'), mine, origin);
  Y.applyUpdate(trunk, Y.encodeStateAsUpdate(fork));
  const text = trunk.getText('source').toJSON();
  trunk.destroy();
  fork.destroy();
  return text;
}
