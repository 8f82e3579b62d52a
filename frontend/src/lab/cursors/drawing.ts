/** Draws the carets and selections of others that are in view, and nothing of those that are not. */

import { EditorSelection } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import { RectangleMarker } from '@codemirror/view';

import type { Caret, Carets } from './carets';

/** Pixels beside a caret in which the mouse asks for its name. */
const NEAR = 6;
/** Pixels that a name needs above its line; where there are fewer it stands below. */
const ROOM_FOR_NAME = 20;
const IDLE = 'jp-mod-idle';
/** Named only because the mouse is there. */
const POINTED_AT = 'tw-mod-pointed-at';

/** Where a caret is to be drawn. */
interface Place {
  caret: Caret;
  at: RectangleMarker | null;
  selection: readonly RectangleMarker[];
}

interface Drawn {
  element: HTMLElement;
  name: HTMLElement;
  place: Place;
}

/** Two layers of one editor: selections behind the text, carets with names before it. */
export class Drawing {
  private readonly behind = makeLayer('cm-layer tw-Cursors-selections', -2);
  private readonly before = makeLayer('cm-layer cm-layer-above tw-Cursors', 151);
  private readonly drawn = new Map<string, Drawn>();
  private near: Drawn | null = null;

  constructor(
    private readonly view: EditorView,
    private readonly carets: Carets
  ) {
    view.scrollDOM.append(this.behind, this.before);
  }

  /** Where all are that can be seen. Reads the layout: only in the measuring phase. */
  measure(): Place[] {
    const { view } = this;
    const { from, to } = view.viewport;
    const end = view.state.doc.length;
    const places: Place[] = [];
    for (const caret of this.carets.all()) {
      const head = Math.min(caret.head, end);
      const anchor = Math.min(caret.anchor, end);
      if (Math.max(head, anchor) < from || Math.min(head, anchor) > to) {
        continue;
      }
      const cursor = EditorSelection.cursor(head, head > anchor ? -1 : 1);
      const inside = head >= from && head <= to;
      const [at] = inside ? RectangleMarker.forRange(view, '', cursor) : [];
      const selection =
        head === anchor
          ? []
          : RectangleMarker.forRange(view, 'jp-remote-selection', EditorSelection.range(anchor, head));
      places.push({ caret, at: at ?? null, selection });
    }
    return places;
  }

  /** Show what was measured. Writes only what has changed. */
  draw(places: readonly Place[], now: number): void {
    const gone = new Set(this.drawn.keys());
    const selections: HTMLElement[] = [];
    for (const place of places) {
      for (const piece of place.selection) {
        selections.push(drawSelection(piece, place.caret.who.color));
      }
      if (place.at) {
        gone.delete(place.caret.key);
        this.drawCaret(place, place.at);
      }
    }
    for (const key of gone) {
      this.drawn.get(key)?.element.remove();
      this.drawn.delete(key);
    }
    if (selections.length > 0 || this.behind.firstChild) {
      this.behind.replaceChildren(...selections);
    }
    this.nameThem(now);
  }

  /** Show the names of those who have just done something, and hide the others'. */
  nameThem(now: number): void {
    for (const each of this.drawn.values()) {
      const moves = this.carets.isNamed(each.place.caret.client, now);
      each.name.classList.toggle(IDLE, !moves && each !== this.near);
      each.name.classList.toggle(POINTED_AT, !moves && each === this.near);
    }
  }

  /** The mouse is somewhere: near a caret its name is shown. */
  pointAt(x: number, y: number, now: number): void {
    if (this.drawn.size === 0) {
      return;
    }
    const box = this.before.getBoundingClientRect();
    const [left, top] = [x - box.left, y - box.top];
    const near =
      [...this.drawn.values()].find(({ place: { at } }) => at !== null && isNear(at, left, top)) ?? null;
    if (near !== this.near) {
      this.near = near;
      this.nameThem(now);
    }
  }

  /** Take it all out of the editor. */
  remove(): void {
    this.behind.remove();
    this.before.remove();
  }

  private drawCaret(place: Place, at: RectangleMarker): void {
    const { caret } = place;
    const old = this.drawn.get(caret.key);
    const drawn = old ?? { ...makeCaret(), place };
    if (!old) {
      this.before.append(drawn.element);
      this.drawn.set(caret.key, drawn);
    }
    if (!old || !isSame(old.place.caret.who, caret.who)) {
      dress(drawn, caret);
    }
    if (!old?.place.at?.eq(at)) {
      Object.assign(drawn.element.style, {
        left: `${String(at.left)}px`,
        top: `${String(at.top)}px`,
        height: `${String(at.height)}px`
      });
      drawn.name.classList.toggle('tw-mod-below', at.top < ROOM_FOR_NAME);
    }
    drawn.place = place;
  }
}

/** As CodeMirror's own layers are: its theme knows `cm-layer`. */
function makeLayer(classes: string, order: number): HTMLElement {
  const layer = document.createElement('div');
  layer.className = classes;
  layer.style.zIndex = String(order);
  layer.setAttribute('aria-hidden', 'true');
  return layer;
}

function makeCaret(): { element: HTMLElement; name: HTMLElement } {
  const element = document.createElement('div');
  const name = document.createElement('div');
  name.className = `jp-remote-userFlag ${IDLE}`;
  element.append(name);
  return { element, name };
}

function dress({ element, name }: Drawn, { primary, who }: Caret): void {
  element.className = primary ? 'jp-remote-cursor jp-mod-primary' : 'jp-remote-cursor';
  element.style.borderLeftColor = who.color;
  name.style.borderColor = who.color;
  const avatar = document.createElement('span');
  avatar.className = 'jp-remote-userFlag-avatar';
  avatar.style.backgroundColor = who.color;
  avatar.textContent = who.initials;
  const words = document.createElement('span');
  words.className = 'jp-remote-userFlag-name';
  words.dir = 'auto';
  words.textContent = who.name;
  name.replaceChildren(avatar, words);
}

function drawSelection(piece: RectangleMarker, color: string): HTMLElement {
  const element = piece.draw();
  element.style.backgroundColor = color;
  return element;
}

function isNear(at: RectangleMarker, left: number, top: number): boolean {
  return Math.abs(left - at.left) <= NEAR && top >= at.top && top <= at.top + at.height;
}

function isSame(one: Caret['who'], other: Caret['who']): boolean {
  return one.name === other.name && one.color === other.color && one.initials === other.initials;
}
