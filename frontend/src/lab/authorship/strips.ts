/** The strips of all editors, shown and hidden together, as the person has chosen. */

import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { Widget } from '@lumino/widgets';

import type { Editing } from '../sidebar/editing';
import type { AuthorshipParts } from './authorship';
import { AuthorStrip } from './authorship';

/** What it asks of its surroundings. */
export interface StripsParts extends AuthorshipParts {
  app: JupyterFrontEnd;
  editing: Editing;
  /** Whether the person wants them. */
  shown: () => boolean;
}

/** Who wrote each line, wherever a program of a room is open. */
export class AuthorStrips {
  private readonly strips = new Map<Widget, AuthorStrip>();

  constructor(private readonly parts: StripsParts) {}

  /** Programs may have been opened, closed or become live, or the person has chosen. */
  look(): void {
    const { app, editing, shown } = this.parts;
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
      strip.show(shown());
    }
  }
}
