/** A program as it was written: the text with its authors after any step, forwards and backwards. */

import type { Step } from './records';

/** A part of the text of one author. */
export interface AuthoredText {
  author: string;
  text: string;
}

const KEYFRAME_EVERY = 200;

/**
 * Keeps the text as runs of one author each, and a copy of them every few hundred steps, so that going back
 * costs no more than going on. `base` is the text before the first step; its author is not known.
 */
export class Playback {
  readonly steps: Step[] = [];
  private readonly keyframes: AuthoredText[][];
  private runs: AuthoredText[];
  private at = 0;

  constructor(base: string) {
    this.runs = base === '' ? [] : [{ author: '', text: base }];
    this.keyframes = [[...this.runs]];
  }

  /** How many steps have been made of those that are known. */
  get position(): number {
    return this.at;
  }

  /** The text at the present position, as runs of one author each. */
  get authored(): readonly AuthoredText[] {
    return this.runs;
  }

  /** The text at the present position. */
  get text(): string {
    return this.runs.map(run => run.text).join('');
  }

  /** There are more steps. */
  add(steps: readonly Step[]): void {
    this.steps.push(...steps);
  }

  /** Go to the text after so many steps. */
  goTo(position: number): void {
    const target = Math.max(0, Math.min(position, this.steps.length));
    const frame = Math.min(Math.floor(target / KEYFRAME_EVERY), this.keyframes.length - 1);
    if (target < this.at || frame * KEYFRAME_EVERY > this.at) {
      this.runs = [...(this.keyframes[frame] ?? [])];
      this.at = frame * KEYFRAME_EVERY;
    }
    while (this.at < target) {
      this.step();
    }
  }

  private step(): void {
    const step = this.steps[this.at];
    if (!step) {
      return;
    }
    for (const { offset, removed, inserted } of step.changes) {
      this.runs = replaced(this.runs, offset, removed, { author: step.author, text: inserted });
    }
    this.at += 1;
    if (this.at % KEYFRAME_EVERY === 0 && this.keyframes.length === this.at / KEYFRAME_EVERY) {
      this.keyframes.push([...this.runs]);
    }
  }
}

/** The runs with `removed` UTF-16 units behind `offset` replaced. Neighbours of one author are joined. */
function replaced(
  runs: readonly AuthoredText[],
  offset: number,
  removed: number,
  inserted: AuthoredText
): AuthoredText[] {
  const result: AuthoredText[] = [];
  const put = ({ author, text }: AuthoredText): void => {
    const last = result.at(-1);
    if (text === '') {
      return;
    }
    if (last?.author === author) {
      result[result.length - 1] = { author, text: last.text + text };
    } else {
      result.push({ author, text });
    }
  };
  const end = offset + removed;
  let at = 0;
  let placed = false;
  for (const run of runs) {
    const after = at + run.text.length;
    if (after <= offset || (at >= end && placed)) {
      put(run);
    } else {
      put({ author: run.author, text: run.text.slice(0, Math.max(0, offset - at)) });
      if (!placed) {
        put(inserted);
        placed = true;
      }
      put({ author: run.author, text: run.text.slice(Math.max(0, end - at)) });
    }
    at = after;
  }
  if (!placed) {
    put(inserted);
  }
  return result;
}
