import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';

import type { Changed, CollaborationState } from '../src/core/collaboration';
import { createCollaborationStore } from '../src/core/collaboration';
import { statusText } from '../src/lab/status/text';
import { isolated } from '../src/ui/common/isolated';

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
    [{ fileProblem: 'file_not_written' }, 'Connected, safe here, file not written'],
    [{ fileProblem: 'file_not_written', saved: false }, 'Connected, saving…'],
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
    expect(detail({ peers: 2 })).toBe(`Room “${isolated('Maze club')}”, with 2 others`);
    expect(detail({ savedAt: Date.UTC(2026, 10, 23, 12) })).toMatch(/^Room .*\nThe file was last written: .*2026/);
    expect(detail({ fileProblem: 'file_refused' })).toContain('may not change the file');
    expect(detail({ fileProblem: 'file_not_written' })).toContain('safe in the room');
    expect(detail({ access: 'readonly', reason: 'The room is locked.' })).toBe('The room is locked.');
    expect(detail({ connection: 'ended', closeCode: 4404 })).toContain('does not exist');
    expect(detail({ connection: 'offline' })).toContain('is kept in this browser');
    expect(detail({ connection: 'offline', kept: false })).toContain('keeps nothing for later');
  });

  it('counts the seconds to the next attempt for the eye, not for the ear', () => {
    const state = { ...SYNCED, connection: 'reconnecting' as const, retryAt: 6_500 };
    expect(statusText(state, '', trans, 4_000)).toMatchObject({
      label: 'Reconnecting in 3 seconds…',
      spoken: 'Reconnecting…',
      canRetry: true,
      changesAt: 4_500
    });
    expect(statusText({ ...state, saved: false }, '', trans, 5_600).label).toBe(
      'Reconnecting in 1 second, not saved yet'
    );
    expect(statusText(state, '', trans, 6_500)).toMatchObject({ label: 'Reconnecting…', changesAt: null });
    expect(statusText(state, '', trans, 6_500).detail).toContain('Click to connect now.');
  });

  it('says for some seconds what a return has sent and brought', () => {
    const none = { typed: 0, deleted: 0 };
    const label = (sent: Changed, received: Changed, now: number): string => {
      const state = { ...SYNCED, caughtUp: { sent, received, at: 1_000 } };
      return statusText(state, '', trans, now).label;
    };
    expect(label({ typed: 12, deleted: 3 }, { typed: 40, deleted: 0 }, 2_000)).toBe(
      'Connected again. Your characters sent: 12 typed, 3 deleted; of others received: 40 typed'
    );
    expect(label({ typed: 0, deleted: 3 }, none, 2_000)).toBe(
      'Connected again. Your characters sent: 3 deleted'
    );
    expect(label(none, { typed: 4, deleted: 0 }, 2_000)).toBe(
      'Connected again. Characters of others received: 4 typed'
    );
    expect(label({ typed: 12, deleted: 3 }, none, 11_000)).toBe('Connected, saved');
  });
});
