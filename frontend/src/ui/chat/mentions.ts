/** `@name` in messages: found where the server finds it, and completed while it is written. */

const CONTINUES = /[\p{L}\p{N}_]/u;
const MOST_PREFIX = 40;
const MOST_NAMES = 8;

/** Where a name is no call: code, and addresses. */
const VERBATIM = 'code, pre, a';

/** What is being completed: from where in the text, and what has been written of the name. */
export interface Completing {
  from: number;
  prefix: string;
}

/** The `@` before the caret and what is behind it; null where no name is being written. */
export function completingAt(text: string, caret: number): Completing | null {
  const before = text.slice(0, caret);
  const at = before.lastIndexOf('@');
  if (at < 0 || (at > 0 && CONTINUES.test(before[at - 1] ?? ''))) {
    return null;
  }
  const prefix = before.slice(at + 1);
  return prefix.length <= MOST_PREFIX && !prefix.includes('\n') ? { from: at, prefix } : null;
}

/** The names that begin with what was written, or have a word that does. None once a whole name and a space stand. */
export function namesFor(prefix: string, names: readonly string[]): string[] {
  const wanted = prefix.toLocaleLowerCase();
  if (/\s$/u.test(wanted) && names.some(name => name.toLocaleLowerCase() === wanted.trimEnd())) {
    return []; // "@Ana " is finished, though there is an "Ana 2"
  }
  return names
    .filter(name => {
      const folded = name.toLocaleLowerCase();
      return folded.startsWith(wanted) || folded.split(/\s+/u).some(word => word.startsWith(wanted));
    })
    .slice(0, MOST_NAMES);
}

/** Somebody who is called in a message, by one of their names. */
export interface Mention {
  name: string;
  /** Whether that is who reads. */
  me: boolean;
}

/**
 * Mark each `@name` in a rendered message as a word of its own, so that it is seen where one is called.
 *
 * What is rendered is marked, not its source: a name may hold what Markdown takes for something else.
 */
export function markMentions(root: HTMLElement, mentions: readonly Mention[]): void {
  const known = new Map(mentions.filter(each => each.name !== '').map(each => [each.name.toLocaleLowerCase(), each.me]));
  if (known.size === 0) {
    return;
  }
  const longestFirst = [...known.keys()].sort((a, b) => b.length - a.length).map(escapeRegExp);
  // No look-behind: older tablets do not know it.
  const mention = new RegExp(`(^|[^\\p{L}\\p{N}_])(@(?:${longestFirst.join('|')}))(?![\\p{L}\\p{N}_])`, 'giu');
  for (const text of textsIn(root)) {
    const parts = text.data.split(mention);
    if (parts.length > 1) {
      // Split by two groups: text, what stands before a mention, the mention, text, and so on.
      text.replaceWith(...parts.map((part, index) => (index % 3 === 2 ? marked(part, known) : part)));
    }
  }
}

/** All texts but those that are quoted as they are. */
function textsIn(root: HTMLElement): Text[] {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found: Text[] = [];
  while (walker.nextNode()) {
    const text = walker.currentNode as Text;
    if (text.parentElement?.closest(VERBATIM) == null) {
      found.push(text);
    }
  }
  return found;
}

function marked(text: string, known: ReadonlyMap<string, boolean>): HTMLElement {
  const element = document.createElement('bdi');
  element.className = 'tw-Mention';
  element.dataset.me = String(known.get(text.slice(1).toLocaleLowerCase()) === true);
  element.textContent = text;
  return element;
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&');
}
