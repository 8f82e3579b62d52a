/** Decides at once what can be decided at once, and never throws. */

import type { IDocumentProviderFactory } from '@jupyter/docprovider';

import type { ILiveDocuments } from './registry';
import type { Provider, ProviderSurroundings } from './provider';
import { RoomProvider } from './roomProvider';

/** The factory that JupyterLab asks for the provider of every collaborative document. */
export class RoomProviderFactory implements IDocumentProviderFactory {
  constructor(
    private readonly stock: IDocumentProviderFactory,
    private readonly documents: ILiveDocuments,
    private readonly around: ProviderSurroundings,
    private readonly enabled: boolean
  ) {}

  /** Notebooks, and everything while Time Warp is off, go to the stock provider. */
  create(options: IDocumentProviderFactory.IOptions): Provider {
    if (!this.enabled || options.contentType !== 'file' || options.format !== 'text') {
      return this.stock.create(options);
    }
    const provider = new RoomProvider(options, this.around, () => this.stock.create(options));
    this.documents.add(options.model, provider);
    return provider;
  }
}
