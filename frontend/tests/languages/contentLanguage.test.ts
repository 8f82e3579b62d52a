// @vitest-environment jsdom
import { YFile } from '@jupyter/ydoc';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import { Signal } from '@lumino/signaling';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';

import { ContentLanguage } from '../../src/languages/contentLanguage';

const PERL = 'text/x-perl';
const PROLOG = 'text/x-prolog';

/** An open file whose text is a shared document, as in a room. */
async function open(path: string, text: string) {
  const shared = new YFile();
  shared.setSource(text);
  const editor = { mimeType: PERL };
  const context = { path, ready: Promise.resolve(), model: { sharedModel: shared } };
  const pathChanged = new Signal<typeof context, string>(context);
  const watcher = new ContentLanguage(editor, {
    ...context,
    get path() {
      return context.path;
    },
    pathChanged
  } as unknown as DocumentRegistry.IContext<DocumentRegistry.ICodeModel>);
  await context.ready;
  const rename = (to: string, mimeType: string): void => {
    context.path = to;
    editor.mimeType = mimeType;
    pathChanged.emit(to);
  };
  return { shared, editor, watcher, rename };
}

describe('the editor of a .pl file', () => {
  it('becomes Prolog by the text it opens with', async () => {
    const { editor } = await open('family.PL', 'parent(ann, bob).\n');
    expect(editor.mimeType).toBe(PROLOG);
  });

  it('stays Perl for Perl, and other files stay what they are', async () => {
    expect((await open('a.pl', 'my $x = 1;')).editor.mimeType).toBe(PERL);
    expect((await open('a.txt', 'parent(ann, bob).')).editor.mimeType).toBe(PERL);
  });

  it('waits for a text that another person\'s update brings', async () => {
    const { editor, shared } = await open('family.pl', '');
    const theirs = new YFile();
    theirs.setSource(':- initialization(main).\n');
    expect(editor.mimeType).toBe(PERL);
    Y.applyUpdate(shared.ydoc, Y.encodeStateAsUpdate(theirs.ydoc));
    expect(editor.mimeType).toBe(PROLOG);
  });

  it('decides once while it is written', async () => {
    const { editor, shared } = await open('new.pl', '');
    shared.setSource('use strict;\n');
    shared.setSource('parent(ann, bob).\n');
    expect(editor.mimeType).toBe(PERL);
  });

  it('leaves a choice made by hand', async () => {
    const { editor, shared } = await open('new.pl', '');
    editor.mimeType = 'text/x-python';
    shared.setSource('parent(ann, bob).\n');
    expect(editor.mimeType).toBe('text/x-python');
  });

  it('looks again after a rename', async () => {
    const { editor, rename } = await open('family.txt', 'parent(ann, bob).\n');
    rename('family.pl', PERL);
    expect(editor.mimeType).toBe(PROLOG);
    rename('family.txt', 'text/plain');
    expect(editor.mimeType).toBe('text/plain');
  });

  it('does nothing once it is disposed of', async () => {
    const { editor, shared, watcher } = await open('new.pl', '');
    watcher.dispose();
    shared.setSource('parent(ann, bob).\n');
    expect(editor.mimeType).toBe(PERL);
  });
});
