/** The name of the room that is open, and what can be done with it as a whole. */

import type * as React from 'react';

import type { RoomList } from '../../core/roomList';
import type { RoomSession } from '../../core/roomSession';
import { IconButton } from '../common/IconButton';
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
      <IconButton
        sign="back"
        label={words.__('All rooms')}
        onClick={() => {
          sidebar.setState({ sheet: null, following: null });
          list.leave();
        }}
      />
      <h2 className="tw-Head-name" dir="auto" title={room?.name}>
        {shortened(room?.name ?? '', LONGEST_NAME)}
      </h2>
      {role === 'owner' && !over && (
        <button
          type="button"
          className="tw-Button"
          data-main
          aria-pressed={sheet === 'invite'}
          onClick={() => {
            toggle('invite');
          }}
        >
          {words.__('Invite')}
        </button>
      )}
      <IconButton
        sign="members"
        label={words.__('Members')}
        disabled={over}
        pressed={sheet === 'members'}
        onClick={() => {
          toggle('members');
        }}
      />
      <IconButton
        sign="settings"
        label={words.__('Room…')}
        disabled={over}
        pressed={sheet === 'settings'}
        onClick={() => {
          toggle('settings');
        }}
      />
    </header>
  );
}
