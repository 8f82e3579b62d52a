/**
 * A small difference of two texts, by lines first and by characters within what changed.
 *
 * The line difference is E. W. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), the
 * greedy forward variant. Offsets are UTF-16 units.
 */

/** At `at` of the old text `removed` characters are replaced by `inserted`. */
export interface TextEdit {
  at: number;
  removed: number;
  inserted: string;
}

/** One line of a difference to be shown. */
export interface DiffLine {
  kind: 'same' | 'removed' | 'added';
  text: string;
}

/** Above this many differing lines the whole middle counts as replaced: the search is quadratic. */
const MOST_DIFFERENCES = 500;

/** The edits that make `after` of `before`, in order, with offsets of `before`. */
export function textEdits(before: string, after: string): TextEdit[] {
  const edits: TextEdit[] = [];
  let at = 0;
  let hunk = { at: 0, removed: '', inserted: '' };
  const close = (): void => {
    if (hunk.removed !== '' || hunk.inserted !== '') {
      edits.push(narrowed(hunk.at, hunk.removed, hunk.inserted));
    }
  };
  for (const line of lineDifference(before, after)) {
    if (line.kind === 'same') {
      close();
      at += line.text.length;
      hunk = { at, removed: '', inserted: '' };
    } else if (line.kind === 'removed') {
      at += line.text.length;
      hunk.removed += line.text;
    } else {
      hunk.inserted += line.text;
    }
  }
  close();
  return edits;
}

/** The lines of both texts (line ends included), told apart. */
export function lineDifference(before: string, after: string): DiffLine[] {
  const a = splitLines(before);
  const b = splitLines(after);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) {
    start += 1;
  }
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) {
    end += 1;
  }
  const same = (text: string): DiffLine => ({ kind: 'same', text });
  return [
    ...a.slice(0, start).map(same),
    ...middleDifference(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...a.slice(a.length - end).map(same)
  ];
}

function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function middleDifference(a: string[], b: string[]): DiffLine[] {
  const trace = myersTrace(a, b);
  if (trace === null) {
    return [
      ...a.map((text): DiffLine => ({ kind: 'removed', text })),
      ...b.map((text): DiffLine => ({ kind: 'added', text }))
    ];
  }
  return backtrack(a, b, trace);
}

/** The furthest reaching paths after each number of differences; null if there are too many. */
function myersTrace(a: string[], b: string[]): Map<number, number>[] | null {
  const limit = Math.min(a.length + b.length, MOST_DIFFERENCES);
  const trace: Map<number, number>[] = [];
  let furthest = new Map<number, number>([[1, 0]]);
  for (let d = 0; d <= limit; d++) {
    trace.push(furthest);
    const next = new Map(furthest);
    for (let k = -d; k <= d; k += 2) {
      let x = startOf(furthest, k, d);
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) {
        x += 1;
      }
      next.set(k, x);
      if (x >= a.length && x - k >= b.length) {
        trace.push(next);
        return trace;
      }
    }
    furthest = next;
  }
  return null;
}

function startOf(furthest: Map<number, number>, k: number, d: number): number {
  const down = furthest.get(k + 1) ?? -1;
  const right = furthest.get(k - 1) ?? -1;
  return k === -d || (k !== d && right < down) ? down : right + 1;
}

function backtrack(a: string[], b: string[], trace: Map<number, number>[]): DiffLine[] {
  const lines: DiffLine[] = [];
  let x = a.length;
  let y = b.length;
  for (let d = trace.length - 2; d >= 0; d--) {
    const furthest = trace[d] ?? new Map<number, number>();
    const k = x - y;
    const startX = startOf(furthest, k, d);
    while (x > startX && x > 0 && y > 0) {
      x -= 1;
      y -= 1;
      lines.push({ kind: 'same', text: a[x] ?? '' });
    }
    if (d === 0) {
      break;
    }
    const down = k === -d || (k !== d && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));
    if (down) {
      y -= 1;
      lines.push({ kind: 'added', text: b[y] ?? '' });
    } else {
      x -= 1;
      lines.push({ kind: 'removed', text: a[x] ?? '' });
    }
  }
  return lines.reverse();
}

/** Cut what both sides of a hunk have in common, never through a surrogate pair. */
function narrowed(at: number, removed: string, inserted: string): TextEdit {
  const most = Math.min(removed.length, inserted.length);
  let start = 0;
  while (start < most && removed[start] === inserted[start]) {
    start += 1;
  }
  if (start > 0 && isHighSurrogate(removed.charCodeAt(start - 1))) {
    start -= 1;
  }
  let end = 0;
  while (end < most - start && removed.at(-1 - end) === inserted.at(-1 - end)) {
    end += 1;
  }
  if (end > 0 && isLowSurrogate(removed.charCodeAt(removed.length - end))) {
    end -= 1;
  }
  return {
    at: at + start,
    removed: removed.length - start - end,
    inserted: inserted.slice(start, inserted.length - end)
  };
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
