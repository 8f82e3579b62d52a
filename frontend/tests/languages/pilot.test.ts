import { describe, expect, it } from 'vitest';

import { pilot } from '../../src/languages/pilot';
import { dataOf } from './editor';
import { tokens } from './tokens';

describe('PILOT', () => {
  it('reads texts with variables of all kinds', () => {
    expect(tokens(pilot, "T:Don't panic, $name! You have #score or *POINTS*.\n :More.")).toEqual([
      'keyword T', "string Don't panic, ", 'variable $name', 'string ! You have ', 'variable #score',
      'string or ', 'variable *POINTS*', 'string .', 'string More.'
    ]);
  });

  it('reads labels, jumps and conditioners', () => {
    expect(tokens(pilot, '*START\nM: yes, ok\nTY: Good.\nJN: *START\nj:end\nL:end\nE:')).toEqual([
      'label *START',
      'keyword M', 'string yes', 'operator ,', 'string ok',
      'keyword T', 'conditioner Y', 'string Good.',
      'keyword J', 'conditioner N', 'label *START',
      'keyword j', 'label end', 'keyword L', 'label end', 'keyword E'
    ]);
  });

  it('reads sums, conditions and answers', () => {
    expect(tokens(pilot, 'C:#n = INT(#n / 2) + 1\nTY(#n > 3): Many\nA: $name\nU: age = 7\nU: *HELP')).toEqual([
      'keyword C', 'variable #n', 'operator =', 'known INT', 'variable #n', 'operator /', 'number 2',
      'operator +', 'number 1',
      'keyword T', 'conditioner Y', 'variable #n', 'operator >', 'number 3', 'string Many',
      'keyword A', 'variable $name',
      'keyword U', 'name age', 'operator =', 'number 7',
      'keyword U', 'label *HELP'
    ]);
  });

  it('takes Y: and N: as commands, and remarks to the end of the line', () => {
    expect(tokens(pilot, 'Y: Right\nN: Wrong $x\nR: T: not shown $x')).toEqual([
      'keyword Y', 'string Right', 'keyword N', 'string Wrong ', 'variable $x',
      'comment R: T: not shown $x'
    ]);
  });

  it('reads a command behind a label', () => {
    expect(tokens(pilot, '*ask T:Who?')).toEqual(['label *ask', 'keyword T', 'string Who?']);
  });

  it('comments with R: and closes no quotes', () => {
    expect(dataOf(pilot, 'commentTokens')).toEqual([{ line: 'R:' }]);
    expect(dataOf(pilot, 'closeBrackets')).toEqual([{ brackets: ['('] }]);
  });
});
