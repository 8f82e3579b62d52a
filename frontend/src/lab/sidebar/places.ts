/** Places in the text of an editor. */

import type { CodeEditor } from '@jupyterlab/codeeditor';

import type { Jump } from '../../ui/host';

/** Put the caret somewhere and bring it into view. Lines from 1, columns from 0. */
export function goTo(editor: CodeEditor.IEditor, { line, column = 0, endLine = line }: Jump): void {
  const start = within(editor, { line: line - 1, column });
  const end = endLine > line ? within(editor, { line: endLine - 1, column: Infinity }) : start;
  editor.setSelection({ start, end });
  editor.revealPosition(start);
  editor.focus();
}

/** The nearest place that there is in the text, which may have become shorter. Lines from 0. */
export function within(editor: CodeEditor.IEditor, { line, column }: CodeEditor.IPosition): CodeEditor.IPosition {
  const there = Math.min(Math.max(line, 0), editor.lineCount - 1);
  return { line: there, column: Math.min(column, editor.getLine(there)?.length ?? 0) };
}
