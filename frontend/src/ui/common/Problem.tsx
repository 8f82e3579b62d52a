/** What went wrong, and what can be done about it. */

import type * as React from 'react';
import { useContext } from 'react';

import { InRoomThatIsOver } from './useOver';

/** Props of `Problem`. */
export interface ProblemProps {
  text: string;
  action?: { label: string; run: () => void };
}

/** Nothing where there is no problem, or where the room's end is said above; spoken by screen readers when it comes. */
export function Problem({ text, action }: ProblemProps): React.JSX.Element {
  const isOver = useContext(InRoomThatIsOver);
  return (
    <div role="alert">
      {text !== '' && !isOver && (
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
