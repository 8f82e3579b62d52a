/** Where relative positions are in a text now: all of them in one walk through it. */

import * as Y from 'yjs';

interface Found {
  item: Y.Item;
  /** From the beginning of the item. */
  offset: number;
}

/**
 * The index that each position has in the text; null for what is not in it (yet).
 *
 * Resolves as `Y.createAbsolutePositionFromRelativePosition` does, which walks from the place to the
 * beginning of the text for each: for a hundred people in a program that many have written in, that is what
 * made keys wait. Positions come from others and may be anything.
 */
export function indexesIn(text: Y.Text, positions: readonly unknown[]): (number | null)[] {
  const found = positions.map(position => find(text, position));
  const items = new Set<Y.Item>();
  for (const each of found) {
    if (each !== null && typeof each !== 'number') {
      items.add(each.item);
    }
  }
  const starts = startsOf(text, items);
  return found.map(each => {
    if (each === null || typeof each === 'number') {
      return each;
    }
    const start = starts.get(each.item);
    return start === undefined ? null : start + each.offset;
  });
}

/** An index already, or the item that tells it. */
function find(text: Y.Text, position: unknown): Found | number | null {
  const { doc } = text;
  if (!doc || typeof position !== 'object' || position === null) {
    return null;
  }
  const { item, tname, assoc } = position as { item?: unknown; tname?: unknown; assoc?: unknown };
  const before = typeof assoc === 'number' && assoc < 0;
  if (item === null || item === undefined) {
    return typeof tname === 'string' && doc.share.get(tname) === (text as unknown) ? (before ? 0 : text.length) : null;
  }
  const { client, clock } = item as { client?: unknown; clock?: unknown };
  if (!isCount(client) || !isCount(clock) || Y.getState(doc.store, client) <= clock) {
    return null;
  }
  return follow(doc, Y.createID(client, clock), before);
}

/** What was deleted and brought back has another item in its place. */
function follow(doc: Y.Doc, id: Y.ID, before: boolean): Found | null {
  let next: Y.ID | null = id;
  let diff = 0;
  let item: Y.Item | null = null;
  while (next !== null) {
    const at: Y.ID = Y.createID(next.client, next.clock + diff);
    const struct: unknown = Y.getItem(doc.store, at);
    if (!(struct instanceof Y.Item)) {
      return null;
    }
    item = struct;
    diff = at.clock - item.id.clock;
    next = item.redone;
  }
  if (item === null) {
    return null;
  }
  return { item, offset: item.deleted || !item.countable ? 0 : diff + (before ? 1 : 0) };
}

function startsOf(text: Y.Text, wanted: ReadonlySet<Y.Item>): Map<Y.Item, number> {
  const starts = new Map<Y.Item, number>();
  let index = 0;
  for (let item = text._start; item !== null && starts.size < wanted.size; item = item.right) {
    if (wanted.has(item)) {
      starts.set(item, index);
    }
    if (!item.deleted && item.countable) {
      index += item.length;
    }
  }
  return starts;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
