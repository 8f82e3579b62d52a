import { describe, expect, it } from 'vitest';

import { prologOrPerl } from '../../src/languages/dotPl';

const FAMILY = `% Who is whose grandparent?
parent(ann, bob).
parent(bob, "my $child;").
grandparent(X, Z) :-
    parent(X, Y),
    parent(Y, Z).
`;

const HELLO = `use strict;
my $name = "prolog :- perl.";
# Say it.
foreach my $i (1 .. 3) {
    print "Hello, $name\\n";
}
`;

describe('a .pl file', () => {
  it.each([
    ['rules and facts', FAMILY, 'Prolog'],
    ['one fact', 'sunny.\n', 'Prolog'],
    ['a directive', ':- use_module(library(lists)).', 'Prolog'],
    ['a query', '?- member(X, [1,2]).', 'Prolog'],
    ['a grammar', 'greeting --> [hello], name.', 'Prolog'],
    ['a script of SWI', '#!/usr/bin/env swipl\n\nfoo', 'Prolog'],
    ['declarations', HELLO, 'Perl'],
    ['one statement', 'print "Hello. :- \\n";', 'Perl'],
    ['a script of Perl', '#!/usr/bin/perl -w\nfact(a).\n', 'Perl'],
    ['a match', 'if ($line =~ /x/) {', 'Perl'],
    ['nothing', '\n\n', null],
    ['a word', 'hello', null]
  ])('with %s', (_what, text, language) => {
    expect(prologOrPerl(text)).toBe(language);
  });
});
