/** What a connection that was lost and came back has sent and brought. */

import type * as Y from 'yjs';

import type { CaughtUp, Changed } from './collaboration';

/**
 * Counts the characters of a text that are changed here and by others around an outage.
 *
 * A dead connection is noticed late, so edits made here count from the last moment at which the server
 * had everything, not from the moment at which the connection was found to be lost.
 */
export class Returning {
  private isAway = false;
  private isReceived = false;
  private sent = nothing();
  private received = nothing();

  /** Changes of `text` whose transaction has the origin `remote` are others'. */
  constructor(
    private readonly text: Y.Text,
    private readonly remote: object
  ) {
    text.observe(this.onChange);
  }

  /** Whether what happened during an outage is still to come. */
  get isBehind(): boolean {
    return this.isAway && !this.isReceived;
  }

  /** The connection is lost. */
  left(): void {
    this.isAway = true;
    this.isReceived = false;
  }

  /** All that happened meanwhile has been applied: what comes from now on is live again. */
  caughtUp(): void {
    this.isReceived = true;
  }

  /**
   * The server has all that was written here. What the return brought, once per return; null where
   * nothing was sent or came, and while what happened is still to come.
   */
  settled(): CaughtUp | null {
    if (this.isBehind) {
      return null;
    }
    const { isAway, sent, received } = this;
    this.isAway = false;
    this.sent = nothing();
    this.received = nothing();
    return isAway && (isSome(sent) || isSome(received)) ? { sent, received, at: Date.now() } : null;
  }

  /** Stop counting. */
  dispose(): void {
    this.text.unobserve(this.onChange);
  }

  private readonly onChange = (event: Y.YTextEvent): void => {
    const isRemote = event.transaction.origin === this.remote;
    if (isRemote && !this.isBehind) {
      return; // a class that types all the time: nothing here may cost anything
    }
    const counted = isRemote ? this.received : this.sent;
    for (const { insert, delete: deleted } of event.delta) {
      counted.typed += typeof insert === 'string' ? insert.length : 0;
      counted.deleted += deleted ?? 0;
    }
  };
}

function nothing(): Changed {
  return { typed: 0, deleted: 0 };
}

function isSome({ typed, deleted }: Changed): boolean {
  return typed + deleted > 0;
}
