/** The strips of all editors, shown and hidden together; the choice stays in this browser. */

import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { Widget } from '@lumino/widgets';

import type { Shelf } from '../../core/keptPosts';
import type { Editing } from '../sidebar/editing';
import type { AuthorshipParts } from './authorship';
import { AuthorStrip } from './authorship';

/** What it asks of its surroundings. */
export interface StripsParts extends AuthorshipParts {
  app: JupyterFrontEnd;
  editing: Editing;
  shelf: Shelf | null;
  /** Under which the choice of this person is kept. */
  key: string;
}

/** Who wrote each line, wherever a program of a room is open. */
export class AuthorStrips {
  private readonly strips = new Map<Widget, AuthorStrip>();
  private _shown: boolean;

  constructor(private readonly parts: StripsParts) {
    this._shown = read(parts) === '1';
  }

  /** Whether they are shown. */
  get shown(): boolean {
    return this._shown;
  }

  /** Show or hide all of them. */
  set shown(shown: boolean) {
    this._shown = shown;
    keep(this.parts, shown ? '1' : '');
    this.look();
  }

  /** Programs may have been opened, closed or become live. */
  look(): void {
    const { app, editing } = this.parts;
    for (const widget of app.shell.widgets('main')) {
      // The program of a widget never becomes another one: it is closed, and opened again.
      const edited = this.strips.has(widget) ? null : editing.of(widget);
      if (edited) {
        this.strips.set(widget, new AuthorStrip(edited, this.parts));
        widget.disposed.connect(() => {
          this.strips.delete(widget);
        });
      }
    }
    for (const strip of this.strips.values()) {
      strip.show(this._shown);
    }
  }
}

function read({ shelf, key }: StripsParts): string {
  try {
    return shelf?.getItem(key) ?? '';
  } catch {
    return ''; // a browser that keeps nothing
  }
}

function keep({ shelf, key }: StripsParts, value: string): void {
  try {
    shelf?.setItem(key, value);
  } catch (error) {
    console.warn('This browser does not keep that authors are shown:', error);
  }
}
