/** Follow a part of a store. */

import { useRef, useSyncExternalStore } from 'react';
import type { StoreApi } from 'zustand/vanilla';

/** The part of the store's state that `select` gives; rendered anew only when that is another. */
export function useStore<State, Part>(store: StoreApi<State>, select: (state: State) => Part): Part {
  const last = useRef<{ state: State; select: (state: State) => Part; part: Part } | null>(null);
  const read = (): Part => {
    const state = store.getState();
    if (last.current?.state !== state || last.current.select !== select) {
      const part = select(state);
      const same = last.current !== null && isSame(last.current.part, part);
      last.current = { state, select, part: same && last.current ? last.current.part : part };
    }
    return last.current.part;
  };
  return useSyncExternalStore(store.subscribe, read);
}

/** Lists that hold the same are the same, so that `select` may filter. */
function isSame(a: unknown, b: unknown): boolean {
  return (
    Object.is(a, b) ||
    (Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((each, i) => Object.is(each, b[i])))
  );
}
