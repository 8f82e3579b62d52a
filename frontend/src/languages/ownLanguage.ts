/** The plugin of a language whose grammar is ours. */

import { LanguageSupport, StreamLanguage, type StreamParser } from '@codemirror/language';
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { LabIcon } from '@jupyterlab/ui-components';

import type { Language } from './names';

/** A name without spaces for ids. */
export function slug(language: Language): string {
  return language.name.toLowerCase().replaceAll(' ', '-');
}

/** The file type of a language. */
export function fileType(language: Language, icon: LabIcon): Partial<DocumentRegistry.IFileType> & {
  name: string;
} {
  return {
    name: `timewarp-${slug(language)}`,
    displayName: `${language.name} program`,
    extensions: language.extensions.map(extension => `.${extension}`),
    mimeTypes: [language.mime],
    contentType: 'file',
    fileFormat: 'text',
    icon
  };
}

/** Give the editor a language, unless another extension already has. */
export function addLanguage<State>(
  registry: IEditorLanguageRegistry,
  language: Language,
  parser: StreamParser<State>
): void {
  // A second language of a name or type is an error, after which the plugin would not start.
  if (registry.findByName(language.name) ?? registry.findByMIME(language.mime)) {
    return;
  }
  registry.addLanguage({
    name: language.name,
    displayName: language.name,
    mime: language.mime,
    extensions: language.extensions,
    load: () => Promise.resolve(new LanguageSupport(StreamLanguage.define(parser)))
  });
}

/** A plugin with a language's grammar, file type and icon. */
export function ownLanguage<State>(
  language: Language,
  icon: LabIcon,
  parser: StreamParser<State>
): JupyterFrontEndPlugin<void> {
  return {
    id: `timewarp-jupyter:${slug(language)}`,
    description: `${language.name}: highlighting, file type and icon.`,
    autoStart: true,
    requires: [IEditorLanguageRegistry],
    activate: (app: JupyterFrontEnd, registry: IEditorLanguageRegistry): void => {
      addLanguage(registry, language, parser);
      if (language.extensions.length > 0) {
        app.docRegistry.addFileType(fileType(language, icon));
      }
    }
  };
}
