/** Follows all editors of rooms' programs for what others change while their person is away. */

import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Widget } from '@lumino/widgets';

import type { CodeMirror } from '../authorship/authorship';
import type { Edited, Editing } from '../sidebar/editing';
import type { AwayParts } from './away';
import { Away } from './away';
import { newsOfOthers } from './highlight';
import type { Seen } from './lastSeen';

/** What it asks of its surroundings. */
export interface WatchParts extends Omit<AwayParts, 'isPresent'> {
  app: JupyterFrontEnd;
  editing: Editing;
  trans: TranslationBundle;
  /** Whether the program is connected and has all that has come. */
  isUpToDate: (edited: Edited) => boolean;
  /** Compare what was seen with the program as it is. */
  compare: (edited: Edited, seen: Seen) => void;
}

/** Each editor once. */
export class AwayWatch {
  private readonly watched = new Map<Widget, Away>();

  constructor(private readonly parts: WatchParts) {}

  /** Programs may have been opened or become live. */
  look(): void {
    for (const widget of this.parts.app.shell.widgets('main')) {
      const edited = this.watched.has(widget) ? null : this.parts.editing.of(widget);
      if (edited) {
        this.watch(widget, edited);
      }
    }
  }

  private watch(widget: Widget, edited: Edited): void {
    const { trans, compare, isUpToDate } = this.parts;
    (edited.editor as unknown as CodeMirror).injectExtension(
      newsOfOthers(trans, seen => {
        compare(edited, seen);
      })
    );
    const isPresent = (): boolean => widget.isVisible && !document.hidden && isUpToDate(edited);
    const away = new Away(edited, { ...this.parts, isPresent });
    this.watched.set(widget, away);
    widget.disposed.connect(() => {
      away.dispose();
      this.watched.delete(widget);
    });
  }
}
