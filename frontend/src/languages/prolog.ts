/** Highlighting, comments and indentation of Prolog. */

import type { IndentContext, StreamParser, StringStream } from '@codemirror/language';

import { words } from './words';

interface State {
  /** Inside a comment of several lines. */
  comment: boolean;
  /** A clause begins here: what comes is its head. */
  head: boolean;
  /** Open brackets of all kinds. */
  brackets: number;
}

const DIRECTIVES = words(
  'dynamic discontiguous module use_module initialization ensure_loaded table multifile'
);
const OPERATORS = words('is mod rem rdiv div xor');
const ATOMS = words('true false fail halt nl otherwise repeat');
const BUILT_IN = words(
  'append arg asserta assertz assert atom atom_chars atom_codes atom_concat atom_length atomic',
  'atomic_list_concat bagof between call char_code compound consult copy_term exclude findall',
  'foldl forall format functor get_char ground include integer is_list last length maplist max_list',
  'member memberchk min_list msort must_be nb_getval nb_setval nonvar not nth0 nth1 number',
  'number_codes numlist once permutation print put_char read retract retractall reverse select',
  'setof sort string_concat sub_atom succ sum_list tab throw catch var write writeln write_canonical'
);

function comment(stream: StringStream, state: State): string {
  state.comment = !stream.match(/^.*?\*\//);
  if (state.comment) {
    stream.skipToEnd();
  }
  return 'comment';
}

/** A name in small letters: the head of a clause, a directive, a known predicate, or an atom. */
function atom(name: string, state: State): string {
  if (state.head) {
    state.head = false;
    return 'variableName.definition';
  }
  if (DIRECTIVES.has(name)) {
    return 'keyword';
  }
  if (OPERATORS.has(name)) {
    return 'operatorKeyword';
  }
  if (ATOMS.has(name)) {
    return 'atom';
  }
  return BUILT_IN.has(name) ? 'variableName.standard' : 'variableName';
}

function symbol(stream: StringStream, state: State): string {
  if (stream.match(/^\.(?=\s|%|$)/)) {
    state.head = true;
    state.brackets = 0;
    return 'punctuation';
  }
  if (stream.match(/^(?::-|\?-|-->)/)) {
    state.head = false;
    return 'keyword';
  }
  if (stream.match(/^[-+*/\\^<>=~:.?@#&$]+/) || stream.eat(/[!;|]/)) {
    return 'operator';
  }
  const character = stream.next() ?? '';
  if ('([{'.includes(character)) {
    state.brackets += 1;
  } else if (')]}'.includes(character)) {
    state.brackets = Math.max(0, state.brackets - 1);
  }
  return '()[]{}'.includes(character) ? 'bracket' : 'punctuation';
}

function token(stream: StringStream, state: State): string | null {
  if (state.comment || stream.match('/*')) {
    return comment(stream, state);
  }
  if (stream.eatSpace()) {
    return null;
  }
  if (stream.peek() === '%') {
    stream.skipToEnd();
    return 'comment';
  }
  if (stream.match(/^0'(?:\\.|''|[^\\])/) || stream.match(/^\d+(?:\.\d+)?(?:e[+-]?\d+)?/i)) {
    return 'number';
  }
  if (stream.match(/^"(?:[^"\\]|\\.|"")*"?/) || stream.match(/^`(?:[^`\\]|\\.)*`?/)) {
    return 'string';
  }
  if (stream.match(/^'(?:[^'\\]|\\.|'')*'?/)) {
    state.head = false;
    return 'string.special';
  }
  if (stream.match(/^[\p{Lu}_][\p{L}\p{N}_]*/u)) {
    return 'variableName.special';
  }
  const name = stream.match(/^\p{L}[\p{L}\p{N}_]*/u) as RegExpMatchArray | null;
  return name ? atom(name[0], state) : symbol(stream, state);
}

/** Columns of a new line: one step inside a clause and inside each bracket. */
function indent(state: State, textAfter: string, context: IndentContext): number {
  const closing = /^\s*[\])}]/.test(textAfter) ? 1 : 0;
  const depth = state.brackets + (state.head ? 0 : 1) - closing;
  return Math.max(0, depth) * context.unit;
}

/** The grammar, for `StreamLanguage.define`. */
export const prolog: StreamParser<State> = {
  name: 'prolog',
  startState: () => ({ comment: false, head: true, brackets: 0 }),
  token,
  indent,
  languageData: {
    commentTokens: { line: '%', block: { open: '/*', close: '*/' } },
    closeBrackets: { brackets: ['(', '[', '{', "'", '"'] },
    indentOnInput: /^\s*[\])}]$/
  }
};
