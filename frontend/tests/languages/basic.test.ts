import { describe, expect, it } from 'vitest';

import { basic } from '../../src/languages/basic';
import { dataOf, indented } from './editor';
import { tokens } from './tokens';

describe('Time Warp BASIC', () => {
  it('reads line numbers, where they stand and where they are jumped to', () => {
    expect(tokens(basic, '10 PRINT 10\n20 IF X > 3 THEN 10 ELSE 40\n30 ON X GOTO 10, 20')).toEqual([
      'label 10', 'keyword PRINT', 'number 10',
      'label 20', 'keyword IF', 'name X', 'operator >', 'number 3',
      'keyword THEN', 'label 10', 'keyword ELSE', 'label 40',
      'label 30', 'keyword ON', 'name X', 'keyword GOTO', 'label 10', 'label 20'
    ]);
  });

  it('reads both comments to the end of the line, but not inside texts', () => {
    expect(tokens(basic, "10 REM PRINT 1\nCLS ' it's clear\nPRINT \"REM 'no\"\nREMARK = 1")).toEqual([
      'label 10', 'comment REM PRINT 1',
      'keyword CLS', "comment ' it's clear",
      'keyword PRINT', "string \"REM 'no\"",
      'name REMARK', 'operator =', 'number 1'
    ]);
  });

  it('knows functions, turtle commands and word operators in any case', () => {
    expect(tokens(basic, 'let n = int(RND(1) * 6) mod 2\nForward 50 : a$ = Left$(B$, 1)')).toEqual([
      'keyword let', 'name n', 'operator =', 'known int', 'known RND', 'number 1', 'operator *',
      'number 6', 'word operator mod', 'number 2',
      'known Forward', 'number 50', 'name a$', 'operator =', 'known Left$', 'name B$', 'number 1'
    ]);
  });

  it('reads values of DATA, which need no quotes', () => {
    expect(tokens(basic, 'DATA red, 12, "a, b", O\'Neill: PRINT 1')).toEqual([
      'keyword DATA', 'string red', 'number 12', 'string "a, b"', "string O'Neill",
      'keyword PRINT', 'number 1'
    ]);
  });

  it('tells labels of one\'s own from names', () => {
    expect(tokens(basic, 'again: X = 1\nIF X THEN Y = 2\nGOTO again')).toEqual([
      'label again', 'name X', 'operator =', 'number 1',
      'keyword IF', 'name X', 'keyword THEN', 'name Y', 'operator =', 'number 2',
      'keyword GOTO', 'label again'
    ]);
  });

  it('ends an open text with its line', () => {
    expect(tokens(basic, 'PRINT "hello\nPRINT 2')).toEqual([
      'keyword PRINT', 'string "hello', 'keyword PRINT', 'number 2'
    ]);
  });

  it('indents loops and blocks', () => {
    const program = [
      'FOR I = 1 TO 3',
      '  IF I = 2 THEN \' the middle',
      '    PRINT "two"',
      '  ELSEIF I = 3 THEN',
      '    PRINT "three"',
      '  ELSE',
      '    PRINT I',
      '  END IF',
      '  IF I = 3 THEN PRINT "end"',
      '  DO WHILE X < 2',
      '    X = X + 1',
      '  LOOP',
      'NEXT I',
      'FOR A = 1 TO 2: FOR B = 1 TO 2: PRINT A: NEXT B, A',
      'END'
    ].join('\n');
    expect(indented(basic, program)).toBe(program);
  });

  it('leaves numbered lines at the margin', () => {
    const program = '10 FOR I = 1 TO 3\n20 PRINT I\n30 NEXT I';
    expect(indented(basic, program)).toBe(program);
  });

  it('comments with REM and closes quotes', () => {
    expect(dataOf(basic, 'commentTokens')).toEqual([{ line: 'REM' }]);
    expect(dataOf(basic, 'closeBrackets')).toEqual([{ brackets: ['(', '"'] }]);
  });
});
