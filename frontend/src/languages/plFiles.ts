/** The plugin that tells Prolog from Perl in `.pl` files. */

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import type { DocumentRegistry, IDocumentWidget } from '@jupyterlab/docregistry';
import type { FileEditor } from '@jupyterlab/fileeditor';
import type { IDisposable } from '@lumino/disposable';

import { ContentLanguage } from './contentLanguage';

/** JupyterLab's name of the text editor's factory, in JupyterLab and in Notebook 7. */
const EDITOR = 'Editor';

/** Called for each editor that opens; it is disposed of with the editor. */
const extension: DocumentRegistry.IWidgetExtension<
  IDocumentWidget<FileEditor>,
  DocumentRegistry.ICodeModel
> = {
  createNew: (widget, context): IDisposable => new ContentLanguage(widget.content.model, context)
};

/** Looks at the text of every `.pl` file that is opened, shared or not. */
export const plFiles: JupyterFrontEndPlugin<void> = {
  id: 'timewarp-jupyter:pl-files',
  description: 'Shows .pl files as Prolog or Perl, by their content.',
  autoStart: true,
  activate: (app: JupyterFrontEnd): void => {
    app.docRegistry.addWidgetExtension(EDITOR, extension);
  }
};
