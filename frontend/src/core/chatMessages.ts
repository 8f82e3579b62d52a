/** Lists of messages: how new ones, older ones and changed ones come into them. */

import type { Message, MessageEvent } from './records';

/** The message that an event is about. */
export function messageOfEvent(event: MessageEvent): Message {
  const { type: _type, seq: _seq, message_seq, ...rest } = event;
  return { ...rest, seq: message_seq };
}

/** Both lists as one in the order of seq; of two states of one message the later one is kept. */
export function merged(known: readonly Message[], items: readonly Message[]): readonly Message[] {
  if (items.length === 0) {
    return known;
  }
  const byId = new Map(known.map(each => [each.id, each]));
  for (const item of items) {
    byId.set(item.id, later(byId.get(item.id), item));
  }
  return [...byId.values()].sort((a, b) => a.seq - b.seq);
}

/** Answers and events overtake each other: what is deleted stays so, and an edit is not taken back. */
function later(known: Message | undefined, item: Message): Message {
  if (!known || item.deleted) {
    return item;
  }
  return known.deleted || editedAt(known) > editedAt(item) ? known : item;
}

function editedAt(message: Message): number {
  return message.edited_at === null ? 0 : Date.parse(message.edited_at);
}
