/** What went wrong, and what can be done about it. */

import type * as React from 'react';

/** Props of `Problem`. */
export interface ProblemProps {
  text: string;
  action?: { label: string; run: () => void };
}

/** Nothing where there is no problem; spoken by screen readers when it comes. */
export function Problem({ text, action }: ProblemProps): React.JSX.Element {
  return (
    <div role="alert">
      {text !== '' && (
        <p className="tw-Problem">
          {text}
          {action && (
            <button type="button" className="tw-Link" onClick={action.run}>
              {action.label}
            </button>
          )}
        </p>
      )}
    </div>
  );
}
