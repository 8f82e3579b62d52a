/** The carets of others in an editor of CodeMirror. */

import type { Extension } from '@codemirror/state';
import type { EditorView, ViewUpdate } from '@codemirror/view';
import { ViewPlugin } from '@codemirror/view';
import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';

import type { AwarenessChange } from '../../core/awareness';
import { Carets, NAME_MS } from './carets';
import { Drawing } from './drawing';
import { OwnCarets } from './own';

/** What is shown: a text that is shared, and who is at it. */
export interface Shared {
  awareness: Awareness;
  text: Y.Text;
}

/**
 * Carets, selections and names of others, and one's own for them.
 *
 * It takes the place of the stock extension, which has a tooltip for each of a hundred people, in view or
 * not, and works out the place of each anew with every change and every measuring. Here nothing is done
 * for those out of view, and nothing is dispatched.
 */
export function cursorsOfOthers(shared: Shared): Extension {
  return ViewPlugin.define(view => new CursorsOfOthers(view, shared), {
    eventHandlers: {
      mousemove(event) {
        this.pointAt(event.clientX, event.clientY);
      }
    }
  });
}

class CursorsOfOthers {
  private readonly carets: Carets;
  private readonly drawing: Drawing;
  private readonly own: OwnCarets;
  private fading: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly view: EditorView,
    private readonly shared: Shared
  ) {
    this.carets = new Carets(shared.awareness, shared.text);
    this.drawing = new Drawing(view, this.carets);
    this.own = new OwnCarets(shared.awareness, shared.text);
    shared.awareness.on('change', this.onChange);
    shared.text.doc?.on('beforeObserverCalls', this.onEdits);
    this.carets.refresh(shared.awareness.getStates().keys());
    this.redraw();
  }

  update(update: ViewUpdate): void {
    if (update.docChanged) {
      this.carets.move(update.changes);
    }
    if (update.docChanged || update.geometryChanged || update.viewportChanged) {
      this.redraw();
    }
    this.own.update(update);
  }

  pointAt(x: number, y: number): void {
    this.drawing.pointAt(x, y, Date.now());
  }

  destroy(): void {
    clearTimeout(this.fading);
    this.shared.awareness.off('change', this.onChange);
    this.shared.text.doc?.off('beforeObserverCalls', this.onEdits);
    this.own.dispose();
    this.drawing.remove();
  }

  private readonly onChange = ({ added, updated, removed }: AwarenessChange): void => {
    const clients = [...added, ...updated, ...removed].filter(id => id !== this.shared.awareness.clientID);
    if (clients.length > 0) {
      this.carets.refresh(clients);
      this.active(clients);
      this.redraw();
    }
  };

  /** Who types at the end of a line moves no caret that the awareness would tell of. */
  private readonly onEdits = (transaction: Y.Transaction): void => {
    const { beforeState, afterState } = transaction;
    const writers = [...afterState].filter(([client, clock]) => beforeState.get(client) !== clock);
    this.active(writers.map(([client]) => client));
  };

  private active(clients: number[]): void {
    this.carets.note(clients, Date.now());
    // One timer for all: names fade together, a little later than each would alone.
    clearTimeout(this.fading);
    this.fading = setTimeout(() => {
      this.drawing.nameThem(Date.now());
    }, NAME_MS);
  }

  private redraw(): void {
    this.view.requestMeasure({
      key: this,
      read: () => this.drawing.measure(),
      write: places => {
        this.drawing.draw(places, Date.now());
      }
    });
  }
}
