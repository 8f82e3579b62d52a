/** A program being written, as a film: read page by page, played by the clock, or moved by hand. */

import type { StoreApi } from 'zustand/vanilla';
import { createStore } from 'zustand/vanilla';

import { messageOf } from './language';
import { Playback } from './playback';
import type { Listing, Step } from './records';
import type { RoomApi } from './roomApi';

const PAGE = 500;
/** Any program is played in about half a minute, a short one key by key. */
const FILM_SECONDS = 30;
const SLOWEST = 8;
/** A tab that was hidden gets no frames for long: nobody has seen what would have been played. */
const LONGEST_FRAME_MS = 250;

/** How fast a film can be played. */
export const SPEEDS: readonly number[] = [0.25, 0.5, 1, 2, 4];

/** The facts. */
export interface FilmState {
  /** How many steps have been read. */
  count: number;
  /** Whether these are all. */
  complete: boolean;
  /** After how many steps the text is shown. */
  position: number;
  playing: boolean;
  speed: number;
  problem: string;
}

/** The film of one program. */
export class Film {
  readonly store: StoreApi<FilmState>;
  readonly playback = new Playback();
  private readonly read: (after: number) => Promise<Listing<Step>>;
  /** Behind which seq to read on. The first page begins with an empty text. */
  private next = 0;
  private reading = false;
  private again = false;
  private ended = false;
  private lastFrame: number | null = null;
  /** Parts of steps that are to be played with the next frame. */
  private due = 0;

  constructor(api: RoomApi, room: string, document: string) {
    this.read = after => api.steps(room, document, { after, limit: PAGE });
    this.store = createStore<FilmState>(() => ({
      count: 0,
      complete: false,
      position: 0,
      playing: false,
      speed: 1,
      problem: ''
    }));
  }

  /** Read what is not known yet; again after a failure, or when there is more. */
  async load(): Promise<void> {
    if (this.reading) {
      this.again = true;
      return;
    }
    this.reading = true;
    this.store.setState({ problem: '' });
    try {
      do {
        await this.readOn();
      } while (this.again && !this.ended);
    } catch (error) {
      if (!this.ended) {
        this.store.setState({ problem: messageOf(error) });
      }
    } finally {
      this.reading = false;
    }
  }

  /** Read no more. */
  dispose(): void {
    this.ended = true;
  }

  /** Play, from the beginning where the end has been reached. */
  play(): void {
    const { position, count, complete } = this.store.getState();
    if (complete && position >= count) {
      this.show(0);
    }
    this.lastFrame = null;
    this.due = 0;
    this.store.setState({ playing: true });
  }

  /** Stay where it is. */
  pause(): void {
    this.store.setState({ playing: false });
  }

  /** Show the text after so many steps, and stay there. */
  goTo(position: number): void {
    this.pause();
    this.show(position);
  }

  /** Play so many times as fast. */
  setSpeed(speed: number): void {
    this.store.setState({ speed });
  }

  /** A frame is due at `now`, in milliseconds: play on. */
  tick(now: number): void {
    const { playing, position, count, complete, speed } = this.store.getState();
    if (!playing) {
      return;
    }
    const passed = Math.min(now - (this.lastFrame ?? now), LONGEST_FRAME_MS);
    this.lastFrame = now;
    this.due += (passed / 1000) * speed * Math.max(SLOWEST, count / FILM_SECONDS);
    const steps = Math.floor(this.due);
    this.due -= steps;
    if (steps > 0) {
      this.show(position + steps);
    }
    if (complete && position + steps >= count) {
      this.pause();
    }
  }

  private async readOn(): Promise<void> {
    this.again = false;
    let next: number | null = this.next;
    while (next !== null && !this.ended) {
      const page: Listing<Step> = await this.read(next);
      this.playback.add(page.items);
      next = page.next;
      this.next = next ?? page.items.at(-1)?.seq ?? this.next;
      this.store.setState({ count: this.playback.steps.length, complete: next === null });
    }
  }

  private show(position: number): void {
    this.playback.goTo(position);
    this.store.setState({ position: this.playback.position });
  }
}
