/** What happens to the views when a document is spoiled, ended, or had edits that were not taken. */

import { Notification } from '@jupyterlab/apputils';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { TranslationBundle } from '@jupyterlab/translation';

import { CLOSE } from '../../core/closeCodes';
import { messageOf } from '../../core/language';
import type { Spoiled } from '../../core/permission';
import { showDifference } from './difference';
import { closeMessage, notTaken } from './messages';
import { bringBack, roomOf } from './gone';
import type { Desk } from './reopen';
import { closeQuietly, reopen } from './reopen';
import type { RoomEvent } from './provider';
import type { RoomProvider } from './roomProvider';

/** A program that is reopened more often than this within the period is left closed to edits. */
const MOST_REOPENINGS = 3;
const PERIOD_MS = 60_000;
/** Without this JupyterLab would put a notification away unseen. */
const STAYS = { autoClose: false } as const;

/** Acts on what becomes of rooms' documents. */
export class Recovery {
  private readonly happened = new Map<string, number[]>();

  constructor(
    private readonly desk: Desk,
    private readonly trans: TranslationBundle
  ) {}

  /** Follow a provider's events. */
  watch(provider: RoomProvider): void {
    provider.events.connect(this.onEvent, this);
  }

  private onEvent(provider: RoomProvider, event: RoomEvent): void {
    void this.act(provider, event).catch((error: unknown) => {
      console.error('A program of a room could not be brought back:', error);
      this.sayReopen();
    });
  }

  private async act(provider: RoomProvider, event: RoomEvent): Promise<void> {
    const { trans } = this;
    switch (event.kind) {
      case 'spoiled':
        await this.replace(provider, event.why);
        break;
      case 'ended':
        await this.end(provider, event.code);
        break;
      case 'leftover':
        await showDifference(event.edits.base, event.edits.text, notTaken(this.trans), trans);
        break;
      case 'joined':
        Notification.info(trans.__('You are in the room “%1” now.', event.room), { autoClose: 5_000 });
        break;
    }
  }

  /** The Y.Doc is never used again: close it, take a fresh one, and bring or show what was in it. */
  private async replace(provider: RoomProvider, why: Spoiled): Promise<void> {
    const { live } = provider;
    const context = this.contextOf(provider);
    if (!live || !context || this.isTooOften(context.path)) {
      Notification.error(closeMessage(CLOSE.otherHistory, '', this.trans), STAYS);
      return;
    }
    const mine = live.text;
    const known = live.client.syncedText;
    await live.handOver();
    const fresh = reopen(this.desk, context);
    const room = await textOf(fresh);
    if (why === 'refused') {
      await this.showRefused(room ?? known, mine); // also where nothing could be opened: it is nowhere else
    }
    if (room === null) {
      this.sayReopen();
    }
  }

  private sayReopen(): void {
    Notification.error(this.trans.__('Close this program and open it again.'), STAYS);
  }

  private async showRefused(room: string, mine: string): Promise<void> {
    if (room !== mine) {
      await showDifference(room, mine, notTaken(this.trans), this.trans);
    }
  }

  private async end(provider: RoomProvider, code: number): Promise<void> {
    const { live } = provider;
    const context = this.contextOf(provider);
    const why = closeMessage(code, provider.reason, this.trans);
    if (live?.store.getState().synced === false) {
      return; // it was never shown: JupyterLab says why it cannot be opened
    }
    if (code === CLOSE.gone) {
      await this.tellGone(provider, why);
    } else {
      Notification.error(why, STAYS);
    }
    if (!live || !context || (code !== CLOSE.forbidden && code !== CLOSE.gone)) {
      return;
    }
    const room = live.client.syncedText;
    const mine = live.text;
    const waits = live.client.waiting !== null;
    closeQuietly(this.desk, context);
    if (waits) {
      await showDifference(room, mine, why, this.trans);
    }
  }

  /** Once for all programs of a room that is gone; and nothing is offered that cannot be. */
  private async tellGone(provider: RoomProvider, why: string): Promise<void> {
    const { role } = provider.is;
    const became = await roomOf(provider);
    if (became === 'there') {
      Notification.error(why, role === 'viewer' ? STAYS : { ...STAYS, actions: [this.offer(provider, false)] });
      return;
    }
    if (this.isTooOften(`room ${provider.place?.room.id}`, 1)) {
      return;
    }
    if (became === 'unknown' && role === 'owner') {
      Notification.error(why, STAYS);
      return;
    }
    const { trans } = this;
    const deleted = trans.__('This room has been deleted. Its files are still in the folder.');
    if (role === 'owner') {
      Notification.warning(deleted, { ...STAYS, actions: [this.offer(provider, true)] });
    } else {
      Notification.warning(`${deleted} ${trans.__('Its owners can bring it back for 30 days.')}`, STAYS);
    }
  }

  private offer(provider: RoomProvider, wholeRoom: boolean): Notification.IAction {
    const run = async (): Promise<void> => {
      try {
        this.desk.docManager.openOrReveal(await bringBack(provider, wholeRoom));
      } catch (error) {
        Notification.error(messageOf(error), STAYS);
      }
    };
    const label = wholeRoom ? this.trans.__('Bring the room back') : this.trans.__('Bring it back');
    return { label, displayType: 'accent', callback: () => void run() };
  }

  private contextOf(provider: RoomProvider): DocumentRegistry.Context | undefined {
    const { app, docManager } = this.desk;
    const contexts = [...app.shell.widgets('main')].map(widget => docManager.contextForWidget(widget));
    return contexts.find(context => context?.model.sharedModel === provider.options.model);
  }

  private isTooOften(what: string, most = MOST_REOPENINGS): boolean {
    const now = Date.now();
    const recent = (this.happened.get(what) ?? []).filter(at => now - at < PERIOD_MS);
    this.happened.set(what, [...recent, now]);
    return recent.length >= most;
  }
}

/** The program as it was opened again; null where that failed. */
async function textOf(context: DocumentRegistry.Context | null): Promise<string | null> {
  try {
    await context?.ready;
  } catch (error) {
    console.error('A program of a room could not be opened again:', error);
    return null;
  }
  return context ? (context.model.sharedModel.getSource() as string) : null;
}
