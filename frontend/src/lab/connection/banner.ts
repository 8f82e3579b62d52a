/** A line across the page that needs nothing from the server, unlike JupyterLab's notifications. */

import type { Notices } from './outage';

const CLASS = 'tw-Outage';

/**
 * Shows one message at a time. JupyterLab loads the code of its notifications when the first one comes,
 * which is too late for saying that the server is gone.
 */
export class Banner implements Notices {
  private element: HTMLElement | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Show a message until `end`, or until it is closed. */
  begin(message: string, actions: Parameters<Notices['begin']>[1]): void {
    this.remove();
    this.element = document.createElement('div');
    this.element.className = CLASS;
    this.element.setAttribute('role', 'alert');
    const words = document.createElement('span');
    words.textContent = message;
    this.element.append(words, ...actions.map(action => this.button(action)));
    document.body.append(this.element);
  }

  /** Say that it is over, for so many milliseconds; nothing if the message was closed. */
  end(message: string, milliseconds: number): void {
    if (this.element) {
      this.begin(message, []);
      this.element.dataset.over = 'true';
      this.timer = setTimeout(() => {
        this.remove();
      }, milliseconds);
    }
  }

  private button({ label, run }: { label: string; run: () => void }): HTMLElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = label;
    button.addEventListener('click', () => {
      this.remove();
      run();
    });
    return button;
  }

  private remove(): void {
    clearTimeout(this.timer);
    this.element?.remove();
    this.element = null;
  }
}
