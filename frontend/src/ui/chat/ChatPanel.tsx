/** The chat of a room: what was said, who is writing, and what one writes oneself. */

import type * as React from 'react';
import { useCallback, useEffect, useRef, useState } from 'react';

import type { Message } from '../../core/records';
import type { RoomSession } from '../../core/roomSession';
import { Empty } from '../common/Empty';
import { Problem } from '../common/Problem';
import { useStore } from '../common/useStore';
import { useWords } from '../host';
import { Composer } from './Composer';
import { composerOf } from './composerStore';
import { MessageList } from './MessageList';
import { Search } from './Search';
import { Typing } from './Typing';
import { WaitingList } from './WaitingList';

/** One room's chat. */
export function ChatPanel({ session }: { session: RoomSession }): React.JSX.Element {
  const words = useWords();
  const { chat } = session;
  const { messages, hasOlder, problem, waiting } = useStore(chat.store, state => state);
  const [searching, setSearching] = useState(false);
  const [focused, setFocused] = useState<string | null>(null);
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    void chat.open();
  }, [chat]);
  useMarkRead(session, panel);
  const jump = useCallback(
    async (message: Pick<Message, 'id' | 'seq'>) => {
      setSearching(false);
      await chat.reach(message.seq);
      setFocused(null);
      // In a later turn: the same message may be asked for again.
      setTimeout(() => {
        setFocused(message.id);
      });
    },
    [chat]
  );
  const empty = hasOlder === false && messages.length === 0 && waiting.length === 0;
  return (
    <div className="tw-Chat" ref={panel}>
      <div className="tw-Bar">
        <button
          type="button"
          className="tw-Button"
          aria-pressed={searching}
          onClick={() => {
            setSearching(!searching);
          }}
        >
          {words.__('Search')}
        </button>
      </div>
      <Problem text={problem} action={{ label: words.__('Try again'), run: () => void chat.loadOlder() }} />
      {searching ? (
        <Search session={session} onJump={jump} onClose={() => { setSearching(false); }} />
      ) : (
        <>
          {hasOlder === null && problem === '' && <Empty text={words.__('Reading the chat…')} />}
          {empty && <Empty text={words.__('Nobody has said anything yet. Say hello!')} />}
          <MessageList
            session={session}
            focused={focused}
            onJump={jump}
            onReply={message => {
              composerOf(session).setState({ replyTo: message, editing: null });
              panel.current?.querySelector('textarea')?.focus();
            }}
          />
          <WaitingList session={session} />
        </>
      )}
      <Typing session={session} />
      <Composer session={session} />
    </div>
  );
}

/** What can be seen in a window that is looked at has been read. */
function useMarkRead(session: RoomSession, panel: React.RefObject<HTMLElement>): void {
  const unread = useStore(session.store, state => state.unread);
  const newest = useStore(session.chat.store, state => state.messages.at(-1)?.seq ?? 0);
  useEffect(() => {
    const mark = (): void => {
      if (panel.current?.offsetParent && document.hasFocus() && !document.hidden) {
        session.chat.markRead().catch((error: unknown) => {
          console.warn('The read mark could not be set:', error); // it is set with the next message
        });
      }
    };
    if (unread > 0) {
      mark();
    }
    window.addEventListener('focus', mark);
    return () => {
      window.removeEventListener('focus', mark);
    };
  }, [session, panel, unread, newest]);
}
