/** Long lists are put into the page a part at a time: nobody waits for rows that are below what is seen. */

import { useEffect, useState } from 'react';

/** More than fit on a screen. */
const FIRST = 20;
/** So many cost a slow computer less than 50 ms. */
const MORE = 10;

/** How many of so many rows are in the page as of now; all of them some frames later. */
export function useGrowing(count: number): number {
  const [shown, setShown] = useState(FIRST);
  useEffect(() => {
    if (shown >= count) {
      return;
    }
    const frame = requestAnimationFrame(() => {
      setShown(shown + MORE);
    });
    return () => {
      cancelAnimationFrame(frame);
    };
  }, [shown, count]);
  return Math.min(shown, count);
}
