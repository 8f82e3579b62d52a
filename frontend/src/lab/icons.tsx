/** Signs that follow the theme: our own, and JupyterLab's. */

import {
  closeIcon,
  deleteIcon,
  editIcon,
  LabIcon,
  refreshIcon,
  searchIcon,
  settingsIcon,
  usersIcon
} from '@jupyterlab/ui-components';
import type * as React from 'react';

import type { Sign } from '../ui/host';

/** The sign of Time Warp in the left bar, the launcher and menus: a clock face with a hand that goes back. */
export const timewarpIcon = new LabIcon({
  name: 'timewarp:rooms',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">' +
    '<g class="jp-icon3 jp-icon-selectable" fill="currentColor">' +
    '<path d="M12 3a9 9 0 1 1-8.6 6.4l1.9.6A7 7 0 1 0 8 6.3l1.9 1.9H4V2.3l2.6 2.6A9 9 0 0 1 12 3z"/>' +
    '<path d="M11 7h2v4.6l3.2 1.9-1 1.7L11 12.7z"/>' +
    '</g></svg>'
});

const SIGNS: Record<Sign, LabIcon> = {
  back: drawn('back', 'M20 11H7.8l5.6-5.6L12 4l-8 8 8 8 1.4-1.4L7.8 13H20z'),
  close: closeIcon,
  delete: deleteIcon,
  members: usersIcon,
  refresh: refreshIcon,
  rename: editIcon,
  reply: drawn('reply', 'M10 9V5l-7 7 7 7v-4.1c5 0 8.5 1.6 11 5.1-1-5-4-10-11-11z'),
  search: searchIcon,
  settings: settingsIcon
};

/** A sign on a button. */
export function Icon({ sign }: { sign: Sign }): React.JSX.Element {
  const Drawn = SIGNS[sign].react;
  return <Drawn tag="span" className="tw-Icon" aria-hidden="true" />;
}

/** What JupyterLab has no icon for. */
function drawn(name: string, path: string): LabIcon {
  return new LabIcon({
    name: `timewarp:${name}`,
    svgstr:
      '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">' +
      `<path class="jp-icon3" fill="currentColor" d="${path}"/></svg>`
  });
}
