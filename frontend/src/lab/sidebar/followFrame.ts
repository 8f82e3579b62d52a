/** What shows that an editor follows somebody: a frame in their colour, and a banner. */

import type { TranslationBundle } from '@jupyterlab/translation';

const FRAME = 'tw-mod-following';

/** The one editor that is framed, or none. */
export class FollowFrame {
  private framed: HTMLElement | null = null;
  private readonly banner = document.createElement('div');
  private readonly told = document.createElement('span');

  /** `stop` is what the button in the banner does: not everyone has an Escape key. */
  constructor(
    private readonly trans: TranslationBundle,
    stop: () => void
  ) {
    this.banner.className = 'tw-Following';
    this.told.setAttribute('role', 'status');
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = trans.__('Stop following');
    button.addEventListener('click', stop);
    this.banner.append(this.told, button);
  }

  /** Frame an editor, and no other, for a person. */
  around(node: HTMLElement, { name, color }: { name: string; color: string }): void {
    if (this.framed !== node) {
      this.remove();
      this.framed = node;
      node.append(this.banner);
    }
    node.classList.add(FRAME);
    node.style.setProperty('--tw-followed-color', color);
    const text = this.trans.__('You follow %1. Press Escape or type to stop.', name);
    if (this.told.textContent !== text) {
      this.told.textContent = text; // said once by screen readers, not with each step
    }
  }

  /** Nobody is followed. */
  remove(): void {
    this.framed?.classList.remove(FRAME);
    this.framed?.style.removeProperty('--tw-followed-color');
    this.framed = null;
    this.banner.remove();
    this.told.textContent = '';
  }
}
