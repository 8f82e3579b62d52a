/** How long a message may be. */

import { useEffect, useState } from 'react';

import type { RoomApi } from '../../core/roomApi';
import { useHost } from '../host';

/** The server's default, until it has said its own. */
const DEFAULT_LIMIT = 4_000;
const limits = new WeakMap<RoomApi, number>();

/** Characters (code points, as the server counts them) that a message can have. */
export function useMessageLimit(): number {
  const { api } = useHost();
  const [limit, setLimit] = useState(limits.get(api) ?? DEFAULT_LIMIT);
  useEffect(() => {
    if (limits.has(api)) {
      return;
    }
    let current = true;
    api.server().then(
      server => {
        limits.set(api, server.limits.max_message_chars);
        if (current) {
          setLimit(server.limits.max_message_chars);
        }
      },
      (error: unknown) => {
        console.warn('The limits of the server are not known:', error); // too long ones come back with the reason
      }
    );
    return () => {
      current = false;
    };
  }, [api]);
  return limit;
}

/** The length of a text as the server counts it. */
export function lengthOf(text: string): number {
  return Array.from(text).length;
}
