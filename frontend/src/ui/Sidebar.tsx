/** The sidebar: all rooms, or the one that is open. */

import type * as React from 'react';

import type { RoomList } from '../core/roomList';
import { Boundary } from './common/Boundary';
import { useStore } from './common/useStore';
import type { Host } from './host';
import { HostProvider } from './host';
import { RoomsView } from './rooms/RoomsView';
import { RoomView } from './rooms/RoomView';
import type { SidebarStore } from './sidebarStore';

/** Props of `Sidebar`. */
export interface SidebarProps {
  host: Host;
  list: RoomList;
  sidebar: SidebarStore;
  /** The text of the program in the editor, as it is now. */
  currentText: () => string;
}

/** Everything, with the host for all of it. */
export function Sidebar({ host, list, sidebar, currentText }: SidebarProps): React.JSX.Element {
  const session = useStore(list.store, state => state.session);
  return (
    <HostProvider value={host}>
      <Boundary text={host.words.__('Something went wrong here.')} again={host.words.__('Try again')}>
        {session ? (
          <RoomView key={session.id} list={list} session={session} sidebar={sidebar} currentText={currentText} />
        ) : (
          <RoomsView list={list} sidebar={sidebar} />
        )}
      </Boundary>
    </HostProvider>
  );
}
