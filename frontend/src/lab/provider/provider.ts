/** What a provider is, what it needs, and what it tells. */

import type { IDocumentProvider } from '@jupyter/collaborative-drive';
import type { IForkProvider } from '@jupyter/docprovider';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Leftover } from '../../core/liveDocument';
import type { Spoiled } from '../../core/permission';
import type { PendingStore } from '../../core/pendingStore';
import type { UnsentEdits } from '../../core/unsent';

/** A provider as JupyterLab wants it. */
export type Provider = IDocumentProvider & IForkProvider;

/** What a room's document may come to. */
export type RoomEvent =
  | { kind: 'spoiled'; why: Spoiled }
  | { kind: 'ended'; code: number }
  | { kind: 'leftover'; edits: Leftover }
  | { kind: 'joined'; room: string };

/** What all providers of a page have in common. */
export interface ProviderSurroundings {
  pending: PendingStore;
  /** Takes over what a program that is closed has not sent. */
  unsent: UnsentEdits;
  /** Our own texts: what JupyterLab hands over are those of jupyter-collaboration. */
  trans: TranslationBundle;
}
