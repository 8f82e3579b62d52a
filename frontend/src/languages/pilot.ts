/**
 * Highlighting and comments of PILOT, which is read line by line:
 * `*label COMMAND conditioner (condition) : body`, for example `TY($age>9): Well done, $name!`.
 */

import type { StreamParser, StringStream } from '@codemirror/language';

/** How the rest of a line is read. */
type Mode = 'start' | 'condition' | 'text' | 'match' | 'label' | 'names' | 'expression';

interface State {
  mode: Mode;
  /** What the command's body is, once its colon is passed. */
  body: Mode;
}

/** Commands of one or two letters, and how their bodies are read. */
const BODIES: Readonly<Record<string, Mode>> = {
  T: 'text',
  TH: 'text',
  Y: 'text',
  N: 'text',
  A: 'names',
  AS: 'names',
  M: 'match',
  MJ: 'match',
  MS: 'match',
  J: 'label',
  JM: 'label',
  U: 'label',
  L: 'label',
  E: 'label',
  C: 'expression',
  D: 'expression',
  X: 'expression',
  G: 'expression',
  S: 'expression',
  PA: 'expression',
  PR: 'expression',
  CH: 'expression'
};

const COMMANDS = Object.keys(BODIES).sort((a, b) => b.length - a.length);
/** A command is one only if a colon follows it, after at most a conditioner and a condition. */
const COMMAND = new RegExp(`^(?:${COMMANDS.join('|')})(?=[YN]?\\s*(?:\\([^)]*\\))?\\s*:)`, 'i');
const VARIABLE = /^[$#][\p{L}_][\p{L}\p{N}_]*/u;
/** The older way to show a variable in a text: `Hello *NAME*`. */
const STARRED = /^\*[\p{L}_][\p{L}\p{N}_]*\*/u;
const LABEL = /^\*?[\p{L}_][\p{L}\p{N}_]*/u;
const FUNCTION = /^(?:abs|cos|exp|fix|int|len|log|rnd|sgn|sin|sqr|str|tan)(?=\s*\()/i;

function start(stream: StringStream, state: State): string {
  if (stream.match(/^R(?:EMARK)?\s*:/i)) {
    stream.skipToEnd();
    return 'comment';
  }
  if (stream.match(/^\*[\p{L}_][\p{L}\p{N}_]*/u)) {
    return 'labelName';
  }
  const command = stream.match(COMMAND) as RegExpMatchArray | null;
  if (command) {
    state.body = BODIES[command[0].toUpperCase()] ?? 'text';
    state.mode = 'condition';
    return 'keyword';
  }
  // A line that begins with a colon goes on with the text above it.
  state.mode = 'text';
  return stream.eat(':') ? 'punctuation' : text(stream);
}

/** Between a command and its colon. */
function condition(stream: StringStream, state: State): string | null {
  if (stream.eat(':')) {
    state.mode = state.body;
    return 'punctuation';
  }
  return stream.match(/^[YN](?=\s*[(:])/i) ? 'modifier' : expression(stream);
}

function text(stream: StringStream): string {
  if (stream.match(VARIABLE) || stream.match(STARRED)) {
    return 'variableName.special';
  }
  stream.next();
  stream.eatWhile(/[^$#*]/);
  return 'string';
}

/** The words that `M:` looks for; `,`, `|` and `!` part them, `*`, `&` and `%` stand for others. */
function match(stream: StringStream): string {
  if (stream.match(VARIABLE)) {
    return 'variableName.special';
  }
  if (stream.eat(/[,|!*&%]/)) {
    return 'operator';
  }
  stream.next();
  stream.eatWhile(/[^,|!*&%$#]/);
  return 'string';
}

/** A label to go to; Time Warp also writes `U: name = value`, which is an expression. */
function label(stream: StringStream, state: State): string | null {
  if (/^[^=]*=/.test(stream.string.slice(stream.pos))) {
    state.mode = 'expression';
    return expression(stream);
  }
  if (stream.match(LABEL)) {
    return 'labelName';
  }
  return expression(stream);
}

function expression(stream: StringStream): string | null {
  if (stream.match(VARIABLE) || stream.match(STARRED)) {
    return 'variableName.special';
  }
  if (stream.match(/^"[^"]*"?/)) {
    return 'string';
  }
  if (stream.match(/^(?:\d+\.?\d*|\.\d+)/)) {
    return 'number';
  }
  if (stream.match(FUNCTION)) {
    return 'variableName.standard';
  }
  if (stream.match(/^[\p{L}_][\p{L}\p{N}_]*/u)) {
    return 'variableName';
  }
  const character = stream.next() ?? '';
  if ('()[]'.includes(character)) {
    return 'bracket';
  }
  return '+-*/^=<>&!%'.includes(character) ? 'operator' : 'punctuation';
}

/** Names to answer into: `$name`, `#age`, or plain words. */
function names(stream: StringStream): string | null {
  return stream.match(/^[\p{L}_][\p{L}\p{N}_]*/u) ? 'variableName.special' : expression(stream);
}

function token(stream: StringStream, state: State): string | null {
  if (stream.sol()) {
    state.mode = 'start';
  }
  if (stream.eatSpace()) {
    return null;
  }
  const read = { start, condition, text, match, label, names, expression }[state.mode];
  return read(stream, state);
}

/** The grammar, for `StreamLanguage.define`. Apostrophes and quotes are ordinary in texts. */
export const pilot: StreamParser<State> = {
  name: 'pilot',
  startState: () => ({ mode: 'start', body: 'text' }),
  token,
  languageData: {
    commentTokens: { line: 'R:' },
    closeBrackets: { brackets: ['('] }
  }
};
