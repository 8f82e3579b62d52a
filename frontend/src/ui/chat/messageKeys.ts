/** From message to message with the arrow keys: what can be done with one is behind it in the order of Tab. */

import type * as React from 'react';

const MESSAGE = '.tw-Message';

/** A key in the list of messages. At its ends, and with what is no message in front, the list scrolls as it does. */
export function stepped(event: React.KeyboardEvent<HTMLElement>): void {
  const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
  if (by === 0 || event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) {
    return;
  }
  const messages = [...event.currentTarget.querySelectorAll<HTMLElement>(MESSAGE)];
  const at = messages.findIndex(each => each.contains(document.activeElement));
  const next = at >= 0 ? messages[at + by] : by < 0 ? lastInView(messages, event.target as HTMLElement) : undefined;
  if (next) {
    event.preventDefault();
    next.focus();
  }
}

function lastInView(messages: readonly HTMLElement[], list: HTMLElement): HTMLElement | undefined {
  const { bottom } = list.getBoundingClientRect();
  return messages.findLast(each => each.getBoundingClientRect().top < bottom) ?? messages.at(-1);
}
