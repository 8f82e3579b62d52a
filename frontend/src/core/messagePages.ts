/** The messages of a chat that have been read from the server, page by page, without gaps. */

import type { StoreApi } from 'zustand/vanilla';

import { merged } from './chatMessages';
import { messageOf } from './language';
import type { Listing, Message } from './records';

/** Messages in one page of the list, and of what a search finds. */
export const PAGE = 100;
/** Messages that are read at once on the way to an old one: the server's most. */
const FAR_PAGE = 1_000;

/** What is known of the messages. */
export interface PagesState {
  /** By seq, oldest first, without gaps back to the first of them. */
  messages: readonly Message[];
  /** Whether there are older ones; null before the first page has come. */
  hasOlder: boolean | null;
  loading: boolean;
  problem: string;
}

/** Asks for the newest messages, or for those before a seq. */
export type AskPage = (page: { limit: number; before?: number }) => Promise<Listing<Message>>;

/** Reads pages into a store. Failures stand in `problem`. */
export class MessagePages {
  private reading: Promise<void> | null = null;
  /** Grows with every page that is asked for: the answer to an older question is not taken. */
  private turn = 0;
  /** The newest page has to be read (again): something may be missing at the end. */
  private stale = true;
  /** What was told while a page was on its way, which may be older. */
  private meanwhile: Message[] = [];
  private disposed = false;

  constructor(
    private readonly store: StoreApi<PagesState>,
    private readonly ask: AskPage
  ) {}

  /** Read the newest page, if that has not been done. */
  async open(): Promise<void> {
    if (this.stale) {
      await this.older();
    }
  }

  /** Read the page before the oldest message that is known. */
  older(limit = PAGE): Promise<void> {
    if (this.reading) {
      return this.reading;
    }
    const done = !this.stale && this.store.getState().hasOlder === false;
    return done || this.disposed ? Promise.resolve() : this.start(limit);
  }

  /** What came since the last page is nowhere else: read the newest one again, if one was ever asked for. */
  renew(): void {
    if (this.turn > 0) {
      this.stale = true;
      void this.start(PAGE);
    }
  }

  /** Read back until what is looked for is here, or there is nothing older. */
  async readBackUntil(isHere: (messages: readonly Message[]) => boolean): Promise<void> {
    for (;;) {
      const { messages, hasOlder } = this.store.getState();
      if (isHere(messages) || hasOlder === false || this.disposed) {
        return;
      }
      await this.older(FAR_PAGE);
      if (this.store.getState().problem !== '') {
        return;
      }
    }
  }

  /** A message as it is now. One before the first that is here would stand in front of a gap. */
  take(message: Message): void {
    if (this.reading) {
      this.meanwhile.push(message);
    }
    const { messages, hasOlder } = this.store.getState();
    if (hasOlder !== null && message.seq >= (messages[0]?.seq ?? 0)) {
      this.store.setState({ messages: merged(messages, [message]) });
    }
  }

  /** Whether all messages behind a seq are here. */
  hasAllAfter(seq: number): boolean {
    const { messages, hasOlder } = this.store.getState();
    const oldest = messages[0]?.seq ?? Infinity;
    return !this.stale && (hasOlder === false || oldest <= seq + 1);
  }

  /** Take no answers any longer. */
  dispose(): void {
    this.disposed = true;
    this.turn += 1;
  }

  private start(limit: number): Promise<void> {
    const reading = this.read(limit).finally(() => {
      if (this.reading === reading) {
        this.reading = null;
      }
    });
    this.reading = reading;
    return reading;
  }

  private async read(limit: number): Promise<void> {
    const turn = ++this.turn;
    const fresh = this.stale;
    const before = fresh ? undefined : this.store.getState().messages[0]?.seq;
    this.meanwhile = [];
    this.store.setState({ loading: true, problem: '' });
    try {
      const page = await this.ask({ limit, ...(before === undefined ? {} : { before }) });
      if (turn === this.turn) {
        this.came(page, fresh);
      }
    } catch (error) {
      if (turn === this.turn) {
        this.store.setState({ loading: false, problem: messageOf(error) });
      }
    }
  }

  private came(page: Listing<Message>, fresh: boolean): void {
    const { meanwhile } = this;
    this.meanwhile = [];
    this.stale = false;
    const known = fresh ? [] : this.store.getState().messages;
    const messages = merged(known, page.items);
    const oldest = messages[0]?.seq ?? 0;
    this.store.setState({
      messages: merged(messages, meanwhile.filter(each => each.seq >= oldest)),
      hasOlder: page.next !== null,
      loading: false
    });
  }
}
