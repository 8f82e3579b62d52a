/** The languages that JupyterLab can edit, but whose files it does not know by an icon. */

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import type { DocumentRegistry } from '@jupyterlab/docregistry';

import { programIcon } from './icons';
import { LANGUAGES } from './names';
import { fileType } from './ownLanguage';

/** Add the file types that are missing; those of JupyterLab or other extensions stay. */
export function addMissingFileTypes(registry: DocumentRegistry): void {
  for (const language of LANGUAGES.filter(each => !each.own)) {
    const known = language.extensions.some(
      extension => registry.getFileTypesForPath(`program.${extension}`).length > 0
    );
    if (!known) {
      registry.addFileType(fileType(language, programIcon));
    }
  }
}

/** File types of the languages whose grammar JupyterLab has. */
export const otherLanguages: JupyterFrontEndPlugin<void> = {
  id: 'timewarp-jupyter:other-languages',
  description: 'File types and an icon for the other languages of Time Warp.',
  autoStart: true,
  activate: (app: JupyterFrontEnd): void => {
    addMissingFileTypes(app.docRegistry);
  }
};
