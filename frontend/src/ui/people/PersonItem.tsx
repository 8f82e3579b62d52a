/** One person who is here: where they are, whether they wait for help, and following them. */

import type * as React from 'react';
import { memo } from 'react';

import type { Presence, Status } from '../../core/records';
import type { RoomSession } from '../../core/roomSession';
import { Avatar } from '../common/Avatar';
import { Isolated, named } from '../common/isolated';
import { clockTime } from '../common/times';
import { useStore } from '../common/useStore';
import type { Words } from '../host';
import { useHost, useWords } from '../host';
import type { SidebarStore } from '../sidebarStore';
import { placeOf } from './placeOf';

/** Props of `PersonItem`. */
export interface PersonItemProps {
  person: Presence;
  session: RoomSession;
  own: boolean;
  /** Whether the hand is up; one's own is before the server says so. */
  hand: boolean;
  followed: boolean;
  sidebar: SidebarStore;
}

/** A row of the list, rendered anew only when this person moves: there are many, and they move all the time. */
export const PersonItem = memo(function PersonItem(props: PersonItemProps): React.JSX.Element {
  const { person, session, own, hand, followed, sidebar } = props;
  const words = useWords();
  const host = useHost();
  const room = useStore(session.store, state => state.room);
  const program = useStore(session.store, state => state.documents[person.document ?? '']);
  const { display_name: name, line, hand_raised_at: since } = person;
  return (
    <li className="tw-Row" data-followed={followed}>
      <Avatar name={name} color={person.color} faded={person.status !== 'active'} />
      <span className="tw-Row-main">
        <span>
          <Isolated text={own ? words.__('%1 (you)', named(name)) : named(name)} />
          {hand && (
            <span className="tw-Hand" title={since === null ? '' : words.__('since %1', clockTime(since, Date.now()))}>
              <span aria-hidden="true">✋</span>
              <span className="tw-Spoken">{words.__('hand raised')}</span>
            </span>
          )}
        </span>
        <span className="tw-Item-detail">
          {person.status !== 'active' && <span>{attention(person.status, words)}</span>}
          {program && room ? (
            <button
              type="button"
              className="tw-Link"
              onClick={() => {
                const place = placeOf(person, session);
                if (place) {
                  host.open(place.path, place.jump);
                }
              }}
            >
              <Isolated text={line === null ? named(program.path) : words.__('%1, line %2', named(program.path), line)} />
            </button>
          ) : (
            <span>{words.__('in the room')}</span>
          )}
          {person.tabs > 1 && <span>{words._n('%1 tab', '%1 tabs', person.tabs)}</span>}
        </span>
      </span>
      {!own && (
        <button
          type="button"
          className="tw-Button"
          aria-pressed={followed}
          aria-label={followed ? words.__('Stop following %1', name) : words.__('Follow %1', name)}
          onClick={() => {
            sidebar.setState({ following: followed ? null : person.username });
          }}
        >
          {followed ? words.__('Following') : words.__('Follow')}
        </button>
      )}
    </li>
  );
});

function attention(status: Status, words: Words): string {
  return status === 'away' ? words.__('away') : words.__('idle');
}
