/** How much of a program is whose, as a table that is the legend of its colours as well. */

import type * as React from 'react';

import type { Total } from '../../core/records';
import type { RoomSession } from '../../core/roomSession';
import { useActorLooks } from '../activity/actors';
import { Avatar } from '../common/Avatar';
import { Name } from '../common/isolated';
import { useWords } from '../host';

/** Props of `Shares`. */
export interface SharesProps {
  session: RoomSession;
  totals: readonly Total[];
}

/** Who has most of the text comes first. Characters are UTF-16 units. */
export function Shares({ session, totals }: SharesProps): React.JSX.Element {
  const words = useWords();
  const rows = [...totals].sort((a, b) => b.remaining - a.remaining);
  const looks = useActorLooks(session, rows.map(row => row.author));
  const whole = totals.reduce((sum, total) => sum + total.remaining, 0);
  return (
    <div className="tw-Shares-box" role="region" tabIndex={0} aria-label={words.__('Shares')}>
      <table className="tw-Shares">
        <thead>
          <tr>
            <th scope="col">{words.__('Author')}</th>
            <th scope="col">{words.__('Share')}</th>
            <th scope="col">{words.__('Typed')}</th>
            <th scope="col">{words.__('Deleted')}</th>
            <th scope="col">{words.__('Minutes')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ author, remaining, typed, deleted, active_seconds }) => {
            const { name, color } = looks.get(author) ?? { name: author, color: '' };
            return (
              <tr key={author}>
                <th scope="row">
                  <Avatar name={name} color={color} /> <Name text={name} />
                </th>
                <td>{`${whole === 0 ? 0 : Math.round((100 * remaining) / whole)} % (${remaining})`}</td>
                <td>{typed}</td>
                <td>{deleted}</td>
                <td>{Math.round(active_seconds / 60)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
