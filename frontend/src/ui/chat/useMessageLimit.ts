/** How long a message may be. */

import { useLimits } from '../common/useLimits';

/** The server's default, until it has said its own. */
const DEFAULT_LIMIT = 4_000;

/** Characters (code points, as the server counts them) that a message can have. */
export function useMessageLimit(): number {
  return useLimits()?.max_message_chars ?? DEFAULT_LIMIT;
}

/** The length of a text as the server counts it. */
export function lengthOf(text: string): number {
  return Array.from(text).length;
}
