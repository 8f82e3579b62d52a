/** One version in the list. */

import type * as React from 'react';

import type { Revision } from '../../core/records';
import type { RoomSession } from '../../core/roomSession';
import { useActorLook } from '../activity/actors';
import { Avatar } from '../common/Avatar';
import { Name } from '../common/isolated';
import { clockTime, relativeTime } from '../common/times';

/** Props of `RevisionItem`. */
export interface RevisionItemProps {
  revision: Revision;
  session: RoomSession;
  now: number;
  onChoose: () => void;
}

/** Who wrote it, when, and how much. */
export function RevisionItem({ revision, session, now, onChoose }: RevisionItemProps): React.JSX.Element {
  const { name, color } = useActorLook(session, revision.author);
  return (
    <button type="button" className="tw-Item" onClick={onChoose}>
      <Avatar name={name} color={color} />
      <span className="tw-Row-main">
        <Name text={name} />
        <span className="tw-Item-detail">
          <time dateTime={revision.ended_at} title={clockTime(revision.ended_at, 0)}>
            {relativeTime(revision.ended_at, now)}
          </time>
          <span dir="ltr">{`+${revision.added} −${revision.removed}`}</span>
        </span>
      </span>
    </button>
  );
}
