/** One message: who, when, what, and what can be done with it. */

import type * as React from 'react';

import type { Message } from '../../core/records';
import type { RoomSession } from '../../core/roomSession';
import { Avatar } from '../common/Avatar';
import { clockTime } from '../common/times';
import { useStore } from '../common/useStore';
import { useHost, useWords } from '../host';
import { AnchorLink } from './AnchorLink';
import { composerOf } from './composerStore';
import { withMentions } from './mentions';
import { lookOf } from './people';

/** Props of `MessageItem`. */
export interface MessageItemProps {
  message: Message;
  session: RoomSession;
  /** The same person goes on: no name again. */
  follows: boolean;
  focused: boolean;
  onJump: (message: Pick<Message, 'id' | 'seq'>) => Promise<void>;
  onReply: (message: Message) => void;
}

/** A message of somebody. */
export function MessageItem(props: MessageItemProps): React.JSX.Element {
  const { message, session, follows, focused, onJump, onReply } = props;
  const words = useWords();
  const host = useHost();
  const state = useStore(session.store, each => each);
  const answered = useStore(session.chat.store, chat =>
    message.reply_to === null ? undefined : chat.messages.find(each => each.id === message.reply_to)
  );
  const { name, color } = lookOf(state, message.author);
  const mine = message.author === state.username;
  const names = message.mentions.map(username => lookOf(state, username).name);
  return (
    <article
      className="tw-Message"
      data-follows={follows}
      data-focused={focused}
      data-called={message.mentions.includes(state.username)}
    >
      {!follows && (
        <header className="tw-Message-head">
          <Avatar name={name} color={color} />
          <bdi className="tw-Message-author">{name}</bdi>
          <time className="tw-Item-detail" dateTime={message.created_at}>
            {clockTime(message.created_at, Date.now())}
          </time>
        </header>
      )}
      {answered && (
        <button type="button" className="tw-Quote" dir="auto" onClick={() => void onJump(answered)}>
          {answered.deleted
            ? words.__('a deleted message')
            : `${lookOf(state, answered.author).name}: ${answered.body.slice(0, 120)}`}
        </button>
      )}
      {message.anchor && <AnchorLink anchor={message.anchor} session={session} />}
      {message.deleted ? (
        <p className="tw-Hint">{words.__('This message was deleted.')}</p>
      ) : (
        <host.Markdown text={withMentions(message.body, names)} />
      )}
      {message.edited_at !== null && !message.deleted && (
        <span className="tw-Item-detail">{words.__('edited')}</span>
      )}
      {!message.deleted && (
        <Actions message={message} session={session} mine={mine} owner={state.role === 'owner'} onReply={onReply} />
      )}
    </article>
  );
}

interface ActionsProps {
  message: Message;
  session: RoomSession;
  mine: boolean;
  owner: boolean;
  onReply: (message: Message) => void;
}

/** Seen when the message is pointed at, or has the focus in it. */
function Actions({ message, session, mine, owner, onReply }: ActionsProps): React.JSX.Element {
  const words = useWords();
  const host = useHost();
  const remove = async (): Promise<void> => {
    const sure = await host.confirm({
      title: words.__('Delete this message?'),
      text: words.__('Its text is gone for everyone. That there was a message stays visible.'),
      accept: words.__('Delete'),
      danger: true
    });
    try {
      if (sure) {
        await session.chat.remove(message.id);
      }
    } catch (error) {
      host.notify({ kind: 'error', text: error instanceof Error ? error.message : String(error) });
    }
  };
  return (
    <div className="tw-Message-actions">
      <button
        type="button"
        className="tw-Button"
        data-quiet
        onClick={() => {
          onReply(message);
        }}
      >
        {words.__('Reply')}
      </button>
      {mine && (
        <button
          type="button"
          className="tw-Button"
          data-quiet
          onClick={() => {
            composerOf(session).setState({ editing: message, text: message.body, replyTo: null });
          }}
        >
          {words.__('Edit')}
        </button>
      )}
      {(mine || owner) && (
        <button type="button" className="tw-Button" data-quiet onClick={() => void remove()}>
          {words.__('Delete')}
        </button>
      )}
    </div>
  );
}
