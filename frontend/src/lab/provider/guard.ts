/** Keeps every door to a program shut while its edits are not taken. */

import type { Extension } from '@codemirror/state';
import { EditorState, Prec } from '@codemirror/state';
import { EditorView } from '@codemirror/view';

/** Whether the person may not edit now, and whether a change comes from the server. */
export interface Guarded {
  readonly readOnly: boolean;
  readonly applying: boolean;
  /** Something was tried that is not taken. */
  refused(): void;
}

/** The methods by which a person's edits reach a document: those of `YFile`. */
export interface EditableModel {
  updateSource(start: number, end: number, value?: string): void;
  setSource(value: string): void;
  undo(): boolean;
  redo(): boolean;
}

/**
 * Make the document's own methods do nothing while it is read-only.
 *
 * JupyterLab's menu (Cut, Paste, Replace, Undo, Redo) writes through the shared model, past the editor
 * and its read-only option.
 */
export function guardModel(model: EditableModel, guarded: Guarded): void {
  const { updateSource, setSource, undo, redo } = model;
  const isRefused = (): boolean => {
    if (guarded.readOnly) {
      guarded.refused();
    }
    return guarded.readOnly;
  };
  model.updateSource = (...args) => {
    if (!isRefused()) {
      updateSource.apply(model, args);
    }
  };
  model.setSource = value => {
    if (!isRefused()) {
      setSource.call(model, value);
    }
  };
  model.undo = () => !isRefused() && undo.call(model);
  model.redo = () => !isRefused() && redo.call(model);
}

/**
 * The editor's part: its own commands, typing, dropping. Of the transactions that arrive, only those
 * which bring the server's changes pass.
 */
export function guardEditor(guarded: Guarded): Extension {
  const tried = (): boolean => {
    if (guarded.readOnly) {
      guarded.refused();
    }
    return false;
  };
  return Prec.highest([
    // Asked for every transaction: what counts is the moment, not when the editor was made.
    EditorState.changeFilter.of(() => !guarded.readOnly || guarded.applying),
    EditorView.domEventHandlers({ beforeinput: tried, cut: tried, paste: tried, drop: tried })
  ]);
}

/** The editor's read-only facet, for what it shows and which of its commands are on. */
export function readOnlyFacet(readOnly: boolean): Extension {
  return Prec.highest(EditorState.readOnly.of(readOnly));
}
