/** An editor state with a grammar, to ask for indentation and comments. */

import { getIndentation, indentUnit, StreamLanguage, type StreamParser } from '@codemirror/language';
import { EditorState } from '@codemirror/state';

/** A state with a step of two columns. */
export function stateOf<State>(parser: StreamParser<State>, doc: string): EditorState {
  return EditorState.create({
    doc,
    extensions: [StreamLanguage.define(parser), indentUnit.of('  ')]
  });
}

/** A program with every line indented as the grammar says. */
export function indented<State>(parser: StreamParser<State>, program: string): string {
  const state = stateOf(parser, program);
  const lines: string[] = [];
  for (let number = 1; number <= state.doc.lines; number++) {
    const line = state.doc.line(number);
    const columns = getIndentation(state, line.from);
    lines.push(' '.repeat(columns ?? 0) + line.text.trim());
  }
  return lines.join('\n');
}

/** A grammar's language data at the beginning of a program. */
export function dataOf<State>(parser: StreamParser<State>, name: string): readonly unknown[] {
  return stateOf(parser, 'X').languageDataAt(name, 0);
}
