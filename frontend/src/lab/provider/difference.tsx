/** Showing a person the text that the room did not take. */

import { Dialog, Notification, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import type * as React from 'react';

import type { DiffLine } from '../../core/textEdits';
import { lineDifference } from '../../core/textEdits';
import { copyText } from '../clipboard';

/** Unchanged lines shown around a change. */
const CONTEXT = 2;
const MARKS = { same: ' ', added: '+', removed: '-' } as const;

/** Say `why`, show how `mine` differs from `room`, and offer to copy `mine`. Resolves when closed. */
export async function showDifference(
  room: string,
  mine: string,
  why: string,
  trans: TranslationBundle
): Promise<void> {
  const copy = Dialog.okButton({ label: trans.__('Copy my text'), actions: ['copy'] });
  const title = trans.__('Some of your text is not in the room');
  const close = Dialog.cancelButton({ label: trans.__('Close') });
  const result = await showDialog({
    title,
    body: ReactWidget.create(<Difference lines={lineDifference(room, mine)} why={why} />),
    buttons: [close, copy]
  });
  if (!result.button.actions.includes('copy')) {
    return;
  }
  try {
    await copyText(mine);
    Notification.success(trans.__('Your text is in the clipboard.'), { autoClose: 3_000 });
  } catch (error) {
    console.warn('The clipboard was refused:', error);
    // Nowhere else is this text any longer.
    await showDialog({ title, body: ReactWidget.create(<ByHand text={mine} trans={trans} />), buttons: [close] });
  }
}

function ByHand({ text, trans }: { text: string; trans: TranslationBundle }): React.JSX.Element {
  const why = trans.__('The browser does not allow copying. Your text is marked: press Ctrl+C.');
  return (
    <div className="tw-Difference">
      <p>{why}</p>
      <textarea
        className="tw-Difference-lines"
        readOnly
        autoFocus
        aria-label={why}
        value={text}
        onFocus={event => {
          event.target.select();
        }}
      />
    </div>
  );
}

function Difference({ lines, why }: { lines: DiffLine[]; why: string }): React.JSX.Element {
  return (
    <div className="tw-Difference">
      <p>{why}</p>
      <pre className="tw-Difference-lines">
        {nearChanges(lines).map((line, index) => (
          <div key={index} className={`tw-Difference-line tw-mod-${line.kind}`}>
            {MARKS[line.kind]} {line.text.replace(/\n$/, '')}
          </div>
        ))}
      </pre>
    </div>
  );
}

function nearChanges(lines: DiffLine[]): DiffLine[] {
  const near = (at: number): boolean =>
    lines.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some(line => line.kind !== 'same');
  return lines.filter((_, at) => near(at));
}
