/** The languages of Time Warp in JupyterLab: highlighting, file types and icons. */

import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { basic } from './basic';
import { basicIcon, logoIcon, pilotIcon, prologIcon } from './icons';
import { logo } from './logo';
import { BASIC, LOGO, PILOT, PROLOG } from './names';
import { otherLanguages } from './otherLanguages';
import { ownLanguage } from './ownLanguage';
import { pilot } from './pilot';
import { plFiles } from './plFiles';
import { prolog } from './prolog';

/** The plugins, one for each language of our own, and two for the rest. */
export const languagePlugins: JupyterFrontEndPlugin<void>[] = [
  ownLanguage(BASIC, basicIcon, basic),
  ownLanguage(LOGO, logoIcon, logo),
  ownLanguage(PILOT, pilotIcon, pilot),
  ownLanguage(PROLOG, prologIcon, prolog),
  otherLanguages,
  plFiles
];
