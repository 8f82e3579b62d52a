import { describe, expect, it } from 'vitest';

import { prolog } from '../../src/languages/prolog';
import { indented } from './editor';
import { tokens } from './tokens';

describe('Prolog', () => {
  it('reads facts, rules and directives', () => {
    const program = ":- dynamic likes/2.\nlikes(ann, 'Bob').\nfriend(X, Y) :- likes(X, Y), X \\= Y, N is 3.";
    expect(tokens(prolog, program)).toEqual([
      'keyword :-', 'keyword dynamic', 'name likes', 'operator /', 'number 2',
      'defined likes', 'name ann', "quoted 'Bob'",
      'defined friend', 'variable X', 'variable Y', 'keyword :-', 'name likes', 'variable X',
      'variable Y', 'variable X', 'operator \\=', 'variable Y', 'variable N', 'word operator is',
      'number 3'
    ]);
  });

  it('reads comments of one and of several lines', () => {
    expect(tokens(prolog, "/* one\n it's two */ a. % b.\nc :- write(\"% no\"), nl.")).toEqual([
      'comment /* one', "comment  it's two */", 'defined a', 'comment % b.',
      'defined c', 'keyword :-', 'known write', 'string "% no"', 'atom nl'
    ]);
  });

  it('indents the body of a clause', () => {
    const program = 'go :-\n  forall(\n    member(X, [1]),\n    write(X)\n  ),\n  nl.\nstop.';
    expect(indented(prolog, program)).toBe(program);
  });
});
