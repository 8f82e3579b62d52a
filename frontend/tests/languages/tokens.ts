/** Reads a program with a grammar, as the editor does, for tests to compare. */

import { StreamLanguage, type StreamParser } from '@codemirror/language';
import { highlightTree, tagHighlighter, tags } from '@lezer/highlight';

const styles = tagHighlighter([
  { tag: tags.keyword, class: 'keyword' },
  { tag: tags.operatorKeyword, class: 'word operator' },
  { tag: tags.modifier, class: 'conditioner' },
  { tag: tags.variableName, class: 'name' },
  { tag: tags.standard(tags.variableName), class: 'known' },
  { tag: tags.special(tags.variableName), class: 'variable' },
  { tag: tags.definition(tags.variableName), class: 'defined' },
  { tag: tags.labelName, class: 'label' },
  { tag: tags.string, class: 'string' },
  { tag: tags.special(tags.string), class: 'quoted' },
  { tag: tags.number, class: 'number' },
  { tag: tags.comment, class: 'comment' },
  { tag: tags.atom, class: 'atom' },
  { tag: tags.operator, class: 'operator' },
  { tag: tags.bracket, class: 'bracket' },
  { tag: tags.punctuation, class: 'punctuation' }
]);

/** The styled pieces of a program in order, as `style text`; brackets and punctuation left out. */
export function tokens<State>(parser: StreamParser<State>, program: string): string[] {
  const tree = StreamLanguage.define(parser).parser.parse(program);
  const found: string[] = [];
  highlightTree(tree, styles, (from, to, style) => {
    if (style !== 'bracket' && style !== 'punctuation') {
      found.push(`${style} ${program.slice(from, to)}`);
    }
  });
  return found;
}
