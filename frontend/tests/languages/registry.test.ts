// @vitest-environment jsdom
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { EditorLanguageRegistry } from '@jupyterlab/codemirror';
import { DocumentRegistry } from '@jupyterlab/docregistry';
import { beforeAll, describe, expect, it, vi } from 'vitest';

import { languagePlugins } from '../../src/languages';
import { LANGUAGES } from '../../src/languages/names';

// JupyterLab's modules use these when they load, and the test's page lacks them.
vi.hoisted(() => {
  vi.stubGlobal('DragEvent', MouseEvent);
  window.matchMedia = (media: string): MediaQueryList =>
    Object.assign(new EventTarget(), { media, matches: false }) as MediaQueryList;
});

const languages = new EditorLanguageRegistry();
const docRegistry = new DocumentRegistry();

/** JupyterLab's own languages and file types, and then the plugins. */
beforeAll(async () => {
  EditorLanguageRegistry.getDefaultLanguages().forEach(each => {
    languages.addLanguage(each);
  });
  const app = { docRegistry } as unknown as JupyterFrontEnd;
  for (const plugin of languagePlugins) {
    const services = (plugin.requires ?? []).map(() => languages);
    await plugin.activate(app, ...services);
  }
});

describe('every language of Time Warp', () => {
  it.each(LANGUAGES.map(each => [each.name, each] as const))('%s has a grammar', async (name, each) => {
    const found = await languages.getLanguage(each.mime);
    expect(found?.name).toBe(name);
    expect(found?.support?.language.parser.parse('X').length).toBe(1);
  });

  it.each(LANGUAGES.flatMap(each => each.extensions.map(extension => [extension, each] as const)))(
    '.%s files have its editor, file type and icon',
    (extension, each) => {
      expect(languages.findByFileName(`program.${extension}`)?.name).toBe(each.name);
      const types = docRegistry.getFileTypesForPath(`program.${extension.toUpperCase()}`);
      expect(types.map(type => type.mimeTypes)).toEqual([[each.mime]]);
      expect(types[0]?.icon?.name).toMatch(/^(?:timewarp:|ui-components:python$)/);
    }
  );

  it('is left alone where another extension has it', async () => {
    const before = languages.getLanguages();
    const app = { docRegistry: new DocumentRegistry() } as unknown as JupyterFrontEnd;
    for (const plugin of languagePlugins) {
      await plugin.activate(app, ...(plugin.requires ?? []).map(() => languages));
    }
    expect(languages.getLanguages()).toEqual(before);
  });
});

describe('our icons', () => {
  it('take every colour from the theme', () => {
    for (const extension of ['bas', 'logo', 'pilot', 'pas']) {
      const svg = docRegistry.getFileTypesForPath(`a.${extension}`)[0]?.icon?.svgstr;
      expect(svg).toContain('class="jp-icon3 jp-icon-selectable"');
      expect(svg?.match(/fill="[^"]*"/g)).toEqual(['fill="currentColor"']);
    }
  });
});
