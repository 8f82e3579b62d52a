/** Whether edits made here are taken, and when a Y.Doc is lost for good. */

import type { Access } from './collaboration';
import { wordsOf } from './language';
import type { Standing } from './standing';

/** Why a Y.Doc must never be used again. */
export type Spoiled = 'refused' | 'other history';

/** Edits on their way when a role changed may have been taken: their acknowledgement is due within this. */
export const GRACE_MS = 1_500;
const ASK_AGAIN_MS = 3_000;

/** Refusals that pass by themselves: the edits are kept and the server asks for them again. */
const PASSING = new Set(['storage_failed', 'unavailable']);

/** What a refusal says: `code: message`. */
export interface Refusal {
  code: string;
  message: string;
}

/** Read the reason of an auth message; a server of another make may send no code. */
export function parseRefusal(reason: string): Refusal {
  const match = /^([a-z_]+): (.*)$/s.exec(reason);
  return { code: match?.[1] ?? 'read_only', message: match?.[2] ?? reason };
}

/** What a permission needs to know and to tell. */
export interface PermissionHost {
  /** Whether a change of the program waits for its acknowledgement. */
  hasText(): boolean;
  /** Ask the server for the role. */
  ask(): Promise<Standing>;
  accessChanged(access: Access, reason: string): void;
  /** Edits may go out (again). */
  opened(): void;
  /** Everything under way was taken after all: the conversation goes on. */
  decided(): void;
  spoiled(why: Spoiled): void;
}

/**
 * The permission to write in one document.
 *
 * A refusal for the role or a lock is final for the edits concerned, even if the role comes back a
 * moment later: the Y.Doc that holds them is spoiled. A refusal because the server cannot store is not.
 */
export class Permission {
  private access: Access = 'unknown';
  private lost: Spoiled | null = null;
  private grace: ReturnType<typeof setTimeout> | undefined;
  private askAgain: ReturnType<typeof setTimeout> | undefined;
  private disposed = false;

  constructor(private readonly host: PermissionHost) {}

  /** Whether edits may be sent. */
  get writable(): boolean {
    return this.access === 'writable';
  }

  /** Whether the Y.Doc is lost. */
  get isSpoiled(): boolean {
    return this.lost !== null;
  }

  /** Whether it is not known yet if the edits under way were taken: say nothing until it is. */
  get isDeciding(): boolean {
    return this.grace !== undefined;
  }

  /** What the server says of the role. */
  take(standing: Standing): void {
    if (this.lost !== null || this.isDeciding || this.disposed) {
      return;
    }
    if (standing === 'unknown') {
      clearTimeout(this.askAgain);
      this.askAgain = setTimeout(() => void this.refresh(), ASK_AGAIN_MS);
    } else if (standing === 'readonly') {
      this.refuse('');
    } else if (this.access !== 'writable') {
      this.set('writable', '');
      this.host.opened();
    }
  }

  /** Ask for the role, and act on the answer. */
  async refresh(): Promise<void> {
    this.take(await this.host.ask());
  }

  /** The server refused an edit, or says that it will. */
  refused(reason: string): void {
    const { code, message: english } = parseRefusal(reason);
    const message = wordsOf(code, english);
    if (this.lost !== null) {
      return;
    }
    if (code === 'read_only') {
      this.refuse(message);
      void this.host.ask(); // a refusal does not say what the person is now: the answer tells whoever listens
    } else if (PASSING.has(code) && this.access !== 'readonly') {
      this.set('held', message);
    } else {
      this.host.accessChanged(this.access, message); // the connection is about to end, and this is why
    }
  }

  /** The server asks for edits: one that could not store them can again. */
  asked(): void {
    if (this.access === 'held') {
      this.set('writable', '');
    }
  }

  /** Something was acknowledged. */
  acknowledged(): void {
    if (this.isDeciding && !this.host.hasText()) {
      this.decide();
    }
  }

  /** The program was changed here. Where that is not allowed, it cannot be undone. */
  textChanged(): void {
    if (this.access === 'readonly') {
      this.spoil('refused');
    }
  }

  /** The connection is gone: what was under way when writing ended will never be answered. */
  disconnected(): void {
    if (this.isDeciding) {
      this.decide();
    }
  }

  /** Give the Y.Doc up. */
  spoil(why: Spoiled): void {
    if (this.lost !== null || this.disposed) {
      return;
    }
    this.lost = why;
    clearTimeout(this.grace);
    this.set('refused', '');
    this.host.spoiled(why);
  }

  /** End all waiting. */
  dispose(): void {
    this.disposed = true;
    clearTimeout(this.grace);
    clearTimeout(this.askAgain);
  }

  private refuse(message: string): void {
    this.set('readonly', message);
    if (this.host.hasText()) {
      this.grace ??= setTimeout(() => {
        this.decide();
      }, GRACE_MS);
    }
  }

  private decide(): void {
    clearTimeout(this.grace);
    this.grace = undefined;
    if (this.host.hasText()) {
      this.spoil('refused');
    } else {
      this.host.decided();
      void this.refresh();
    }
  }

  private set(access: Access, reason: string): void {
    if (this.access !== access || reason !== '') {
      this.access = access;
      this.host.accessChanged(access, reason);
    }
  }
}
