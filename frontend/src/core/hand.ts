/** My raised hand: seen here at once, told as soon as there is a connection, and the same in all my tabs. */

import type { RoomStore } from './roomState';
import { isHandSeen } from './roomState';

/** What this tab knows of it beside what the server says. */
export class Hand {
  /** Null as long as this tab has neither said nor heard anything of it. */
  private isUp: boolean | null = null;

  constructor(private readonly store: RoomStore) {}

  /** What the server is to hear with each greeting; nothing where another tab may have said it. */
  get said(): { hand?: boolean } {
    return this.isUp === null ? {} : { hand: this.isUp };
  }

  /** The person raises or lowers it. */
  move(isUp: boolean): void {
    this.isUp = isUp;
    this.compare();
  }

  /** The server has said who is here. It takes down the hand of who has left, if only for a moment. */
  greeted(): void {
    const state = this.store.getState();
    const wasAway = (state.presence[state.username]?.tabs ?? 1) <= 1;
    if (state.hand === null && !wasAway) {
      this.isUp = isHandSeen(state);
    }
    this.compare();
  }

  /** The server has said something of me: it has heard, or another tab of mine has moved the hand. */
  seen(): void {
    const state = this.store.getState();
    if (state.hand === null) {
      this.isUp = isHandSeen(state);
    } else {
      this.compare();
    }
  }

  /** Note what the server does not say yet. */
  private compare(): void {
    const { isUp } = this;
    this.store.setState({ hand: isUp === isHandSeen(this.store.getState()) ? null : isUp });
  }
}
