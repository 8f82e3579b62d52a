/** One room: what state it is in, and its parts as tabs. */

import type * as React from 'react';
import { useEffect } from 'react';

import type { RoomList } from '../../core/roomList';
import type { RoomSession } from '../../core/roomSession';
import { ActivityPanel } from '../activity/ActivityPanel';
import { ChatPanel } from '../chat/ChatPanel';
import { Boundary } from '../common/Boundary';
import { InRoomThatIsOver, useOver } from '../common/useOver';
import { useStore } from '../common/useStore';
import { HistoryPanel } from '../history/HistoryPanel';
import { useWords } from '../host';
import { Announcer } from '../people/Announcer';
import { PeopleView } from '../people/PeopleView';
import type { SidebarStore } from '../sidebarStore';
import { NOTHING_OPEN } from '../sidebarStore';
import { CopyRoom } from './CopyRoom';
import { InviteSheet } from './InviteSheet';
import { MembersSheet } from './MembersSheet';
import { RoomHead } from './RoomHead';
import { SettingsSheet } from './SettingsSheet';
import { StateLine } from './StateLine';
import { TabBar } from './TabBar';

/** Props of `RoomView`. */
export interface RoomViewProps {
  list: RoomList;
  session: RoomSession;
  sidebar: SidebarStore;
  /** The text of the program in the editor, as it is now. */
  currentText: () => string;
}

/** The parts of a room, one at a time. */
export function RoomView({ list, session, sidebar, currentText }: RoomViewProps): React.JSX.Element {
  const words = useWords();
  const { sheet: wanted, tab, document } = useStore(sidebar, state => state);
  const over = useOver(session);
  const sheet = over ? null : wanted;
  useEffect(() => {
    // People come to talk: what was said meanwhile is asked for before they open the chat.
    void session.chat.open();
  }, [session]);
  useEffect(
    () => () => {
      sidebar.setState(NOTHING_OPEN);
    },
    [sidebar, session]
  );
  const close = (): void => {
    sidebar.setState({ sheet: null });
  };
  return (
    <div className="tw-Room">
      <RoomHead list={list} session={session} sidebar={sidebar} />
      <StateLine list={list} session={session} />
      <Announcer session={session} />
      {sheet === 'invite' && <InviteSheet session={session} onClose={close} />}
      {sheet === 'members' && <MembersSheet session={session} onClose={close} />}
      {sheet === 'settings' && (
        <SettingsSheet
          list={list}
          session={session}
          onClose={close}
          onCopy={() => {
            sidebar.setState({ sheet: 'copy' });
          }}
        />
      )}
      {sheet === 'copy' && <CopyRoom list={list} session={session} onClose={close} />}
      {sheet === null && (
        <>
          <TabBar session={session} sidebar={sidebar} />
          <div
            className="tw-Tab-panel"
            role="tabpanel"
            id="tw-panel"
            aria-labelledby={`tw-tab-${tab}`}
          >
            <InRoomThatIsOver.Provider value={over}>
              <Boundary key={tab} text={words.__('This part cannot be shown.')} again={words.__('Try again')}>
                {tab === 'people' && <PeopleView session={session} sidebar={sidebar} />}
                {tab === 'chat' && <ChatPanel session={session} sidebar={sidebar} />}
                {tab === 'activity' && <ActivityPanel session={session} />}
                {tab === 'history' && (
                  <HistoryPanel session={session} document={document} currentText={currentText} sidebar={sidebar} />
                )}
              </Boundary>
            </InRoomThatIsOver.Provider>
          </div>
        </>
      )}
    </div>
  );
}
