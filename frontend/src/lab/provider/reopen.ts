/** Closing a program's editors without a question, and opening it again in the same place. */

import type { ILabShell, JupyterFrontEnd } from '@jupyterlab/application';
import { Dialog } from '@jupyterlab/apputils';
import type { CodeEditor } from '@jupyterlab/codeeditor';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { DocumentRegistry, IDocumentWidget } from '@jupyterlab/docregistry';
import { FileEditor } from '@jupyterlab/fileeditor';
import { Widget } from '@lumino/widgets';

/** Where one editor was. */
interface Place {
  placeholder: Widget | null;
  caret: CodeEditor.IPosition | null;
  focused: boolean;
  visible: boolean;
  current: boolean;
}

/** Where editors are found and put. */
export interface Desk {
  app: JupyterFrontEnd;
  docManager: IDocumentManager;
  labShell: ILabShell | null;
}

/** All widgets of one context. */
export function widgetsOf(desk: Desk, context: DocumentRegistry.Context): Widget[] {
  return [...desk.app.shell.widgets('main')].filter(
    widget => desk.docManager.contextForWidget(widget) === context
  );
}

/** Close all editors of a context; nobody is asked anything, nothing is written. */
export function closeQuietly(desk: Desk, context: DocumentRegistry.Context): void {
  for (const widget of widgetsOf(desk, context)) {
    widget.dispose();
  }
}

/**
 * Close all editors of a context and open the program anew: same tabs, carets by line and column.
 * Returns the new context; null if nothing was open, or nothing could be opened.
 */
export function reopen(desk: Desk, context: DocumentRegistry.Context): DocumentRegistry.Context | null {
  const { path } = context;
  const widgets = widgetsOf(desk, context);
  const places = widgets.map(widget => leave(desk, widget));
  let first: IDocumentWidget | null = null;
  for (const place of places) {
    first = enter(desk, path, place, first) ?? first;
    place.placeholder?.dispose();
  }
  return first?.context ?? null;
}

/** A placeholder keeps the tab: the document must be gone before it is opened again. */
function leave(desk: Desk, widget: Widget): Place {
  const editor = editorOf(widget);
  const place: Place = {
    placeholder: null,
    caret: editor?.getCursorPosition() ?? null,
    focused: editor?.hasFocus() ?? false,
    visible: widget.isVisible,
    current: desk.app.shell.currentWidget === widget
  };
  if (desk.labShell) {
    const placeholder = new Widget();
    placeholder.id = `timewarp-placeholder-${widget.id}`;
    placeholder.title.label = widget.title.label;
    desk.labShell.add(placeholder, 'main', {
      ref: widget.id,
      mode: 'tab-after',
      activate: place.visible
    });
    place.placeholder = placeholder;
  }
  widget.dispose();
  return place;
}

function enter(desk: Desk, path: string, place: Place, first: IDocumentWidget | null): IDocumentWidget | null {
  const { app, docManager } = desk;
  // Notebook 7 opens everything in a new browser tab, except what has no reference.
  const where: DocumentRegistry.IOpenOptions = place.placeholder
    ? { ref: place.placeholder.id, mode: 'tab-after', activate: place.visible }
    : { ref: '_noref' };
  const widget = first ? docManager.cloneWidget(first) : docManager.open(path, 'default', undefined, where);
  if (!widget) {
    return null;
  }
  if (first) {
    app.shell.add(widget, 'main', where);
  }
  widget.context.ready.then(
    () => {
      restoreCaret(widget, place);
      if (place.current) {
        onceUndisturbed(() => {
          app.shell.activateById(widget.id);
        });
      }
    },
    (error: unknown) => {
      console.warn(`${path} could not be opened again:`, error); // JupyterLab has told the person
    }
  );
  return widget;
}

/** While a dialog is open nothing else can be focused ("Server Connection Error" often is). */
function onceUndisturbed(run: () => void): void {
  const { tracker } = Dialog;
  const check = (): void => {
    if (tracker.size === 0) {
      tracker.currentChanged.disconnect(check);
      // The dialog gives the focus back to where it was before, which may be gone.
      requestAnimationFrame(run);
    }
  };
  tracker.currentChanged.connect(check);
  check();
}

function restoreCaret(widget: Widget, place: Place): void {
  const editor = editorOf(widget);
  if (!editor || !place.caret) {
    return;
  }
  const line = Math.min(place.caret.line, editor.lineCount - 1);
  const column = Math.min(place.caret.column, editor.getLine(line)?.length ?? 0);
  editor.setCursorPosition({ line, column });
  if (place.focused) {
    editor.focus();
  }
}

function editorOf(widget: Widget): CodeEditor.IEditor | null {
  const content = (widget as { content?: unknown }).content;
  return content instanceof FileEditor ? content.editor : null;
}
