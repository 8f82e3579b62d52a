/** What the server allows, asked once. */

import { useEffect, useState } from 'react';

import type { Server } from '../../core/records';
import type { RoomApi } from '../../core/roomApi';
import { useHost } from '../host';

/** What a client should know before it is refused. */
export type Limits = Server['limits'];

const known = new WeakMap<RoomApi, Limits>();

/** Null until the server has answered. */
export function useLimits(): Limits | null {
  const { api } = useHost();
  const [limits, setLimits] = useState(known.get(api) ?? null);
  useEffect(() => {
    if (known.has(api)) {
      return;
    }
    let current = true;
    api.server().then(
      server => {
        known.set(api, server.limits);
        if (current) {
          setLimits(server.limits);
        }
      },
      (error: unknown) => {
        console.warn('The limits of the server are not known:', error); // what is too long comes back with the reason
      }
    );
    return () => {
      current = false;
    };
  }, [api]);
  return limits;
}
