/** One line of what has happened. */

import type * as React from 'react';

import type { Activity } from '../../core/records';
import type { RoomSession } from '../../core/roomSession';
import { Avatar } from '../common/Avatar';
import { Isolated } from '../common/isolated';
import { clockTime, relativeTime } from '../common/times';
import { useStore } from '../common/useStore';
import type { Jump } from '../host';
import { useHost, useWords } from '../host';
import { workspacePath } from '../programs/paths';
import { useActorLook } from './actors';
import { sentence } from './sentence';

/** Props of `ActivityItem`. */
export interface ActivityItemProps {
  item: Activity;
  session: RoomSession;
  now: number;
}

/** Leads to the place in the program, as long as there is one. */
export function ActivityItem({ item, session, now }: ActivityItemProps): React.JSX.Element {
  const words = useWords();
  const host = useHost();
  const { name, color } = useActorLook(session, item.actor);
  const what = useStore(session.store, state => sentence(item, state, words));
  const path = useStore(session.store, state => {
    const program = item.document === null ? undefined : state.documents[item.document];
    return program && state.room ? workspacePath(state.room, program.path) : null;
  });
  const added = Number(item.detail.added ?? 0);
  const removed = Number(item.detail.removed ?? 0);
  return (
    <div className="tw-Row">
      <Avatar name={name} color={color} />
      <span className="tw-Row-main">
        {path === null ? (
          <span dir="auto">
            <Isolated text={what} />
          </span>
        ) : (
          <button
            type="button"
            className="tw-Link"
            dir="auto"
            onClick={() => {
              host.open(path, placeOf(item));
            }}
          >
            <Isolated text={what} />
          </button>
        )}
        <span className="tw-Item-detail">
          <time dateTime={item.at} title={clockTime(item.at, 0)}>
            {relativeTime(item.at, now)}
          </time>
          {added + removed > 0 && <span dir="ltr">{`+${added} −${removed}`}</span>}
        </span>
      </span>
    </div>
  );
}

/** Where it was done, as lines were numbered then; undefined where that was nowhere in particular. */
function placeOf({ detail }: Activity): Jump | undefined {
  return typeof detail.line === 'number' ? { line: detail.line } : undefined;
}
