/** The words of Time Warp BASIC. */

import { words } from './words';

/** Statements and their parts. */
export const KEYWORDS = words(
  'as beep call case chain clear close cls const data declare def dim do else elseif end endif',
  'erase error exit for function get gosub goto if input let line list load loop lprint',
  'next on open option play print put randomize read redim rem repeat restore resume return run',
  'save screen select shared sleep sound static step stop sub swap then to type until using wait',
  'wend while width write locate'
);

/** Operators that are words. */
export const OPERATORS = words('and or not xor eqv imp mod');

/** Functions; those that give text end in `$`. */
export const FUNCTIONS = words(
  'abs asc atn cdbl cint cos eof exp fix inkey instr int len log lof max min peek pi point pos rnd',
  'sgn sin sqr sqrt tan timer ubound lbound val',
  'chr$ date$ hex$ inkey$ lcase$ left$ lower$ ltrim$ mid$ oct$ right$ rtrim$ space$ spc str$',
  'string$ tab time$ trim$ ucase$ upper$'
);

/** Turtle and drawing commands. */
export const DRAWING = words(
  'forward fd back bk backward left lt right rt penup pu pendown pd home setxy setx sety',
  'setheading seth setcolor setpencolor pencolor color colour pensize penwidth setpensize',
  'showturtle st hideturtle ht clearscreen cs turtle circle draw pset preset plot paint rect',
  'rectangle ellipse fill'
);

/** Words after which a number or a name is a line of the program. */
export const JUMPS = words('goto gosub restore run resume');

/** Words after which only a number is one: a name begins a statement. */
export const BRANCHES = words('then else');

/** Words that open a block which another word closes. */
export const OPENERS = words('for while do repeat sub function select');

/** Words that close a block; `END IF` and its like are read as one word. */
export const CLOSERS = words('next wend loop until endif');
