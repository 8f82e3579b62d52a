/** What has happened in the room, newest first. */

import type * as React from 'react';
import { useCallback, useEffect } from 'react';

import type { Activity } from '../../core/records';
import type { ActivityFilter } from '../../core/roomApi';
import { activityExportPath } from '../../core/roomApi';
import type { RoomSession } from '../../core/roomSession';
import { Avatar } from '../common/Avatar';
import { Empty } from '../common/Empty';
import { Problem } from '../common/Problem';
import { clockTime, relativeTime } from '../common/times';
import { useStore } from '../common/useStore';
import { WindowedList } from '../common/WindowedList';
import { lookOf } from '../chat/people';
import { useHost, useWords } from '../host';
import { workspacePath } from '../programs/paths';
import { kinds, sentence } from './sentence';

/** Filtered, scrolled back as far as there is something, and exported. */
export function ActivityPanel({ session }: { session: RoomSession }): React.JSX.Element {
  const words = useWords();
  const host = useHost();
  const { activity } = session;
  const { items, hasOlder, problem } = useStore(activity.store, state => state);
  useEffect(() => {
    void activity.open();
  }, [activity]);
  const render = useCallback((item: Activity) => <ActivityItem item={item} session={session} />, [session]);
  return (
    <div className="tw-Activity">
      <Filters session={session} />
      <Problem text={problem} action={{ label: words.__('Try again'), run: () => void activity.loadOlder() }} />
      {hasOlder === null && problem === '' && <Empty text={words.__('Reading…')} />}
      {hasOlder === false && items.length === 0 && <Empty text={words.__('Nothing like this has happened yet.')} />}
      <WindowedList
        items={items}
        keyOf={keyOf}
        render={render}
        label={words.__('Activity')}
        onEnd={() => void activity.loadOlder()}
      />
      <div className="tw-Bar">
        {(['csv', 'json'] as const).map(format => (
          <button
            key={format}
            type="button"
            className="tw-Button"
            onClick={() => {
              host.download(activityExportPath(session.id, format));
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

function Filters({ session }: { session: RoomSession }): React.JSX.Element {
  const words = useWords();
  const { members, documents } = useStore(session.store, state => state);
  const filter = useStore(session.activity.store, state => state.filter);
  const choose = (name: keyof ActivityFilter, value: string): void => {
    const { [name]: _before, ...others } = filter;
    void session.activity.setFilter(value === '' ? others : { ...others, [name]: value });
  };
  const people = Object.values(members).map((each): [string, string] => [each.username, each.display_name]);
  const programs = Object.values(documents).map((each): [string, string] => [each.id, each.path]);
  return (
    <div className="tw-Bar">
      <Choice label={words.__('Person')} all={words.__('Everyone')} value={filter.actor} options={people} onChoose={value => { choose('actor', value); }} />
      <Choice label={words.__('Program')} all={words.__('All programs')} value={filter.document} options={programs} onChoose={value => { choose('document', value); }} />
      <Choice label={words.__('Kind')} all={words.__('Everything')} value={filter.verb} options={kinds(words)} onChoose={value => { choose('verb', value); }} />
    </div>
  );
}

interface ChoiceProps {
  label: string;
  all: string;
  value: string | undefined;
  options: readonly [string, string][];
  onChoose: (value: string) => void;
}

function Choice({ label, all, value, options, onChoose }: ChoiceProps): React.JSX.Element {
  return (
    <select
      className="tw-Input"
      aria-label={label}
      value={value ?? ''}
      onChange={event => {
        onChoose(event.target.value);
      }}
    >
      <option value="">{all}</option>
      {options.map(([id, name]) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}

function ActivityItem({ item, session }: { item: Activity; session: RoomSession }): React.JSX.Element {
  const words = useWords();
  const host = useHost();
  const room = useStore(session.store, state => state);
  const { name, color } = lookOf(room, item.actor);
  const program = item.document === null ? undefined : room.documents[item.document];
  const added = Number(item.detail.added ?? 0);
  const removed = Number(item.detail.removed ?? 0);
  const what = sentence(item, room, words);
  return (
    <div className="tw-Row">
      <Avatar name={name} color={color} />
      <span className="tw-Row-main">
        {program && room.room ? (
          <button
            type="button"
            className="tw-Link"
            dir="auto"
            onClick={() => {
              host.open(workspacePath(room.room ?? { folder: '' }, program.path));
            }}
          >
            {what}
          </button>
        ) : (
          <span dir="auto">{what}</span>
        )}
        <span className="tw-Item-detail">
          <time dateTime={item.at} title={clockTime(item.at, 0)}>
            {relativeTime(item.at, Date.now())}
          </time>
          {added + removed > 0 && <span dir="ltr">{`+${added} −${removed}`}</span>}
        </span>
      </span>
    </div>
  );
}
