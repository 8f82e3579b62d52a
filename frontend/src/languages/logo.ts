/** Highlighting, comments and indentation of Logo. */

import type { IndentContext, StreamParser, StringStream } from '@codemirror/language';

import { words } from './words';

/** What is known at a place in a program. */
interface State {
  /** Open brackets of all kinds. */
  brackets: number;
  /** Between `TO` and `END`. */
  procedure: boolean;
  /** The next word is the name that `TO` defines. */
  defining: boolean;
}

/** Words that define, choose and repeat. */
const CONTROL = words(
  'to end if ifelse iftrue iffalse ift iff test repeat forever for foreach while until do.while',
  'do.until case cond stop output op wait catch throw bye make name local localmake global run',
  'apply map filter reduce define'
);

/** Commands and reporters of the turtle. */
const TURTLE = words(
  'forward fd back bk backward left lt right rt home setx sety setxy setpos setheading seth arc',
  'circle clearscreen cs clean draw penup pu pendown pd penerase pe penreverse px setpencolor',
  'setpc setcolor setpensize setpenwidth penwidth pensize pencolor pc setbackground setbg',
  'setbgcolor background hideturtle ht showturtle st fill filled label dot pos xcor ycor heading',
  'towards distance shown? shownp pendownp window wrap fence'
);

/** Other words that Logo knows: printing, words and lists, numbers. */
const BUILT_IN = words(
  'print pr show type readword rw readlist rl readchar rc cleartext ct word list sentence se fput',
  'lput first last butfirst bf butlast bl item pick remove reverse count empty? emptyp member?',
  'memberp word? wordp list? listp number? numberp equal? equalp thing sum difference minus product',
  'quotient remainder modulo int round sqrt power exp log10 ln sin cos tan arctan abs random',
  'rerandom ascii char uppercase lowercase less? lessp greater? greaterp repcount array setitem'
);

const VALUES = words('true false pi');
const LOGIC = words('and or not xor');

const NUMBER = /^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?(?![\p{L}_])/iu;
const WORD = /^[\p{L}\p{N}_?!.][\p{L}\p{N}_?!.]*/u;

/** A quoted text is closed only if nothing follows its second quote, as in `"Hello there"`. */
const CLOSED = /^"[^"[\]();]*"(?=[\s\])]|$)/;
/** Otherwise a quote opens one word: in `"red "blue` there are two. */
const QUOTED = /^"[^\s[\]();]*/;

function word(found: string, state: State): string {
  if (state.defining) {
    state.defining = false;
    return 'variableName.definition';
  }
  const name = found.toLowerCase();
  if (name === 'to' || name === 'end') {
    state.procedure = state.defining = name === 'to';
    state.brackets = 0;
  }
  if (CONTROL.has(name)) {
    return 'keyword';
  }
  if (LOGIC.has(name)) {
    return 'operatorKeyword';
  }
  if (VALUES.has(name)) {
    return 'atom';
  }
  return TURTLE.has(name) || BUILT_IN.has(name) ? 'variableName.standard' : 'variableName';
}

function symbol(stream: StringStream, state: State): string {
  const character = stream.next() ?? '';
  if ('[({'.includes(character)) {
    state.brackets += 1;
    return 'bracket';
  }
  if ('])}'.includes(character)) {
    state.brackets = Math.max(0, state.brackets - 1);
    return 'bracket';
  }
  return '+-*/^=<>%'.includes(character) ? 'operator' : 'punctuation';
}

function token(stream: StringStream, state: State): string | null {
  if (stream.sol()) {
    state.defining = false;
  }
  if (stream.eatSpace()) {
    return null;
  }
  if (stream.peek() === ';') {
    stream.skipToEnd();
    return 'comment';
  }
  if (stream.match(CLOSED) || stream.match(QUOTED)) {
    return 'string';
  }
  if (stream.match(/^:[\p{L}\p{N}_?!.]+/u)) {
    return 'variableName.special';
  }
  if (stream.match(NUMBER)) {
    return 'number';
  }
  const found = stream.match(WORD) as RegExpMatchArray | null;
  return found ? word(found[0], state) : symbol(stream, state);
}

/** Columns of a new line: one step in a procedure, and one for each open bracket. */
function indent(state: State, textAfter: string, context: IndentContext): number {
  if (/^\s*(?:to|end)\b/i.test(textAfter)) {
    return 0;
  }
  const closing = /^\s*[\])}]/.test(textAfter) ? 1 : 0;
  const depth = state.brackets + (state.procedure ? 1 : 0) - closing;
  return Math.max(0, depth) * context.unit;
}

/** The grammar, for `StreamLanguage.define`. A quote opens a word and is never closed for the writer. */
export const logo: StreamParser<State> = {
  name: 'logo',
  startState: () => ({ brackets: 0, procedure: false, defining: false }),
  token,
  indent,
  languageData: {
    commentTokens: { line: ';' },
    closeBrackets: { brackets: ['(', '[', '{'] },
    indentOnInput: /^\s*(?:end|[\])}])$/i
  }
};
