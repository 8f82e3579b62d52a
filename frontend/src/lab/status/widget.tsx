/** The item that says whether a room's program is connected and saved. */

import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import type * as React from 'react';

import type { RoomProvider } from '../provider/roomProvider';
import type { StatusText } from './text';
import { statusText } from './text';

/** Who cannot see the item hears of a state that lasts this long, not of every key. */
const ANNOUNCE_AFTER_MS = 1_500;

/** Follows one document at a time; hidden while it is in no room. */
export class StatusWidget extends ReactWidget {
  private provider: RoomProvider | null = null;
  private unsubscribe: () => void = () => undefined;
  private heard = '';
  private announced = '';
  private timer: ReturnType<typeof setTimeout> | undefined;
  private changeTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly trans: TranslationBundle) {
    super();
    this.addClass('tw-Status');
    this.hide();
  }

  /** Whether there is something to show. */
  get isActive(): boolean {
    return this.provider?.inRoom === true;
  }

  /** Follow another document, or the same one that has become live. */
  follow(provider: RoomProvider | null): void {
    this.unsubscribe();
    this.provider = provider;
    this.unsubscribe =
      provider?.live?.store.subscribe(() => {
        this.update();
      }) ?? (() => undefined);
    this.setHidden(!this.isActive);
    this.update();
  }

  /** Stop following. */
  override dispose(): void {
    this.unsubscribe();
    clearTimeout(this.timer);
    clearTimeout(this.changeTimer);
    super.dispose();
  }

  protected render(): React.JSX.Element | null {
    const state = this.provider?.live?.store.getState();
    if (!state) {
      return null;
    }
    const text = statusText(state, this.provider?.roomName ?? '', this.trans);
    this.node.title = text.detail;
    this.announce(text.spoken);
    this.renderAgain(text.changesAt);
    return (
      <>
        {this.face(text)}
        <span className="tw-Status-spoken" role="status">
          {this.announced}
        </span>
      </>
    );
  }

  private face(text: StatusText): React.JSX.Element {
    const shown = {
      className: 'tw-Status-text',
      'data-status': text.status,
      'data-saved': !text.unsaved,
      children: [<span key="dot" className="tw-Status-dot" aria-hidden="true" />, text.label]
    };
    // Whoever has pressed it stays where they are, although there is nothing to press any longer.
    if (!text.canRetry && document.activeElement?.parentElement !== this.node) {
      return <span {...shown} />;
    }
    return (
      <button
        {...shown}
        type="button"
        aria-disabled={!text.canRetry}
        aria-label={text.canRetry ? `${text.spoken} ${this.trans.__('Connect now')}` : text.label}
        onClick={() => {
          this.provider?.live?.client.wake();
        }}
        onBlur={() => {
          this.update();
        }}
      />
    );
  }

  private renderAgain(at: number | null): void {
    clearTimeout(this.changeTimer);
    if (at !== null) {
      this.changeTimer = setTimeout(() => {
        this.update();
      }, at - Date.now());
    }
  }

  private announce(label: string): void {
    if (label === this.heard) {
      return;
    }
    this.heard = label;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.announced = label;
      this.update();
    }, ANNOUNCE_AFTER_MS);
  }
}
