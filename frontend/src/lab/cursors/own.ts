/** Tells others where one's own carets are, after the key is on the screen and not before. */

import type { ViewUpdate } from '@codemirror/view';
import type { EditorView } from '@codemirror/view';
import type { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';

import { browserFrame } from '../../core/inbox';

/** Publishes the selection of one editor as `cursors` of the awareness, as JupyterLab's editors do. */
export class OwnCarets {
  private cancel: (() => void) | null = null;
  private said = '';

  constructor(
    private readonly awareness: Awareness,
    private readonly text: Y.Text
  ) {}

  /** The text or the selection may have changed. */
  update({ view, docChanged, selectionSet, focusChanged }: ViewUpdate): void {
    if (docChanged || selectionSet || focusChanged) {
      this.cancel ??= browserFrame(() => {
        this.cancel = null;
        this.publish(view);
      });
    }
  }

  /** Say nothing more. */
  dispose(): void {
    this.cancel?.();
  }

  private publish(view: EditorView): void {
    // A program that is merely open somewhere has no caret that others should see.
    if (!view.hasFocus || !view.dom.ownerDocument.hasFocus() || !this.awareness.getLocalState()) {
      return;
    }
    const { selection } = view.state;
    const cursors = selection.ranges.map(range => {
      const head = Y.createRelativePositionFromTypeIndex(this.text, range.head);
      const anchor = range.empty ? head : Y.createRelativePositionFromTypeIndex(this.text, range.anchor);
      return { anchor, head, primary: range === selection.main, empty: range.empty };
    });
    const json = JSON.stringify(cursors);
    if (json !== this.said) {
      this.said = json;
      this.awareness.setLocalStateField('cursors', cursors);
    }
  }
}
