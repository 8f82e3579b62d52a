/** What a new program begins with, per language. */

/** A language one can begin in. */
export interface Template {
  name: string;
  extension: string;
  content: string;
}

/** The languages of Time Warp, the ones for beginners first. */
export const TEMPLATES: readonly Template[] = [
  { name: 'BASIC', extension: '.bas', content: '10 PRINT "HELLO"\n20 END\n' },
  { name: 'Logo', extension: '.logo', content: 'TO SQUARE :SIZE\n  REPEAT 4 [FORWARD :SIZE RIGHT 90]\nEND\n\nSQUARE 100\n' },
  { name: 'PILOT', extension: '.pilot', content: 'T:What is your name?\nA:$NAME\nT:Hello, $NAME!\nE:\n' },
  { name: 'Pascal', extension: '.pas', content: "program Hello;\nbegin\n  WriteLn('Hello');\nend.\n" },
  { name: 'Prolog', extension: '.pl', content: ':- initialization(main).\n\nmain :- write(hello), nl.\n' },
  { name: 'Forth', extension: '.forth', content: ': hello ." Hello" cr ;\nhello\n' },
  { name: 'Python', extension: '.py', content: 'print("Hello")\n' },
  { name: 'JavaScript', extension: '.js', content: "console.log('Hello');\n" },
  { name: 'C', extension: '.c', content: '#include <stdio.h>\n\nint main(void) {\n  puts("Hello");\n  return 0;\n}\n' },
  { name: 'Lua', extension: '.lua', content: 'print("Hello")\n' }
];

/** The end of "maze.bas". That of "level 3.5" or "maze.v2" is a number, and no language. */
const EXTENSION = /\.(?!v\d)[a-z][a-z0-9+-]*$/iu;

/** A file name with the language's extension, where it has none. */
export function withExtension(name: string, template: Template): string {
  const trimmed = name.trim();
  return EXTENSION.test(trimmed) ? trimmed : `${trimmed}${template.extension}`;
}
