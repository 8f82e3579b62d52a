import { EditorState } from '@codemirror/state';
import { YFile } from '@jupyter/ydoc';
import { describe, expect, it, vi } from 'vitest';

import { guardEditor, guardModel } from '../src/lab/provider/guard';

describe('a read-only program', () => {
  it('is changed by none of the ways that JupyterLab has', () => {
    const file = new YFile();
    const guarded = { readOnly: false, applying: false, refused: vi.fn() };
    guardModel(file, guarded);
    file.updateSource(0, 0, 'FD 10\n');
    file.undoManager.stopCapturing(); // else both edits are one step
    file.updateSource(6, 6, 'RT 90\n');
    file.undo();
    guarded.readOnly = true;
    const before = file.getSource();
    file.updateSource(0, 5, 'pasted');
    file.setSource('replaced');
    file.source = 'replaced';
    expect(file.undo()).toBe(false);
    expect(file.redo()).toBe(false);
    expect(file.getSource()).toBe(before);
    expect(guarded.refused).toHaveBeenCalledTimes(5);
    guarded.readOnly = false;
    file.updateSource(0, 2, 'BK');
    expect(file.getSource()).toContain('BK 10');
    file.dispose();
  });

  it('takes from its editor only what the server sends', () => {
    const guarded = { readOnly: true, applying: false, refused: vi.fn() };
    const state = EditorState.create({ doc: 'FD 10\n', extensions: guardEditor(guarded) });
    const typed = { changes: { from: 0, insert: 'x' } };
    expect(state.update(typed).newDoc.toString()).toBe('FD 10\n');
    guarded.applying = true;
    expect(state.update(typed).newDoc.toString()).toBe('xFD 10\n');
    guarded.applying = false;
    guarded.readOnly = false;
    expect(state.update(typed).newDoc.toString()).toBe('xFD 10\n');
  });
});
