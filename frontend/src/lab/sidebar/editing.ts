/** The program that is being edited: which one it is, where the caret is, and how to go elsewhere in it. */

import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { CodeEditor } from '@jupyterlab/codeeditor';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import { FileEditor } from '@jupyterlab/fileeditor';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { Widget } from '@lumino/widgets';

import type { Room } from '../../core/records';
import type { Jump, Selected } from '../../ui/host';
import type { ILiveDocuments } from '../provider/registry';
import { goTo } from './places';

/** A program of a room in an editor. */
export interface Edited {
  widget: Widget;
  editor: CodeEditor.IEditor;
  room: Room;
  document: string;
}

/** Finds the programs of rooms among the open editors. */
export class Editing {
  private readonly changed = new Signal<this, void>(this);
  private begun = false;

  constructor(
    private readonly app: JupyterFrontEnd,
    private readonly docManager: IDocumentManager,
    private readonly documents: ILiveDocuments
  ) {}

  /** Look at what is open from now on; `fronts` tells when another widget comes to the front. */
  begin(fronts: ISignal<unknown, unknown>): void {
    this.begun = true;
    const tell = (): void => {
      this.changed.emit();
    };
    fronts.connect(tell);
    this.documents.changed.connect(tell);
    tell();
  }

  /** Call `look` as soon as one may look, and whenever programs may have been opened, become live, or come to the front. */
  onChange(look: () => void): void {
    this.changed.connect(look);
    if (this.begun) {
      look();
    }
  }

  /** The program in front; null if what is in front is none of a room. */
  current(): Edited | null {
    const widget = this.app.shell.currentWidget;
    return widget ? this.of(widget) : null;
  }

  /** The lines that are selected in the program in front, or the one with the caret. */
  selected(): Selected | null {
    const edited = this.current();
    if (!edited) {
      return null;
    }
    const { start, end } = edited.editor.getSelection();
    const [first, last] = [Math.min(start.line, end.line), Math.max(start.line, end.line)];
    const lines = Array.from({ length: last - first + 1 }, (_, at) => edited.editor.getLine(first + at) ?? '');
    return { document: edited.document, line: first + 1, endLine: last + 1, text: lines.join('\n') };
  }

  /** The program in a widget; null if it is none of a room. */
  of(widget: Widget): Edited | null {
    const context = this.docManager.contextForWidget(widget);
    const place = context && this.documents.of(context.model.sharedModel)?.place;
    const editor = editorOf(widget);
    return place && editor ? { widget, editor, ...place } : null;
  }

  /**
   * Open a file of the workspace, or bring it to the front, and go to a line. Rejects where it cannot be opened, which
   * JupyterLab tells the person.
   */
  async open(path: string, jump?: Jump): Promise<void> {
    const widget = this.docManager.openOrReveal(path);
    if (!widget) {
      return;
    }
    await widget.context.ready;
    await widget.revealed;
    const editor = editorOf(widget);
    if (editor && jump) {
      goTo(editor, jump);
    }
  }
}

function editorOf(widget: Widget): CodeEditor.IEditor | null {
  const content = (widget as { content?: unknown }).content;
  return content instanceof FileEditor ? content.editor : null;
}
