/** What is to be said where there is nothing yet. */

import type * as React from 'react';

/** A sentence, and what to do first. */
export function Empty({ text, children }: React.PropsWithChildren<{ text: string }>): React.JSX.Element {
  return (
    <div className="tw-Empty">
      <p>{text}</p>
      {children}
    </div>
  );
}
