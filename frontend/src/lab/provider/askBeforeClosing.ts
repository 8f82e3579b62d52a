/** Closing a program of a room whose edits have not reached the server: kept or forgotten, as the person says. */

import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import { MessageLoop } from '@lumino/messaging';
import type { Widget } from '@lumino/widgets';

import type { LiveDocument } from '../../core/liveDocument';
import { shortened } from '../../ui/common/shortened';

const LONGEST = 80;

/** The provider, as far as it is asked here. */
export interface Closable {
  readonly live: Pick<LiveDocument, 'isKept' | 'discard' | 'client'> | null;
}

/** A program, as far as it is closed here. */
export interface Opened {
  readonly provider: Closable;
  readonly context: Pick<DocumentRegistry.Context, 'model'>;
  /** Whether this is the only view of it. */
  isLast(): boolean;
}

/**
 * Stand before JupyterLab's own question. Its "Save" cannot be done without the server, and its "Discard"
 * would not be true: what is typed here is kept in the browser, and sent as soon as the server is back.
 */
export function askBeforeClosing(widget: Widget, opened: Opened, trans: TranslationBundle): void {
  const { provider, context } = opened;
  let asking = false;
  let decided = false;
  const ask = async (live: NonNullable<Closable['live']>): Promise<void> => {
    asking = true;
    const choice = await askWhat(widget.title.label, trans).finally(() => {
      asking = false;
    });
    if (choice === 'stay' || widget.isDisposed) {
      return;
    }
    if (choice === 'forget') {
      await live.discard();
    }
    decided = true;
    context.model.dirty = false; // so that JupyterLab does not ask again
    widget.close();
  };
  const hook = (_: unknown, message: Message): boolean => {
    const { live } = provider;
    if (message.type !== 'close-request' || decided || !live?.isKept || live.client.waiting === null || !opened.isLast()) {
      return true;
    }
    if (!asking) {
      void ask(live).catch((error: unknown) => {
        console.error('A program could not be closed:', error);
      });
    }
    return false;
  };
  // The hook that was installed last is the first: JupyterLab installs its own right after this.
  queueMicrotask(() => {
    MessageLoop.installMessageHook(widget, hook);
  });
}

async function askWhat(name: string, trans: TranslationBundle): Promise<'stay' | 'keep' | 'forget'> {
  const { button } = await showDialog({
    title: trans.__('Not sent yet'),
    body: trans.__(
      'What you typed in “%1” has not reached the server. It is kept in this browser, and sent as soon as the server is back.',
      shortened(name, LONGEST)
    ),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.warnButton({ label: trans.__('Forget it'), actions: ['forget'] }),
      Dialog.okButton({ label: trans.__('Close and keep it') })
    ]
  });
  if (!button.accept) {
    return 'stay';
  }
  return button.actions.includes('forget') ? 'forget' : 'keep';
}
