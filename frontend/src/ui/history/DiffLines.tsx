/** The lines of a text or of a difference. */

import type * as React from 'react';

import type { DiffLine } from '../../core/unifiedDiff';
import { useWords } from '../host';
import { CodeLines } from './CodeLines';

const SIGNS = { added: '+', removed: '−', same: ' ', place: '…' } as const;

/** Not by colour alone: each line has its sign, and is spoken. */
export function DiffLines({ lines }: { lines: readonly DiffLine[] }): React.JSX.Element {
  const words = useWords();
  const line = (index: number): React.ReactNode => {
    const { kind, text } = lines[index] ?? { kind: 'same', text: '' };
    return (
      <span key={index} data-kind={kind}>
        <span aria-hidden="true">{SIGNS[kind]} </span>
        {kind === 'added' && <span className="tw-Spoken">{words.__('added:')} </span>}
        {kind === 'removed' && <span className="tw-Spoken">{words.__('removed:')} </span>}
        {text}
        {'\n'}
      </span>
    );
  };
  return <CodeLines className="tw-Lines" label={words.__('Program')} count={lines.length} line={line} />;
}
