/** A line above a program that says why it cannot be changed. */

import type { MainAreaWidget } from '@jupyterlab/apputils';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { IDisposable } from '@lumino/disposable';
import { DisposableDelegate } from '@lumino/disposable';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';

import type { Words } from '../../ui/host';
import type { ILiveDocuments } from '../provider/registry';
import type { RoomProvider } from '../provider/roomProvider';
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

/** Puts the line above every editor. */
export class RoleBanners implements DocumentRegistry.WidgetExtension {
  constructor(
    private readonly documents: ILiveDocuments,
    private readonly words: Words
  ) {}

  /** Called by JupyterLab for each new widget. */
  createNew(widget: Widget, context: DocumentRegistry.Context): IDisposable {
    const provider = this.documents.of(context.model.sharedModel);
    if (!provider) {
      return new DisposableDelegate(() => undefined);
    }
    const banner = new RoleBanner();
    const { contentHeader } = widget as unknown as Pick<MainAreaWidget, 'contentHeader'>;
    contentHeader.addWidget(banner);
    const show = (): void => {
      this.show(banner, provider);
    };
    provider.changed.connect(show);
    show();
    return new DisposableDelegate(() => {
      provider.changed.disconnect(show);
      banner.dispose();
    });
  }

  private show(banner: RoleBanner, { inRoom, is }: RoomProvider): void {
    banner.say(inRoom ? bannerText(is, this.words) : '', is.locked ? 'lock' : 'viewer');
  }
}
