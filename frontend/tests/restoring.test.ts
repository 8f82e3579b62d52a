import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';

import { unrestored, unrestoredText } from '../src/lab/provider/unrestored';

const trans = nullTranslator.load('');

describe('programs that were open', () => {
  it('and are not again are found by what JupyterLab kept', () => {
    const ids = ['editor:club/a.logo', 'editor:club/b.logo', 'editor:club/b.logo:Editor'];
    expect(unrestored(ids, path => path.endsWith('a.logo'))).toEqual(['club/b.logo']);
  });

  it('are told in one sentence, however many', () => {
    expect(unrestoredText(['a'], trans)).toContain('opened again: a.');
    expect(unrestoredText(['a', 'b', 'c', 'd', 'e', 'f'], trans)).toMatch(
      /^6 programs .* a, b, c, d, e, …\. /
    );
  });
});
