/** Following a person: their program in front, their line in view, until one types oneself. */

import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';

import type { Presence } from '../../core/records';
import type { RoomList } from '../../core/roomList';
import type { RoomSession } from '../../core/roomSession';
import { workspacePath } from '../../ui/programs/paths';
import type { SidebarStore } from '../../ui/sidebarStore';
import type { Edited, Editing } from './editing';

const FRAME = 'tw-mod-following';

/** Goes where the followed person goes. */
export class Follower implements IDisposable {
  isDisposed = false;
  private readonly stops: (() => void)[] = [];
  private framed: HTMLElement | null = null;
  private banner: HTMLElement | null = null;
  private shown = '';

  constructor(
    private readonly editing: Editing,
    private readonly list: RoomList,
    private readonly sidebar: SidebarStore,
    private readonly trans: TranslationBundle
  ) {
    const onKey = (event: KeyboardEvent): void => {
      this.keyed(event);
    };
    window.addEventListener('keydown', onKey, true);
    this.stops.push(
      () => {
        window.removeEventListener('keydown', onKey, true);
      },
      sidebar.subscribe((state, before) => {
        if (state.following !== before.following) {
          this.shown = '';
          this.follow();
        }
      }),
      list.eachSession(session => this.enter(session))
    );
  }

  /** Stop. */
  dispose(): void {
    this.isDisposed = true;
    for (const stop of this.stops) {
      stop();
    }
    this.unframe();
  }

  private enter(session: RoomSession | null): (() => void) | undefined {
    this.sidebar.setState({ following: null });
    return session?.store.subscribe((state, before) => {
      if (state.presence !== before.presence) {
        this.follow();
      }
    });
  }

  private follow(): void {
    const { following } = this.sidebar.getState();
    const session = this.list.session;
    const person = following === null ? undefined : session?.store.getState().presence[following];
    if (!person || !session) {
      this.unframe();
      if (following !== null) {
        this.sidebar.setState({ following: null }); // they have left
      }
      return;
    }
    void this.goAfter(session, person);
  }

  private async goAfter(session: RoomSession, person: Presence): Promise<void> {
    const place = `${person.document ?? ''}:${person.line ?? ''}`;
    const { room, documents } = session.store.getState();
    const program = person.document === null ? undefined : documents[person.document];
    if (program && room && place !== this.shown) {
      this.shown = place;
      if (this.editing.current()?.document !== program.id) {
        await this.editing.open(workspacePath(room, program.path));
      }
    }
    const edited = this.editing.current();
    if (edited && this.sidebar.getState().following === person.username) {
      this.frame(edited, person);
      if (edited.document === person.document && person.line !== null) {
        reveal(edited, person.line, person.column ?? 0);
      }
    }
  }

  private frame(edited: Edited, person: Presence): void {
    const { node } = edited.widget;
    if (this.framed !== node) {
      this.unframe();
      this.framed = node;
      this.banner = this.makeBanner();
      node.append(this.banner);
    }
    node.classList.add(FRAME);
    node.style.setProperty('--tw-followed-color', person.color);
    const text = this.trans.__('You follow %1. Press Escape or type to stop.', person.display_name);
    const told = this.banner?.firstElementChild;
    if (told && told.textContent !== text) {
      told.textContent = text; // said once by screen readers, not with each step
    }
  }

  /** What is said, and a button for those who have no Escape key. */
  private makeBanner(): HTMLElement {
    const banner = document.createElement('div');
    banner.className = 'tw-Following';
    const text = document.createElement('span');
    text.setAttribute('role', 'status');
    const stop = document.createElement('button');
    stop.type = 'button';
    stop.textContent = this.trans.__('Stop following');
    stop.addEventListener('click', () => {
      this.sidebar.setState({ following: null });
    });
    banner.append(text, stop);
    return banner;
  }

  private unframe(): void {
    this.framed?.classList.remove(FRAME);
    this.banner?.remove();
    this.framed = this.banner = null;
  }

  /** Escape ends it, and typing in the editor does. Moving about with the arrows does, too. */
  private keyed(event: KeyboardEvent): void {
    if (this.sidebar.getState().following === null || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const inside = event.target instanceof Node && this.framed?.contains(event.target) === true;
    if (event.key === 'Escape' || (inside && event.key !== 'Shift')) {
      this.sidebar.setState({ following: null });
    }
  }
}

/** Scroll only where their caret is out of sight: a view that jumps with each key cannot be read. */
function reveal(edited: Edited, line: number, column: number): void {
  const { editor } = edited;
  const position = { line: Math.min(line, editor.lineCount) - 1, column };
  const at = editor.getCoordinateForPosition(position) as { top: number; bottom: number } | null;
  const box = edited.widget.node.getBoundingClientRect();
  if (!at || at.top < box.top || at.bottom > box.bottom) {
    editor.revealPosition(position);
  }
}
