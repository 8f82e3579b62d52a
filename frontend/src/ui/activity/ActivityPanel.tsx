/** What has happened in the room, newest first. */

import type * as React from 'react';
import { useCallback, useEffect } from 'react';

import type { Activity } from '../../core/records';
import { activityExportPath } from '../../core/roomApi';
import type { RoomSession } from '../../core/roomSession';
import { Empty } from '../common/Empty';
import { Problem } from '../common/Problem';
import { useOver } from '../common/useOver';
import { useStore } from '../common/useStore';
import { WindowedList } from '../common/WindowedList';
import { useHost, useWords } from '../host';
import { ActivityItem } from './ActivityItem';
import { Filters } from './Filters';
import { useNow } from './useNow';

/** Filtered, scrolled back as far as there is something, and exported. */
export function ActivityPanel({ session }: { session: RoomSession }): React.JSX.Element {
  const words = useWords();
  const host = useHost();
  const { activity } = session;
  const { items, filter, hasOlder, problem } = useStore(activity.store, state => state);
  useEffect(() => {
    void activity.open();
  }, [activity]);
  const over = useOver(session);
  const now = useNow();
  const render = useCallback(
    (item: Activity) => <ActivityItem item={item} session={session} now={now} />,
    [session, now]
  );
  return (
    <div className="tw-Activity">
      {!over && <Filters session={session} />}
      <Problem text={problem} action={{ label: words.__('Try again'), run: () => void activity.loadOlder() }} />
      {hasOlder === null && problem === '' && <Empty text={words.__('Reading…')} />}
      {hasOlder === false && items.length === 0 && <Empty text={words.__('Nothing like this has happened yet.')} />}
      <WindowedList
        items={items}
        keyOf={keyOf}
        render={render}
        label={words.__('Activity')}
        onEnd={() => void activity.reachEnd()}
      />
      <div className="tw-Bar">
        {(['csv', 'json'] as const).map(format => (
          <button
            key={format}
            type="button"
            className="tw-Button"
            disabled={over}
            onClick={() => {
              host.download(activityExportPath(session.id, format, filter));
            }}
          >
            {words.__('Export as %1', format.toUpperCase())}
          </button>
        ))}
      </div>
    </div>
  );
}

function keyOf(item: Activity): string {
  return String(item.seq);
}
