/** Who uses this tab of JupyterLab. */

import { PageConfig } from '@jupyterlab/coreutils';

import type { TabShelf } from '../../core/tabPerson';
import { ended, ledOn, TabPerson } from '../../core/tabPerson';
import { readPageOption } from '../pageOption';

const FORBIDDEN = 403;

function tabShelf(): TabShelf | null {
  try {
    return window.sessionStorage;
  } catch (error) {
    console.warn('This browser keeps nothing for a tab:', error);
    return null;
  }
}

/** The person of this tab. */
export const tabPerson = begin();

function begin(): TabPerson {
  const shelf = readPageOption()?.enabled ? tabShelf() : null;
  const baseUrl = PageConfig.getBaseUrl();
  const person = shelf === null ? undefined : ledOn(document.cookie);
  if (person !== undefined) {
    document.cookie = ended(baseUrl);
    new TabPerson(shelf, baseUrl).choose(person);
  }
  return new TabPerson(shelf, baseUrl);
}

// Before JupyterLab asks its first question, which is who the user is: extensions are loaded before that.
// There is no place in JupyterLab's services where each request could be told so.
if (tabPerson.username !== null) {
  window.fetch = tabPerson.telling(window.fetch.bind(window));
  void leaveIfUnknown();
}

/** Cookies may have been deleted: then this is nobody, and every request is refused. */
async function leaveIfUnknown(): Promise<void> {
  try {
    const { status } = await window.fetch(`${PageConfig.getBaseUrl()}api/timewarp/me`);
    if (status === FORBIDDEN) {
      become(null);
    }
  } catch (error) {
    console.warn('Who uses this tab could not be asked:', error); // the requests of others say it as well
  }
}

/** Be somebody else in this tab; null is the first person of the browser. */
export function become(username: string | null): void {
  tabPerson.choose(username);
  window.location.reload();
}
