/** The name of the room that is open, and what can be done with it as a whole. */

import type * as React from 'react';

import type { RoomList } from '../../core/roomList';
import type { RoomSession } from '../../core/roomSession';
import { LONGEST_NAME } from '../common/isolated';
import { shortened } from '../common/shortened';
import { useOver } from '../common/useOver';
import { useStore } from '../common/useStore';
import { useWords } from '../host';
import type { Sheet, SidebarStore } from '../sidebarStore';

/** Props of `RoomHead`. */
export interface RoomHeadProps {
  list: RoomList;
  session: RoomSession;
  sidebar: SidebarStore;
}

/** Back to the list, invite, members, settings. */
export function RoomHead({ list, session, sidebar }: RoomHeadProps): React.JSX.Element {
  const words = useWords();
  const room = useStore(session.store, state => state.room);
  const role = useStore(session.store, state => state.role);
  const over = useOver(session);
  const sheet = useStore(sidebar, state => state.sheet);
  const toggle = (wanted: Sheet): void => {
    sidebar.setState({ sheet: sheet === wanted ? null : wanted });
  };
  return (
    <header className="tw-Head">
      <div className="tw-Bar">
        <button
          type="button"
          className="tw-Button"
          onClick={() => {
            sidebar.setState({ sheet: null, following: null });
            list.leave();
          }}
        >
          {words.__('All rooms')}
        </button>
        {role === 'owner' && !over && (
          <button type="button" className="tw-Button" data-main aria-pressed={sheet === 'invite'} onClick={() => { toggle('invite'); }}>
            {words.__('Invite')}
          </button>
        )}
        <button type="button" className="tw-Button" disabled={over} aria-pressed={sheet === 'members'} onClick={() => { toggle('members'); }}>
          {words.__('Members')}
        </button>
        <button type="button" className="tw-Button" disabled={over} aria-pressed={sheet === 'settings'} onClick={() => { toggle('settings'); }}>
          {words.__('Room…')}
        </button>
      </div>
      <h2 className="tw-Head-name" dir="auto" title={room?.name}>
        {shortened(room?.name ?? '', LONGEST_NAME)}
      </h2>
    </header>
  );
}
