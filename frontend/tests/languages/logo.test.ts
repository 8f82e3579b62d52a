import { describe, expect, it } from 'vitest';

import { logo } from '../../src/languages/logo';
import { dataOf, indented } from './editor';
import { tokens } from './tokens';

describe('Logo', () => {
  it('reads a procedure: its name, inputs, commands and comment', () => {
    expect(tokens(logo, 'TO maison :côté ; une maison\n  repeat 4 [fd :côté rt 90]\nEND\nmaison 50')).toEqual([
      'keyword TO', 'defined maison', 'variable :côté', 'comment ; une maison',
      'keyword repeat', 'number 4', 'known fd', 'variable :côté', 'known rt', 'number 90',
      'keyword END', 'name maison', 'number 50'
    ]);
  });

  it('reads quoted words, each by itself', () => {
    expect(tokens(logo, 'MAKE "size 10\nPRINT [red blue]\nPR SE "red "blue\nSETPC "red]')).toEqual([
      'keyword MAKE', 'string "size', 'number 10',
      'known PRINT', 'name red', 'name blue',
      'known PR', 'known SE', 'string "red', 'string "blue',
      'known SETPC', 'string "red'
    ]);
  });

  it('takes a text that is closed as one', () => {
    expect(tokens(logo, 'PRINT "Hello, you two!" FD 3')).toEqual([
      'known PRINT', 'string "Hello, you two!"', 'known FD', 'number 3'
    ]);
  });

  it('tells numbers from names that begin with a digit, and knows values and logic', () => {
    expect(tokens(logo, 'IF AND :a < 2.5 "true [3dbox] [STOP]\nOUTPUT pi / 2')).toEqual([
      'keyword IF', 'word operator AND', 'variable :a', 'operator <', 'number 2.5', 'string "true',
      'name 3dbox', 'keyword STOP', 'keyword OUTPUT', 'atom pi', 'operator /', 'number 2'
    ]);
  });

  it('indents procedures and lists', () => {
    const program = [
      'TO flower :n',
      '  REPEAT :n [',
      '    IF :n > 3 [',
      '      FD 10',
      '    ]',
      '    RT 360 / :n',
      '  ]',
      'END',
      'flower 6'
    ].join('\n');
    expect(indented(logo, program)).toBe(program);
  });

  it('comments with a semicolon and never closes a quote', () => {
    expect(dataOf(logo, 'commentTokens')).toEqual([{ line: ';' }]);
    expect(dataOf(logo, 'closeBrackets')).toEqual([{ brackets: ['(', '[', '{'] }]);
  });
});
