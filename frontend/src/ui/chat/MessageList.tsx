/** All messages that have been read from the server, oldest first. */

import type * as React from 'react';
import { useCallback, useMemo, useState } from 'react';

import type { Message } from '../../core/records';
import type { RoomSession } from '../../core/roomSession';
import { dayOf } from '../common/times';
import { useStore } from '../common/useStore';
import { WindowedList } from '../common/WindowedList';
import { useWords } from '../host';
import { stepped } from './messageKeys';
import { MessageItem } from './MessageItem';
import type { Jump } from './useJump';
import type { Opening } from './useOpening';

const SAME_BREATH_MS = 5 * 60_000;

/** Props of `MessageList`. */
export interface MessageListProps {
  session: RoomSession;
  /** How the chat was opened: the line where reading goes on does not move while one reads. */
  opening: Opening | null;
  /** The id of the message to scroll to. */
  focused: string | null;
  onJump: Jump;
}

/** Scrolls back as far as there are messages. */
export function MessageList({ session, opening, focused, onJump }: MessageListProps): React.JSX.Element {
  const words = useWords();
  const messages = useStore(session.chat.store, state => state.messages);
  const username = useStore(session.store, state => state.username);
  // Who comes back from a search, all read, is not taken to the line again.
  const [before] = useState(() => (session.store.getState().unread === 0 ? opening : null));
  const firstUnread = firstAfter(messages, opening?.read ?? null, username);
  const start = useMemo(
    () => (opening === before || firstUnread === undefined ? null : { key: firstUnread }),
    [opening, before, firstUnread]
  );
  const render = useCallback(
    (message: Message, index: number) => {
      const before = messages[index - 1];
      return (
        <>
          {startsDay(message, before) && (
            <div className="tw-Chat-day" role="separator">
              {dayOf(message.created_at)}
            </div>
          )}
          {message.id === firstUnread && (
            <div className="tw-Chat-unread" role="separator">
              {words.__('New from here')}
            </div>
          )}
          <MessageItem
            message={message}
            session={session}
            follows={followsOn(message, before)}
            focused={message.id === focused}
            onJump={onJump}
          />
        </>
      );
    },
    [messages, firstUnread, focused, session, words, onJump]
  );
  return (
    <div className="tw-Messages" onKeyDown={stepped}>
      <WindowedList
        items={messages}
        keyOf={idOf}
        render={render}
        label={words.__('Messages')}
        role="log"
        start={start}
        focusKey={focused}
        onStart={() => {
          // After a failure the person tries again, not each movement of the list.
          if (session.chat.store.getState().problem === '') {
            void session.chat.loadOlder();
          }
        }}
      />
    </div>
  );
}

function idOf(message: Message): string {
  return message.id;
}

/** The first message of somebody else after a seq. */
function firstAfter(messages: readonly Message[], read: number | null, username: string): string | undefined {
  return read === null ? undefined : messages.find(each => each.seq > read && each.author !== username)?.id;
}

function startsDay(message: Message, before: Message | undefined): boolean {
  return (
    before === undefined ||
    new Date(before.created_at).toDateString() !== new Date(message.created_at).toDateString()
  );
}

/** The name is not said again while the same person goes on. */
function followsOn(message: Message, before: Message | undefined): boolean {
  return (
    before?.author === message.author &&
    message.reply_to === null &&
    !startsDay(message, before) &&
    Date.parse(message.created_at) - Date.parse(before.created_at) < SAME_BREATH_MS
  );
}
