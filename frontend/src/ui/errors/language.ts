/** The person's language for `core`: error codes in our own words, and the locale of dates. */

import type { Language } from '../../core/language';
import type { Words } from '../host';
import { archivesErrors } from './archives';
import { generalErrors } from './general';
import { programsErrors } from './programs';
import { roomsErrors } from './rooms';
import { talkErrors } from './talk';

/** What is said of every error code that a person may see. */
export function errorWords(words: Words): ReadonlyMap<string, string> {
  const rows = [
    ...generalErrors(words),
    ...roomsErrors(words),
    ...programsErrors(words),
    ...talkErrors(words),
    ...archivesErrors(words)
  ];
  return new Map(rows.flatMap(([codes, text]) => codes.split(' ').map(code => [code, text] as const)));
}

/** The language of `words`; `tag` is its BCP 47 tag, empty if that is not known. */
export function languageOf(words: Words, tag: string): Language {
  let known: ReadonlyMap<string, string> | null = null;
  return {
    locale: localeOf(tag),
    ofCode: code => (known ??= errorWords(words)).get(code) ?? null,
    unreachable: online => (online ? words.__('The server cannot be reached.') : words.__('You are offline.')),
    ofStatus: status => words.__('The server answers with an error (%1).', status)
  };
}

/** The browser may know the country as well, where it has the same language: dates in British English, say. */
function localeOf(tag: string): string | undefined {
  const language = tag.split('-')[0] ?? '';
  const near = navigator.languages.find(each => each.split('-')[0] === language);
  try {
    return near ?? Intl.getCanonicalLocales(tag === '' ? [] : tag.replace('_', '-'))[0];
  } catch (error) {
    if (error instanceof RangeError) {
      return undefined; // JupyterLab's name for it is none that browsers know
    }
    throw error;
  }
}
