/** What happens to the views when a document is spoiled, ended, or had edits that were not taken. */

import { Notification } from '@jupyterlab/apputils';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { TranslationBundle } from '@jupyterlab/translation';

import { CLOSE } from '../../core/closeCodes';
import { messageOf } from '../../core/language';
import type { Spoiled } from '../../core/permission';
import { showDifference } from './difference';
import { closeMessage, notTaken } from './messages';
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
  private readonly reopened = new Map<string, number[]>();

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
      Notification.error(this.trans.__('Close this program and open it again.'), STAYS);
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
    await live.handOver();
    const fresh = reopen(this.desk, context);
    if (fresh && why === 'refused') {
      await fresh.ready;
      await this.showRefused(fresh.model.sharedModel.getSource() as string, mine);
    }
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
    if (code === CLOSE.gone && provider.place?.room.role !== 'viewer') {
      Notification.error(why, { ...STAYS, actions: [this.offerToBringBack(provider)] });
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

  private offerToBringBack(provider: RoomProvider): Notification.IAction {
    const bringBack = async (): Promise<void> => {
      try {
        this.desk.docManager.openOrReveal(await provider.bringBack());
      } catch (error) {
        Notification.error(messageOf(error), STAYS);
      }
    };
    return { label: this.trans.__('Bring it back'), displayType: 'accent', callback: () => void bringBack() };
  }

  private contextOf(provider: RoomProvider): DocumentRegistry.Context | undefined {
    const { app, docManager } = this.desk;
    const contexts = [...app.shell.widgets('main')].map(widget => docManager.contextForWidget(widget));
    return contexts.find(context => context?.model.sharedModel === provider.options.model);
  }

  private isTooOften(path: string): boolean {
    const now = Date.now();
    const recent = (this.reopened.get(path) ?? []).filter(at => now - at < PERIOD_MS);
    this.reopened.set(path, [...recent, now]);
    return recent.length >= MOST_REOPENINGS;
  }
}
