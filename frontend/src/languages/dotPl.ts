/** What is in a `.pl` file: Perl and Prolog share the extension, so its text decides. */

/** The text that is looked at, in characters: the beginning tells. */
const ENOUGH = 20_000;

const QUOTED = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g;

/** Signs of Prolog: a rule, a query, a grammar rule, a fact, a comment with `%`. */
const PROLOG: readonly RegExp[] = [
  /(?:^|\s|\)):-(?:\s|$|[a-z(])/,
  /^\s*\?-/,
  /-->/,
  /^\s*[a-z]\w*(?:\(.*\))?\s*\.\s*(?:%.*)?$/,
  /^\s*%(?:\s|%|$)/
];

/** Signs of Perl: its declarations, variables, matches, comments with `#`, ends of statements. */
const PERL: readonly RegExp[] = [
  /^\s*(?:use|no|package|require)\s+[\w:.]+.*;/,
  /^\s*(?:my|our|local)\s*[($@%]/,
  /^\s*sub\s+\w+/,
  /(?:^|[\s(,=])[$@][A-Za-z_{]/,
  /=~|=>/,
  /^\s*#/,
  /;\s*(?:#.*)?$/
];

/**
 * Whether a text is Prolog or Perl, by the lines that show signs of each; `null` if neither, as in
 * a new file. A first line `#!…` that names one of them is believed.
 */
export function prologOrPerl(text: string): 'Prolog' | 'Perl' | null {
  const lines = text.slice(0, ENOUGH).split('\n');
  const first = lines[0] ?? '';
  if (first.startsWith('#!')) {
    if (first.includes('perl')) {
      return 'Perl';
    }
    if (/swipl|prolog|yap|scryer/.test(first)) {
      return 'Prolog';
    }
  }
  // What stands in quotes is text in both languages.
  const bare = lines.map(line => line.replace(QUOTED, "''"));
  const prolog = count(bare, PROLOG);
  const perl = count(bare, PERL);
  if (prolog === perl) {
    return null;
  }
  return prolog > perl ? 'Prolog' : 'Perl';
}

function count(lines: readonly string[], signs: readonly RegExp[]): number {
  return lines.filter(line => signs.some(sign => sign.test(line))).length;
}
