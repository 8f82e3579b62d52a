/** Tells the room where this person is and how attentive they are. */

import type { CodeEditor } from '@jupyterlab/codeeditor';
import type { IDisposable } from '@lumino/disposable';
import { DisposableSet, DisposableDelegate } from '@lumino/disposable';

import type { RoomList } from '../../core/roomList';
import type { Editing } from './editing';

const IDLE_MS = 120_000;
const CHECK_MS = 5_000;
/** A caret moves with every key: others need to know the line twice a second at most. */
const TELL_MS = 500;

/** Follows the editor in front and the person's hands. */
export class PresenceReporter implements IDisposable {
  isDisposed = false;
  private readonly trash = new DisposableSet();
  private editor: CodeEditor.IEditor | null = null;
  private lastInput = Date.now();
  private telling: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly editing: Editing,
    private readonly list: RoomList
  ) {
    const input = (): void => {
      this.lastInput = Date.now();
      this.attention();
      const session = this.list.session;
      if (session?.store.getState().connection === 'idle') {
        session.wake(); // the server has hung up for idleness: it comes back with the first key
      }
    };
    const attention = (): void => {
      this.attention();
    };
    const timer = setInterval(attention, CHECK_MS);
    window.addEventListener('keydown', input, true);
    window.addEventListener('pointerdown', input, true);
    document.addEventListener('visibilitychange', attention);
    this.trash.add(
      new DisposableDelegate(() => {
        clearInterval(timer);
        clearTimeout(this.telling);
        window.removeEventListener('keydown', input, true);
        window.removeEventListener('pointerdown', input, true);
        document.removeEventListener('visibilitychange', attention);
      })
    );
  }

  /** Another editor may be in front, or the one in front may have become live. */
  look(): void {
    const editor = this.editing.current()?.editor ?? null;
    if (this.editor !== editor) {
      this.unwatch();
      this.editor = editor;
      this.editor?.model.selections.changed.connect(this.moved, this);
    }
    this.tell();
  }

  /** Stop. */
  dispose(): void {
    this.isDisposed = true;
    this.unwatch();
    this.trash.dispose();
  }

  private unwatch(): void {
    if (this.editor && !this.editor.isDisposed) {
      this.editor.model.selections.changed.disconnect(this.moved, this);
    }
    this.editor = null;
  }

  private moved(): void {
    this.telling ??= setTimeout(() => {
      this.tell();
    }, TELL_MS);
  }

  private tell(): void {
    clearTimeout(this.telling);
    this.telling = undefined;
    const session = this.list.session;
    const front = this.editing.current();
    const edited = front?.room.id === session?.id ? front : null; // in another room one is nowhere
    const caret = edited?.editor.getCursorPosition();
    session?.setPlace({
      document: edited?.document ?? null,
      line: caret ? caret.line + 1 : null,
      column: caret?.column ?? null
    });
  }

  private attention(): void {
    const idle = Date.now() - this.lastInput > IDLE_MS;
    this.list.session?.setStatus(document.hidden ? 'away' : idle ? 'idle' : 'active');
  }
}
