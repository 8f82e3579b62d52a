/** Whose colour is whose. */

import type * as React from 'react';

import type { RoomSession } from '../../core/roomSession';
import { useActorLooks } from '../activity/actors';
import { Name } from '../common/isolated';
import { useWords } from '../host';

/** Props of `Legend`. */
export interface LegendProps {
  session: RoomSession;
  authors: readonly string[];
}

/** The authors in the order given. */
export function Legend({ session, authors }: LegendProps): React.JSX.Element {
  const words = useWords();
  const looks = useActorLooks(session, authors);
  return (
    <div className="tw-Legend" role="region" tabIndex={0} aria-label={words.__('Authors')}>
      <ul>
        {authors.map(author => (
          <li key={author}>
            <span style={{ backgroundColor: looks.get(author)?.color }} aria-hidden="true" />
            <Name text={looks.get(author)?.name ?? author} />
          </li>
        ))}
      </ul>
    </div>
  );
}
