/** One message: who, when, what, and what can be done with it. */

import type * as React from 'react';
import { memo, useEffect, useMemo, useRef, useState } from 'react';

import type { Message } from '../../core/records';
import type { RoomSession } from '../../core/roomSession';
import { Avatar } from '../common/Avatar';
import { LONGEST_NAME } from '../common/isolated';
import { shortened } from '../common/shortened';
import { clockTime } from '../common/times';
import { useOver } from '../common/useOver';
import { useStore } from '../common/useStore';
import { useHost, useWords } from '../host';
import { AnchorLink } from './AnchorLink';
import { LongText } from './LongText';
import type { Mention } from './mentions';
import { MessageActions } from './MessageActions';
import { useLook, useNames } from './people';
import { Quote } from './Quote';
import type { Jump } from './useJump';

/** Props of `MessageItem`. */
export interface MessageItemProps {
  message: Message;
  session: RoomSession;
  /** The same person goes on: no name again. */
  follows: boolean;
  /** It was gone to. */
  focused: boolean;
  onJump: Jump;
}

/** A message of somebody. Rendered anew only when it changes: there are many, and people move all the time. */
export const MessageItem = memo(function MessageItem(props: MessageItemProps): React.JSX.Element {
  const { message, session, follows, focused, onJump } = props;
  const words = useWords();
  const { name: whole, color } = useLook(session, message.author);
  const name = shortened(whole, LONGEST_NAME);
  const username = useStore(session.store, state => state.username);
  const over = useOver(session);
  const article = useRef<HTMLElement>(null);
  const [entered, setEntered] = useState(false);
  const calledMe = message.mentions.includes(username);
  const time = clockTime(message.created_at, Date.now());
  useEffect(() => {
    if (focused) {
      article.current?.scrollIntoView({ block: 'nearest' });
      article.current?.focus({ preventScroll: true });
    }
  }, [focused]);
  return (
    <article
      ref={article}
      className="tw-Message"
      tabIndex={-1}
      onFocus={() => {
        setEntered(true);
      }}
      onBlur={event => {
        setEntered(event.currentTarget.contains(event.relatedTarget));
      }}
      aria-label={`${name}, ${time}`}
      data-follows={follows}
      data-focused={focused}
      data-called={calledMe}
    >
      {!follows && (
        <header className="tw-Message-head">
          <Avatar name={name} color={color} />
          <bdi className="tw-Message-author">{name}</bdi>
          <time className="tw-Item-detail" dateTime={message.created_at}>
            {time}
          </time>
        </header>
      )}
      {message.reply_to !== null && <Quote id={message.reply_to} session={session} onJump={onJump} />}
      {calledMe && <span className="tw-Spoken">{words.__('You are called:')}</span>}
      <Body message={message} session={session} />
      {!message.deleted && !over && (
        <MessageActions
          message={message}
          session={session}
          mine={message.author === username}
          inTabOrder={entered}
        />
      )}
    </article>
  );
});

function Body({ message, session }: { message: Message; session: RoomSession }): React.JSX.Element {
  const words = useWords();
  const { Markdown } = useHost();
  const mentions = useMentions(message, session);
  if (message.deleted) {
    return <p className="tw-Hint">{words.__('This message was deleted.')}</p>;
  }
  return (
    <>
      {message.anchor && <AnchorLink anchor={message.anchor} session={session} />}
      <LongText text={message.body}>
        <Markdown text={message.body} mentions={mentions} />
      </LongText>
      {message.edited_at !== null && (
        <time className="tw-Item-detail" dateTime={message.edited_at} title={clockTime(message.edited_at, Date.now())}>
          {words.__('edited')}
        </time>
      )}
    </>
  );
}

/** Those who are called. A name may have changed since: the user name counts as well. */
function useMentions(message: Message, session: RoomSession): readonly Mention[] {
  const names = useNames(session, message.mentions);
  const username = useStore(session.store, state => state.username);
  return useMemo(
    () =>
      message.mentions.flatMap((each, index) =>
        [names[index] ?? '', each].map(name => ({ name, me: each === username }))
      ),
    [message.mentions, names, username]
  );
}
