/** The chat of a room: what was said, who is writing, and what one writes oneself. */

import type * as React from 'react';
import { useEffect, useRef } from 'react';

import type { RoomSession } from '../../core/roomSession';
import { Empty } from '../common/Empty';
import { IconButton } from '../common/IconButton';
import { Problem } from '../common/Problem';
import { useKeptFocus } from '../common/useKeptFocus';
import { useOver } from '../common/useOver';
import { useStore } from '../common/useStore';
import { useWords } from '../host';
import type { SidebarStore } from '../sidebarStore';
import { Composer } from './Composer';
import { MessageList } from './MessageList';
import { NewBelow } from './NewBelow';
import { Search } from './Search';
import { Typing } from './Typing';
import { useJump } from './useJump';
import { useOpening } from './useOpening';
import { useMarkRead } from './useReading';
import { WaitingList } from './WaitingList';

/** Props of `ChatPanel`. */
export interface ChatPanelProps {
  session: RoomSession;
  sidebar: SidebarStore;
}

/** One room's chat. What is open in it is of this room: another room begins anew. */
export function ChatPanel({ session, sidebar }: ChatPanelProps): React.JSX.Element {
  return <Talk key={session.id} session={session} sidebar={sidebar} />;
}

function Talk({ session, sidebar }: ChatPanelProps): React.JSX.Element {
  const words = useWords();
  const { chat } = session;
  const problem = useStore(chat.store, state => state.problem);
  const over = useOver(session);
  const searching = useStore(sidebar, state => state.searching);
  const setSearching = (on: boolean): void => {
    sidebar.setState({ searching: on });
  };
  const [focused, jump] = useJump(session, () => {
    setSearching(false);
  });
  const panel = useRef<HTMLDivElement>(null);
  useKeptFocus(panel);
  const search = useRef<HTMLButtonElement>(null);
  const opening = useOpening(session, panel);
  const atEnd = useMarkRead(session, panel, opening !== null);
  useEffect(() => {
    void chat.open();
  }, [chat]);
  return (
    <div className="tw-Chat" ref={panel}>
      <div className="tw-Bar" data-end>
        <IconButton
          ref={search}
          sign="search"
          label={words.__('Search')}
          pressed={searching}
          disabled={over && !searching}
          onClick={() => {
            setSearching(!searching);
          }}
        />
      </div>
      <Problem text={problem} action={{ label: words.__('Try again'), run: () => void chat.loadOlder() }} />
      {searching ? (
        <Search
          session={session}
          onJump={jump}
          onClose={() => {
            setSearching(false);
            search.current?.focus();
          }}
        />
      ) : (
        <>
          <Nothing session={session} />
          <MessageList session={session} opening={opening} focused={focused} onJump={jump} />
          {!atEnd && <NewBelow session={session} onJump={jump} />}
          <WaitingList session={session} />
        </>
      )}
      <Typing session={session} />
      <Composer session={session} />
    </div>
  );
}

/** What is said where there are no messages. */
function Nothing({ session }: { session: RoomSession }): React.JSX.Element | null {
  const words = useWords();
  const isWaiting = useStore(session.chat.store, state => state.hasOlder === null && state.problem === '');
  const isEmpty = useStore(
    session.chat.store,
    state => state.hasOlder === false && state.messages.length === 0 && state.waiting.length === 0
  );
  if (isWaiting) {
    return <Empty text={words.__('Reading the chat…')} />;
  }
  return isEmpty ? <Empty text={words.__('Nobody has said anything yet. Say hello!')} /> : null;
}
