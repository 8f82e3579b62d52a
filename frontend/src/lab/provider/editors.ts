/** What editors of rooms' programs do otherwise: they can be read-only, and saving is ours. */

import type { Extension } from '@codemirror/state';
import { Compartment } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import { Notification } from '@jupyterlab/apputils';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import { FileEditor } from '@jupyterlab/fileeditor';
import type { TranslationBundle } from '@jupyterlab/translation';

import { messageOf } from '../../core/language';
import { askBeforeClosing } from './askBeforeClosing';
import type { EditableModel, Guarded } from './guard';
import { guardEditor, guardModel, readOnlyFacet } from './guard';
import type { OpenProgram } from './programs';
import { onReadOnly } from './programs';
import { ToldOnce, whyReadOnly } from './refusals';
import type { RoomProvider } from './roomProvider';

const SAVED_MS = 2_000;
const ERROR_MS = 8_000;

/** JupyterLab's editor, as far as it is CodeMirror. */
interface CodeMirror {
  readonly editor: EditorView;
  readonly isDisposed: boolean;
  injectExtension(extension: Extension): void;
}

/** Takes care of every text editor that is opened. */
export class RoomEditors {
  private readonly views = new WeakMap<DocumentRegistry.Context, number>();
  private readonly prepared = new WeakMap<DocumentRegistry.Context, Guarded>();

  constructor(private readonly trans: TranslationBundle) {}

  /** One more is open. Answers how to stop. */
  add({ widget, context, provider }: OpenProgram): () => void {
    const guarded = this.prepared.get(context) ?? new ToldOnce(provider, this.trans);
    if (!this.prepared.has(context)) {
      this.prepared.set(context, guarded);
      guardModel(context.model.sharedModel as unknown as EditableModel, guarded);
      this.takeOverSaving(context, provider);
    }
    this.count(context, 1);
    widget.disposed.connect(() => {
      this.count(context, -1);
    });
    askBeforeClosing(widget, { provider, context, isLast: () => this.views.get(context) === 1 }, this.trans);
    const content = (widget as { content?: unknown }).content;
    return content instanceof FileEditor
      ? this.guard(content.editor as unknown as CodeMirror, provider, guarded)
      : () => undefined;
  }

  private count(context: DocumentRegistry.Context, more: number): void {
    this.views.set(context, (this.views.get(context) ?? 0) + more);
  }

  private guard(editor: CodeMirror, provider: RoomProvider, guarded: Guarded): () => void {
    const facet = new Compartment();
    editor.injectExtension([guardEditor(guarded), facet.of(readOnlyFacet(provider.readOnly))]);
    return onReadOnly(provider, readOnly => {
      if (!editor.isDisposed) {
        editor.editor.dispatch({ effects: facet.reconfigure(readOnlyFacet(readOnly)) });
      }
    });
  }

  /**
   * The stock way of saving compares hashes with the file first, and asks what to do if they differ.
   * The file of a room's program is the server's to write, so there is nothing to ask. Checkpoints are
   * what a room's history is for.
   */
  private takeOverSaving(context: DocumentRegistry.Context, provider: RoomProvider): void {
    const save = context.save.bind(context);
    context.save = () => (provider.inRoom ? this.save(context, provider) : save());
    const createCheckpoint = context.createCheckpoint.bind(context);
    context.createCheckpoint = () =>
      provider.inRoom
        ? Promise.resolve({ id: '', last_modified: new Date().toISOString() })
        : createCheckpoint();
  }

  private async save(context: DocumentRegistry.Context, provider: RoomProvider): Promise<void> {
    // The stock way of saving emits this signal; whoever shows the progress listens to it.
    const state = context.saveState as unknown as { emit(state: DocumentRegistry.SaveState): void };
    const { trans } = this;
    if (provider.readOnly) {
      Notification.info(whyReadOnly(provider, trans), { autoClose: SAVED_MS });
      return;
    }
    state.emit('started');
    try {
      await provider.save();
      state.emit('completed');
      Notification.success(trans.__('Saved'), { autoClose: SAVED_MS });
    } catch (error) {
      state.emit('failed');
      Notification.error(messageOf(error), { autoClose: ERROR_MS });
      throw error;
    }
  }
}
