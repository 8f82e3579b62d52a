/** Finding messages by words. */

import type * as React from 'react';
import { useEffect, useState } from 'react';

import { messageOf } from '../../core/chat';
import type { Message } from '../../core/records';
import type { RoomSession } from '../../core/roomSession';
import { Problem } from '../common/Problem';
import { clockTime } from '../common/times';
import { useStore } from '../common/useStore';
import { useWords } from '../host';
import { lookOf } from './people';

const PAUSE_MS = 250;

/** Props of `Search`. */
export interface SearchProps {
  session: RoomSession;
  onJump: (message: Message) => Promise<void>;
  onClose: () => void;
}

/** Asks the server when one stops typing; Escape leaves. */
export function Search({ session, onJump, onClose }: SearchProps): React.JSX.Element {
  const words = useWords();
  const room = useStore(session.store, state => state);
  const [query, setQuery] = useState('');
  const [found, setFound] = useState<readonly Message[] | null>(null);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    let current = true;
    const look = async (): Promise<void> => {
      try {
        const messages = await session.chat.search(query);
        if (current) {
          setFound(messages);
          setProblem('');
        }
      } catch (error) {
        if (current) {
          setProblem(messageOf(error));
        }
      }
    };
    const timer = setTimeout(() => {
      if (query.trim() === '') {
        setFound(null);
      } else {
        void look();
      }
    }, PAUSE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [query, session]);
  return (
    <div
      className="tw-Search"
      onKeyDown={event => {
        if (event.key === 'Escape') {
          onClose();
        }
      }}
    >
      <input
        type="search"
        className="tw-Input"
        dir="auto"
        autoFocus
        aria-label={words.__('Search the chat')}
        placeholder={words.__('Search the chat')}
        value={query}
        onChange={event => {
          setQuery(event.target.value);
        }}
      />
      <Problem text={problem} />
      <p className="tw-Hint" role="status">
        {found === null
          ? words.__('Words, or how they begin.')
          : words._n('%1 message found', '%1 messages found', found.length)}
      </p>
      <ul className="tw-List">
        {(found ?? []).map(message => (
          <li key={message.id}>
            <button type="button" className="tw-Item" onClick={() => void onJump(message)}>
              <span className="tw-Item-title" dir="auto">
                {lookOf(room, message.author).name}
              </span>
              <span dir="auto">{message.body.slice(0, 200)}</span>
              <span className="tw-Item-detail">{clockTime(message.created_at, Date.now())}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
