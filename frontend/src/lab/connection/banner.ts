/** A line across the page that needs nothing from the server, unlike JupyterLab's notifications. */

import type { Notices } from './outage';

const CLASS = 'tw-Outage';

/**
 * Shows one message at a time. JupyterLab loads the code of its notifications when the first one comes,
 * which is too late for saying that the server is gone.
 */
export class Banner implements Notices {
  private element: HTMLElement | null = null;
  /** What had the focus before the message took it. */
  private before: Element | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** `second` stands below the one that tells of the server. */
  constructor(private readonly second = false) {}

  /** Show a message until `end`, or until it is closed. */
  begin(message: string, actions: Parameters<Notices['begin']>[1]): void {
    this.remove();
    this.element = document.createElement('div');
    this.element.className = CLASS;
    this.element.setAttribute('role', 'alert');
    this.element.dataset.second = String(this.second);
    const words = document.createElement('span');
    words.textContent = message;
    this.before = document.activeElement;
    this.element.addEventListener('focusin', ({ relatedTarget }) => {
      if (relatedTarget instanceof Element && !this.element?.contains(relatedTarget)) {
        this.before = relatedTarget;
      }
    });
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

  /** Say nothing any longer. Who was in the message is where they were before it. */
  remove(): void {
    clearTimeout(this.timer);
    const hadFocus = this.element?.contains(document.activeElement) === true;
    this.element?.remove();
    this.element = null;
    if (hadFocus && this.before instanceof HTMLElement) {
      this.before.focus();
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
}
