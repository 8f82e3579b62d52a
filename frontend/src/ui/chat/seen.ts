/** What of the chat is in front of the person. */

import type { Message } from '../../core/records';

/** So near the end counts as there. */
const NEAR_PX = 40;

/** Whether the panel is in view, in a window that has the focus. */
export function isLookedAt(panel: HTMLElement | null): boolean {
  return document.hasFocus() && !document.hidden && panel?.offsetParent != null;
}

/** Whether the end of the list in the panel is in view; true where there is no list. */
export function isAtEnd(panel: HTMLElement | null): boolean {
  const list = listIn(panel);
  return list === null || list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_PX;
}

/** The seq of the last message whose beginning can be read; 0 where there is none. At the end that is the last of all. */
export function seenUpTo(panel: HTMLElement | null, messages: readonly Message[]): number {
  const list = listIn(panel);
  if (list === null) {
    return 0;
  }
  if (isAtEnd(panel)) {
    return messages.at(-1)?.seq ?? 0;
  }
  const bottom = list.getBoundingClientRect().top + list.clientHeight;
  let last = '';
  for (const item of list.querySelectorAll<HTMLElement>(':scope > [data-key]')) {
    // A message that is higher than the list is never seen whole.
    if (item.getBoundingClientRect().top + Math.min(item.offsetHeight, list.clientHeight / 2) <= bottom) {
      last = item.dataset.key ?? '';
    }
  }
  return messages.find(each => each.id === last)?.seq ?? 0;
}

function listIn(panel: HTMLElement | null): HTMLElement | null {
  return panel?.querySelector<HTMLElement>('.tw-Windowed') ?? null;
}
