/** Finding messages by words. */

import type * as React from 'react';
import { useEffect, useState } from 'react';

import { messageOf } from '../../core/language';
import { PAGE } from '../../core/messagePages';
import type { Message } from '../../core/records';
import type { RoomSession } from '../../core/roomSession';
import { Problem } from '../common/Problem';
import { clockTime } from '../common/times';
import type { Words } from '../host';
import { useWords } from '../host';
import { useLook } from './people';
import { LONGEST_NAME } from '../common/isolated';
import { shortened } from '../common/shortened';
import type { Jump } from './useJump';

const PAUSE_MS = 250;
/** Longer ones are refused by the server. */
const MOST_QUERY = 200;
const MOST_SHOWN = 200;

/** Props of `Search`. */
export interface SearchProps {
  session: RoomSession;
  onJump: Jump;
  onClose: () => void;
}

/** Asks the server when one stops typing; Escape leaves. */
export function Search({ session, onJump, onClose }: SearchProps): React.JSX.Element {
  const words = useWords();
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
        if (event.key === 'Escape' && !event.nativeEvent.isComposing) {
          event.preventDefault(); // nothing that was opened before is closed by it
          event.stopPropagation();
          onClose();
        }
      }}
    >
      <input
        type="search"
        className="tw-Input"
        dir="auto"
        maxLength={MOST_QUERY}
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
        {found === null ? words.__('Words, or how they begin.') : countOf(found.length, words)}
      </p>
      <ul className="tw-List">
        {(found ?? []).map(message => (
          <li key={message.id}>
            <Found message={message} session={session} onJump={onJump} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function countOf(count: number, words: Words): string {
  return count === PAGE
    ? words.__('The newest %1 messages that were found', count)
    : words._n('%1 message found', '%1 messages found', count);
}

type FoundProps = Pick<SearchProps, 'session' | 'onJump'> & { message: Message };

function Found({ message, session, onJump }: FoundProps): React.JSX.Element {
  const { name } = useLook(session, message.author);
  return (
    <button type="button" className="tw-Item" onClick={() => void onJump(message)}>
      <span className="tw-Item-title" dir="auto">
        {shortened(name, LONGEST_NAME)}
      </span>
      <span dir="auto">{shortened(message.body, MOST_SHOWN)}</span>
      <time className="tw-Item-detail" dateTime={message.created_at}>
        {clockTime(message.created_at, Date.now())}
      </time>
    </button>
  );
}
