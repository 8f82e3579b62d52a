/** A text that may be very long, of which the beginning is shown first. */

import type * as React from 'react';
import { useState } from 'react';

import { useWords } from '../host';

const LONG = 1_500;
const MANY_LINES = 25;

/** Whether a text would push everything else out of view. */
export function isLong(text: string): boolean {
  return text.length > LONG || text.split('\n', MANY_LINES + 1).length > MANY_LINES;
}

/** Its children whole, or cut with a way to see the rest. */
export function LongText({ text, children }: React.PropsWithChildren<{ text: string }>): React.JSX.Element {
  const words = useWords();
  const [whole, setWhole] = useState(false);
  if (!isLong(text)) {
    return <>{children}</>;
  }
  return (
    <>
      <div className="tw-Long" data-cut={!whole}>
        {children}
      </div>
      <button
        type="button"
        className="tw-Link"
        aria-expanded={whole}
        onClick={() => {
          setWhole(!whole);
        }}
      >
        {whole ? words.__('Show less') : words.__('Show all of it')}
      </button>
    </>
  );
}
