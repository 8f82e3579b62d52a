/** A unified diff, read for showing it. */

/** What a line of a diff is. */
export type LineKind = 'added' | 'removed' | 'same' | 'place';

/** One line, without its sign. */
export interface DiffLine {
  kind: LineKind;
  text: string;
}

/** The lines of a unified diff; the names of the two files are left out. */
export function diffLines(diff: string): DiffLine[] {
  const lines: DiffLine[] = [];
  let begun = false;
  for (const line of diff.split('\n')) {
    if (line.startsWith('@@')) {
      begun = true;
      lines.push({ kind: 'place', text: line.replace(/^@@ | @@$/gu, '') });
    } else if (begun && line !== '') {
      lines.push({ kind: kindOf(line), text: line.slice(1) });
    }
  }
  return lines;
}

function kindOf(line: string): LineKind {
  return line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : 'same';
}
