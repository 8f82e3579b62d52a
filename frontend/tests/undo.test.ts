// @vitest-environment jsdom
/** Undoing that the server refuses. */

import { expect, it, vi } from 'vitest';

import { speak } from '../src/core/language';
import type { Document } from '../src/core/records';
import { languageOf } from '../src/ui/errors/language';
import type { Notice } from '../src/ui/host';
import { deleteProgram } from '../src/ui/programs/deleteProgram';
import { fakeHost, notify, words } from './fakeHost';
import { enters, room, sees } from './historyHarness';

function last(): Notice | undefined {
  return notify.mock.lastCall?.[0];
}

it('a program whose name is taken meanwhile says so, and comes back when it is free', async () => {
  speak(languageOf(words, ''));
  room.answers.set('DELETE /documents/d1', () => [204, null]);
  const back = vi.fn(() => [409, { error: { code: 'path_taken', message: 'Taken.', reason: '' } }] as [number, unknown]);
  room.answers.set('PATCH /documents/d1', back);
  const session = await enters();
  const [program] = Object.values(session.store.getState().documents) as [Document];
  await deleteProgram(fakeHost(room.api), session, program);
  expect(last()?.text).toMatch(/maze\.logo.* has been deleted\./u);
  last()?.action?.run();
  await sees(() => {
    expect(last()).toMatchObject({
      kind: 'error',
      text: 'This could not be undone: There is something of this name already.',
      action: { label: 'Try again' }
    });
  });
  back.mockReturnValue([200, {}]);
  last()?.action?.run();
  await sees(() => {
    expect(room.of('PATCH /documents/d1')).toEqual([{ deleted: false }, { deleted: false }]);
  });
  expect(notify).toHaveBeenCalledTimes(2);
});
