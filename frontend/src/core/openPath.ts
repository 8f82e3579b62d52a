/** Finding out whether a path is a program of a room: with deadline and retry. */

import type { Api } from './api';
import { ApiError } from './requests';
import { Backoff } from './backoff';
import type { Found } from './records';

/** Each attempt has this long. */
export const ATTEMPT_MS = 8_000;
const ATTEMPTS = 6;

/** A program of a room, with all that is needed to connect. */
export interface Opened {
  lookup: Found;
  room: string;
  document: string;
  historyId: string;
}

/**
 * Open `path`; null if it is definitely in no room.
 *
 * Rejects with the server's refusal (403 and other final answers) at once, with the last failure after
 * several attempts otherwise, and with an `AbortError` when `signal` says so.
 */
export async function openPath(api: Api, path: string, signal: AbortSignal): Promise<Opened | null> {
  const backoff = new Backoff();
  for (let attempt = 1; ; attempt++) {
    try {
      return openedOf(await within(ATTEMPT_MS, signal, deadline => api.open(path, deadline)));
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ApiError && error.status === 404 && error.code === 'not_in_a_room') {
        return null;
      }
      const final = error instanceof ApiError && !error.retryable;
      if (final || attempt >= ATTEMPTS) {
        throw error;
      }
      await pause(backoff.next(), signal);
    }
  }
}

/** Run `attempt` with a signal that ends it after `ms`, or with `signal`. */
async function within<T>(
  ms: number,
  signal: AbortSignal,
  attempt: (deadline: AbortSignal) => Promise<T>
): Promise<T> {
  const deadline = new AbortController();
  const abort = (): void => {
    deadline.abort();
  };
  const timer = setTimeout(abort, ms);
  signal.addEventListener('abort', abort);
  try {
    return await attempt(deadline.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}

function openedOf(lookup: Found): Opened | null {
  const { document, history_id: historyId, room } = lookup;
  return document === null || historyId === null
    ? null
    : { lookup, room: room.id, document, historyId };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', aborted);
      resolve();
    }, ms);
    const aborted = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', aborted, { once: true });
  });
}
