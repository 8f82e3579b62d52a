/** JupyterLab's texts as the panels and `core` take them. */

import type { ITranslator, TranslationBundle } from '@jupyterlab/translation';

import { speak } from '../core/language';
import { languageOf } from '../ui/errors/language';
import type { Words } from '../ui/host';

/** The catalogues that are ours. */
export const DOMAIN = 'timewarp_jupyter';

/** A bundle as the panels take it. */
export function wordsOf(trans: TranslationBundle): Words {
  return {
    __: (text, ...values) => trans.__(text, ...(values as string[])),
    _n: (singular, plural, count, ...values) => trans._n(singular, plural, count, ...(values as string[]))
  };
}

/** From now on errors and dates are in the language of JupyterLab, everywhere in the page. */
export function speakLike(translator: ITranslator): void {
  speak(languageOf(wordsOf(translator.load(DOMAIN)), translator.languageCode));
}
