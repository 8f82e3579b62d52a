/** `@name` in messages: found where the server finds it, and completed while it is written. */

/** A piece of a text. `username` is who is meant by it, null where it is no mention. */
export interface Piece {
  text: string;
  username: string | null;
}

const CONTINUES = /[\p{L}\p{N}_]/u;

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
  return prefix.length <= 40 && !prefix.includes('\n') ? { from: at, prefix } : null;
}

/** The names that begin with what was written, or have a word that does. */
export function namesFor(prefix: string, names: readonly string[]): string[] {
  const wanted = prefix.toLocaleLowerCase();
  return names
    .filter(name => {
      const folded = name.toLocaleLowerCase();
      return folded.startsWith(wanted) || folded.split(/\s+/u).some(word => word.startsWith(wanted));
    })
    .slice(0, 8);
}

/** Put mentions in bold for Markdown: `names` are those that the server has found in the text. */
export function withMentions(body: string, names: readonly string[]): string {
  let marked = body;
  for (const name of [...names].sort((a, b) => b.length - a.length)) {
    marked = marked.replace(
      new RegExp(`(^|[^\\p{L}\\p{N}_*])@(${escapeRegExp(name)})(?![\\p{L}\\p{N}_*])`, 'giu'),
      (_all, before: string, found: string) => `${before}**@${found}**`
    );
  }
  return marked;
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&');
}
