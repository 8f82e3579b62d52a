import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';

import type { CollaborationState } from '../src/core/collaboration';
import { createCollaborationStore } from '../src/core/collaboration';
import { statusText } from '../src/lab/status/text';

const trans = nullTranslator.load('');
const SYNCED: CollaborationState = {
  ...createCollaborationStore().getState(),
  connection: 'connected',
  access: 'writable',
  synced: true
};

describe('the status', () => {
  it.each<[Partial<CollaborationState>, string]>([
    [{}, 'Connected, saved'],
    [{ saved: false }, 'Connected, saving…'],
    [{ connection: 'reconnecting' }, 'Reconnecting…'],
    [{ connection: 'reconnecting', saved: false }, 'Reconnecting, not saved yet'],
    [{ connection: 'offline', saved: false }, 'Offline, not saved yet'],
    [{ access: 'readonly' }, 'Read-only'],
    [{ access: 'held', reason: 'The disk is full.' }, 'Edits are not taken: The disk is full.'],
    [{ connection: 'ended', closeCode: 4404 }, 'Disconnected']
  ])('of %j is "%s"', (change, label) => {
    expect(statusText({ ...SYNCED, ...change }, 'Maze club', trans).label).toBe(label);
  });

  it('tells in its tooltip who is there, or why not', () => {
    const detail = (change: Partial<CollaborationState>): string =>
      statusText({ ...SYNCED, ...change }, 'Maze club', trans).detail;
    expect(detail({})).toContain('nobody else');
    expect(detail({ peers: 2 })).toBe('Room “Maze club”, with 2 others');
    expect(detail({ access: 'readonly', reason: 'The room is locked.' })).toBe('The room is locked.');
    expect(detail({ connection: 'ended', closeCode: 4404 })).toContain('does not exist');
  });
});
