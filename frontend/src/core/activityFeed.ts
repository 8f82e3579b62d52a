/** What has happened in a room: newest first, filtered, read on as far as one scrolls. */

import type { StoreApi } from 'zustand/vanilla';
import { createStore } from 'zustand/vanilla';

import { messageOf } from './language';
import type { Activity, ServerEvent } from './records';
import type { ActivityFilter, RoomApi } from './roomApi';

const PAGE = 100;

/** The facts. */
export interface ActivityState {
  /** Newest first. */
  items: readonly Activity[];
  filter: ActivityFilter;
  /** Whether there are older ones; null before the first page has come. */
  hasOlder: boolean | null;
  loading: boolean;
  problem: string;
}

/** The activity of one room. */
export class ActivityFeed {
  readonly store: StoreApi<ActivityState>;
  private asked = 0;

  constructor(
    private readonly api: RoomApi,
    private readonly room: string
  ) {
    this.store = createStore<ActivityState>(() => ({
      items: [],
      filter: {},
      hasOlder: null,
      loading: false,
      problem: ''
    }));
  }

  /** Read the newest lines, if that has not been done. */
  async open(): Promise<void> {
    if (this.store.getState().hasOlder === null) {
      await this.loadOlder();
    }
  }

  /** Show other lines. */
  async setFilter(filter: ActivityFilter): Promise<void> {
    this.store.setState({ filter, items: [], hasOlder: null, loading: false });
    await this.loadOlder();
  }

  /** One has scrolled near the end: read on. What has failed is not tried again by this. */
  async reachEnd(): Promise<void> {
    if (this.store.getState().problem === '') {
      await this.loadOlder();
    }
  }

  /** Read the page before the oldest line that is known. */
  async loadOlder(): Promise<void> {
    const { loading, hasOlder, items, filter } = this.store.getState();
    if (loading || hasOlder === false) {
      return;
    }
    const asked = ++this.asked;
    this.store.setState({ loading: true, problem: '' });
    try {
      const before = items.at(-1)?.seq;
      const page = await this.api.activity(this.room, {
        ...filter,
        limit: PAGE,
        ...(before === undefined ? {} : { before })
      });
      if (asked === this.asked) {
        this.merge(page.items);
        this.store.setState({ hasOlder: page.next !== null });
      }
    } catch (error) {
      if (asked === this.asked) {
        this.store.setState({ problem: messageOf(error) });
      }
    } finally {
      if (asked === this.asked) {
        this.store.setState({ loading: false });
      }
    }
  }

  /** Take in what the server says. */
  heard(event: ServerEvent): void {
    const { filter, hasOlder, loading } = this.store.getState();
    if (event.type === 'hello' && event.resumed !== true && hasOlder !== null) {
      void this.setFilter(filter);
    } else if (event.type === 'activity' && (hasOlder !== null || loading) && matches(event, filter)) {
      const { type: _type, ...activity } = event;
      this.merge([activity]);
    }
  }

  private merge(fresh: readonly Activity[]): void {
    const bySeq = new Map(this.store.getState().items.map(each => [each.seq, each]));
    for (const each of fresh) {
      bySeq.set(each.seq, each);
    }
    this.store.setState({ items: [...bySeq.values()].sort((a, b) => b.seq - a.seq) });
  }
}

function matches(activity: Activity, filter: ActivityFilter): boolean {
  return (
    (filter.actor === undefined || activity.actor === filter.actor) &&
    (filter.document === undefined || activity.document === filter.document) &&
    (filter.verb === undefined || activity.verb === filter.verb)
  );
}
