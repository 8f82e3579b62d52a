/** How much is unread. */

import type * as React from 'react';

import { useWords } from '../host';

const MOST = 99;

/** How many messages are unread. Nothing where all has been read. */
export function Badge({ count }: { count: number }): React.JSX.Element | null {
  const words = useWords();
  return count === 0 ? null : <Count count={count} meaning={words._n('%1 unread', '%1 unread', count)} />;
}

/** How many of the unread messages mention this person. Nothing where none does. */
export function MentionBadge({ count }: { count: number }): React.JSX.Element | null {
  const words = useWords();
  return count === 0 ? null : (
    <Count count={count} meaning={words._n('%1 mention', '%1 mentions', count)} kind="mention" />
  );
}

/** The space is for those who hear what it stands beside as one text. */
function Count({ count, meaning, kind }: { count: number; meaning: string; kind?: 'mention' }): React.JSX.Element {
  return (
    <>
      {' '}
      <span className="tw-Badge" data-kind={kind} role="img" aria-label={meaning} title={meaning}>
        {kind === 'mention' && '@'}
        {count > MOST ? `${MOST}+` : count}
      </span>
    </>
  );
}
