/** Who is here and where, and the programs of the room. */

import type * as React from 'react';

import type { RoomSession } from '../../core/roomSession';
import { isHandUp } from '../../core/roomState';
import { useGrowing } from '../common/useGrowing';
import { useOver } from '../common/useOver';
import { useStore } from '../common/useStore';
import { useWords } from '../host';
import { ProgramList } from '../programs/ProgramList';
import type { SidebarStore } from '../sidebarStore';
import { MyLook } from './MyLook';
import { PersonItem } from './PersonItem';
import { inOrder } from './order';

/** Props of `PeopleView`. */
export interface PeopleViewProps {
  session: RoomSession;
  sidebar: SidebarStore;
}

/** People first, then programs. */
export function PeopleView({ session, sidebar }: PeopleViewProps): React.JSX.Element {
  const words = useWords();
  const presence = useStore(session.store, state => state.presence);
  const username = useStore(session.store, state => state.username);
  const waits = useStore(session.store, state => state.hand !== null && state.connection !== 'connected');
  const hand = useStore(session.store, isHandUp);
  const following = useStore(sidebar, state => state.following);
  const people = inOrder(Object.values(presence));
  const shown = useGrowing(people.length);
  const over = useOver(session);
  return (
    <div className="tw-People">
      <section aria-label={words.__('Who is here')}>
        <h3 className="tw-Heading">{words._n('%1 person here', '%1 people here', people.length)}</h3>
        <div className="tw-Bar">
          <button
            type="button"
            className="tw-Button"
            aria-pressed={hand}
            disabled={over}
            onClick={() => {
              session.raiseHand(!hand);
            }}
          >
            {hand ? words.__('Lower my hand') : words.__('Raise my hand')}
          </button>
          <MyLook sidebar={sidebar} />
        </div>
        <p className="tw-Hint" role="status">
          {waits && words.__('The others see that when the connection is back.')}
        </p>
        <ul className="tw-List">
          {people.slice(0, shown).map(person => (
            <PersonItem
              key={person.username}
              person={person}
              session={session}
              own={person.username === username}
              hand={person.username === username ? hand : person.hand_raised_at !== null}
              followed={person.username === following}
              sidebar={sidebar}
            />
          ))}
        </ul>
      </section>
      <ProgramList session={session} sidebar={sidebar} />
    </div>
  );
}
