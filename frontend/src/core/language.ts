/** The language of the page, for those who make texts far from whoever knows it. Set once, at the start. */

import { ApiError, Unreachable } from './requests';

/** How things are said. */
export interface Language {
  /** Of dates and numbers, as `Intl` takes it; undefined is the browser's own. */
  readonly locale: string | undefined;
  /** An error code of the server in words; null where there are none of ours. */
  ofCode(code: string): string | null;
  /** The server was not reached; `online` is what the browser thinks of its network. */
  unreachable(online: boolean): string;
  /** Something on the way answered with this HTTP status, and said nothing that a person could use. */
  ofStatus(status: number): string;
}

const PLAIN: Language = {
  locale: undefined,
  ofCode: () => null,
  unreachable: online => (online ? 'The server cannot be reached.' : 'You are offline.'),
  ofStatus: status => `The server answers with an error (${status}).`
};

let current = PLAIN;

/** From now on. */
export function speak(language: Language): void {
  current = language;
}

/** The locale of dates and numbers; undefined is the browser's own. */
export function locale(): string | undefined {
  return current.locale;
}

/** What a code means, in the person's words; the server's English `message` where there are none of ours. */
export function wordsOf(code: string, message: string): string {
  return current.ofCode(code) ?? message;
}

/** Outside of browsers nobody knows. */
function isOnline(): boolean {
  return typeof navigator === 'undefined' || ((navigator as { onLine?: boolean }).onLine ?? true);
}

/** What to say of a failure. */
export function messageOf(error: unknown): string {
  if (error instanceof Unreachable) {
    return current.unreachable(isOnline());
  }
  if (error instanceof ApiError) {
    return error.code === '' ? current.ofStatus(error.status) : wordsOf(error.code, error.message);
  }
  return error instanceof Error ? error.message : String(error);
}
