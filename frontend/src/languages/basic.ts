/** Highlighting, comments and indentation of Time Warp BASIC, with and without line numbers. */

import type { IndentContext, StreamParser, StringStream } from '@codemirror/language';

import {
  BRANCHES,
  CLOSERS,
  DRAWING,
  FUNCTIONS,
  JUMPS,
  KEYWORDS,
  OPENERS,
  OPERATORS
} from './basicWords';

/** What is known at a place in a program. */
interface State {
  /** Open blocks. */
  depth: number;
  /** The line began with a line number. */
  numbered: boolean;
  /** What may come now is a line of the program: a number, or (after `GOTO`) a label as well. */
  jump: 'no' | 'number' | 'any';
  /** Inside the values of `DATA`. */
  data: boolean;
  /** After `NEXT`, where each comma closes one more loop. */
  next: boolean;
  /** After `DO` or `LOOP`, whose `WHILE` or `UNTIL` opens and closes nothing. */
  loop: boolean;
  /** The line is an `ELSEIF`, whose `THEN` opens no further block. */
  elseif: boolean;
  /** `THEN` was last on its line: a block begins with the next one. */
  then: boolean;
}

const CLOSING = /^\s*(?:next|wend|loop|until|else|elseif|end\s*(?:if|sub|function|select|while))\b/i;
const WORD = /^[\p{L}_][\p{L}\p{N}_]*[$%!#&]?/u;
const NUMBER = /^(?:&h[0-9a-f]+|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?[!#%&]?)/i;

function startLine(stream: StringStream, state: State): string | null {
  if (state.then) {
    state.depth += 1;
  }
  Object.assign(state, {
    jump: 'no',
    data: false,
    next: false,
    loop: false,
    elseif: false,
    then: false
  });
  state.numbered = stream.match(/^\s*\d+/) !== null;
  return state.numbered ? 'labelName' : null;
}

/** Two words that are one statement, such as `END IF` and `EXIT FOR`. */
function pair(word: string, stream: StringStream, state: State): boolean {
  if (word === 'end' && stream.match(/^\s+(?:if|sub|function|select|while)\b/i)) {
    close(state);
    return true;
  }
  if (word === 'else' && stream.match(/^\s+if\b/i)) {
    state.elseif = true;
    return true;
  }
  return word === 'exit' && stream.match(/^\s+(?:for|do|while|sub|function)\b/i) !== null;
}

function close(state: State): void {
  state.depth = Math.max(0, state.depth - 1);
}

/** Open and close blocks. */
function nest(word: string, state: State): void {
  if (state.loop && (word === 'while' || word === 'until')) {
    state.loop = false;
    return;
  }
  if (OPENERS.has(word)) {
    state.depth += 1;
  } else if (CLOSERS.has(word)) {
    close(state);
  }
  state.loop = word === 'do' || word === 'loop';
  state.next = word === 'next';
}

function keyword(word: string, stream: StringStream, state: State): string {
  if (word === 'rem') {
    stream.skipToEnd();
    return 'comment';
  }
  if (pair(word, stream, state)) {
    return 'keyword';
  }
  nest(word, state);
  state.elseif ||= word === 'elseif';
  state.then = word === 'then' && !state.elseif;
  state.jump = JUMPS.has(word) ? 'any' : BRANCHES.has(word) ? 'number' : 'no';
  state.data = word === 'data';
  return 'keyword';
}

/** The style of a word; a word of one's own at the start of a line, with a colon, is a label. */
function word(found: string, first: boolean, stream: StringStream, state: State): string {
  const name = found.toLowerCase();
  if (KEYWORDS.has(name)) {
    return keyword(name, stream, state);
  }
  const label = state.jump === 'any' || (first && stream.peek() === ':');
  state.then = false;
  state.jump = 'no';
  if (OPERATORS.has(name)) {
    return 'operatorKeyword';
  }
  if (FUNCTIONS.has(name) || DRAWING.has(name)) {
    return 'variableName.standard';
  }
  return label ? 'labelName' : 'variableName';
}

function punctuation(stream: StringStream, state: State): string {
  const character = stream.next() ?? '';
  if (character === ',' && state.next) {
    close(state);
  }
  if (character === ':') {
    state.data = state.next = state.loop = false;
  }
  if (character !== ',') {
    state.jump = 'no';
  }
  state.then = false;
  if ('()[]'.includes(character)) {
    return 'bracket';
  }
  return '+-*/\\^=<>'.includes(character) ? 'operator' : 'punctuation';
}

/** A value of `DATA`, which needs no quotes. */
function datum(stream: StringStream): string {
  const text = (stream.match(/^[^,:"]+/) as RegExpMatchArray | null)?.[0] ?? '';
  return /^[+-]?(?:\d+\.?\d*|\.\d+)\s*$/.test(text) ? 'number' : 'string';
}

function token(stream: StringStream, state: State): string | null {
  const first = stream.sol();
  if (first) {
    const style = startLine(stream, state);
    if (style !== null) {
      return style;
    }
  }
  if (stream.eatSpace()) {
    return null;
  }
  if (stream.peek() === "'") {
    stream.skipToEnd();
    return 'comment';
  }
  if (stream.match(/^"[^"]*"?/)) {
    state.then = false;
    return 'string';
  }
  if (state.data && !/[,:]/.test(stream.peek() ?? '')) {
    return datum(stream);
  }
  if (stream.match(NUMBER)) {
    state.then = false;
    return state.jump === 'no' ? 'number' : 'labelName';
  }
  const found = stream.match(WORD) as RegExpMatchArray | null;
  return found ? word(found[0], first, stream, state) : punctuation(stream, state);
}

/** Columns of a new line; none in a program with line numbers, where they come first. */
function indent(state: State, textAfter: string, context: IndentContext): number {
  if (state.numbered || /^\s*\d/.test(textAfter)) {
    return 0;
  }
  const depth = state.depth + (state.then ? 1 : 0) - (CLOSING.test(textAfter) ? 1 : 0);
  return Math.max(0, depth) * context.unit;
}

/** The grammar, for `StreamLanguage.define`. */
export const basic: StreamParser<State> = {
  name: 'basic',
  startState: () => ({
    depth: 0,
    numbered: false,
    jump: 'no',
    data: false,
    next: false,
    loop: false,
    elseif: false,
    then: false
  }),
  token,
  indent,
  languageData: {
    commentTokens: { line: 'REM' },
    closeBrackets: { brackets: ['(', '"'] },
    indentOnInput: new RegExp(`${CLOSING.source}$`, 'i')
  }
};
