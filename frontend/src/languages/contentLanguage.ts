/** Makes the editor of a `.pl` file a Prolog editor when its text is Prolog. */

import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { IDisposable } from '@lumino/disposable';

import { prologOrPerl } from './dotPl';
import { PERL, PROLOG } from './names';

/**
 * Watches one open file. JupyterLab sets an editor's language from the file's name, before there is
 * a text, and again after a rename; so the text is looked at when it is there, after a rename, and
 * (in a new file, or one whose text comes later from the room) at each change until it tells. What
 * somebody has chosen in the status bar stays.
 */
export class ContentLanguage implements IDisposable {
  constructor(
    private readonly editor: { mimeType: string },
    private readonly context: DocumentRegistry.IContext<DocumentRegistry.ICodeModel>
  ) {
    // After the file editor's own handler, which was connected when it was made.
    context.pathChanged.connect(this.look);
    // A file that cannot be opened is reported by JupyterLab and has no language.
    context.ready.then(this.look, () => undefined);
  }

  get isDisposed(): boolean {
    return this.disposed;
  }

  dispose(): void {
    this.disposed = true;
    this.context.pathChanged.disconnect(this.look);
    this.unwatch();
  }

  // Arrow functions: signals call them without `this`, and know them again when disconnecting.
  private readonly look = (): void => {
    if (this.disposed) {
      return;
    }
    this.unwatch();
    if (isPl(this.context.path) && !this.decide()) {
      this.context.model.sharedModel.changed.connect(this.onChange);
    }
  };

  private readonly onChange = (): void => {
    if (this.decide()) {
      this.unwatch();
    }
  };

  /** Whether there is nothing left to find out. */
  private decide(): boolean {
    if (this.editor.mimeType !== PERL.mime) {
      return true;
    }
    const language = prologOrPerl(this.context.model.sharedModel.getSource());
    if (language === 'Prolog') {
      this.editor.mimeType = PROLOG.mime;
    }
    return language !== null;
  }

  private unwatch(): void {
    this.context.model.sharedModel.changed.disconnect(this.onChange);
  }

  private disposed = false;
}

function isPl(path: string): boolean {
  return PERL.extensions.some(extension => path.toLowerCase().endsWith(`.${extension}`));
}
