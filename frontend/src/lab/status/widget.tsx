/** The item that says whether a room's program is connected and saved. */

import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import type * as React from 'react';

import type { RoomProvider } from '../provider/roomProvider';
import { statusText } from './text';

/** Who cannot see the item hears of a state that lasts this long, not of every key. */
const ANNOUNCE_AFTER_MS = 1_500;

/** Follows one document at a time; hidden while it is in no room. */
export class StatusWidget extends ReactWidget {
  private provider: RoomProvider | null = null;
  private unsubscribe: () => void = () => undefined;
  private announced = '';
  private timer: ReturnType<typeof setTimeout> | undefined;

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
    super.dispose();
  }

  protected render(): React.JSX.Element | null {
    const state = this.provider?.live?.store.getState();
    if (!state) {
      return null;
    }
    const text = statusText(state, this.provider?.roomName ?? '', this.trans);
    this.node.title = text.detail;
    this.announce(text.label);
    return (
      <>
        <span className="tw-Status-text" data-status={text.status} data-saved={!text.unsaved}>
          <span className="tw-Status-dot" aria-hidden="true" />
          {text.label}
        </span>
        <span className="tw-Status-spoken" role="status">
          {this.announced}
        </span>
      </>
    );
  }

  private announce(label: string): void {
    clearTimeout(this.timer);
    if (label !== this.announced) {
      this.timer = setTimeout(() => {
        this.announced = label;
        this.update();
      }, ANNOUNCE_AFTER_MS);
    }
  }
}
