/** Shows in the editors of rooms' programs who wrote each line, where a person wants it. */

import type { Extension } from '@codemirror/state';
import { Compartment } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import type { IDisposable } from '@lumino/disposable';

import type { RoomApi } from '../../core/roomApi';
import type { Edited } from '../sidebar/editing';
import type { Look } from './gutter';
import { authorGutter, setOwned } from './gutter';
import { changesBetween, ownedAfter } from './owned';

/** A text that others write in too is asked about again no more often than this. */
const AGAIN_MS = 10_000;

/** JupyterLab's editor, as far as it is CodeMirror. */
export interface CodeMirror {
  readonly editor: EditorView;
  readonly isDisposed: boolean;
  injectExtension(extension: Extension): void;
}

/** What it asks of its surroundings. */
export interface AuthorshipParts {
  api: Pick<RoomApi, 'authors' | 'version'>;
  lookOf: (author: string) => Look;
}

/** The strip of one editor: there or not, and brought up to date while it is. */
export class AuthorStrip implements IDisposable {
  isDisposed = false;
  private readonly place = new Compartment();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readAt = -Infinity;
  private reading = false;
  /** How often the text has changed. */
  private changes = 0;
  private shown = false;

  constructor(
    private readonly edited: Edited,
    private readonly parts: AuthorshipParts
  ) {
    this.editor.injectExtension([
      this.place.of([]),
      EditorView.updateListener.of(update => {
        if (update.docChanged) {
          this.readSoon();
        }
      })
    ]);
    edited.widget.disposed.connect(() => {
      this.dispose();
    });
  }

  /** Show or hide it. */
  show(shown: boolean): void {
    if (shown === this.shown || this.isDisposed) {
      return;
    }
    this.shown = shown;
    clearTimeout(this.timer);
    this.timer = undefined;
    const content = shown ? authorGutter(this.parts.lookOf) : [];
    this.editor.editor.dispatch({ effects: this.place.reconfigure(content) });
    if (shown) {
      void this.read();
    }
  }

  /** Ask no more. */
  dispose(): void {
    this.isDisposed = true;
    clearTimeout(this.timer);
  }

  private get editor(): CodeMirror {
    return this.edited.editor as unknown as CodeMirror;
  }

  private readSoon(): void {
    this.changes += 1;
    if (this.shown && !this.reading) {
      this.timer ??= setTimeout(() => void this.read(), Math.max(0, this.readAt + AGAIN_MS - Date.now()));
    }
  }

  private async read(): Promise<void> {
    const { api } = this.parts;
    const { room, document } = this.edited;
    this.timer = undefined;
    this.readAt = Date.now();
    this.reading = true;
    const asked = this.changes;
    try {
      const { seq, spans } = await api.authors(room.id, document);
      const { content } = await api.version(room.id, document, seq);
      if (this.shown && !this.isDisposed) {
        const view = this.editor.editor;
        const changes = changesBetween(content, view.state.doc.toString());
        view.dispatch({ effects: setOwned.of(ownedAfter(spans, changes)) });
      }
    } catch (error) {
      // Offline, or too many ask: with the next change it is tried again.
      console.warn('Who wrote each line could not be read:', error);
    } finally {
      this.reading = false;
      if (this.changes !== asked) {
        this.readSoon(); // it was written in meanwhile
      }
    }
  }
}
