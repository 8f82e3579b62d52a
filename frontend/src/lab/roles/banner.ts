/** A line above a program that says why it cannot be changed. */

import type { MainAreaWidget } from '@jupyterlab/apputils';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';

import type { Words } from '../../ui/host';
import type { OpenProgram } from '../provider/programs';
import { whenever } from '../provider/programs';
import { bannerText } from './words';

/** The line; it takes no room while there is nothing to say. */
export class RoleBanner extends Widget {
  private readonly text = document.createElement('span');

  constructor() {
    super();
    this.addClass('tw-RoleBanner');
    this.node.setAttribute('role', 'note');
    this.node.append(this.text);
    this.hide();
  }

  /** Say something else, or nothing. */
  say(text: string, kind: string): void {
    this.text.textContent = text;
    this.node.dataset.kind = kind;
    this.setHidden(text === '');
    this.stretch();
  }

  protected override onResize(message: Widget.ResizeMessage): void {
    super.onResize(message);
    this.stretch();
  }

  /** As high as its words are where they have to be broken. */
  private stretch(): void {
    const height = `${this.text.offsetHeight}px`;
    if (this.node.style.minHeight !== height && this.parent && !this.isHidden) {
      this.node.style.minHeight = height;
      MessageLoop.postMessage(this.parent, Widget.Msg.FitRequest);
    }
  }
}

/** The line above a program, as long as it is open. Answers how to stop. */
export function addBanner({ widget, provider }: OpenProgram, words: Words): () => void {
  const banner = new RoleBanner();
  const { contentHeader } = widget as unknown as Pick<MainAreaWidget, 'contentHeader'>;
  contentHeader.addWidget(banner);
  const stop = whenever(provider, () => {
    const { inRoom, is } = provider;
    banner.say(inRoom ? bannerText(is, words) : '', is.locked ? 'lock' : 'viewer');
  });
  return () => {
    stop();
    banner.dispose();
  };
}
