/** How much is unread. */

import type * as React from 'react';

import { useWords } from '../host';

const MOST = 99;

/** Nothing where all has been read. */
export function Badge({ count }: { count: number }): React.JSX.Element | null {
  const words = useWords();
  if (count === 0) {
    return null;
  }
  return (
    <span className="tw-Badge" role="img" aria-label={words._n('%1 unread', '%1 unread', count)}>
      {count > MOST ? `${MOST}+` : count}
    </span>
  );
}
