/** The rooms that this person may see, and the one that they are in. */

import type { StoreApi } from 'zustand/vanilla';
import { createStore } from 'zustand/vanilla';

import { messageOf } from './language';
import type { ListedRoom, Room, RoomsPostBody } from './records';
import type { RoomApi } from './roomApi';
import type { RoomSession } from './roomSession';

/** How often the list is read again while it is looked at. */
export const WATCH_MS = 5_000;

/** The facts. */
export interface RoomListState {
  rooms: readonly ListedRoom[];
  loading: boolean;
  /** Whether the list has been read. */
  loaded: boolean;
  problem: string;
  session: RoomSession | null;
}

/** Lists, makes and enters rooms. One room is open at a time. */
export class RoomList {
  readonly store: StoreApi<RoomListState>;
  private reading: Promise<void> | null = null;

  constructor(
    private readonly api: RoomApi,
    private readonly makeSession: (room: Room) => RoomSession
  ) {
    this.store = createStore<RoomListState>(() => ({
      rooms: [],
      loading: false,
      loaded: false,
      problem: '',
      session: null
    }));
  }

  /** The room that is open. */
  get session(): RoomSession | null {
    return this.store.getState().session;
  }

  /** Read the list. */
  refresh(): Promise<void> {
    if (!this.reading) {
      this.store.setState({ loading: true });
    }
    return this.renew();
  }

  /** Keep the list as new as the server while it is seen: who is inside and what is unread. Answers how to stop. */
  watch(isSeen: () => boolean): () => void {
    void this.refresh();
    const timer = setInterval(() => {
      if (isSeen()) {
        void this.renew();
      }
    }, WATCH_MS);
    return () => {
      clearInterval(timer);
    };
  }

  /** Make a room and enter it. Rejects with the server's reason. */
  async create(body: RoomsPostBody): Promise<Room> {
    const room = await this.api.createRoom(body);
    this.enter(room);
    void this.refresh();
    return room;
  }

  /** Enter a room; the one before is left. */
  enter(room: Room): RoomSession {
    const before = this.session;
    if (before?.id === room.id && !before.isOut) {
      return before;
    }
    before?.dispose();
    const session = this.makeSession(room);
    this.store.setState({ session });
    session.start();
    return session;
  }

  /** Leave the room that is open, back to the list. */
  leave(): void {
    this.session?.dispose();
    this.store.setState({ session: null });
    void this.refresh();
  }

  /**
   * Follow whichever room is open: `follow` is called with it now, and with each that is opened after it (null for
   * none), and may answer how to stop with that one. Answers how to stop with all.
   */
  eachSession(follow: (session: RoomSession | null) => (() => void) | undefined): () => void {
    let stop = follow(this.session);
    const unsubscribe = this.store.subscribe((state, before) => {
      if (state.session !== before.session) {
        stop?.();
        stop = follow(state.session);
      }
    });
    return () => {
      unsubscribe();
      stop?.();
    };
  }

  private renew(): Promise<void> {
    this.reading ??= this.read().finally(() => {
      this.reading = null;
    });
    return this.reading;
  }

  private async read(): Promise<void> {
    try {
      this.store.setState({ rooms: await this.api.rooms(), loaded: true, problem: '' });
    } catch (error) {
      this.store.setState({ problem: messageOf(error) });
    } finally {
      this.store.setState({ loading: false });
    }
  }
}
