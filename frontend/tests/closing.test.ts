import { nullTranslator } from '@jupyterlab/translation';
import { Message, MessageLoop } from '@lumino/messaging';
import type { Widget } from '@lumino/widgets';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { askBeforeClosing } from '../src/lab/provider/askBeforeClosing';

const answer = { accept: true, actions: [] as string[] };
const showDialog = vi.hoisted(() => vi.fn());
vi.mock('@jupyterlab/apputils', () => ({
  showDialog,
  Dialog: { cancelButton: vi.fn(), warnButton: vi.fn(), okButton: vi.fn() }
}));

let waiting: Uint8Array | null;
let isKept: boolean;
let views: number;
let model: { dirty: boolean };
let widget: Pick<Widget, 'close'>;
const discard = vi.fn(() => Promise.resolve());

/** What JupyterLab does with a request to close that reaches it. */
const stock = vi.fn(() => false);

beforeEach(async () => {
  [waiting, isKept, views, model] = [new Uint8Array(1), true, 1, { dirty: true }];
  const made = {
    title: { label: 'maze.logo' },
    isDisposed: false,
    processMessage: () => undefined,
    close: () => {
      MessageLoop.sendMessage(made, new Message('close-request'));
    }
  };
  widget = made;
  for (const mock of [discard, stock, showDialog]) {
    mock.mockClear();
  }
  showDialog.mockImplementation(() => Promise.resolve({ button: answer }));
  const live = {
    client: {
      get waiting() {
        return waiting;
      }
    },
    get isKept() {
      return isKept;
    },
    discard
  };
  const opened = { provider: { live }, context: { model }, isLast: () => views === 1 };
  askBeforeClosing(made as unknown as Widget, opened as unknown as Parameters<typeof askBeforeClosing>[1], nullTranslator.load('x'));
  MessageLoop.installMessageHook(made, (_, message) => message.type !== 'close-request' || stock());
  await Promise.resolve();
});

/** Close it, and answer. */
async function closes(accept: boolean, ...actions: string[]): Promise<void> {
  Object.assign(answer, { accept, actions });
  widget.close();
  await new Promise(resolve => setTimeout(resolve));
}

describe('a program with edits that were not sent', () => {
  it('stays open if one wants it to', async () => {
    await closes(false);
    expect(showDialog).toHaveBeenCalledOnce();
    expect(stock).not.toHaveBeenCalled();
    await closes(false);
    expect(showDialog).toHaveBeenCalledTimes(2);
  });

  it('is closed and keeps them, and JupyterLab has nothing to ask', async () => {
    await closes(true);
    expect(stock).toHaveBeenCalledOnce();
    expect(model.dirty).toBe(false);
    expect(discard).not.toHaveBeenCalled();
  });

  it('is closed and forgets them', async () => {
    await closes(true, 'forget');
    expect(discard).toHaveBeenCalledOnce();
    expect(stock).toHaveBeenCalledOnce();
  });

  it('is asked about once, however often one clicks', async () => {
    widget.close();
    await closes(false);
    expect(showDialog).toHaveBeenCalledOnce();
  });
});

describe('JupyterLab is left to ask', () => {
  it.each([
    ['nothing waits', () => (waiting = null)],
    ['the browser keeps nothing', () => (isKept = false)],
    ['another view stays open', () => (views = 2)]
  ])('where %s', async (_why, happens) => {
    happens();
    await closes(true);
    expect(showDialog).not.toHaveBeenCalled();
    expect(stock).toHaveBeenCalledOnce();
    expect(model.dirty).toBe(true);
  });
});
