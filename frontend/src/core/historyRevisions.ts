/** The versions of a program: newest first, read on as far as one scrolls. */

import type { StoreApi } from 'zustand/vanilla';
import { createStore } from 'zustand/vanilla';

import { messageOf } from './language';
import type { Listing, Revision } from './records';
import type { RoomApi } from './roomApi';

const PAGE = 100;

/** The facts. */
export interface RevisionsState {
  /** Newest first. */
  items: readonly Revision[];
  /** Whether there are older ones; null before the first page has come. */
  hasOlder: boolean | null;
  loading: boolean;
  problem: string;
}

/** The versions of one program. */
export class Revisions {
  readonly store: StoreApi<RevisionsState>;
  private readonly read: (before: number | null) => Promise<Listing<Revision>>;
  /** Before which seq to read on; null at the end. */
  private next: number | null = null;
  private asked = 0;

  constructor(api: RoomApi, room: string, document: string) {
    this.read = before => api.revisions(room, document, { limit: PAGE, ...(before === null ? {} : { before }) });
    this.store = createStore<RevisionsState>(() => ({ items: [], hasOlder: null, loading: false, problem: '' }));
  }

  /** Read the newest; those that are known and older stay. */
  async refresh(): Promise<void> {
    await this.reading(null, page => {
      const { items } = this.store.getState();
      const last = page.items.at(-1);
      // A version that goes on keeps its first seq. Where no known one is met, there may be a gap.
      const older = items.findIndex(each => each.first_seq === last?.first_seq);
      if (older < 0) {
        this.next = page.next;
        return page.items;
      }
      return [...page.items, ...items.slice(older + 1)];
    });
  }

  /** Read the page before the oldest. What has failed is not tried again by scrolling. */
  async loadOlder(): Promise<void> {
    const { loading, problem } = this.store.getState();
    if (!loading && problem === '' && this.next !== null) {
      await this.reading(this.next, page => {
        this.next = page.next;
        return [...this.store.getState().items, ...page.items];
      });
    }
  }

  /** Try again what has failed. */
  async retry(): Promise<void> {
    this.store.setState({ problem: '' });
    await (this.store.getState().hasOlder === true ? this.loadOlder() : this.refresh());
  }

  /** Whether nothing was written before a version. */
  isFirst(revision: Revision): boolean {
    const { items, hasOlder } = this.store.getState();
    return hasOlder === false && items.at(-1)?.first_seq === revision.first_seq;
  }

  /** Only what was asked for last counts. */
  private async reading(
    before: number | null,
    take: (page: Listing<Revision>) => readonly Revision[]
  ): Promise<void> {
    const asked = ++this.asked;
    this.store.setState({ loading: true });
    try {
      const page = await this.read(before);
      if (asked === this.asked) {
        const items = take(page);
        this.store.setState({ items, hasOlder: this.next !== null, loading: false, problem: '' });
      }
    } catch (error) {
      if (asked === this.asked) {
        this.store.setState({ loading: false, problem: messageOf(error) });
      }
    }
  }
}
