/** How far a file has come. */

import type * as React from 'react';

import { useWords } from '../host';
import { byteSize } from './sizes';
import type { Progress } from './useTransfer';

/** Props of `Transfer`. */
export interface TransferProps {
  label: string;
  /** What is said once all is on its way, while the server works on it. */
  after: string;
  progress: Progress | null;
  onStop: () => void;
}

/** A bar with a way out. Nothing where nothing is on its way. */
export function Transfer({ label, after, progress, onStop }: TransferProps): React.JSX.Element | null {
  const words = useWords();
  if (!progress) {
    return null;
  }
  const { done, total } = progress;
  const isThere = total !== null && done >= total;
  return (
    <div className="tw-Bar tw-Transfer">
      {/* Without a value it shows that something goes on, not how far it is. */}
      <progress
        className="tw-Progress"
        aria-label={label}
        {...(total === null || isThere ? {} : { max: total, value: done })}
      />
      <span className="tw-Hint">{isThere ? after : done === 0 ? label : byteSize(done)}</span>
      <button type="button" className="tw-Button" onClick={onStop}>
        {words.__('Stop')}
      </button>
    </div>
  );
}
