/** A program as it was written: the text with its authors after any step, forwards and backwards. */

import type { Change, Step } from './records';

/** A part of the text of one author. */
export interface AuthoredText {
  author: string;
  text: string;
}

const KEYFRAME_EVERY = 200;

/**
 * Keeps the text as runs of one author each, and a copy of them every few hundred steps, which is made when
 * the steps come: so no leap, wherever it leads, makes more steps than lie between two copies. `base` is the
 * text before the first step; its author is not known. Pages that begin with the first seq begin with nothing.
 */
export class Playback {
  private readonly known: Step[] = [];
  /** After 0, 200, 400… steps. */
  private readonly keyframes: AuthoredText[][];
  /** After all steps that are known. */
  private readonly newest: AuthoredText[];
  private runs: AuthoredText[];
  private at = 0;

  constructor(base = '') {
    this.runs = base === '' ? [] : [{ author: '', text: base }];
    this.newest = [...this.runs];
    this.keyframes = [[...this.runs]];
  }

  /** The steps that are known, oldest first. */
  get steps(): readonly Step[] {
    return this.known;
  }

  /** How many steps have been made of those that are known. */
  get position(): number {
    return this.at;
  }

  /** The text at the present position, as runs of one author each: a copy, which stays as it is. */
  get authored(): readonly AuthoredText[] {
    return [...this.runs];
  }

  /** The text at the present position. */
  get text(): string {
    return this.runs.map(run => run.text).join('');
  }

  /** Where the newest change of the present position ends, in UTF-16 units; null at the beginning. */
  get caret(): number | null {
    const change = this.known[this.at - 1]?.changes.at(-1);
    return change ? change.offset + change.inserted.length : null;
  }

  /** There are more steps. */
  add(steps: readonly Step[]): void {
    for (const step of steps) {
      this.known.push(step);
      make(step, this.newest);
      if (this.known.length % KEYFRAME_EVERY === 0) {
        this.keyframes.push([...this.newest]);
      }
    }
  }

  /** Go to the text after so many steps. */
  goTo(position: number): void {
    const target = Math.max(0, Math.min(position, this.known.length));
    const frame = Math.floor(target / KEYFRAME_EVERY);
    if (target < this.at || frame * KEYFRAME_EVERY > this.at) {
      this.runs = [...(this.keyframes[frame] ?? [])];
      this.at = frame * KEYFRAME_EVERY;
    }
    for (const step of this.known.slice(this.at, target)) {
      make(step, this.runs);
    }
    this.at = target;
  }
}

function make(step: Step, runs: AuthoredText[]): void {
  for (const change of step.changes) {
    replace(runs, change, step.author);
  }
}

/** Change the runs that a change touches, and no other: there may be thousands. */
function replace(runs: AuthoredText[], { offset, removed, inserted }: Change, author: string): void {
  let first = 0;
  let start = 0;
  for (let run = runs[0]; run && start + run.text.length < offset; run = runs[first]) {
    start += run.text.length;
    first += 1;
  }
  let after = first;
  let end = start;
  // The run behind the change is taken as well, for it may be of the same author.
  for (let run = runs[first]; run && end <= offset + removed; run = runs[after]) {
    end += run.text.length;
    after += 1;
  }
  const touched = runs.slice(first, after);
  const parts = [
    ...cut(touched, 0, offset - start),
    { author, text: inserted },
    ...cut(touched, offset - start + removed, end - start)
  ];
  runs.splice(first, after - first, ...joined(parts));
}

/** The part of the runs between two offsets. */
function cut(runs: readonly AuthoredText[], from: number, to: number): AuthoredText[] {
  let at = 0;
  return runs.map(({ author, text }) => {
    const part = text.slice(Math.max(0, from - at), Math.max(0, to - at));
    at += text.length;
    return { author, text: part };
  });
}

/** Nothing empty, and neighbours of one author as one. */
function joined(runs: readonly AuthoredText[]): AuthoredText[] {
  const result: AuthoredText[] = [];
  for (const run of runs) {
    const last = result.at(-1);
    if (last?.author === run.author) {
      result[result.length - 1] = { author: run.author, text: last.text + run.text };
    } else if (run.text !== '') {
      result.push(run);
    }
  }
  return result;
}
