/** Following a person: their program in front, their line in view, until one types oneself. */

import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import type * as Y from 'yjs';

import type { Presence } from '../../core/records';
import type { RoomList } from '../../core/roomList';
import type { RoomSession } from '../../core/roomSession';
import { named } from '../../ui/common/isolated';
import { workspacePath } from '../../ui/programs/paths';
import type { SidebarStore } from '../../ui/sidebarStore';
import type { CodeMirror } from '../authorship/authorship';
import type { Edited, Editing } from './editing';
import { FollowFrame } from './followFrame';
import { within } from './places';

/** What of the room and the editors it needs. */
export interface FollowParts {
  editing: Pick<Editing, 'current' | 'open' | 'onChange'>;
  list: RoomList;
  store: SidebarStore;
  trans: TranslationBundle;
}

/** Goes where the followed person goes. */
export class Follower implements IDisposable {
  isDisposed = false;
  private readonly stops: (() => void)[] = [];
  private readonly frame: FollowFrame;
  /** Where the person was when they were last gone after: who scrolls away is not torn back before they move. */
  private shown = '';
  private watched: Y.Text | null = null;

  constructor(private readonly parts: FollowParts) {
    const { editing, list, store, trans } = parts;
    this.frame = new FollowFrame(trans, this.stop);
    window.addEventListener('keydown', this.keyed, true);
    this.stops.push(
      store.subscribe((state, before) => {
        if (state.following !== before.following) {
          this.shown = '';
          this.follow();
        }
      }),
      list.eachSession(session => this.enter(session))
    );
    editing.onChange(() => {
      this.follow(); // their program may have become live
    });
  }

  /** Stop. */
  dispose(): void {
    this.isDisposed = true;
    window.removeEventListener('keydown', this.keyed, true);
    for (const stop of this.stops) {
      stop();
    }
    this.leave();
  }

  private readonly stop = (): void => {
    this.parts.store.setState({ following: null });
  };

  private enter(session: RoomSession | null): (() => void) | undefined {
    this.stop();
    return session?.store.subscribe((state, before) => {
      const { following } = this.parts.store.getState();
      if (following !== null && state.presence[following] !== before.presence[following]) {
        this.follow();
      }
    });
  }

  private follow(): void {
    const { list, store } = this.parts;
    const { following } = store.getState();
    if (following === null || this.isDisposed) {
      this.leave();
      return;
    }
    const { session } = list;
    const person = session?.store.getState().presence[following];
    if (!session || !person) {
      this.stop(); // they have left
      return;
    }
    this.goAfter(session, person).catch((error: unknown) => {
      console.warn('The program of who is followed could not be shown:', error);
    });
  }

  private async goAfter(session: RoomSession, person: Presence): Promise<void> {
    const { editing, store } = this.parts;
    const place = [person.document, person.line, person.column].join(':');
    const { room, documents } = session.store.getState();
    const program = person.document === null ? undefined : documents[person.document];
    const moved = place !== this.shown;
    this.shown = place;
    if (moved && program && room && editing.current()?.document !== program.id) {
      await editing.open(workspacePath(room, program.path));
    }
    const edited = editing.current();
    if (!edited || store.getState().following !== person.username) {
      return;
    }
    this.frame.around(edited.widget.node, { name: named(person.display_name), color: person.color });
    this.watch(edited);
    if (edited.document !== person.document) {
      this.shown = ''; // not there yet: as soon as it is
    } else if (moved && person.line !== null) {
      reveal(edited, person.line, person.column ?? 0);
    }
  }

  /** Whatever this person does to the text ends it: a key, a paste, undo, a command of a menu. */
  private watch(edited: Edited): void {
    const { ysource } = edited.editor.model.sharedModel as unknown as { ysource: Y.Text };
    if (this.watched !== ysource) {
      this.watched?.unobserve(this.edited);
      this.watched = ysource;
      ysource.observe(this.edited);
    }
  }

  private readonly edited = (_: Y.YTextEvent, { local }: Y.Transaction): void => {
    if (local) {
      this.stop();
    }
  };

  private leave(): void {
    this.watched?.unobserve(this.edited);
    this.watched = null;
    this.frame.remove();
  }

  /** What opened last takes the key first: a menu, a dialog, a form. It says so by preventing what else it does. */
  private readonly keyed = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      setTimeout(() => {
        if (!event.defaultPrevented) {
          this.stop();
        }
      });
    }
  };
}

/** Scroll only where their caret is out of sight: a view that jumps with each key cannot be read. */
function reveal({ editor }: Edited, line: number, column: number): void {
  const position = within(editor, { line: line - 1, column });
  const at = editor.getCoordinateForPosition(position) as { top: number; bottom: number } | null;
  const box = (editor as unknown as CodeMirror).editor.scrollDOM.getBoundingClientRect();
  if (!at || at.top < box.top || at.bottom > box.bottom) {
    editor.revealPosition(position);
  }
}
