/** `@name` in messages: found where the server finds it, and completed while it is written. */

const CONTINUES = /[\p{L}\p{N}_]/u;
const MOST_PREFIX = 40;
const MOST_NAMES = 8;

/** Where a text is not Markdown: code, and addresses, which the marks of bold would break. */
const VERBATIM = /(```[\s\S]*?(?:```|$)|`[^`\n]*`|https?:\/\/\S+)/u;

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

/** Put mentions in bold for Markdown: `names` are those that the server has found in the text. */
export function withMentions(body: string, names: readonly string[]): string {
  const wanted = names.filter(name => name !== '');
  if (wanted.length === 0) {
    return body;
  }
  const longestFirst = wanted.sort((a, b) => b.length - a.length).map(escapeRegExp);
  // No look-behind: older tablets do not know it.
  const mention = new RegExp(`(^|[^\\p{L}\\p{N}_*])(@(?:${longestFirst.join('|')}))(?![\\p{L}\\p{N}_*])`, 'giu');
  return body
    .split(VERBATIM)
    .map((piece, index) => (index % 2 === 1 ? piece : piece.replace(mention, '$1**$2**')))
    .join('');
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&');
}
