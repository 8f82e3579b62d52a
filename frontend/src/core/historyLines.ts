/** Texts line by line, for views in which only the lines that are seen stand in the page. */

import type { AuthoredText } from './playback';

/** The lines of a text without their ends, each as parts of one author. */
export function authoredLines(runs: readonly AuthoredText[]): AuthoredText[][] {
  const lines: AuthoredText[][] = [];
  let line: AuthoredText[] = [];
  for (const { author, text } of runs) {
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      if (end > from) {
        line.push({ author, text: text.slice(from, end) });
      }
      lines.push(line);
      line = [];
      from = end + 1;
    }
    if (from < text.length) {
      line.push({ author, text: text.slice(from) });
    }
  }
  lines.push(line);
  return lines;
}

/** In which line an offset is, from 0 on. */
export function lineAt(runs: readonly AuthoredText[], offset: number): number {
  let line = 0;
  let start = 0;
  for (const { text } of runs) {
    for (let end = text.indexOf('\n'); end >= 0 && start + end < offset; end = text.indexOf('\n', end + 1)) {
      line += 1;
    }
    start += text.length;
    if (start >= offset) {
      break;
    }
  }
  return line;
}

/** Who has a part, whoever comes first first. */
export function authorsOf(runs: readonly AuthoredText[]): string[] {
  return [...new Set(runs.map(run => run.author))];
}
